import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { code, type DocumentState, documentStateOf } from '../../src/erp/codes.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import type { Refusal } from '../../src/errors.js';
import { VoidOrders } from '../../src/reconciliation/orders/void-orders.js';
import { Reconciliations } from '../../src/reconciliation/reconciliations.js';
import type { ScopeLineInput } from '../../src/reconciliation/scope/scope-lines.js';
import { Snapshot } from '../../src/reconciliation/snapshot/snapshot.js';
import type { StateWord } from '../../src/reconciliation/states.js';
import { Warehouses } from '../../src/reconciliation/warehouses.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Hall, person, refusalOf } from '../support/hall.js';

const mira = person('manager');
const nowhere = '99999999-9999-4999-8999-999999999999';

describe('reconciliations', () => {
  let test: TestDatabase;
  let hall: Hall;
  let zone: string;
  let shelf: string;
  let reconciliations: Reconciliations;
  let snapshot: Snapshot;
  beforeAll(async () => {
    test = await openTestDatabase();
    const options = new ErpOptions();
    const documents = new Documents(options);
    reconciliations = new Reconciliations(test.database, documents, new VoidOrders(documents, options));
    snapshot = new Snapshot(test.database, options);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    hall = await Hall.in(test.database);
    zone = await hall.zone('Z');
    shelf = await hall.location('Z-01', zone);
  });
  const put = async (id: string, state: StateWord, voidReason?: string) => {
    await reconciliations.changeState(mira, id, { state, voidReason });
    return reconciliations.find(mira, id);
  };
  const replace = async (id: string, lines: readonly ScopeLineInput[], version?: string) => {
    await reconciliations.replaceLines(mira, id, lines, version);
    return reconciliations.find(mira, id);
  };

  describe('made', () => {
    it('as a new document with a number, its scope and its options', async () => {
      const { id } = await reconciliations.create(mira, {
        warehouseId: test.demo.warehouseId,
        documentDate: '2026-11-20',
        notes: 'Autumn count',
        blindRecount: false,
        lines: [],
      });
      const found = await reconciliations.find(mira, id);
      expect(found).toMatchObject({
        id,
        state: 'New',
        void: false,
        started: false,
        documentDate: '2026-11-20',
        notes: 'Autumn count',
        blindRecount: false,
        movementPolicy: 'warn',
        warehouseId: test.demo.warehouseId,
        lines: [],
        session: 0,
        counts: { Created: 0, Started: 0, Finished: 0, Recount: 0, Approved: 0, Cancelled: 0 },
        orders: [],
        snapshotAt: null,
        snapshotOutdated: false,
        nextStates: ['Planned', 'FirmPlanned', 'Void'],
      });
      expect(found.documentNo).toMatch(/\d+/);
      expect(found.version).toMatch(/^\d+$/);
      expect((await reconciliations.find(mira, found.documentId)).id).toBe(id);
    });

    it('each with a number of its own, also at once', async () => {
      const input = { warehouseId: test.demo.warehouseId };
      const made = await Promise.all([1, 2, 3].map(() => reconciliations.create(mira, input)));
      const numbers = await Promise.all(
        made.map(async ({ id }) => (await reconciliations.find(mira, id)).documentNo),
      );
      expect(new Set(numbers).size).toBe(3);
    });

    it('not of what does not exist, all faults at once', async () => {
      const work = reconciliations.create(mira, {
        warehouseId: nowhere,
        documentDate: '2026-02-30',
      });
      expect(await refusalOf(work)).toEqual(['rule', 'warehouse.unknown', 'document-date.not-a-day']);
    });

    it.each(['warn', 'recount', 'rollForward'] as const)(
      'with what becomes of movements: %s',
      async (policy) => {
        const { id } = await reconciliations.create(mira, {
          warehouseId: test.demo.warehouseId,
          movementPolicy: policy,
        });
        expect((await reconciliations.find(mira, id)).movementPolicy).toBe(policy);
      },
    );

    it('not with lines that name nothing, and then not at all', async () => {
      const before = await reconciliations.list(mira, { warehouseId: test.demo.warehouseId }, { limit: 1 });
      const lines = [{ zoneId: nowhere }, { locationId: nowhere }, {}];
      const work = reconciliations.create(mira, { warehouseId: test.demo.warehouseId, lines });
      expect(await refusalOf(work)).toEqual([
        'rule',
        'line.zone-unknown 10',
        'line.location-unknown 20',
        'line.without-place 30',
      ]);
      const after = await reconciliations.list(mira, { warehouseId: test.demo.warehouseId }, { limit: 1 });
      expect(after.total).toBe(before.total);
    });

    it('only by a manager', async () => {
      const input = { warehouseId: test.demo.warehouseId };
      expect(await refusalOf(reconciliations.create(person('worker', 'clerk'), input))).toEqual([
        'forbidden',
        'access.role-missing',
      ]);
      expect(await refusalOf(reconciliations.find(mira, randomUUID()))).toEqual([
        'unknown',
        'reconciliation.unknown',
      ]);
    });
  });

  describe('given another scope', () => {
    it('count their snapshot as outdated, unless the places are the same', async () => {
      const found = await hall.reconciliation([{ zoneId: zone }]);
      await snapshot.generate(mira, found.id);
      const ivo = await hall.worker('Ivo');
      const same = await replace(found.id, [{ zoneId: zone, workerId: ivo }]);
      expect(same).toMatchObject({
        snapshotOutdated: false,
        lines: [{ lineNo: 10, zone: 'Z', location: null, worker: 'Ivo' }],
      });
      const other = await replace(found.id, [{ locationId: shelf }, { zoneId: zone }]);
      expect(other).toMatchObject({
        snapshotOutdated: true,
        lines: [{ lineNo: 10, location: 'Z-01' }, { lineNo: 20 }],
        overlaps: [{ lineNo: 10, otherLineNo: 20, locations: 1 }],
      });
      expect(other.version).not.toBe(same.version);
      await snapshot.generate(mira, found.id);
      expect(await reconciliations.find(mira, found.id)).toMatchObject({ snapshotOutdated: false });
    });

    it('are refused once the count has started or they are released', async () => {
      const started = await hall.reconciliation([], { state: 'Planned' });
      await hall.countOrder(started);
      const released = await hall.reconciliation([], { state: 'Released' });
      const lines = [{ zoneId: zone }];
      expect(await refusalOf(replace(started.id, lines))).toEqual(['conflict', 'reconciliation.started']);
      expect(await refusalOf(replace(released.id, lines))).toEqual(['conflict', 'reconciliation.read-only']);
    });

    it('may be wrong while New, never in Planned; a refused scope leaves the old one', async () => {
      const elsewhere = await Hall.in(test.database);
      const lines = [{ zoneId: await elsewhere.zone('X') }];
      const found = await hall.reconciliation([{ zoneId: zone }]);
      await put(found.id, 'Planned');
      expect(await refusalOf(replace(found.id, lines))).toEqual([
        'rule',
        'line.zone-of-another-warehouse 10',
      ]);
      expect((await reconciliations.find(mira, found.id)).lines).toMatchObject([{ zoneId: zone }]);
      await put(found.id, 'New');
      await replace(found.id, lines);
      for (const state of ['Planned', 'FirmPlanned'] as const) {
        expect(await refusalOf(put(found.id, state))).toEqual(['rule', 'line.zone-of-another-warehouse 10']);
      }
    });

    it('for a version that is not the present one are refused with the present content', async () => {
      const found = await hall.reconciliation();
      const { version } = await reconciliations.find(mira, found.id);
      await replace(found.id, [{ zoneId: zone }], version);
      const late = await replace(found.id, [], version).catch((error: Refusal) => error as Refusal);
      expect(late).toMatchObject({
        kind: 'stale',
        code: 'reconciliation.changed-meanwhile',
        extra: { present: { id: found.id, lines: [{ zoneId: zone }] } },
      });
    });
  });

  describe('put into a state', () => {
    const changesOf = async ({ documentId }: { documentId: string }) =>
      (
        await test.database.query<{ state: number; void: boolean; who: string }>(sql`
          SELECT "New_State" AS "state", "Void" AS "void", "Update_User" AS "who" FROM ${erp.stateChanges}
          WHERE "Document_Id" = ${documentId} ORDER BY "Update_Time"`)
      ).map(({ state, void: isVoid, who }) => `${documentStateOf(state)}${isVoid ? ' void' : ''} ${who}`);

    it('record each change, with a new version, and none for the state they have', async () => {
      const found = await hall.reconciliation();
      const versions = [(await reconciliations.find(mira, found.id)).version];
      for (const state of ['Planned', 'Planned', 'FirmPlanned', 'FirmPlanned'] as const) {
        versions.push((await put(found.id, state)).version);
      }
      expect(await changesOf(found)).toEqual(['Planned mira', 'FirmPlanned mira']);
      expect(versions.map((version, i) => i > 0 && version !== versions[i - 1])).toEqual([
        false,
        true,
        false,
        true,
        false,
      ]);
      const events = await test.database.query(
        sql`SELECT event FROM ${own.history} WHERE reconciliation_id = ${found.id}`,
      );
      expect(events).toEqual([{ event: 'state.changed' }, { event: 'state.changed' }]);
    });

    it('go back only while nobody counts', async () => {
      const found = await hall.reconciliation();
      await put(found.id, 'FirmPlanned');
      await put(found.id, 'Planned');
      await hall.countOrder(found);
      expect(await refusalOf(put(found.id, 'New'))).toEqual(['conflict', 'reconciliation.started']);
      await put(found.id, 'FirmPlanned');
    });

    it.each<[DocumentState, StateWord, string]>([
      ['New', 'Completed', 'state.not-allowed'],
      ['Planned', 'Closed', 'state.not-allowed'],
      ['Released', 'Planned', 'state.not-allowed'],
      ['Released', 'Void', 'reconciliation.read-only'],
    ])('are not taken from %s to %s', async (state, to, reason) => {
      const found = await hall.reconciliation([], { state });
      expect(await refusalOf(put(found.id, to, 'by mistake'))).toEqual(['conflict', reason]);
      expect(await changesOf(found)).toEqual([]);
    });

    it('are completed and closed after their release', async () => {
      const found = await hall.reconciliation([], { state: 'Released' });
      await put(found.id, 'Completed');
      expect(await put(found.id, 'Closed')).toMatchObject({ state: 'Closed', nextStates: [] });
    });

    it('twice at once change once', async () => {
      const found = await hall.reconciliation();
      await Promise.all([put(found.id, 'Planned'), put(found.id, 'Planned')]);
      expect(await changesOf(found)).toEqual(['Planned mira']);
    });
  });

  describe('voided', () => {
    it('take their open orders and these counts with them, and leave the completed ones', async () => {
      const found = await hall.reconciliation([], { state: 'Planned' });
      const open = await hall.countOrder(found, { state: 'Released' });
      const done = await hall.countOrder(found, { state: 'Completed' });
      for (const order of [open, done]) {
        await hall.put(erp.counts, {
          Warehouse_Count_Id: randomUUID(),
          Warehouse_Order_Id: order,
          Warehouse_Location_Id: shelf,
          Product_Id: randomUUID(),
          Quantity: '1',
          Quantity_Base: '1',
          Standard_Quantity_Base: '1',
          Quantity_Unit_Id: randomUUID(),
          Creation_User_Id: randomUUID(),
        });
      }

      const after = await put(found.id, 'Void', 'counted the wrong hall');

      expect(after).toMatchObject({ state: 'Void', void: true, voidReason: 'counted the wrong hall' });
      expect(Object.fromEntries(after.orders.map((order) => [order.id, order.void]))).toEqual({
        [open]: true,
        [done]: false,
      });
      const counts = await test.database.query<{ order: string; void: boolean; reason: string | null }>(sql`
        SELECT "Warehouse_Order_Id" AS "order", "Void" AS "void", "Void_Reason" AS "reason" FROM ${erp.counts}
        WHERE "Warehouse_Order_Id" IN (${open}, ${done})`);
      expect(counts).toHaveLength(2);
      expect(counts).toContainEqual({ order: open, void: true, reason: 'counted the wrong hall' });
      expect(counts).toContainEqual({ order: done, void: false, reason: null });
    });

    it('need a reason once the count has started', async () => {
      const quiet = await hall.reconciliation();
      expect(await put(quiet.id, 'Void')).toMatchObject({ state: 'Void' });
      const started = await hall.reconciliation([], { state: 'Planned' });
      await hall.countOrder(started);
      expect(await refusalOf(put(started.id, 'Void', '  '))).toEqual(['rule', 'void.reason-missing']);
      expect(await refusalOf(put(started.id, 'Void', 'x'.repeat(255)))).toEqual([
        'rule',
        'void.reason-too-long',
      ]);
      expect(await put(started.id, 'Void', 'by mistake')).toMatchObject({ state: 'Void' });
    });

    it('stay void', async () => {
      const found = await hall.reconciliation([], { void: true });
      expect(await put(found.id, 'Void', 'again')).toMatchObject({ state: 'Void' });
      expect(await refusalOf(put(found.id, 'Planned'))).toEqual(['conflict', 'reconciliation.void']);
    });
  });

  describe('listed', () => {
    it('say how far they are: rows, differences, value, orders, scope', async () => {
      const found = await hall.reconciliation([{ zoneId: zone }], { state: 'Planned' });
      await hall.location('Z-02', zone);
      await hall.location('Z-03', zone);
      await snapshot.generate(mira, found.id);
      await hall.countOrder(found);
      const [less, more, cancelled] = await hall.details(found);
      for (const [row, status, value] of [
        [less, 'Finished', '-12.5'],
        [more, 'Approved', '3'],
        [cancelled, 'Cancelled', '100'],
      ] as const) {
        await test.database.query(sql`
          UPDATE ${erp.details} SET "Review_Status" = ${code.status[status]}, "Counted_Quantity" = 1, "Session" = 2
          WHERE "Warehouse_Reconciliation_Detail_Id" = ${row?.id}`);
        await hall.put(own.facts, {
          detail_id: row?.id,
          reconciliation_id: found.id,
          line_no: row?.lineNo,
          differs: true,
          difference_value: value,
        });
      }
      const { items, total } = await reconciliations.list(mira, { warehouseId: hall.id }, { limit: 50 });
      expect(total).toBe(1);
      expect(items).toMatchObject([
        {
          id: found.id,
          state: 'Planned',
          lines: 1,
          scope: ['Z'],
          session: 2,
          details: 2,
          counted: 2,
          differences: 2,
          openDifferences: 1,
          less: '-12.5',
          more: '3',
          openOrders: 1,
        },
      ]);
      expect((await reconciliations.find(mira, found.id)).counts).toMatchObject({
        Finished: 1,
        Approved: 1,
        Cancelled: 1,
      });
    });

    it('by state, day and text, page after page', async () => {
      const made = [
        await hall.reconciliation(),
        await hall.reconciliation([], { state: 'Planned' }),
        await hall.reconciliation([], { state: 'Closed' }),
        await hall.reconciliation([], { state: 'Planned', void: true }),
      ].map(({ id }) => id);
      const idsOf = async (filter: object) =>
        (await reconciliations.list(mira, { warehouseId: hall.id, ...filter }, { limit: 50 })).items
          .map(({ id }) => made.indexOf(id))
          .sort();
      expect(await idsOf({})).toEqual([0, 1, 2, 3]);
      expect(await idsOf({ state: 'Planned' })).toEqual([1]);
      expect(await idsOf({ state: ['New', 'Void'] })).toEqual([0, 3]);
      expect(await idsOf({ from: '2026-11-23', to: '2026-11-23' })).toEqual([0, 1, 2, 3]);
      expect(await idsOf({ from: '2026-11-24' })).toEqual([]);
      const { documentNo } = await reconciliations.find(mira, made[1] as string);
      expect(await idsOf({ q: documentNo.toUpperCase() })).toEqual([1]);
      expect(await idsOf({ q: '%' })).toEqual([]);

      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await reconciliations.list(mira, { warehouseId: hall.id }, { limit: 3, cursor });
        expect(page).toMatchObject({ total: 4, totalExact: true });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(seen.sort()).toEqual([...made].sort());
    });

    it('not for a day that does not exist or a cursor that somebody made up', async () => {
      const list = (filter: object, cursor?: string) =>
        reconciliations.list(mira, filter, { limit: 5, cursor });
      expect(await refusalOf(list({ from: '2026-13-01', to: "';--" }))).toEqual([
        'malformed',
        'filter.not-a-day',
        'filter.not-a-day',
      ]);
      expect(await refusalOf(list({}, 'made-up'))).toEqual(['malformed', 'cursor.invalid']);
    });
  });

  describe('can be of', () => {
    it('warehouses, zones and locations, found by how they begin', async () => {
      const warehouses = new Warehouses(test.database);
      await hall.location('z-10%', zone);
      const inHall = await warehouses.locations(mira, hall.id, {}, { limit: 1 });
      expect(inHall).toMatchObject({ items: [{ address: 'Z-01', zone: 'Z' }], total: 2 });
      const rest = await warehouses.locations(
        mira,
        hall.id,
        {},
        { limit: 1, cursor: inHall.nextCursor ?? '' },
      );
      expect(rest).toMatchObject({ items: [{ address: 'z-10%' }], nextCursor: null });
      const named = async (text: string) =>
        (await warehouses.locations(mira, hall.id, { text }, { limit: 9 })).items.map(
          ({ address }) => address,
        );
      expect(await named('Z-1')).toEqual(['z-10%']);
      expect(await named('%')).toEqual([]);
      expect(await named('')).toEqual(['Z-01', 'z-10%']);
      const zones = await warehouses.zones(mira, hall.id, { text: 'z' }, { limit: 9 });
      expect(zones.items).toEqual([{ id: zone, code: 'Z', name: 'Z', parentId: null }]);
      const all = await warehouses.list(mira, {}, { limit: 1000 });
      expect(all.items.map(({ id }) => id)).toContain(hall.id);
      expect(await refusalOf(warehouses.zones(mira, nowhere, {}, { limit: 9 }))).toEqual([
        'unknown',
        'warehouse.unknown',
      ]);
    });
  });
});
