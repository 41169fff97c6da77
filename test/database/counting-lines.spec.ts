import { type CountingRoom, openCounting } from '../support/counting.js';
import { addOrder, counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100' };

describe('which line a count belongs to', () => {
  const biscuits = { at: 'A-03-01-4', product: '10-0411', lot: '24-118' };

  test('in a recount the one of its exact position', async () => {
    const { order } = await makeCount(room.at, {
      rows: [{ at: 'A-03-01-4' }, biscuits],
      recount: true,
      session: 2,
    });

    await room.counts.record(room.actors.ivo, order.id, counting(room.at, biscuits));

    expect(await room.stored(order.id)).toMatchObject([{ line: order.lines['A-03-01-4 10-0411 24-118'] }]);
  });

  test("else the location's own", async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'A-03-01-4' }, biscuits], recount: true });

    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...biscuits, lot: '24-131' }));

    expect(await room.stored(order.id)).toMatchObject([{ line: order.lines['A-03-01-4'] }]);
  });

  test('else none', async () => {
    const { order } = await makeCount(room.at, { rows: [biscuits], recount: true });

    const { count } = await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { ...biscuits, lot: '24-131' }),
    );

    expect(count.lineId).toBeNull();
  });

  test('a location of another order is refused with that order', async () => {
    const count = await makeCount(room.at, { rows: [sugar] });
    const other = await addOrder(room.at, count, { rows: [{ at: 'B-01-03' }], worker: 'lena' });

    const refusal = await refusalOf(
      room.counts.record(
        room.actors.ivo,
        count.order.id,
        counting(room.at, { at: 'B-01-03', product: '47-1102' }),
      ),
    );

    expect(refusal.faults).toMatchObject([{ code: 'location.of-other-order', allowed: [other.documentNo] }]);
    expect(refusal.message).toContain(other.documentNo);
  });

  test('a location of the reconciliation that no order has', async () => {
    const { order } = await makeCount(room.at, { rows: [biscuits, { ...sugar, free: true }], recount: true });

    const refusal = await refusalOf(
      room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
    );

    expect(refusal.faults).toMatchObject([{ code: 'location.of-other-order', allowed: [] }]);
  });

  test('a location outside the reconciliation', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    expect(
      await codesOf(
        room.counts.record(
          room.actors.ivo,
          order.id,
          counting(room.at, { at: 'B-02-20', product: '47-1102' }),
        ),
      ),
    ).toEqual(['location.not-in-scope']);
  });
});

describe('a closed line', () => {
  test('counted after Done here is open again', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const line = order.lines['4711'] as string;
    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));
    await room.lines.done(room.actors.ivo, order.id, line);

    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));

    expect(await room.line(line)).toMatchObject({ state: 'open' });
  });

  test('counted after Location is empty is open again', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const line = order.lines['4711'] as string;
    await room.lines.empty(room.actors.ivo, order.id, line);

    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));

    expect(await room.line(line)).toMatchObject({ state: 'open' });
  });

  test('voiding its last count opens it, voiding one of two does not', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const line = order.lines['4711'] as string;
    const [one, two] = [
      await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
      await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
    ];
    await room.lines.done(room.actors.ivo, order.id, line);

    await room.counts.void(room.actors.ivo, one.count.id);
    expect(await room.line(line)).toMatchObject({ state: 'done' });
    await room.counts.void(room.actors.ivo, two.count.id);
    expect(await room.line(line)).toMatchObject({ state: 'open' });
  });

  test('Done here needs a count, Location is empty needs none', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const line = order.lines['4711'] as string;

    expect(await codesOf(room.lines.done(room.actors.ivo, order.id, line))).toEqual(['line.not-counted']);
    await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' }));
    expect(await codesOf(room.lines.empty(room.actors.ivo, order.id, line))).toEqual(['line.has-counts']);
  });

  test('a line of another order is not there', async () => {
    const one = await makeCount(room.at, { rows: [sugar] });
    const two = await makeCount(room.at, { rows: [sugar] });

    expect(
      await codesOf(room.lines.empty(room.actors.ivo, one.order.id, two.order.lines['4711'] as string)),
    ).toEqual(['line.unknown']);
  });
});
