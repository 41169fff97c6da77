import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { FALSE, uuid } from '../../src/database/words.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100', snapshot: '24' };
const counted = async (orderId: string, who: 'ivo' | 'lena' = 'ivo') =>
  (
    await room.counts.record(
      room.actors[who],
      orderId,
      counting(room.at, { ...sugar, quantity: '24', unit: 'kg' }),
    )
  ).count;
/** An order whose sugar is counted and that is finished; the row has the side row that a populate gives it. */
const finished = async () => {
  const made = await makeCount(room.at, { rows: [sugar] });
  const count = await counted(made.order.id);
  await room.lines.done(room.actors.ivo, made.order.id, made.order.lines['4711'] as string);
  await room.finish.finish(room.actors.ivo, made.order.id);
  const detailId = made.order.details['4711 25-0100'] as string;
  await room.at.database.query(sql`
    INSERT INTO ${own.facts} (detail_id, reconciliation_id, line_no, moved)
    VALUES (${uuid(detailId)}, ${uuid(made.reconciliationId)}, 10, ${FALSE})`);
  return { ...made, count, detailId };
};

describe('a worker', () => {
  test('takes back his own, and the record stays with who and when', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { id } = await counted(order.id);

    const count = await room.counts.void(room.actors.ivo, id);

    expect(count).toMatchObject({
      void: true,
      voidReason: 'Taken back by the worker',
      voidedBy: 'ivo',
      quantity: '24',
    });
    expect(await room.events(id)).toEqual(['count.recorded', 'count.voided']);
  });

  test("does not void another worker's", async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { id } = await counted(order.id, 'lena');

    expect(await refusalOf(room.counts.void(room.actors.ivo, id))).toMatchObject({
      kind: 'forbidden',
      code: 'count.of-other-worker',
    });
  });

  test('does not know counts of other warehouses, nor any that are not there', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { id } = await counted(order.id);

    expect(await refusalOf(room.counts.void(room.actors.jon, id))).toMatchObject({ kind: 'unknown' });
    expect(await codesOf(room.counts.void(room.actors.ivo, randomUUID()))).toEqual(['count.unknown']);
  });

  test('voids nothing once the order is finished', async () => {
    const { count } = await finished();

    expect(await codesOf(room.counts.void(room.actors.ivo, count.id))).toEqual(['order.finished']);
  });

  test('voids once: a second time changes nothing', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { id } = await counted(order.id);
    const first = await room.counts.void(room.actors.ivo, id, 'wrong unit');

    expect(await room.counts.void(room.actors.ivo, id, 'another reason')).toEqual(first);
  });
});

describe('a manager', () => {
  test('voids any with a reason; in a finished order the row becomes stale', async () => {
    const { count, detailId } = await finished();
    expect(await room.detail(detailId)).toMatchObject({ stale: false });

    const voided = await room.counts.void(room.actors.mira, count.id, 'counted the wrong shelf');

    expect(voided).toMatchObject({ void: true, voidReason: 'counted the wrong shelf', voidedBy: 'mira' });
    expect(await room.detail(detailId)).toMatchObject({ stale: true, status: 'Finished' });
  });

  test.each([
    ['no reason', undefined, 'void.reason-missing'],
    ['an empty reason', '   ', 'void.reason-missing'],
    ['a reason that does not fit', 'x'.repeat(255), 'void.reason-too-long'],
  ])('is refused with %s', async (_, reason, expected) => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { id } = await counted(order.id);

    expect(await codesOf(room.counts.void(room.actors.mira, id, reason))).toEqual([expected]);
  });

  test('voids nothing once the reconciliation is released', async () => {
    const { count, documentId } = await finished();
    await room.force(documentId, 'Released');

    expect(await codesOf(room.counts.void(room.actors.mira, count.id, 'too late'))).toEqual([
      'reconciliation.read-only',
    ]);
  });
});

