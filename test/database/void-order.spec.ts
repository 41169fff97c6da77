import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { codesOf, Floor, refusalOf, type Worker } from '../support/floor.js';

describe('A count order', () => {
  let opened: TestDatabase;
  let floor: Floor;
  let lena: Worker;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
    lena = await floor.worker('Lena');
  });

  /** Two aisles with a row each, given out as two orders. */
  const counting = async () => {
    const [a, b] = [await floor.zone('A'), await floor.zone('B')];
    const id = await floor.rows.reconciliation({ no: 'WR-1' });
    const tea = await floor.created(id, await floor.rows.location('A-1', a), a, '4');
    const soap = await floor.created(id, await floor.rows.location('A-2', a), a, '3');
    const bolts = await floor.created(id, await floor.rows.location('B-1', b), b, '9');
    await floor.policy('CSL', '1');
    const { orders } = await floor.initialCount.start(floor.manager, id);
    const [first = '', second = ''] = orders.map((order) => order.id);
    return { id, tea, soap, bolts, first, second };
  };
  const countsOf = (order: string) =>
    opened.database.query<{ void: boolean; reason: string | null; by: string | null }>(sql`
      SELECT "Void" AS "void", "Void_Reason" AS "reason", "Void_User" AS "by" FROM ${erp.counts}
      WHERE "Warehouse_Order_Id" = ${order}`);
  const changesOf = (document: unknown) =>
    opened.database.query<{ state: number; void: boolean }>(sql`
      SELECT "New_State" AS "state", "Void" AS "void" FROM ${erp.stateChanges}
      WHERE "Document_Id" = ${document} ORDER BY "Update_Time", "Void"`);

  describe('that is voided', () => {
    it('takes its counts with it; its rows lose order and quantity and are Recount, others stay', async () => {
      const { tea, bolts, first, second } = await counting();
      await floor.count(tea, first, lena);
      await floor.count(bolts, second, lena);
      await floor.put([tea], 'Approved', '4');

      await floor.orders.void(floor.manager, first, '  the wrong aisle ');

      expect(await floor.orderOf(first)).toMatchObject({ void: true });
      expect(await countsOf(first)).toEqual([{ void: true, reason: 'the wrong aisle', by: 'mira' }]);
      expect(await countsOf(second)).toEqual([{ void: false, reason: null, by: null }]);
      expect(await floor.detail(tea)).toEqual({
        status: 'RCN',
        session: 1,
        order: null,
        counted: null,
        countedBase: null,
      });
      expect(await floor.detail(bolts)).toMatchObject({ status: 'STR', order: second });
    });

    it('a cancelled row stays cancelled, without order and quantity', async () => {
      const { soap, first } = await counting();
      await floor.put([soap], 'Cancelled', '3');
      await floor.orders.void(floor.manager, first, 'wrong');
      expect(await floor.detail(soap)).toMatchObject({ status: 'CNL', order: null, counted: null });
    });

    it('a completed order can be voided too, and the change is recorded', async () => {
      const { tea, first } = await counting();
      const { document } = await floor.orderOf(first);
      await floor.state(document, 'Completed');
      await floor.put([tea], 'Finished', '4');
      await floor.orders.void(floor.manager, first, 'counted in the dark');
      expect(await floor.detail(tea)).toMatchObject({ status: 'RCN', counted: null });
      expect(await changesOf(document)).toEqual([
        { state: 10, void: false },
        { state: 40, void: true },
      ]);
    });

    it('a recount takes the quantity of an earlier session with it', async () => {
      const { id, tea } = await counting();
      await floor.put([tea], 'Recount', '4');
      await floor.rows.put(own.facts, {
        detail_id: tea,
        reconciliation_id: id,
        line_no: 1,
        difference: '0',
        edited_session: 1,
        edited_by: 'mira',
      });
      const { orders } = await floor.recount.generate(floor.manager, id, { mode: 'single' });
      await floor.orders.void(floor.manager, orders[0]?.id as string, 'wrong');
      expect(await floor.detail(tea)).toMatchObject({ status: 'RCN', session: 2, counted: null });
      expect(
        await opened.database.query(sql`
          SELECT difference AS "difference", edited_by AS "by" FROM ${own.facts} WHERE detail_id = ${tea}`),
      ).toEqual([{ difference: null, by: null }]);
    });

    it('says how many counts and quantities went with it, and which rows are set to Recount by it', async () => {
      const { tea, soap, first, second } = await counting();
      await floor.count(tea, first, lena);
      await floor.count(tea, first, lena);
      await floor.put([tea], 'Finished', '4');
      await floor.put([soap], 'Cancelled');

      expect(await floor.orders.void(floor.manager, first, 'wrong')).toMatchObject({
        counts: 2,
        emptied: 1,
        recount: 1,
      });
      expect(await floor.orders.void(floor.manager, second, 'wrong')).toMatchObject({
        counts: 0,
        emptied: 0,
        recount: 1,
      });
    });

    it('a second time nothing happens', async () => {
      const { first } = await counting();
      await floor.orders.void(floor.manager, first, 'wrong');
      await floor.orders.void(floor.manager, first, 'very wrong');
      const { document } = await floor.orderOf(first);
      expect(await changesOf(document)).toHaveLength(2);
    });

    it('not once the reconciliation is released', async () => {
      const { id, first } = await counting();
      await floor.state(await floor.documentOf(id), 'Released');
      const refusal = await refusalOf(floor.orders.void(floor.manager, first, 'late'));
      expect([refusal.kind, refusal.code]).toEqual(['conflict', 'reconciliation.read-only']);
    });

    it('not without a reason, not by a worker, not if somebody changed it meanwhile', async () => {
      const { first } = await counting();
      expect((await refusalOf(floor.orders.void(floor.manager, first, ' '))).code).toBe(
        'void.reason-missing',
      );
      expect((await refusalOf(floor.orders.void(lena.actor, first, 'wrong'))).kind).toBe('forbidden');
      const { version } = await floor.orders.find(floor.manager, first);
      await floor.assigning.assign(floor.manager, first, lena.workerId);
      const stale = await refusalOf(floor.orders.void(floor.manager, first, 'wrong', version));
      expect(stale.kind).toBe('stale');
      expect(await floor.orderOf(first)).toMatchObject({ void: false });
    });

    it('when all are void the count has not started, and the rows can be recounted', async () => {
      const { id, first, second } = await counting();
      await floor.orders.void(floor.manager, first, 'wrong');
      await floor.orders.void(floor.manager, second, 'wrong');
      expect(codesOf(await refusalOf(floor.initialCount.start(floor.manager, id)))).toEqual([
        'detail.not-created',
      ]);
      const { orders } = await floor.recount.generate(floor.manager, id, { mode: 'single' });
      expect(orders).toMatchObject([{ lineCount: 3 }]);
    });
  });

  describe('that is read', () => {
    it('shows its lines, and nothing of what is expected', async () => {
      const { first, id } = await counting();
      const order = await floor.orders.find(lena.actor, first);
      expect(order).toMatchObject({
        id: first,
        documentNo: 'C-0099',
        state: 'Planned',
        session: 1,
        workerId: null,
        reconciliationId: id,
        lines: [
          { lineNo: 10, location: 'A-1', zone: 'A', product: null, state: 'open', claimedBy: null },
          { lineNo: 20, location: 'A-2' },
        ],
      });
      expect(JSON.stringify(order)).not.toMatch(/quantity|total/i);
    });

    it('by its document too; by a worker of another warehouse not at all', async () => {
      const { first } = await counting();
      const { document } = await floor.orderOf(first);
      expect((await floor.orders.find(floor.manager, document as string)).id).toBe(first);
      const elsewhere = {
        ...lena.actor,
        workers: [{ workerId: lena.workerId, warehouseId: randomUUID() }],
      };
      expect((await refusalOf(floor.orders.find(elsewhere, first))).kind).toBe('unknown');
      const clerk = { ...lena.actor, roles: new Set(['clerk'] as const), workers: [] };
      expect((await refusalOf(floor.orders.find(clerk, first))).kind).toBe('forbidden');
    });

    it('shows who is counting there now, not who was an hour ago', async () => {
      const { first } = await counting();
      const lines = await floor.linesOf(first);
      const claim = (line: unknown, at: Date) =>
        floor.rows.put(own.lines, {
          line_id: line,
          order_id: first,
          state: 'open',
          left_out: false,
          claimed_by: lena.workerId,
          last_scan_at: at,
        });
      await claim(lines[0]?.id, new Date());
      await claim(lines[1]?.id, new Date(Date.now() - 3_600_000));
      const order = await floor.orders.find(floor.manager, first);
      expect(order.lines.map((l) => [l.claimedBy, l.claimedByName])).toEqual([
        [lena.workerId, 'Lena'],
        [null, null],
      ]);
    });
  });

  describe('that is assigned', () => {
    it('has the worker on header and lines, and his user on the document', async () => {
      const { first } = await counting();
      await floor.assigning.assign(floor.manager, first, lena.workerId);
      expect(await floor.orderOf(first)).toMatchObject({ worker: lena.workerId, assigned: lena.userId });
      expect((await floor.linesOf(first)).map((l) => l.worker)).toEqual([lena.workerId, lena.workerId]);
      await floor.assigning.assign(floor.manager, first, null);
      expect(await floor.orderOf(first)).toMatchObject({ worker: null, assigned: null });
    });

    it('not to somebody who does not work here today', async () => {
      const { first } = await counting();
      const gone = await floor.worker('Sam', { Active_To: '2021-01-01' });
      const off = await floor.worker('Tomas', { Is_Active: false });
      const elsewhere = await floor.worker('Jon', { Warehouse_Id: randomUUID() });
      for (const { workerId } of [gone, off, elsewhere]) {
        const refusal = await refusalOf(floor.assigning.assign(floor.manager, first, workerId));
        expect(refusal.code).toBe('worker.not-available');
      }
    });

    it('not to who counted all of its rows before', async () => {
      const { id, tea, first } = await counting();
      await floor.worker('Ivo');
      await floor.count(tea, first, lena);
      await floor.put([tea], 'Recount');
      const { orders } = await floor.recount.generate(floor.manager, id, {
        mode: 'single',
        avoidSameWorker: true,
      });
      const refusal = await refusalOf(
        floor.assigning.assign(floor.manager, orders[0]?.id as string, lena.workerId),
      );
      expect(refusal.code).toBe('worker.counted-before');
    });

    it('not any more when it is completed or void', async () => {
      const { first, second } = await counting();
      await floor.orders.void(floor.manager, first, 'wrong');
      await floor.state((await floor.orderOf(second)).document, 'Completed');
      for (const order of [first, second]) {
        const refusal = await refusalOf(floor.assigning.assign(floor.manager, order, lena.workerId));
        expect(refusal.code).toBe('order.state-not-allowed');
      }
    });
  });
});
