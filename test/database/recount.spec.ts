import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { codesOf, Floor, refusalOf, type Worker } from '../support/floor.js';

describe('Recount orders', () => {
  let opened: TestDatabase;
  let floor: Floor;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
  });

  /** Aisle A with two rows at A-1, shelving B with one; nothing counted yet. */
  const shelves = async () => {
    const [a, b] = [await floor.zone('A'), await floor.zone('B')];
    const [a1, b1] = [await floor.rows.location('A-1', a), await floor.rows.location('B-1', b)];
    const id = await floor.rows.reconciliation({ no: 'WR-1' });
    return {
      id,
      a,
      b,
      a1,
      b1,
      tea: await floor.created(id, a1, a, '4'),
      soap: await floor.created(id, a1, a, '3'),
      bolts: await floor.created(id, b1, b, '100'),
    };
  };
  const sideRows = (order: string) =>
    opened.database.query<{ line: string; avoid: string | null }>(
      sql`SELECT line_id AS "line", avoid AS "avoid" FROM ${own.lines} WHERE order_id = ${order}`,
    );

  it('straight after the snapshot: only the rows sent to Recount, in session 1', async () => {
    const { id, tea, soap, bolts } = await shelves();
    await floor.put([tea, bolts], 'Recount');

    const { session, orders } = await floor.recount.generate(floor.manager, id, { mode: 'single' });

    expect(session).toBe(1);
    expect(orders).toEqual([
      { id: expect.any(String), documentNo: 'C-0099', lineCount: 2, workerId: null, zoneId: null },
    ]);
    const order = orders[0]?.id;
    expect(await floor.detail(tea)).toMatchObject({ status: 'STR', session: 1, order });
    expect(await floor.detail(bolts)).toMatchObject({ status: 'STR', session: 1, order });
    expect(await floor.detail(soap)).toMatchObject({ status: 'CRT', session: 0, order: null });
  });

  it('the header has the reconciliation as parent, cause and master, and the new session', async () => {
    const { id, tea } = await shelves();
    await floor.initialCount.start(floor.manager, id);
    await floor.put([tea], 'Recount', '2');
    const { session, orders } = await floor.recount.generate(floor.manager, id, { mode: 'single' });
    const document = await floor.documentOf(id);
    expect(session).toBe(2);
    expect(await floor.orderOf(orders[0]?.id as string)).toMatchObject({
      task: 'CNT',
      state: 10,
      parent: document,
      cause: document,
      master: document,
      details: '{"CountingSession":2,"TotalQuantityBase":4}',
    });
    // What was counted stays until it is populated.
    expect(await floor.detail(tea)).toMatchObject({ status: 'STR', session: 2, counted: '2.000' });
  });

  it('lines carry the full position, in walking order, with quantity 0', async () => {
    const { id, a, a1 } = await shelves();
    const [product, variant, lot, serial, unit] = Array.from({ length: 5 }, () => randomUUID() as string);
    const full = await floor.created(id, a1, a, '1', { product, variant, lot, serial, unit });
    const bare = await floor.created(id, await floor.rows.location('A-0', a), a, '0', { product: null });
    await floor.put([full, bare], 'Recount');
    const { orders } = await floor.recount.generate(floor.manager, id, { mode: 'single' });
    expect(await floor.linesOf(orders[0]?.id as string)).toEqual([
      expect.objectContaining({
        lineNo: 10,
        location: 'A-0',
        product: null,
        lot: null,
        quantity: '0.000',
      }),
      expect.objectContaining({
        lineNo: 20,
        location: 'A-1',
        zone: a,
        product,
        variant,
        lot,
        serial,
        unit,
        quantity: '0.000',
      }),
    ]);
  });

  it('a single order is never split; split goes by the policy', async () => {
    const { id, a, b, tea, bolts } = await shelves();
    await floor.policy('CSL', '1');
    await floor.put([tea, bolts], 'Recount');
    const single = await floor.recount.generate(floor.manager, id, { mode: 'single' });
    expect(single.orders).toHaveLength(1);
    await floor.put([tea, bolts], 'Recount');
    const splitted = await floor.recount.generate(floor.manager, id, { mode: 'split' });
    expect(splitted.session).toBe(2);
    expect(splitted.orders.map((o) => [o.zoneId, o.lineCount])).toEqual([
      [a, 1],
      [b, 1],
    ]);
    expect(await floor.detail(bolts)).toMatchObject({ order: splitted.orders[1]?.id, session: 2 });
  });

  it('a single order does not mind a split level that means nothing', async () => {
    const { id, tea } = await shelves();
    await floor.policy('CSL', 'deep');
    await floor.put([tea], 'Recount');
    expect((await floor.recount.generate(floor.manager, id, { mode: 'single' })).orders).toHaveLength(1);
    await floor.put([tea], 'Recount');
    const refusal = await refusalOf(floor.recount.generate(floor.manager, id, { mode: 'split' }));
    expect(codesOf(refusal)).toEqual(['policy.bad-value']);
  });

  it('a session is never given out twice, also after its order was voided', async () => {
    const { id, tea } = await shelves();
    await floor.put([tea], 'Recount');
    const first = await floor.recount.generate(floor.manager, id, { mode: 'single' });
    await floor.orders.void(floor.manager, first.orders[0]?.id as string, 'wrong shelf');
    await opened.database.query(
      sql`UPDATE ${erp.details} SET "Session" = 0 WHERE "Warehouse_Reconciliation_Detail_Id" = ${tea}`,
    );
    const second = await floor.recount.generate(floor.manager, id, { mode: 'single' });
    expect(second.session).toBe(2);
  });

  describe('what is chosen', () => {
    it('by id: only these', async () => {
      const { id, tea, bolts } = await shelves();
      await floor.put([tea, bolts], 'Recount');
      await floor.recount.generate(floor.manager, id, { mode: 'single', select: { ids: [tea] } });
      expect(await floor.detail(tea)).toMatchObject({ status: 'STR' });
      expect(await floor.detail(bolts)).toMatchObject({ status: 'RCN', session: 0 });
    });

    it('by filter: those of it that are Recount', async () => {
      const { id, a, tea, soap, bolts } = await shelves();
      await floor.put([tea, bolts], 'Recount');
      await floor.recount.generate(floor.manager, id, { mode: 'single', select: { filter: { zoneId: a } } });
      expect(await floor.detail(tea)).toMatchObject({ status: 'STR' });
      expect(await floor.detail(soap)).toMatchObject({ status: 'CRT' });
      expect(await floor.detail(bolts)).toMatchObject({ status: 'RCN' });
    });

    it('rows that are not Recount or not of this reconciliation are named, all of them', async () => {
      const { id, tea, soap, bolts } = await shelves();
      await floor.put([tea], 'Recount');
      const stranger = randomUUID();
      const refusal = await refusalOf(
        floor.recount.generate(floor.manager, id, {
          mode: 'single',
          select: { ids: [tea, soap, bolts, stranger] },
        }),
      );
      expect(refusal.faults.map((f) => [f.code, f.row])).toEqual([
        ['detail.unknown', stranger],
        ['detail.not-recount', 2],
        ['detail.not-recount', 3],
      ]);
      expect(await floor.detail(tea)).toMatchObject({ status: 'RCN' });
    });

    it('no row is Recount: refused', async () => {
      const { id } = await shelves();
      const refusal = await refusalOf(floor.recount.generate(floor.manager, id, { mode: 'single' }));
      expect(refusal.code).toBe('recount.no-rows');
    });

    it('only while the reconciliation is Planned or FirmPlanned', async () => {
      const { id, tea } = await shelves();
      await floor.put([tea], 'Recount');
      await floor.state(await floor.documentOf(id), 'Released');
      const refusal = await refusalOf(floor.recount.generate(floor.manager, id, { mode: 'single' }));
      expect([refusal.kind, refusal.code]).toEqual(['conflict', 'reconciliation.read-only']);
    });
  });

  describe('beside another count', () => {
    it('a position that is being recounted there is left out, its neighbour is not', async () => {
      const { id, a, a1, tea } = await shelves();
      await floor.put([tea], 'Recount');
      await floor.recount.generate(floor.manager, id, { mode: 'single' });
      const second = await floor.rows.reconciliation({ no: 'WR-2' });
      const [product] = await opened.database.query<{ id: string }>(sql`
        SELECT "Product_Id" AS "id" FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${tea}`);
      const same = await floor.created(second, a1, a, '1', { product: product?.id });
      const neighbour = await floor.created(second, a1, a);
      await floor.put([same, neighbour], 'Recount');
      const { held } = await floor.recount.generate(floor.manager, second, { mode: 'single' });
      expect(held.rows).toMatchObject([{ detailId: same, by: { id, documentNo: 'WR-1' } }]);
      expect(await floor.detail(same)).toMatchObject({ status: 'RCN' });
      expect(await floor.detail(neighbour)).toMatchObject({ status: 'STR' });
    });

    it('a first count holds whole locations', async () => {
      const { id, a, a1 } = await shelves();
      await floor.initialCount.start(floor.manager, id);
      const second = await floor.rows.reconciliation();
      const neighbour = await floor.created(second, a1, a);
      await floor.put([neighbour], 'Recount');
      const refusal = await refusalOf(floor.recount.generate(floor.manager, second, { mode: 'single' }));
      expect(codesOf(refusal)).toEqual(['detail.held']);
    });

    it('a cancelled row holds nothing', async () => {
      const { id, a, a1, tea, soap } = await shelves();
      await floor.initialCount.start(floor.manager, id);
      await floor.put([tea, soap], 'Cancelled');
      const second = await floor.rows.reconciliation();
      await floor.put([await floor.created(second, a1, a)], 'Recount');
      const { held } = await floor.recount.generate(floor.manager, second, { mode: 'single' });
      expect(held.count).toBe(0);
    });
  });

  describe('by somebody else', () => {
    let lena: Worker;
    let ivo: Worker;
    beforeEach(async () => {
      [lena, ivo] = [await floor.worker('Lena'), await floor.worker('Ivo')];
    });
    const again = { mode: 'single', avoidSameWorker: true } as const;

    it('the line remembers who counted its row; other lines nobody', async () => {
      const { id, tea, bolts } = await shelves();
      const first = await floor.initialCount.start(floor.manager, id);
      await floor.count(tea, first.orders[0]?.id as string, lena);
      await floor.put([tea, bolts], 'Recount');
      const { orders } = await floor.recount.generate(floor.manager, id, again);
      const order = orders[0]?.id as string;
      const [line] = await floor.linesOf(order);
      expect(await sideRows(order)).toEqual([{ line: line?.id, avoid: lena.workerId }]);
    });

    it('who closed the line of a location counted what was not there', async () => {
      const { id, tea } = await shelves();
      const first = await floor.initialCount.start(floor.manager, id);
      const order = first.orders[0]?.id as string;
      const [line] = await floor.linesOf(order);
      await floor.rows.put(own.lines, {
        line_id: line?.id,
        order_id: order,
        state: 'empty',
        left_out: false,
        closed_by: ivo.workerId,
      });
      await floor.put([tea], 'Recount');
      const recount = await floor.recount.generate(floor.manager, id, again);
      expect(await sideRows(recount.orders[0]?.id as string)).toMatchObject([{ avoid: ivo.workerId }]);
    });

    it('a mistake that was taken back is no count', async () => {
      const { id, tea } = await shelves();
      const first = await floor.initialCount.start(floor.manager, id);
      await floor.count(tea, first.orders[0]?.id as string, lena, { void: true });
      await floor.put([tea], 'Recount');
      const recount = await floor.recount.generate(floor.manager, id, again);
      expect(await sideRows(recount.orders[0]?.id as string)).toEqual([]);
    });

    it('who counted the row does not stand on its line, though the scope names him', async () => {
      const { id, a, tea, soap } = await shelves();
      await floor.line(id, 10, { zone: a, worker: lena });
      const first = await floor.initialCount.start(floor.manager, id);
      await floor.count(tea, first.orders[0]?.id as string, lena);
      await floor.put([tea, soap], 'Recount');
      const { orders } = await floor.recount.generate(floor.manager, id, again);
      expect(orders).toMatchObject([{ workerId: null, lineCount: 2 }]);
      const workers = (await floor.linesOf(orders[0]?.id as string)).map((l) => l.worker);
      expect(workers.sort()).toEqual([lena.workerId, null].sort());
    });

    it('nobody is left: refused, and the row is named', async () => {
      const { id, tea, bolts } = await shelves();
      await floor.worker('Sam', { Active_To: '2021-01-01' });
      const first = await floor.initialCount.start(floor.manager, id);
      const order = first.orders[0]?.id as string;
      await floor.count(tea, order, lena);
      await floor.count(tea, order, ivo);
      await floor.count(bolts, order, ivo);
      await floor.put([tea, bolts], 'Recount');
      const refusal = await refusalOf(floor.recount.generate(floor.manager, id, again));
      expect(refusal.faults).toEqual([expect.objectContaining({ code: 'recount.no-worker-left', row: 1 })]);
      expect(await floor.detail(bolts)).toMatchObject({ status: 'RCN' });
    });
  });
});
