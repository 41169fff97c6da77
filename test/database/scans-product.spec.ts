import { sql } from '../../src/database/sql.js';
import { eanOf } from '../../src/demo/product-codes.js';
import { erp } from '../../src/erp/tables.js';
import { put } from '../support/documents.js';
import { makeCount } from '../support/orders.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const biscuits = { at: 'E-01-007', product: '10-0411', lot: '24-118' };
const drill = { at: 'E-01-007', product: '47-3301', serial: 'D8-55120' };
const standing = async (orderId: string) => (await room.stored(orderId)).filter((row) => !row.void);
const start = async (at: string, ...rows: Parameters<typeof makeCount>[1]['rows']) => {
  const { order } = await makeCount(room.at, { rows });
  const device = room.device('ivo', order.id);
  await device.scan(at);
  return { order, device };
};

test('a lot that is required is asked, scanned, and kept for the same item scanned again', async () => {
  const { device } = await start('E-01-007', biscuits);

  const results = await device.all([eanOf('10-0411'), '24-118', eanOf('10-0411')]);

  expect(results.map(said)).toEqual([
    'product product.needs-lot',
    'counted count.recorded',
    'counted count.recorded',
  ]);
  expect(results[2]).toMatchObject({ title: '+1 → 2 pcs', values: { lot: '24-118' } });
});

test('its lots to pick from are the product’s, newest first', async () => {
  const { device } = await start('E-01-007', biscuits);
  await device.scan('10-0411');

  const { waiting } = (await device.state()).state;

  expect(waiting).toMatchObject({ need: 'lot', optional: false });
  expect(waiting?.options.map(({ label }) => label)).toEqual(['24-131', '24-118']);
  const picked = await device.press({ lotId: waiting!.options[0]!.id });
  expect(picked.values).toMatchObject({ lot: '24-131', total: '1' });
});

test('the lot on the label after a piece counted by the same lot says the same once more', async () => {
  const { order, device } = await start('E-01-007', biscuits);

  const results = await device.all(['10-0411', '24-118', '10-0411', '24-118', '24-118']);

  expect(results.map(said)).toEqual([
    'product product.needs-lot',
    'counted count.recorded',
    'counted count.recorded',
    'product lot.confirmed',
    'counted count.recorded',
  ]);
  expect(await standing(order.id)).toHaveLength(3);
});

test('another lot after it is asked: that piece, or one more', async () => {
  const { order, device } = await start('E-01-007', biscuits);
  await device.all(['10-0411', '24-118', '10-0411']);

  const asked = await device.scan('24-131');
  const instead = await device.press('instead');

  expect(said(asked)).toBe('ask lot.instead');
  expect(asked.message).toBe('It was counted as 24-118.');
  expect(instead).toMatchObject({ outcome: 'counted', values: { lot: '24-131', total: '1' } });
  expect(await standing(order.id)).toHaveLength(2);
});

test('a lot scanned for the last product is one more of it in that lot', async () => {
  const { device } = await start('E-01-007', biscuits);
  await device.all(['10-0411', '24-118']);

  expect((await device.scan('24-131')).values).toMatchObject({ lot: '24-131', total: '1' });
});

test('lots that are allowed are asked once; without one is an answer', async () => {
  const { device } = await start('E-01-007', { at: 'E-01-007', product: '10-0418' });

  const asked = await device.scan('10-0418');
  const without = await device.press({ lotId: null });
  const again = await device.scan('10-0418');

  expect(said(asked)).toBe('product product.needs-lot');
  expect(without.values).toMatchObject({ lot: null, total: '1' });
  expect(again.values).toMatchObject({ lot: null, total: '2' });
});

test('variants: by its bar code at once, by the product asked', async () => {
  const { device } = await start('E-01-007', { at: 'E-01-007', product: '52-0310', variant: 'M' });
  const [variant] = await room.database.query<{ bar: string; short: string }>(sql`
    SELECT "Bar_Code" AS bar, "Short_Code" AS short FROM ${erp.variants}
    WHERE "Product_Variant_Id" = ${room.at.demo.ids.variant('52-0310', 'M')}`);

  const byBar = await device.scan(variant!.bar);
  const byShort = await device.scan(variant!.short);

  expect(byBar.values).toMatchObject({ variant: 'M', total: '1' });
  expect(byShort.values).toMatchObject({ variant: 'M', total: '2' });
  await device.all(['88-1216']);
  expect(said(await device.scan('52-0310'))).toBe('product product.needs-variant');
  const { waiting } = (await device.state()).state;
  expect(waiting?.options.map(({ label }) => label)).toEqual(['L', 'M', 'S', 'XL']);
});

