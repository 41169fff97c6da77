import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, now, uuid } from '../../src/database/words.js';
import { claim, locationLock } from '../../src/reconciliation/counting/claims.js';
import { readLinesAt } from '../../src/reconciliation/counting/lines-at.js';
import { join, openForWorker } from '../../src/reconciliation/counting/order-in-hand.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount } from '../support/orders.js';
import { codesOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100' };
type Who = 'ivo' | 'lena';

/** What a scan of the location does. */
const arrive = (who: Who, orderId: string, address = '4711', knowingly = false) =>
  room.at.database.transaction(async (tx) => {
    const actor = room.actors[who];
    const order = await openForWorker(tx, actor, orderId);
    await join(tx, actor, order);
    const locationId = room.at.demo.ids.location(address);
    await tx.lockAll([locationLock(order, locationId)]);
    return claim(tx, order, await readLinesAt(tx, order, locationId, 'en'), knowingly);
  });
const later = (lineId: string | undefined, seconds: number) =>
  room.at.database.query(sql`
    UPDATE ${own.lines} SET last_scan_at = ${addSeconds(now, -seconds)} WHERE line_id = ${uuid(lineId)}`);
const workerIdOf = (who: Who) => room.at.demo.people[who].workerId;

test('the first worker who scans a location has it', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });

  expect(await arrive('ivo', order.id)).toEqual({ outcome: 'mine' });
  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: workerIdOf('ivo') });
});

test('a second one is told who and since when', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);

  const second = await arrive('lena', order.id);

  expect(second).toMatchObject({
    outcome: 'theirs',
    by: { workerId: workerIdOf('ivo'), name: 'Ivo Dimitrov' },
  });
  expect(second).toHaveProperty('by.since', expect.stringMatching(/^\d{4}-.*Z$/));
  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: workerIdOf('ivo') });
});

test('he may join knowingly, and is not asked again', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);

  expect(await arrive('lena', order.id, '4711', true)).toMatchObject({ outcome: 'joined' });
  expect(await arrive('lena', order.id)).toMatchObject({ outcome: 'joined' });
  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: workerIdOf('ivo') });
});

test('after 15 minutes without a scan the next one has it', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);

  await later(order.lines['4711'], 14 * 60);
  expect(await arrive('lena', order.id)).toMatchObject({ outcome: 'theirs' });
  await later(order.lines['4711'], 15 * 60 + 1);
  expect(await arrive('lena', order.id)).toEqual({ outcome: 'mine' });
  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: workerIdOf('lena') });
});

test('a scan keeps it alive', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);
  await later(order.lines['4711'], 14 * 60);

  await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));
  const [scanned] = await room.at.database.query(sql`
    SELECT 1 AS found FROM ${own.lines} WHERE line_id = ${uuid(order.lines['4711'])} AND last_scan_at > ${addSeconds(now, -60)}`);

  expect(scanned).toBeDefined();
});

test('two at once: one has it, the other is told', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });

  const outcomes = (await Promise.all([arrive('ivo', order.id), arrive('lena', order.id)])).map(
    ({ outcome }) => outcome,
  );

  expect(outcomes.sort()).toEqual(['mine', 'theirs']);
});

test('elsewhere another worker is a warning, never a refusal', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);

  const { warnings } = await room.counts.record(
    room.actors.lena,
    order.id,
    counting(room.at, { ...sugar, unit: 'kg' }),
  );
  const done = await room.lines.done(room.actors.lena, order.id, order.lines['4711'] as string);

  expect(warnings).toMatchObject([{ code: 'location.claimed', value: { name: 'Иво Димитров' } }]);
  expect(done.warnings).toMatchObject([{ code: 'location.claimed' }]);
});

test('Done here ends it', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);
  await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));

  await room.lines.done(room.actors.ivo, order.id, order.lines['4711'] as string);

  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: null });
  expect(await arrive('lena', order.id)).toEqual({ outcome: 'mine' });
});

test('the end of the order ends it', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await arrive('ivo', order.id);

  await room.finish.finish(room.actors.ivo, order.id, { leaveOut: true });

  expect(await room.line(order.lines['4711'])).toMatchObject({ claimedBy: null });
});

test('a row that he counted before is not for him', async () => {
  const tea = { at: 'A-03-02-1', product: '22-1050', lot: 'M-077' };
  const crackers = { at: 'A-03-02-1', product: '10-0418', lot: 'R-0907' };
  const { order } = await makeCount(room.at, { rows: [tea, crackers], recount: true });
  const teaLine = order.lines['A-03-02-1 22-1050 M-077'];
  await room.orders.start(room.actors.ivo, order.id);
  await room.at.database.query(sql`
    UPDATE ${own.lines} SET avoid = ${workerIdOf('ivo')} WHERE line_id = ${uuid(teaLine)}`);

  expect(await codesOf(room.counts.record(room.actors.ivo, order.id, counting(room.at, tea)))).toEqual([
    'line.counted-before',
  ]);
  expect(await codesOf(room.lines.empty(room.actors.ivo, order.id, teaLine as string))).toEqual([
    'line.counted-before',
  ]);
  await expect(
    room.counts.record(room.actors.ivo, order.id, counting(room.at, crackers)),
  ).resolves.toBeDefined();
  await expect(room.counts.record(room.actors.lena, order.id, counting(room.at, tea))).resolves.toBeDefined();
});

test('a location where he may count nothing is not for him at all', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar], recount: true });
  await room.orders.start(room.actors.ivo, order.id);
  await room.at.database.query(sql`
    UPDATE ${own.lines} SET avoid = ${workerIdOf('ivo')} WHERE order_id = ${uuid(order.id)}`);

  expect(await codesOf(arrive('ivo', order.id))).toEqual(['line.counted-before']);
  expect(await arrive('lena', order.id)).toEqual({ outcome: 'mine' });
});
