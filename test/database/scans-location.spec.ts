import { eanOf } from '../../src/demo/product-codes.js';
import { addOrder, counting, makeCount } from '../support/orders.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const small = { at: 'E-01-007', product: '88-1216' };
const shelf = { at: 'A-05-01-1', product: '88-1204' };
const numbered = { at: '204', product: '47-5006' };
const standing = async (orderId: string) => (await room.stored(orderId)).filter((row) => !row.void).length;
const answersOf = ({ choices = [] }: { choices?: { answer: string; label: string }[] }) =>
  choices.map(({ answer, label }) => [answer, label]);

test('a location that is refused: what follows does not fall on the old one, until the next good one', async () => {
  const { order, ...reconciliation } = await makeCount(room.at, { rows: [small] });
  const other = await addOrder(room.at, reconciliation, { rows: [shelf] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', 'A-05-01-1', '88-1216', '88-1216', 'E-01-007', '88-1216']);

  expect(results.map(said)).toEqual([
    'location location.here',
    'refused location.of-other-order',
    'exception location.uncertain',
    'exception location.uncertain',
    'location location.here',
    'counted count.recorded',
  ]);
  expect(results[1]).toMatchObject({ status: 422, message: `A-05-01-1: ${other.documentNo}` });
  expect(await standing(order.id)).toBe(1);
  const kept = await room.kept(order.id);
  expect(kept.map(({ kind, locationId }) => [kind, locationId])).toEqual(
    Array(2).fill(['location-uncertain', room.at.demo.ids.location('A-05-01-1')]),
  );
  expect(new Set(kept.map(({ groupId }) => groupId)).size).toBe(1);
});

test('a location outside the reconciliation is refused with its name', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });

  const result = await room.device('ivo', order.id).scan('B-02-20');

  expect(result).toMatchObject({ code: 'location.not-in-scope', message: 'B-02-20 is not counted now.' });
});

test("a label built like an address that nobody knows may have been a location's", async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', 'E-01-907', '88-1216', 'E-01-007', '88-1216']);

  expect(results.map(said)).toEqual([
    'location location.here',
    'exception location.unknown',
    'exception location.uncertain',
    'location location.here',
    'counted count.recorded',
  ]);
});

test('a code that nobody knows and that is no address does not stop the count', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', 'WHAT-IS-THIS', '88-1216']);

  expect(results.map(said)).toEqual([
    'location location.here',
    'exception code.unknown',
    'counted count.recorded',
  ]);
});

test('somebody is at the location: asked; joined, the count goes on', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  await room.device('lena', order.id).scan('E-01-007');
  const device = room.device('ivo', order.id);

  const asked = await device.scan('E-01-007');
  const meanwhile = await device.scan('88-1216');
  const joined = await device.press('join');
  const after = await device.scan('88-1216');

  expect(said(asked)).toBe('ask location.claimed');
  expect(asked.message).toMatch(/^Lena Koleva is here since \d\d:\d\d\.$/);
  expect(answersOf(asked)).toEqual([
    ['join', 'E-01-007'],
    ['leave', 'E-01-007'],
  ]);
  expect(said(meanwhile)).toBe('exception location.uncertain');
  expect(said(joined)).toBe('location location.here');
  expect(said(after)).toBe('counted count.recorded');
});

test('not joined, he is nowhere until the next location', async () => {
  const { order } = await makeCount(room.at, { rows: [small, shelf] });
  await room.device('lena', order.id).scan('E-01-007');
  const device = room.device('ivo', order.id);
  await device.all(['A-05-01-1', 'E-01-007']);

  await device.press('leave');

  expect(said(await device.scan('88-1204'))).toBe('exception location.uncertain');
  expect(said(await device.scan('A-05-01-1'))).toBe('location location.here');
});

