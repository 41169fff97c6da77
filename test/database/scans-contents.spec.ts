import { makeCount } from '../support/orders.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const onPallet = [
  { at: 'D-01-01', product: '24-0007', pallet: 'PAL-0002' },
  { at: 'D-01-01', product: '63-2010', pallet: 'PAL-0002' },
];
const recount = { rows: onPallet, recount: true, session: 2, blindRecount: false };
const standing = async (orderId: string) =>
  (await room.stored(orderId)).filter((row) => !row.void).map((row) => Number(row.quantity));

test('in a recount that is not blind a pallet is taken as it should be, in one step', async () => {
  const { order } = await makeCount(room.at, recount);
  const device = room.device('ivo', order.id);
  await device.scan('PAL-0002');

  const taken = await device.press('contents');

  expect(taken).toMatchObject({ outcome: 'counted', code: 'count.contents', values: { records: 3 } });
  expect((await standing(order.id)).sort((a, b) => a - b)).toEqual([120, 120, 240]);
});

test('each of its records is a step back', async () => {
  const { order } = await makeCount(room.at, recount);
  const device = room.device('ivo', order.id);
  await device.all(['PAL-0002', ['', 'contents']]);

  for (let i = 0; i < 3; i++) await device.press('undo');

  expect(await standing(order.id)).toEqual([]);
});

test('sent again it is not taken again', async () => {
  const { order } = await makeCount(room.at, recount);
  const device = room.device('ivo', order.id);
  await device.scan('PAL-0002');
  const press = device.make('', 'contents');

  const first = await device.send([press]);
  expect(await device.send([press])).toEqual(first);
  expect(await standing(order.id)).toHaveLength(3);
});

test.each([
  ['a first count', { rows: onPallet }],
  ['a blind recount', { ...recount, blindRecount: true }],
])('%s does not say what is in it', async (_, of) => {
  const { order } = await makeCount(room.at, of);
  const device = room.device('ivo', order.id);
  await device.scan('PAL-0002');

  expect(said(await device.press('contents'))).toBe('refused contents.not-shown');
  expect(JSON.stringify(await device.state())).not.toMatch(/\b240\b|expected/);
});

test('without a pallet in hand, or with an empty one, there is nothing to take', async () => {
  const { order } = await makeCount(room.at, recount);
  const device = room.device('ivo', order.id);
  await device.scan('D-01-01');

  expect(said(await device.press('contents'))).toBe('refused logistic-unit.missing');
  await device.scan('PAL-0099');
  expect(said(await device.press('contents'))).toBe('refused contents.none');
});