test('serial numbers: one scan each, without the product in between', async () => {
  const { order, device } = await start('E-01-007', drill);

  const results = await device.all(['47-3301', 'D8-55120', 'D8-55121', '47-3301', 'D8-55122']);

  expect(results.map(said)).toEqual([
    'product product.needs-serial',
    'counted count.recorded',
    'counted count.recorded',
    'product product.needs-serial',
    'counted count.recorded',
  ]);
  expect(await standing(order.id)).toHaveLength(3);
});

test('a serial number twice at one position is refused, and the next one is taken', async () => {
  const { device } = await start('E-01-007', drill);

  const results = await device.all(['47-3301', 'D8-55120', 'D8-55120', 'D8-55121']);

  expect(results[2]).toMatchObject({
    outcome: 'refused',
    code: 'serial.counted-twice',
    status: 422,
    title: 'Counted already',
    message: 'D8-55120 at E-01-007',
  });
  expect(results[2]?.detail).toMatch(
    /^D8-55120 was already counted at E-01-007 by Ivo Dimitrov, \d\d:\d\d\./,
  );
  expect(results[3]?.outcome).toBe('counted');
});

test('a serial number counted elsewhere is asked, and kept when it is confirmed', async () => {
  const { order, device } = await start('E-01-007', drill, { ...drill, at: 'E-01-040' });
  await device.all(['47-3301', 'D8-55120', 'E-01-040', '47-3301']);

  const asked = await device.scan('D8-55120');
  expect(asked).toMatchObject({
    outcome: 'ask',
    code: 'serial.counted-elsewhere',
    message: 'D8-55120 was counted at E-01-007.',
  });
  expect(await standing(order.id)).toHaveLength(1);
  const confirmed = await device.press('confirm');

  expect(said(confirmed)).toBe('counted count.recorded');
  expect(await standing(order.id)).toHaveLength(2);
});

test('left instead of confirmed, it is not counted and nothing is kept', async () => {
  const { order, device } = await start('E-01-007', drill, { ...drill, at: 'E-01-040' });
  await device.all(['47-3301', 'D8-55120', 'E-01-040', '47-3301', 'D8-55120']);

  expect(said(await device.press('leave'))).toBe('product product.left');
  expect(await standing(order.id)).toHaveLength(1);
  expect(await room.kept(order.id)).toEqual([]);
});

test('a variable ratio asks both quantities, in any unit of weight', async () => {
  const { order, device } = await start('C-01-05', { at: 'C-01-05', product: '31-0008' });
  await device.all(['GOUDA-6M', 'K-2291']);

  const many = await device.scan('18');
  const { waiting } = (await device.state()).state;
  const weighed = await device.press({ quantityBase: '80250', measureUnitId: room.at.demo.ids.unit('g') });

  expect(said(many)).toBe('product product.needs-weight');
  expect(waiting?.baseUnit?.label).toBe('kg');
  expect(said(weighed)).toBe('counted count.recorded');
  expect(await standing(order.id)).toMatchObject([
    { quantity: '18.000', base: '80.250', standard: '81.000' },
  ]);
});

test('a quantity that is refused is asked again', async () => {
  const { device } = await start('A-05-01-1', { at: 'A-05-01-1', product: '88-1204' });
  await device.scan('88-1204');

  const refused = await device.press({ quantity: '1.2345' });

  expect(refused).toMatchObject({ outcome: 'refused', code: 'quantity.too-fine', status: 422 });
  expect(said(await device.press({ quantity: '1.234' }))).toBe('counted count.recorded');
});

