import { sql } from '../../src/database/sql.js';
import { TRUE, uuid } from '../../src/database/words.js';
import { code } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import type { Sections } from '../../src/reconciliation/counting/worker-orders.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount } from '../support/orders.js';
import { refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const rows = [{ at: '4711', product: '25-0100', snapshot: '24' }];
/** The section that shows an order. */
const sectionOf = (sections: Sections, orderId: string) =>
  Object.entries(sections).find(([, orders]) => orders.some(({ id }) => id === orderId))?.[0];
const policy = (kind: string, value: string) =>
  room.at.database.query(sql`
    INSERT INTO ${erp.policies} ("Warehouse_Policy_Id", "Warehouse_Id", "Policy_Kind", "Code", "Value", "Importance")
    VALUES (${uuid(crypto.randomUUID())}, ${uuid(room.at.demo.warehouseId)}, ${kind}, ${`T-${kind}`}, ${value}, 99)`);
const noPolicies = () => room.at.database.query(sql`DELETE FROM ${erp.policies} WHERE "Importance" = 99`);

describe('the sections of the list', () => {
  test.each([
    ['Released', 'ivo', 'startedByMe', 'continue'],
    ['Planned', 'ivo', 'assignedToMe', 'start'],
    ['FirmPlanned', 'ivo', 'assignedToMe', 'start'],
    ['Planned', null, 'unassigned', 'takeAndStart'],
    ['Released', 'lena', 'startedByOthers', 'join'],
    ['Planned', 'lena', 'assignedToOthers', 'takeAndStart'],
    ['Completed', 'ivo', undefined, undefined],
  ] as const)('%s, assigned to %s: %s', async (state, worker, section, action) => {
    const { order } = await makeCount(room.at, { rows, state, worker });

    const sections = await room.orders.sections(room.actors.ivo);

    expect(sectionOf(sections, order.id)).toBe(section);
    const found = section && sections[section]?.find(({ id }) => id === order.id);
    if (section)
      expect(found).toMatchObject({
        action,
        documentNo: order.documentNo,
        progress: { closed: 0, total: 1 },
      });
  });

  test('void orders and those of released reconciliations are gone', async () => {
    const [voided, released] = [await makeCount(room.at, { rows }), await makeCount(room.at, { rows })];
    await room.at.database.query(
      sql`UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" = ${uuid(voided.order.documentId)}`,
    );
    await room.force(released.documentId, 'Released');

    const sections = await room.orders.sections(room.actors.ivo);

    expect([sectionOf(sections, voided.order.id), sectionOf(sections, released.order.id)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('other warehouses are not shown', async () => {
    const { order } = await makeCount(room.at, { rows, worker: null, state: 'Planned' });

    expect(sectionOf(await room.orders.sections(room.actors.jon), order.id)).toBeUndefined();
  });

  test('policies hide three of them, but never an order he joined', async () => {
    const joined = await makeCount(room.at, { rows, worker: 'lena' });
    const other = await makeCount(room.at, { rows, worker: 'lena' });
    await room.orders.start(room.actors.ivo, joined.order.id);
    const { showUnassigned, showStartedByOthers, showAssignedToOthers } = code.policy;
    for (const kind of [showUnassigned, showStartedByOthers, showAssignedToOthers])
      await policy(kind, 'false');

    const sections = await room.orders.sections(room.actors.ivo);
    await noPolicies();

    expect(Object.keys(sections).sort()).toEqual(['assignedToMe', 'startedByMe']);
    expect(sectionOf(sections, joined.order.id)).toBe('startedByMe');
    expect(sectionOf(sections, other.order.id)).toBeUndefined();
  });

  test('each warehouse by its own policies', async () => {
    const { demo, database } = room.at;
    const visitor = { ...room.actors.jon, workers: [...room.actors.jon.workers] };
    const workerId = crypto.randomUUID();
    await database.query(sql`
      INSERT INTO ${erp.workers} ("Warehouse_Worker_Id", "Warehouse_Id", "User_Id", "Warehouse_Worker_Name", "Warehouse_Worker_Role", "Active_From")
      VALUES (${uuid(workerId)}, ${uuid(demo.warehouseId)}, ${uuid(visitor.userId)}, 'Jon Marsh', 'GNR', CAST('2020-01-01' AS date))`);
    visitor.workers.push({ workerId, warehouseId: demo.warehouseId });
    const { order } = await makeCount(room.at, { rows, worker: 'lena' });
    await policy(code.policy.showStartedByOthers, 'false');

    const sections = await room.orders.sections(visitor);
    await noPolicies();
    await database.query(sql`DELETE FROM ${erp.workers} WHERE "Warehouse_Worker_Id" = ${uuid(workerId)}`);

    expect(sections).toHaveProperty('startedByOthers');
    expect(sectionOf(sections, order.id)).toBeUndefined();
  });

  test('who is no worker is refused', async () => {
    expect(await refusalOf(room.orders.sections(room.actors.mira))).toMatchObject({ kind: 'forbidden' });
  });
});

describe('starting', () => {
  test('an unassigned order takes it, for the ERP too', async () => {
    const { order } = await makeCount(room.at, { rows, state: 'Planned', worker: null });

    const opened = await room.orders.start(room.actors.ivo, order.id);

    expect(opened).toMatchObject({ state: 'Released', worker: 'Ivo Dimitrov', action: 'continue' });
    expect(await room.document(order.documentId)).toEqual({
      state: 'Released',
      userId: room.actors.ivo.userId,
    });
    const changes = await room.at.database.query<{ state: number }>(sql`
      SELECT "New_State" AS state FROM ${erp.stateChanges} WHERE "Document_Id" = ${uuid(order.documentId)}`);
    expect(changes).toEqual([{ state: 30 }]);
    expect(await room.events(order.id)).toEqual(['order.joined', 'order.started']);
  });

  test("another worker's order takes it over", async () => {
    const { order } = await makeCount(room.at, { rows, state: 'FirmPlanned', worker: 'lena' });

    await room.orders.start(room.actors.ivo, order.id);

    expect(await room.document(order.documentId)).toEqual({
      state: 'Released',
      userId: room.actors.ivo.userId,
    });
  });

  test('a started one joins it, and leaves it to who started it', async () => {
    const { order } = await makeCount(room.at, { rows, worker: 'lena' });

    await room.orders.start(room.actors.ivo, order.id);

    expect(await room.document(order.documentId)).toMatchObject({ userId: room.actors.lena.userId });
    expect(sectionOf(await room.orders.sections(room.actors.ivo), order.id)).toBe('startedByMe');
    expect(sectionOf(await room.orders.sections(room.actors.lena), order.id)).toBe('startedByMe');
  });

  test('any count joins it', async () => {
    const { order } = await makeCount(room.at, { rows, worker: 'lena' });

    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...rows[0]!, unit: 'kg' }));

    expect(sectionOf(await room.orders.sections(room.actors.ivo), order.id)).toBe('startedByMe');
  });

  test.each([1, 2, 3, 4, 5])('five at once: one takes it, the others join (%i)', async () => {
    const { order } = await makeCount(room.at, { rows, state: 'Planned', worker: null });
    const { ivo, lena } = room.actors;

    await Promise.all([ivo, lena, ivo, lena, ivo].map((who) => room.orders.start(who, order.id)));

    expect((await room.events(order.id)).filter((event) => event === 'order.started')).toHaveLength(1);
    expect((await room.events(order.id)).filter((event) => event === 'order.joined')).toHaveLength(2);
  });

  test('a void order is refused', async () => {
    const { order } = await makeCount(room.at, { rows, state: 'Planned' });
    await room.at.database.query(
      sql`UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" = ${uuid(order.documentId)}`,
    );

    expect(await refusalOf(room.orders.start(room.actors.ivo, order.id))).toMatchObject({
      kind: 'conflict',
      code: 'order.void',
    });
  });
});

describe('an order on the terminal', () => {
  const tea = { at: 'A-03-02-1', product: '22-1050', lot: 'M-077', snapshot: '36' };
  const crackers = { at: 'A-03-02-1', product: '10-0418', lot: 'R-0907', snapshot: '61.5' };

  test('shows where to go and what was counted', async () => {
    const { order } = await makeCount(room.at, { rows: [...rows, tea] });
    await room.counts.record(room.actors.lena, order.id, counting(room.at, { ...tea, quantity: '3' }));
    await room.lines.empty(room.actors.ivo, order.id, order.lines['4711'] as string);

    const opened = await room.orders.find(room.actors.ivo, order.id);

    expect(opened).toMatchObject({ blind: true, progress: { closed: 1, total: 2 } });
    expect(opened.lines).toMatchObject([
      { location: '4711', state: 'empty', counts: 0, claimedBy: null },
      { location: 'A-03-02-1', state: 'open', counts: 1, claimedBy: { name: 'Lena Koleva' }, product: null },
    ]);
  });

  test.each([
    ['a first count', { recount: false, blindRecount: false }],
    ['a blind recount', { recount: true, blindRecount: true }],
  ])('%s says nothing that is expected', async (_, kind) => {
    const { order } = await makeCount(room.at, { rows: [crackers], ...kind });

    const opened = await room.orders.start(room.actors.ivo, order.id);
    const seen = JSON.stringify([
      opened,
      await room.orders.sections(room.actors.ivo),
      await room.orders.next(room.actors.ivo, order.id),
    ]);

    expect(opened.blind).toBe(true);
    expect(seen).not.toMatch(/61\.5|987654|expected/);
  });

  test('a recount that is not blind shows what the snapshot has', async () => {
    const { order } = await makeCount(room.at, { rows: [tea, crackers], recount: true, blindRecount: false });

    const { lines } = await room.orders.find(room.actors.ivo, order.id);

    expect(lines).toMatchObject([
      { product: '22-1050', lot: 'M-077', expected: { quantity: '36', unit: 'pcs' } },
      { product: '10-0418', expected: { quantity: '61.5', unit: 'pcs' } },
    ]);
  });

  test('the next line is open, ahead, and not where somebody else is', async () => {
    const places = ['4711', 'A-03-02-1', 'B-01-03', 'B-01-04'].map((at) => ({ at }));
    const { order } = await makeCount(room.at, { rows: places });
    const { ivo, lena } = room.actors;
    await room.lines.empty(ivo, order.id, order.lines['4711'] as string);
    await room.counts.record(lena, order.id, counting(room.at, { at: 'A-03-02-1', product: '47-1102' }));

    const next = async (after?: number) => (await room.orders.next(ivo, order.id, after))?.location;

    expect([await next(), await next(30), await next(40)]).toEqual(['B-01-03', 'B-01-04', 'B-01-03']);
  });
});
