import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { TRUE } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { codesOf, Floor, refusalOf } from '../support/floor.js';

describe('The first count', () => {
  let opened: TestDatabase;
  let floor: Floor;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
  });

  /** Hall with racks A (aisles) and shelving B; the dock has nothing below it. */
  const hall = async () => {
    const h = await floor.zone('H');
    const a = await floor.zone('A', h);
    const b = await floor.zone('B', h);
    const [a1, a2, dock] = [await floor.zone('A-1', a), await floor.zone('A-2', a), await floor.zone('DOCK')];
    const places = {
      'A-1-01': a1,
      'A-1-02': a1,
      'A-2-01': a2,
      'B-01': b,
      'R-01': dock,
    };
    const locations: Record<string, string> = {};
    for (const [address, zone] of Object.entries(places))
      locations[address] = await floor.rows.location(address, zone);
    const id = await floor.rows.reconciliation({ no: 'WR-1' });
    const details: string[] = [];
    for (const [address, zone] of Object.entries(places).reverse())
      details.push(await floor.created(id, locations[address] as string, zone, '2.5'));
    return { id, h, a, b, a1, a2, dock, locations, details };
  };

  it('one order, a line for each location in walking order, the rows Started in session 1', async () => {
    const { id, locations, a1, details } = await hall();
    // A second row at a location does not make a second line.
    details.push(await floor.created(id, locations['A-1-01'] as string, a1, '0.125'));

    const { session, orders, held } = await floor.initialCount.start(floor.manager, id);

    expect(session).toBe(1);
    expect(held).toEqual({ count: 0, rows: [] });
    expect(orders).toEqual([
      { id: expect.any(String), documentNo: 'C-0099', lineCount: 5, workerId: null, zoneId: null },
    ]);
    const order = orders[0]?.id as string;
    expect((await floor.linesOf(order)).map((l) => [l.lineNo, l.location])).toEqual([
      [10, 'A-1-01'],
      [20, 'A-1-02'],
      [30, 'A-2-01'],
      [40, 'B-01'],
      [50, 'R-01'],
    ]);
    expect((await floor.linesOf(order))[0]).toMatchObject({
      zone: a1,
      product: null,
      worker: null,
      task: 'CNT',
    });
    for (const detail of details)
      expect(await floor.detail(detail)).toMatchObject({ status: 'STR', session: 1, order });
  });

  it('its header: Planned, no parent, the reconciliation is the cause, the total is exact', async () => {
    const { id } = await hall();
    const { orders } = await floor.initialCount.start(floor.manager, id);
    const document = await floor.documentOf(id);
    const order = await floor.orderOf(orders[0]?.id as string);
    expect(order).toMatchObject({
      task: 'CNT',
      state: 10,
      parent: null,
      cause: document,
      type: floor.typeId,
      no: 'C-0099',
      details: '{"CountingSession":1,"TotalQuantityBase":12.5}',
    });
    expect(order.master).toBe(order.document);
  });

  it('split at depth 2: racks, shelving, and the dock that ends above it', async () => {
    const { id, a, b, dock, details } = await hall();
    await floor.policy('CSL', '2');
    const { orders } = await floor.initialCount.start(floor.manager, id);
    expect(orders.map((o) => [o.documentNo, o.zoneId, o.lineCount])).toEqual([
      ['C-0099', a, 3],
      ['C-0100', b, 1],
      ['C-0101', dock, 1],
    ]);
    expect((await floor.linesOf(orders[0]?.id as string)).map((l) => l.lineNo)).toEqual([10, 20, 30]);
    // Made in reverse: the dock's row is the first.
    expect(await floor.detail(details[0] as string)).toMatchObject({ order: orders[2]?.id });
  });

  it('within a zone, an order for each worker; he stands on header, lines and document', async () => {
    const { id, h, a1, locations } = await hall();
    await floor.policy('CSL', '2');
    const [lena, ivo] = [await floor.worker('Lena'), await floor.worker('Ivo')];
    await floor.line(id, 10, { zone: h });
    await floor.line(id, 20, { zone: a1, worker: lena });
    await floor.line(id, 30, { location: locations['A-1-02'] as string, worker: ivo });
    const { orders } = await floor.initialCount.start(floor.manager, id);
    expect(orders.map((o) => [o.workerId, o.lineCount])).toEqual([
      [lena.workerId, 1],
      [ivo.workerId, 1],
      [null, 1],
      [null, 1],
      [null, 1],
    ]);
    const mine = orders[0]?.id as string;
    expect(await floor.orderOf(mine)).toMatchObject({ worker: lena.workerId, assigned: lena.userId });
    expect(await floor.linesOf(mine)).toMatchObject([{ location: 'A-1-01', worker: lena.workerId }]);
  });

  it('not split: workers stand on their lines, on the header only if all agree', async () => {
    const { id, h, dock } = await hall();
    const lena = await floor.worker('Lena');
    await floor.line(id, 10, { zone: h, worker: lena });
    await floor.line(id, 20, { zone: dock });
    const { orders } = await floor.initialCount.start(floor.manager, id);
    expect(orders).toMatchObject([{ workerId: null, lineCount: 5 }]);
    expect((await floor.linesOf(orders[0]?.id as string)).map((l) => l.worker)).toEqual([
      lena.workerId,
      lena.workerId,
      lena.workerId,
      lena.workerId,
      null,
    ]);
  });

  it('cancelled rows are not counted', async () => {
    const { id, details } = await hall();
    await floor.rows.put(own.options, { reconciliation_id: id, last_session: 0 });
    await floor.put([details[0] as string], 'Cancelled');
    const { orders } = await floor.initialCount.start(floor.manager, id);
    expect(orders).toMatchObject([{ lineCount: 4 }]);
    expect(await floor.detail(details[0] as string)).toMatchObject({
      status: 'CNL',
      session: 0,
      order: null,
    });
  });

  it('a second time it is refused', async () => {
    const { id } = await hall();
    await floor.initialCount.start(floor.manager, id);
    const refusal = await refusalOf(floor.initialCount.start(floor.manager, id));
    expect(refusal.kind).toBe('conflict');
    expect(codesOf(refusal)).toEqual(['reconciliation.started']);
  });

  it('ten at once: one wins, nine are told', async () => {
    const { id } = await hall();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => floor.initialCount.start(floor.manager, id)),
    );
    const lost = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason.code] : []));
    expect(lost).toEqual(Array(9).fill('reconciliation.started'));
    const numbers = await opened.database.query<{ no: string }>(sql`
      SELECT "Next_Value" AS "no" FROM ${erp.sequenceGenerators} WHERE "Sequence_Generator_Id" = ${floor.generatorId}`);
    expect(numbers).toEqual([{ no: 'C-0100' }]);
  });

  it('everything that stands in the way is told at once', async () => {
    const id = await floor.rows.reconciliation({ state: 'New' });
    await floor.rows.put(own.options, { reconciliation_id: id, snapshot_outdated: true });
    await opened.database.query(
      sql`DELETE FROM ${erp.policies} WHERE "Warehouse_Id" = ${floor.rows.warehouse}`,
    );
    const split = await floor.policy('CSL', 'two');
    const refusal = await refusalOf(floor.initialCount.start(floor.manager, id));
    expect(refusal.kind).toBe('conflict');
    expect(codesOf(refusal)).toEqual([
      'reconciliation.state-not-allowed',
      'reconciliation.snapshot-outdated',
      'policy.bad-value',
      'policy.missing',
      'reconciliation.nothing-to-count',
    ]);
    expect(refusal.faults[2]).toMatchObject({ row: split, value: 'two' });
  });

  it('rows that are not as the snapshot left them are named', async () => {
    const { id, locations, a1 } = await hall();
    await floor.created(id, locations['A-1-01'] as string, a1, '1', { status: 'Recount', lineNo: 77 });
    const refusal = await refusalOf(floor.initialCount.start(floor.manager, id));
    expect(refusal.faults).toEqual([
      expect.objectContaining({ code: 'detail.not-created', row: 77, value: 'Recount' }),
    ]);
  });

  it('a document type that is for something else is no document type', async () => {
    const { id } = await hall();
    await opened.database.query(sql`
      UPDATE ${erp.documentTypes} SET "Entity_Name" = 'Wms_Warehouse_Receivings' WHERE "Id" = ${floor.typeId}`);
    const refusal = await refusalOf(floor.initialCount.start(floor.manager, id));
    expect(refusal.faults).toEqual([expect.objectContaining({ code: 'policy.bad-value', field: 'CDT' })]);
  });

  it('without a numbering sequence it is refused, and nothing was written', async () => {
    const { id, details } = await hall();
    await opened.database.query(sql`
      DELETE FROM ${erp.sequenceGenerators} WHERE "Sequence_Generator_Id" = ${floor.generatorId}`);
    const refusal = await refusalOf(floor.initialCount.start(floor.manager, id));
    expect(codesOf(refusal)).toEqual(['document.sequence-missing']);
    expect(await floor.detail(details[0] as string)).toMatchObject({ status: 'CRT', session: 0 });
  });

  it('a worker may not start it, and nobody one that is not there', async () => {
    const { id } = await hall();
    const { actor } = await floor.worker('Lena');
    expect((await refusalOf(floor.initialCount.start(actor, id))).kind).toBe('forbidden');
    expect((await refusalOf(floor.initialCount.start(floor.manager, randomUUID()))).kind).toBe('unknown');
  });

  describe('beside another count', () => {
    it('goes on with the rest, and tells which rows and which document', async () => {
      const first = await hall();
      await floor.initialCount.start(floor.manager, first.id);
      const second = await floor.rows.reconciliation({ no: 'WR-2' });
      const there = await floor.created(second, first.locations['B-01'] as string, first.b, '1', {
        lineNo: 12,
      });
      const freeZone = await floor.zone('F');
      const free = await floor.created(second, await floor.rows.location('F-01', freeZone), freeZone);

      const { orders, held } = await floor.initialCount.start(floor.manager, second);

      expect(orders).toMatchObject([{ lineCount: 1 }]);
      expect(held).toEqual({
        count: 1,
        rows: [
          {
            detailId: there,
            lineNo: 12,
            locationId: first.locations['B-01'],
            location: 'B-01',
            by: { id: first.id, documentNo: 'WR-1' },
          },
        ],
      });
      expect(await floor.detail(there)).toMatchObject({ status: 'CRT', session: 0, order: null });
      expect(await floor.detail(free)).toMatchObject({ status: 'STR' });
    });

    it('with nothing left it is refused, and the rows are named', async () => {
      const first = await hall();
      await floor.initialCount.start(floor.manager, first.id);
      const second = await floor.rows.reconciliation();
      await floor.created(second, first.locations['B-01'] as string, first.b);
      const refusal = await refusalOf(floor.initialCount.start(floor.manager, second));
      expect(refusal.faults).toEqual([expect.objectContaining({ code: 'detail.held', value: 'WR-1' })]);
    });

    it('rows there that nobody was sent to hold nothing', async () => {
      const first = await hall();
      await floor.put([first.details[0] as string], 'Recount');
      await floor.recount.generate(floor.manager, first.id, { mode: 'single' });
      const second = await floor.rows.reconciliation();
      await floor.created(second, first.locations['B-01'] as string, first.b);
      await floor.created(second, first.locations['R-01'] as string, first.dock);
      const { held } = await floor.initialCount.start(floor.manager, second);
      expect(held.rows.map((row) => row.location)).toEqual(['R-01']);
    });

    it.each([
      ['released', sql`"State" = 30`],
      ['void', sql`"Void" = ${TRUE}`],
    ])('a count that is %s holds nothing', async (_, change) => {
      const first = await hall();
      await floor.initialCount.start(floor.manager, first.id);
      await opened.database.query(sql`
        UPDATE ${erp.documents} SET ${change} WHERE "Id" = ${await floor.documentOf(first.id)}`);
      const second = await floor.rows.reconciliation();
      await floor.created(second, first.locations['B-01'] as string, first.b);
      expect((await floor.initialCount.start(floor.manager, second)).held.count).toBe(0);
    });
  });
});