test('a pallet with stock sets the location, and what is scanned is counted in it', async () => {
  const { order } = await start('E-01-007', { at: 'E-01-007' }, { at: 'D-01-01' });
  const fresh = room.device('lena', order.id);

  const results = await fresh.all(['PAL-0002', '63-2010', '120']);

  expect(results[0]).toMatchObject({ outcome: 'unit', code: 'logistic-unit.taken', title: 'PAL-0002' });
  expect(results[2]?.values).toMatchObject({ location: 'D-01-01', logisticUnit: 'PAL-0002', total: '120' });
  expect((await fresh.state()).state.logisticUnit?.code).toBe('PAL-0002');
});

test('a pallet that should be elsewhere is asked: here, or there', async () => {
  const { device } = await start('E-01-007', { at: 'E-01-007' }, { at: 'D-01-01' });

  const asked = await device.scan('PAL-0002');
  expect(said(asked)).toBe('ask logistic-unit.elsewhere');
  expect(asked.message).toBe('It should be at D-01-01.');
  expect(asked.choices?.map(({ answer, label }) => [answer, label])).toEqual([
    ['here', 'E-01-007'],
    ['location', 'D-01-01'],
  ]);
  expect(said(await device.press('here'))).toBe('unit logistic-unit.taken');
  expect((await device.scan('63-2010')).values).toMatchObject({
    location: 'E-01-007',
    logisticUnit: 'PAL-0002',
  });

  await device.press('drop:logistic-unit');
  await device.scan('PAL-0002');
  expect(await device.press('location')).toMatchObject({ outcome: 'unit', values: { location: 'D-01-01' } });
});

test('taken along to another location by mistake, it is asked before anything is counted in it', async () => {
  const { order, device } = await start('D-01-01', { at: 'E-01-007' }, { at: 'D-01-01' });
  await device.all(['PAL-0002', 'E-01-007']);

  const asked = await device.scan('88-1216');
  const without = await device.press('without-unit');

  expect(said(asked)).toBe('ask logistic-unit.elsewhere');
  expect(asked.choices?.map(({ answer }) => answer)).toEqual(['confirm', 'without-unit', 'leave']);
  expect(without).toMatchObject({ outcome: 'counted', values: { logisticUnit: null } });
  expect(await standing(order.id)).toHaveLength(1);
});

test('an empty pallet is taken where the worker is', async () => {
  const { device } = await start('E-01-007', { at: 'E-01-007' });

  const results = await device.all(['PAL-0099', '88-1216']);

  expect(results[0]).toMatchObject({ outcome: 'unit', values: { location: 'E-01-007' } });
  expect(results[1]?.values).toMatchObject({ logisticUnit: 'PAL-0099' });
});

describe('policies', () => {
  const policy = async (kind: string, value: string, zone: string | null) =>
    room.database.transaction((tx) =>
      put(tx, erp.policies, [
        {
          Warehouse_Policy_Id: crypto.randomUUID(),
          Code: kind + zone,
          Warehouse_Id: room.at.demo.warehouseId,
          Policy_Kind: kind,
          Value: value,
          Importance: 50,
          Zone_Id: zone && room.at.demo.ids.zone(zone),
        },
      ]),
    );

  test('what must be scanned is not picked', async () => {
    await policy('RSS', 'true', 'B');
    const { device } = await start('C-01-05', { at: 'C-01-05' }, { at: 'B-02-15' });
    const { ids } = room.at.demo;

    const product = await device.press({ productId: ids.product('31-0040'), quantity: '1' });
    const location = await device.press({ locationId: ids.location('B-02-15') });

    expect(said(product)).toBe('refused product.must-be-scanned');
    expect(said(location)).toBe('refused location.must-be-scanned');
    expect(said(await device.scan('B-02-15'))).toBe('location location.here');
    expect(said(await device.press({ locationId: ids.location('C-01-05') }))).toBe('location location.here');
  });

  test('where the logistic unit is always asked, it is asked once for a location', async () => {
    await policy('LUS', 'Always', null);
    const { device } = await start('E-01-007', { at: 'E-01-007' });

    const asked = await device.scan('88-1216');
    const without = await device.press({ logisticUnitId: null });
    const again = await device.scan('88-1216');

    expect(said(asked)).toBe('product product.needs-logistic-unit');
    expect([without, again].map(said)).toEqual(Array(2).fill('counted count.recorded'));
  });
});