describe('a count sheet typed in', () => {
  const sheet = () => counting(room.at, { ...sugar, quantity: '5', unit: 'kg' });
  const lenaIs = () => room.at.demo.people.lena.workerId as string;

  test('is counted by the worker and entered by the manager', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    const { count } = await room.counts.enterFor(room.actors.mira, order.id, lenaIs(), sheet());

    const named = { worker: 'Lena Koleva', workerId: lenaIs(), enteredBy: 'Mira Petrova' };
    expect(count).toMatchObject(named);
    expect(await room.stored(order.id)).toMatchObject([{ userId: room.actors.lena.userId }]);
    expect(await room.counts.void(room.actors.lena, count.id)).toMatchObject({ worker: 'Лена Колева' });
  });

  test('twice is once', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const page = sheet();

    const first = await room.counts.enterFor(room.actors.mira, order.id, lenaIs(), page);

    expect(await room.counts.enterFor(room.actors.mira, order.id, lenaIs(), page)).toEqual({
      ...first,
      replayed: true,
    });
    expect(await room.stored(order.id)).toHaveLength(1);
  });

  test("is not the worker's own scan sent again", async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const page = sheet();
    await room.counts.record(room.actors.lena, order.id, page);

    expect(await codesOf(room.counts.enterFor(room.actors.mira, order.id, lenaIs(), page))).toEqual([
      'scan.content-differs',
    ]);
  });

  test('starts an order that nobody has started', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar], state: 'Planned', worker: null });

    await room.counts.enterFor(room.actors.mira, order.id, lenaIs(), sheet());

    expect(await room.document(order.documentId)).toMatchObject({ state: 'Released' });
  });

  test('in a finished order makes the row stale', async () => {
    const { order, detailId } = await finished();

    await room.counts.enterFor(room.actors.mira, order.id, lenaIs(), sheet());

    expect(await room.detail(detailId)).toMatchObject({ stale: true });
  });

  test('is refused for a worker of another warehouse, and from who is no manager', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const jon = room.at.demo.people.jon.workerId as string;

    expect(await codesOf(room.counts.enterFor(room.actors.mira, order.id, jon, sheet()))).toEqual([
      'worker.of-other-warehouse',
    ]);
    expect(await refusalOf(room.counts.enterFor(room.actors.ivo, order.id, lenaIs(), sheet()))).toMatchObject(
      { kind: 'forbidden' },
    );
  });
});

describe('the list of counts', () => {
  test('has pages, newest first, and can be of one row or one order', async () => {
    const tea = { at: 'A-03-02-1', product: '22-1050', lot: 'M-077' };
    const { order, reconciliationId } = await makeCount(room.at, { rows: [sugar, tea] });
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.unshift((await counted(order.id)).id);
    await room.counts.record(room.actors.lena, order.id, counting(room.at, { ...tea, quantity: '3' }));
    const ofSugar = { detailId: order.details['4711 25-0100'] as string };

    const first = await room.counts.list(room.actors.mira, reconciliationId, ofSugar, { limit: 3 });
    const second = await room.counts.list(room.actors.mira, reconciliationId, ofSugar, {
      limit: 3,
      cursor: first.nextCursor as string,
    });
    const all = await room.counts.list(
      room.actors.mira,
      reconciliationId,
      { orderId: order.id },
      { limit: 50 },
    );

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made);
    expect([first.total, first.totalExact, second.nextCursor]).toEqual([5, true, null]);
    expect(all.items[0]).toMatchObject({
      product: '22-1050',
      lot: 'M-077',
      quantity: '3',
      worker: 'Lena Koleva',
      enteredBy: null,
    });
    expect(all.total).toBe(6);
  });

  test('of an order is for its workers, of a reconciliation for managers', async () => {
    const { order, reconciliationId } = await makeCount(room.at, { rows: [sugar] });
    await counted(order.id);

    const { items } = await room.counts.ofOrder(room.actors.lena, order.id, {}, { limit: 50 });

    expect(items).toMatchObject([{ quantity: '24', session: 1 }]);
    expect(await codesOf(room.counts.list(room.actors.ivo, reconciliationId, {}, { limit: 50 }))).toEqual([
      'access.role-missing',
    ]);
    expect(await codesOf(room.counts.ofOrder(room.actors.jon, order.id, {}, { limit: 50 }))).toEqual([
      'order.unknown',
    ]);
  });
});