test('a claim that somebody took meanwhile is asked about before anything is counted', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.scan('E-01-007');
  await room.lines.empty(room.actors.ivo, order.id, order.lines['E-01-007']!);
  await room.counts.record(room.actors.lena, order.id, counting(room.at, small));

  const asked = await device.scan('88-1216');
  expect(said(asked)).toBe('ask location.claimed');
  expect(await standing(order.id)).toBe(1);
  expect(said(await device.press('join'))).toBe('counted count.recorded');
});

test('a location whose address is a number is a location', async () => {
  const { order } = await makeCount(room.at, { rows: [{ at: '4711', product: '25-0100' }] });

  expect(said(await room.device('ivo', order.id).scan('4711'))).toBe('location location.here');
});

test('a number that is a location and a product is asked, never a quantity', async () => {
  const { order } = await makeCount(room.at, { rows: [numbered, { at: 'E-01-007', product: '52-0090' }] });
  const device = room.device('ivo', order.id);
  await device.scan('E-01-007');

  const asked = await device.scan('204');
  const product = await device.press('product');
  await device.scan('204');
  const location = await device.press('location');

  expect(said(asked)).toBe('ask code.several');
  expect(answersOf(asked)).toEqual([
    ['location', '204'],
    ['product', '52-0090'],
  ]);
  expect(product).toMatchObject({
    outcome: 'counted',
    values: { location: 'E-01-007', partNumber: '52-0090' },
  });
  expect(location).toMatchObject({ outcome: 'location', values: { location: '204' } });
});

test('asked about and never answered, it is kept', async () => {
  const { order } = await makeCount(room.at, { rows: [numbered, small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', '204', 'E-01-007', '88-1216']);

  expect(results[2]?.warnings).toMatchObject([{ code: 'product.unfinished' }]);
  expect((await room.kept(order.id)).map(({ kind, text }) => [kind, text])).toEqual([['unfinished', '204']]);
  expect(said(await device.press('product'))).toBe('refused question.none');
});

test('neither of them: kept for the manager', async () => {
  const { order } = await makeCount(room.at, { rows: [numbered, small] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', '204']);

  expect(said(await device.press('neither'))).toBe('exception question.unanswered');
  expect((await room.kept(order.id)).map(({ text }) => text)).toEqual(['204']);
});

test("codes that are equal but for letters' case are asked", async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.scan('E-01-007');

  const asked = await device.scan('KX-18');

  expect(said(asked)).toBe('ask code.letter-case');
  expect(
    answersOf(asked)
      .map(([, label]) => label)
      .sort(),
  ).toEqual(['47-1180', '47-3301']);
  const screwdriver = asked.choices?.find(({ label }) => label === '47-1180');
  expect((await device.press(screwdriver!.answer)).values.partNumber).toBe('47-1180');
});

test("one code in other letters' case is that code", async () => {
  const { order } = await makeCount(room.at, { rows: [small] });

  expect(said(await room.device('ivo', order.id).scan('e-01-007'))).toBe('location location.here');
});

test('a product left without its quantity is kept, and the next one goes on', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['A-05-01-1', '88-1204', '88-1210', '4']);

  expect(results[2]).toMatchObject({ outcome: 'product', warnings: [{ code: 'product.unfinished' }] });
  expect(results[3]?.values.partNumber).toBe('88-1210');
  expect((await room.kept(order.id)).map(({ kind, text }) => [kind, text])).toEqual([
    ['unfinished', '88-1204'],
  ]);
});

test('left on purpose it is not', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);
  await device.all(['A-05-01-1', '88-1204']);

  expect(said(await device.press('drop:product'))).toBe('product product.left');
  expect(await room.kept(order.id)).toEqual([]);
  expect((await device.state()).state.waiting).toBeNull();
});

test('uncertain, a product with its lot and its quantity is one exception with all of it', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', 'E-99-999', eanOf('10-0411'), '24-118', '12']);

  expect(results.slice(2).map(said)).toEqual(Array(3).fill('exception location.uncertain'));
  const kept = await room.kept(order.id);
  expect(kept.map(({ kind, quantity }) => [kind, Number(quantity)])).toEqual([
    ['unknown', 0],
    ['location-uncertain', 12],
  ]);
});
