import { type CountingRoom, openCounting } from '../support/counting.js';
import { addOrder, counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100', snapshot: '24' };
const tea = { at: 'A-03-02-1', product: '22-1050', lot: 'M-077', snapshot: '36' };
const crackers = { at: 'A-03-02-1', product: '10-0418', lot: 'R-0907', snapshot: '60' };
const [sugarKey, teaKey, crackersKey] = [
  '4711 25-0100',
  'A-03-02-1 22-1050 M-077',
  'A-03-02-1 10-0418 R-0907',
];
const close = (orderId: string, lineId: string | undefined) =>
  room.lines.empty(room.actors.ivo, orderId, lineId as string);

test('finishing completes the order and its rows', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar, tea, crackers, { at: 'R-02' }] });
  await room.counts.record(
    room.actors.ivo,
    order.id,
    counting(room.at, { ...sugar, quantity: '24', unit: 'kg' }),
  );
  await room.lines.done(room.actors.ivo, order.id, order.lines['4711'] as string);
  await close(order.id, order.lines['A-03-02-1']);
  await close(order.id, order.lines['R-02']);

  const answer = await room.finish.finish(room.actors.ivo, order.id);

  expect(answer).toEqual({ finished: true, leftOut: [] });
  expect(await room.document(order.documentId)).toMatchObject({ state: 'Completed' });
  for (const id of Object.values(order.details)) {
    expect(await room.detail(id)).toMatchObject({ status: 'Finished', session: 1 });
  }
  expect(await room.events(order.id)).toContain('order.finished');
});

test('open lines are told, and nothing changes', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar, tea, { at: 'R-02' }] });
  await room.counts.record(
    room.actors.ivo,
    order.id,
    counting(room.at, { ...sugar, quantity: '24', unit: 'kg' }),
  );
  await close(order.id, order.lines['R-02']);

  const refusal = await refusalOf(room.finish.finish(room.actors.ivo, order.id));

  expect(refusal).toMatchObject({ kind: 'conflict', code: 'order.lines-open' });
  expect(refusal.extra.openLines).toMatchObject([
    { location: '4711', counts: 1, state: 'open' },
    { location: 'A-03-02-1', counts: 0 },
  ]);
  expect(await room.document(order.documentId)).toMatchObject({ state: 'Released' });
  expect(await room.detail(order.details[sugarKey])).toMatchObject({ status: 'Started' });
});

test('rows of lines that are left out become Recount, not zero', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar, tea, crackers] });
  await close(order.id, order.lines['4711']);

  const answer = await room.finish.finish(room.actors.ivo, order.id, { leaveOut: true });

  expect(answer).toMatchObject({ finished: true, leftOut: [{ location: 'A-03-02-1' }] });
  expect(await room.detail(order.details[sugarKey])).toMatchObject({ status: 'Finished' });
  expect(await room.detail(order.details[teaKey])).toMatchObject({ status: 'Recount', session: 1 });
  expect(await room.detail(order.details[crackersKey])).toMatchObject({ status: 'Recount' });
  expect(await room.line(order.lines['A-03-02-1'])).toMatchObject({ leftOut: true });
  expect(await room.line(order.lines['4711'])).toMatchObject({ leftOut: false });
});

test('in a recount a line stands for its own row only', async () => {
  const { order } = await makeCount(room.at, {
    rows: [tea, crackers, { at: 'A-03-02-1' }],
    recount: true,
    session: 2,
  });
  await close(order.id, order.lines[teaKey]);
  await close(order.id, order.lines['A-03-02-1']);

  await room.finish.finish(room.actors.ivo, order.id, { leaveOut: true });

  expect(await room.detail(order.details[teaKey])).toMatchObject({ status: 'Finished', session: 2 });
  expect(await room.detail(order.details['A-03-02-1'])).toMatchObject({ status: 'Finished' });
  expect(await room.detail(order.details[crackersKey])).toMatchObject({ status: 'Recount' });
});

test('rows of other orders, and a row that left this one, stay as they are', async () => {
  const count = await makeCount(room.at, {
    rows: [sugar, { ...tea, status: 'Recount' }, { ...crackers, status: 'Cancelled' }],
  });
  const other = await addOrder(room.at, count, { rows: [{ at: 'B-01-03' }] });
  await close(count.order.id, count.order.lines['4711']);
  await close(count.order.id, count.order.lines['A-03-02-1']);

  await room.finish.finish(room.actors.ivo, count.order.id);

  expect(await room.detail(count.order.details[teaKey])).toMatchObject({ status: 'Recount' });
  expect(await room.detail(count.order.details[crackersKey])).toMatchObject({ status: 'Cancelled' });
  expect(await room.detail(other.details['B-01-03'])).toMatchObject({ status: 'Started' });
});

test('ten finishes at once: one does it, the others are told', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  await close(order.id, order.lines['4711']);

  const answers = await Promise.allSettled(
    Array.from({ length: 10 }, () => room.finish.finish(room.actors.ivo, order.id)),
  );

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const told = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
  expect(told).toEqual(Array(9).fill('order.finished'));
  expect((await room.events(order.id)).filter((event) => event === 'order.finished')).toHaveLength(1);
});

test.each([1, 2, 3, 4, 5, 6])(
  'counts and the finish at once: every count is before it or refused (%i)',
  async (round) => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const { ivo, lena } = room.actors;
    const count = (who = lena) =>
      room.counts.record(who, order.id, counting(room.at, { ...sugar, unit: 'kg' }));
    await count();
    await count(ivo);
    await room.lines.done(ivo, order.id, order.lines['4711'] as string);

    const finish = () => room.finish.finish(ivo, order.id, { leaveOut: true });
    const steps = [
      ...Array.from({ length: round }, () => () => count()),
      finish,
      () => count(),
      () => count(ivo),
    ];
    const answers = await Promise.allSettled(steps.map((step) => step()));

    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(refused.filter((code) => code !== 'order.finished')).toEqual([]);
    expect(await room.stored(order.id)).toHaveLength(round + 4 - refused.length);
    // A count that is in opened the line before the finish looked at it.
    const left = (await room.line(order.lines['4711']))?.state === 'open';
    expect(await room.detail(order.details[sugarKey])).toMatchObject({
      status: left ? 'Recount' : 'Finished',
    });
  },
);

test('a finished order cannot be finished, counted, closed or started again', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });
  const { ivo } = room.actors;
  await close(order.id, order.lines['4711']);
  await room.finish.finish(ivo, order.id);

  expect(await codesOf(room.finish.finish(ivo, order.id))).toEqual(['order.finished']);
  expect(await codesOf(close(order.id, order.lines['4711']))).toEqual(['order.finished']);
  expect(await codesOf(room.orders.start(ivo, order.id))).toEqual(['order.finished']);
});

test('a worker of another warehouse finishes nothing here', async () => {
  const { order } = await makeCount(room.at, { rows: [sugar] });

  expect(await refusalOf(room.finish.finish(room.actors.jon, order.id))).toMatchObject({ kind: 'unknown' });
});
