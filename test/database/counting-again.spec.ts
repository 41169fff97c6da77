import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100' };

describe('sent again', () => {
  test('the same count gives the same answer and is there once', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const request = counting(room.at, { ...sugar, quantity: '7', unit: 'kg' });

    const first = await room.counts.record(room.actors.ivo, order.id, request);
    const second = await room.counts.record(room.actors.ivo, order.id, { ...request, confirmed: [] });

    expect(second).toEqual({ ...first, replayed: true });
    expect(await room.stored(order.id)).toHaveLength(1);
  });

  test('ten times at once it is there once', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const request = counting(room.at, { ...sugar, quantity: '7', unit: 'kg' });

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => room.counts.record(room.actors.ivo, order.id, request)),
    );

    expect(new Set(answers.map(({ count }) => count.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await room.stored(order.id)).toHaveLength(1);
  });

  test('with other content it is refused', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const request = counting(room.at, { ...sugar, quantity: '7', unit: 'kg' });
    await room.counts.record(room.actors.ivo, order.id, request);

    expect(
      await codesOf(room.counts.record(room.actors.ivo, order.id, { ...request, quantity: '8' })),
    ).toEqual(['scan.content-differs']);
    expect(await codesOf(room.counts.record(room.actors.lena, order.id, request))).toEqual([
      'scan.content-differs',
    ]);
    expect(await room.stored(order.id)).toHaveLength(1);
  });

  test('after the order was finished it still gives its answer', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const request = counting(room.at, { ...sugar, quantity: '7', unit: 'kg' });
    const first = await room.counts.record(room.actors.ivo, order.id, request);
    await room.force(order.documentId, 'Completed');

    expect(await room.counts.record(room.actors.ivo, order.id, request)).toEqual({
      ...first,
      replayed: true,
    });
    expect(
      await codesOf(
        room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
      ),
    ).toEqual(['order.finished']);
  });
});

describe('who may count', () => {
  test('a worker of another warehouse does not know the order', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    expect(
      await refusalOf(room.counts.record(room.actors.jon, order.id, counting(room.at, sugar))),
    ).toMatchObject({
      kind: 'unknown',
    });
  });

  test('a worker whose record has ended neither', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const sam = { ...room.actors.sam, roles: new Set(['worker'] as const) };

    expect(await refusalOf(room.counts.record(sam, order.id, counting(room.at, sugar)))).toMatchObject({
      kind: 'unknown',
    });
  });

  test('a manager lacks the role', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    expect(
      await refusalOf(room.counts.record(room.actors.mira, order.id, counting(room.at, sugar))),
    ).toMatchObject({
      kind: 'forbidden',
    });
  });

  test.each([
    ['not started', 'Planned', 'order.not-started'],
    ['finished', 'Completed', 'order.finished'],
  ] as const)('nobody in an order that is %s', async (_, state, expected) => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    await room.force(order.documentId, state);

    const refusal = await refusalOf(
      room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
    );

    expect(refusal).toMatchObject({ kind: 'conflict', code: expected });
  });

  test('nobody once the reconciliation is released', async () => {
    const { order, documentId } = await makeCount(room.at, { rows: [sugar] });
    await room.force(documentId, 'Released');

    expect(
      await codesOf(
        room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...sugar, unit: 'kg' })),
      ),
    ).toEqual(['reconciliation.not-counting']);
  });
});
