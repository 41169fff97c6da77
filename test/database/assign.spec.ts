import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Floor, refusalOf, type Worker } from '../support/floor.js';

describe('Many count orders', () => {
  let opened: TestDatabase;
  let floor: Floor;
  let lena: Worker;
  let ivo: Worker;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
    lena = await floor.worker('Lena');
    ivo = await floor.worker('Ivo');
  });

  /** Zones with a row each, given out as an order each: `C-0099` and so on. */
  async function counting(zones: number) {
    const id = await floor.rows.reconciliation({ no: 'WR-1' });
    const rows: string[] = [];
    for (let n = 1; n <= zones; n++) {
      const zone = await floor.zone(`Z${n}`);
      rows.push(await floor.created(id, await floor.rows.location(`Z${n}-1`, zone), zone));
    }
    await floor.policy('CSL', '1');
    const { orders } = await floor.initialCount.start(floor.manager, id);
    return { id, rows, ids: orders.map((order) => order.id) };
  }
  const give = (id: string, ids: readonly string[], ...workers: Worker[]) =>
    floor.assigning.assignMany(
      floor.manager,
      id,
      { ids },
      workers.map(({ workerId }) => workerId),
    );
  const workersOf = async (ids: readonly string[]) => {
    const found = [];
    for (const id of ids) found.push((await floor.orderOf(id)).worker);
    return found;
  };
  const events = (id: string) =>
    opened.database.query<{ event: string; before: string; after: string }>(sql`
      SELECT event AS "event", "before" AS "before", "after" AS "after" FROM ${own.history}
      WHERE reconciliation_id = ${id} AND event = 'orders.assigned' ORDER BY at`);
  const start = async (order: string) => floor.state((await floor.orderOf(order)).document, 'Released');

  test('go to one worker: header, lines, the document for the ERP, and its version', async () => {
    const { id, ids } = await counting(3);

    const answer = await give(id, ids.slice(0, 2), lena);

    expect(answer).toEqual({
      given: [{ workerId: lena.workerId, worker: 'Lena', orders: 2 }],
      unchanged: 0,
      refused: [],
    });
    expect(await workersOf(ids)).toEqual([lena.workerId, lena.workerId, null]);
    for (const order of ids.slice(0, 2)) {
      expect((await floor.orderOf(order)).assigned).toBe(lena.userId);
      expect((await floor.linesOf(order)).map(({ worker }) => worker)).toEqual([lena.workerId]);
      const [document] = await opened.database.query<{ version: string }>(sql`
        SELECT ${text(sql`"Document_Version"`)} AS "version" FROM ${erp.documents}
        WHERE "Id" = ${(await floor.orderOf(order)).document}`);
      expect(document?.version).toBe('2');
    }
  });

  test('are one event of the history, with who had each before and after', async () => {
    const { id, ids } = await counting(2);
    await give(id, ids.slice(0, 1), lena);

    await give(id, ids, ivo);

    const [first, second, ...others] = await events(id);
    expect(others).toEqual([]);
    expect(JSON.parse(first?.before ?? '').orders).toEqual([
      { id: ids[0], documentNo: 'C-0099', workerId: null },
    ]);
    expect(JSON.parse(second?.before ?? '').orders).toEqual([
      { id: ids[0], documentNo: 'C-0099', workerId: lena.workerId },
      { id: ids[1], documentNo: 'C-0100', workerId: null },
    ]);
    expect(JSON.parse(second?.after ?? '')).toEqual({
      orders: ids.map((order) => ({ id: order, workerId: ivo.workerId })),
      given: [{ workerId: ivo.workerId, worker: 'Ivo', orders: 2 }],
      refused: 0,
    });
  });

  test('are spread evenly over several, and asked again nothing changes or is written', async () => {
    const { id, ids } = await counting(5);

    const first = await give(id, ids, lena, ivo);
    const before = await workersOf(ids);
    const again = await give(id, ids, lena, ivo);

    expect(first.given).toEqual([
      { workerId: lena.workerId, worker: 'Lena', orders: 3 },
      { workerId: ivo.workerId, worker: 'Ivo', orders: 2 },
    ]);
    expect(again).toEqual({ given: [], unchanged: 5, refused: [] });
    expect(await workersOf(ids)).toEqual(before);
    expect(await events(id)).toHaveLength(1);
  });

  test('that are completed, void, being counted or of another count stay, with the reason; the rest is given', async () => {
    const { id, ids } = await counting(5);
    const [done = '', taken = '', hers = '', nobodys = '', waiting = ''] = ids;
    const other = randomUUID();
    await give(id, [hers], lena);
    await floor.state((await floor.orderOf(done)).document, 'Completed');
    await floor.orders.void(floor.manager, taken, 'wrong');
    await start(hers);
    await start(nobodys);

    const { given, refused } = await give(id, [...ids, other], ivo);

    expect(given).toEqual([{ workerId: ivo.workerId, worker: 'Ivo', orders: 1 }]);
    expect(refused.map(({ code, row, message }) => [code, row, message])).toEqual([
      ['order.unknown', other, 'There is no such order in WR-1.'],
      ['order.state-not-allowed', done, 'C-0099 is Completed and needs nobody any more.'],
      ['order.state-not-allowed', taken, 'C-0100 is Void and needs nobody any more.'],
      ['order.being-counted', hers, 'C-0101 is being counted by Lena. Assign it by itself.'],
      ['order.being-counted', nobodys, 'C-0102 is being counted. Assign it by itself.'],
    ]);
    expect(await workersOf([hers, nobodys, waiting])).toEqual([lena.workerId, null, ivo.workerId]);
  });

  test('that he counts already are his, and part of his share', async () => {
    const { id, ids } = await counting(3);
    await give(id, ids.slice(0, 1), lena);
    await start(ids[0] as string);

    const { given, unchanged, refused } = await give(id, ids, lena, ivo);

    expect({ given, unchanged, refused }).toEqual({
      given: [
        { workerId: lena.workerId, worker: 'Lena', orders: 1 },
        { workerId: ivo.workerId, worker: 'Ivo', orders: 1 },
      ],
      unchanged: 1,
      refused: [],
    });
  });

  test('go to who works here today; who does not is named, and nobody left is a refusal', async () => {
    const { id, ids } = await counting(2);
    const gone = await floor.worker('Sam', { Active_To: '2021-01-01' });
    const elsewhere = await floor.worker('Jon', { Warehouse_Id: randomUUID() });

    const { given, refused } = await give(id, ids, gone, lena);
    const nobody = await refusalOf(give(id, ids, gone, elsewhere));

    expect(given).toEqual([{ workerId: lena.workerId, worker: 'Lena', orders: 2 }]);
    expect(refused.map(({ code, value, message }) => [code, value, message])).toEqual([
      ['worker.not-available', gone.workerId, 'Sam does not work in the warehouse of WR-1 today.'],
    ]);
    expect([nobody.kind, nobody.faults.map(({ value }) => value)]).toEqual([
      'rule',
      [gone.workerId, elsewhere.workerId],
    ]);
    expect(await workersOf(ids)).toEqual([lena.workerId, lena.workerId]);
  });

  test('that somebody counted before go to somebody else, or to nobody', async () => {
    const { id, rows, ids } = await counting(2);
    await floor.count(rows[0] as string, ids[0] as string, lena);
    await floor.put(rows, 'Recount');
    await floor.policy('CSL', '1', { Importance: 1 });
    const { orders } = await floor.recount.generate(floor.manager, id, {
      mode: 'split',
      avoidSameWorker: true,
    });
    const recount = orders.map((order) => order.id);

    const alone = await give(id, recount, lena);
    const both = await give(id, recount, lena, ivo);

    expect(alone.given).toEqual([{ workerId: lena.workerId, worker: 'Lena', orders: 1 }]);
    expect(alone.refused.map(({ code, row }) => [code, row])).toEqual([
      ['worker.counted-before', recount[0]],
    ]);
    expect(both).toEqual({
      given: [{ workerId: ivo.workerId, worker: 'Ivo', orders: 1 }],
      unchanged: 1,
      refused: [],
    });
  });

  test('that nobody has are given by that alone', async () => {
    const { id, ids } = await counting(4);
    await give(id, ids.slice(0, 1), lena);
    await start(ids[1] as string);
    const unassigned = () =>
      floor.assigning.assignMany(floor.manager, id, { unassigned: true }, [ivo.workerId]);

    const first = await unassigned();
    const again = await unassigned();

    expect(first).toEqual({
      given: [{ workerId: ivo.workerId, worker: 'Ivo', orders: 2 }],
      unchanged: 0,
      refused: [],
    });
    expect(again).toEqual({ given: [], unchanged: 0, refused: [] });
    expect(await workersOf(ids)).toEqual([lena.workerId, null, ivo.workerId, ivo.workerId]);
  });

  test('asked for by two managers at once: what nobody has goes to one of them, and each is told the truth', async () => {
    const { id, ids } = await counting(6);

    const answers = await Promise.all(
      [lena, ivo].map(({ workerId }) =>
        floor.assigning.assignMany(floor.manager, id, { unassigned: true }, [workerId]),
      ),
    );

    const told = answers.flatMap(({ given }) => given);
    expect(told.map(({ orders }) => orders)).toEqual([6]);
    expect(await workersOf(ids)).toEqual(ids.map(() => told[0]?.workerId));
    expect(await events(id)).toHaveLength(1);
  });

  test('one of which a worker starts meanwhile: it stays his, and the manager is told', async () => {
    const { id, ids } = await counting(3);
    const [wanted = ''] = ids;
    const { document } = await floor.orderOf(wanted);

    const giving = await opened.database.transaction(async (tx) => {
      await tx.lock(`order:${wanted}`);
      const asked = give(id, ids, lena);
      await tx.run(
        sql`UPDATE ${erp.orders} SET "Warehouse_Worker_Id" = ${ivo.workerId} WHERE "Warehouse_Order_Id" = ${wanted}`,
      );
      await tx.run(sql`UPDATE ${erp.documents} SET "State" = 30 WHERE "Id" = ${document}`);
      return { asked };
    });
    const { given, refused } = await giving.asked;

    expect(given).toEqual([{ workerId: lena.workerId, worker: 'Lena', orders: 2 }]);
    expect(refused.map(({ code, row }) => [code, row])).toEqual([['order.being-counted', wanted]]);
    expect(await workersOf(ids)).toEqual([ivo.workerId, lena.workerId, lena.workerId]);
  });

  test('not of a released count, not by a worker', async () => {
    const { id, ids } = await counting(1);
    await floor.state(await floor.documentOf(id), 'Released');

    const refusal = await refusalOf(give(id, ids, lena));
    const stranger = await refusalOf(floor.assigning.assignMany(lena.actor, id, { ids }, [lena.workerId]));

    expect([refusal.kind, refusal.code]).toEqual(['conflict', 'reconciliation.read-only']);
    expect(stranger.kind).toBe('forbidden');
    expect(await workersOf(ids)).toEqual([null]);
  });
});
