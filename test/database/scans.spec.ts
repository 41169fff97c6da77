import { boxEanOf, eanOf } from '../../src/demo/product-codes.js';
import { makeCount } from '../support/orders.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

/** Quantities of an order's records that stand. */
const standing = async (orderId: string) =>
  (await room.stored(orderId)).filter((row) => !row.void).map((row) => Number(row.quantity));

const shelf = { at: 'A-05-01-1', product: '88-1204' };
const small = { at: 'E-01-007', product: '88-1216' };
const tea = { at: 'A-03-02-1', product: '22-1050' };

test('location, product, quantity: counted, with the new total', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['A-05-01-1', '88-1204', '12', '88-1204', '3']);

  expect(results.map(said)).toEqual([
    'location location.here',
    'product product.needs-quantity',
    'counted count.recorded',
    'product product.needs-quantity',
    'counted count.recorded',
  ]);
  expect(results[4]?.title).toBe('+3 → 15 pcs');
  expect(results[4]?.message).toBe('Hex bolt M8 × 40');
  expect(await standing(order.id)).toEqual([12, 3]);
});

test('where a scan counts one piece, scanning again adds one', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', eanOf('88-1216'), eanOf('88-1216')]);

  expect(results.map(({ title }) => title)).toEqual(['E-01-007', '+1 → 1 pcs', '+1 → 2 pcs']);
  expect(await standing(order.id)).toEqual([1, 1]);
});

test('the unit of a code is the unit of the count', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['E-01-007', boxEanOf('88-1216'), '88-1216']);

  expect(results[1]?.title).toBe('+1 → 1 box');
  expect(results[2]?.title).toBe('+1 → 1001 pcs');
});

test('a quantity in hand is used by the next count and then gone', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['A-05-01-1', '12*', '88-1204', '88-1204']);

  expect(results.map(said)).toEqual([
    'location location.here',
    'quantity quantity.taken',
    'counted count.recorded',
    'product product.needs-quantity',
  ]);
  expect((await device.state()).state.quantity).toBeNull();
});

test('a chip that is removed is not used', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);

  await device.all(['E-01-007', '12']);
  await device.press('drop:quantity');
  const counted = await device.scan('88-1216');

  expect(counted.values.quantity).toBe('1');
});

test('a product without a location is refused; nothing is counted', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);

  const result = await device.scan('88-1204');

  expect(result).toMatchObject({ outcome: 'refused', code: 'location.missing', status: 422 });
  expect(await standing(order.id)).toEqual([]);
});

test('digits up to seven and decimals answer the question how many', async () => {
  const { order } = await makeCount(room.at, { rows: [{ at: 'D-01-02', product: '25-0100' }] });
  const device = room.device('ivo', order.id);

  const results = await device.all(['D-01-02', '25-0100', '12,5', '25-0100', '1500']);

  expect(results.filter(({ outcome }) => outcome === 'counted').map(({ values }) => values.total)).toEqual([
    '12.5',
    '1512.5',
  ]);
});

test('a barcode in the field for quantities is a scan', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf, tea] });
  const device = room.device('ivo', order.id);
  await device.all(['A-05-01-1', '88-1204']);

  const result = await device.press({ quantity: eanOf('88-1210') });

  expect(said(result)).toBe('product product.needs-quantity');
  expect(result.values.partNumber).toBe('88-1210');
  expect(await standing(order.id)).toEqual([]);
});

test('a form with everything is one count', async () => {
  const { order } = await makeCount(room.at, { rows: [tea] });
  const device = room.device('ivo', order.id);
  const { ids } = room.at.demo;
  await device.scan('A-03-02-1');

  const result = await device.press({
    productId: ids.product('22-1050'),
    lotId: ids.lot('M-077'),
    quantity: '2',
    unitId: ids.unit('box'),
  });

  expect(result).toMatchObject({ outcome: 'counted', title: '+2 → 2 box' });
  expect(result.message).toBe('Peppermint tea, 20 bags, M-077');
});

test('undo voids the last record, ten steps back and no further', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.scan('E-01-007');
  for (let i = 0; i < 12; i++) await device.scan('88-1216');

  const undone = [];
  for (let i = 0; i < 11; i++) undone.push(said(await device.press('undo')));

  expect(undone.slice(0, 10)).toEqual(Array(10).fill('counted count.undone'));
  expect(undone[10]).toBe('refused undo.nothing-left');
  expect(await standing(order.id)).toEqual([1, 1]);
});

test('the page shows what is in hand, what is counted here and what the last scan came to', async () => {
  const { order } = await makeCount(room.at, { rows: [tea, shelf] });
  const device = room.device('ivo', order.id);
  await device.all([
    'A-03-02-1',
    ['', { productId: room.at.demo.ids.product('22-1050'), lotId: null, quantity: '4' }],
    '22-1050',
  ]);

  const page = await device.state();

  expect(page.state).toMatchObject({
    location: { address: 'A-03-02-1' },
    locationCertain: true,
    lastScanId: device.last,
    waiting: { need: 'quantity', partNumber: '22-1050', lot: null },
  });
  expect(page.state.waiting?.units.map(({ label }) => label)).toEqual(['pcs', 'box', 'dozen']);
  expect(page.last?.code).toBe('product.needs-quantity');
  expect(page.counted.map(({ quantity }) => quantity)).toEqual(['4']);
  expect(page.lines.map(({ location, counts }) => [location, counts])).toEqual([['A-03-02-1', 1]]);
});
