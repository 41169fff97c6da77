import { SSCC } from '../../src/demo/pallets.js';
import { boxEanOf, eanOf } from '../../src/demo/product-codes.js';
import { Barcodes } from '../../src/terminal/barcodes.js';
import { makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const GS = '\x1d';
const gtin = (part: string) => `01${eanOf(part).padStart(14, '0')}`;
const start = async (at: string, ...rows: Parameters<typeof makeCount>[1]['rows']) => {
  const { order } = await makeCount(room.at, { rows: rows.length ? rows : [{ at }] });
  const device = room.device('ivo', order.id);
  await device.scan(at);
  return { order, device };
};

test.each([
  ['AIM prefix', `]C1${gtin('10-0411')}1024-118${GS}3712`],
  ['leading separator', `${GS}${gtin('10-0411')}1024-118${GS}3712`],
  ['brackets', `(01)${gtin('10-0411').slice(2)}(10)24-118(37)12`],
  ['separator as text', `]d2${gtin('10-0411')}1024-118<GS>3712`],
  ['no mark', `${gtin('10-0411')}1024-118${GS}3712`],
  ['Digital Link', `https://id.gs1.org/01/${gtin('10-0411').slice(2)}/10/24-118?37=12`],
])('GTIN, lot and count in one label are one finished record: %s', async (_, label) => {
  const { order, device } = await start('A-03-02-1');

  const result = await device.scan(label);

  expect(result).toMatchObject({
    outcome: 'counted',
    values: { lot: '24-118', quantity: '12', unit: 'pcs' },
  });
  expect(await room.stored(order.id)).toHaveLength(1);
});

test('a box label counts boxes', async () => {
  const { device } = await start('A-03-02-1');

  const result = await device.scan(`]C102${boxEanOf('10-0411').padStart(14, '0')}1024-118${GS}372`);

  expect(result).toMatchObject({ outcome: 'counted', title: '+2 → 2 box' });
  expect(result.warnings).toMatchObject([{ code: 'gs1.content-without-sscc' }]);
});

test('a pallet label, then its contents', async () => {
  const { device } = await start('E-01-007', { at: 'E-01-007' }, { at: 'A-04-01-2' });

  await device.scan(`]C100${SSCC}`);
  const unit = await device.press('location');
  const counted = await device.all([eanOf('63-7702'), '32']);

  expect(unit).toMatchObject({ outcome: 'unit', values: { unit: SSCC, location: 'A-04-01-2' } });
  expect(counted[1]?.values).toMatchObject({ logisticUnit: SSCC, total: '32', location: 'A-04-01-2' });
});

test('pallet, content and count on one label are one record in that pallet', async () => {
  const { device } = await start('A-04-01-2');

  const result = await device.scan(`]C100${SSCC}02${eanOf('63-7702').padStart(14, '0')}3732`);

  expect(result).toMatchObject({ outcome: 'counted', values: { logisticUnit: SSCC, quantity: '32' } });
  expect(result.warnings).toBeUndefined();
});

test('a separator that got lost: read by the lot that is known', async () => {
  const { device } = await start('A-03-02-1');

  const result = await device.scan(`]C1${gtin('10-0411')}1024-1183712`);

  expect(result).toMatchObject({ outcome: 'counted', values: { lot: '24-118', quantity: '12' } });
  expect(result.warnings).toMatchObject([{ code: 'gs1.separator-lost' }]);
});

test('a lot that nobody knows, of a product that is counted by lot, is kept', async () => {
  const { order, device } = await start('A-03-02-1');

  const results = await device.all([`]C1${gtin('10-0411')}10NEW-7`, eanOf('10-0411'), '24-118', '3']);

  expect(results.map(said)).toEqual([
    'exception lot.unknown',
    'product product.needs-lot',
    'product product.needs-quantity',
    'counted count.recorded',
  ]);
  expect((await room.kept(order.id)).map(({ text }) => text)).toEqual([`]C1${gtin('10-0411')}10NEW-7`]);
});

test('where lots are only allowed, it is asked', async () => {
  const { device } = await start('E-01-007');

  const asked = await device.scan(`]C1${gtin('10-0418')}10NEW-7`);
  const without = await device.press('without-lot');

  expect(said(asked)).toBe('ask lot.unknown');
  expect(asked.choices?.map(({ answer }) => answer)).toEqual(['without-lot', 'keep']);
  expect(without).toMatchObject({ outcome: 'counted', values: { lot: null } });

  await device.scan(`]C1${gtin('10-0418')}10NEW-8`);
  expect(said(await device.press('keep'))).toBe('exception lot.unknown');
});

test('a lot on the label of a product without lots says nothing', async () => {
  const { device } = await start('E-01-007');

  expect((await device.scan(`]C1${gtin('88-1216')}10ANY`)).values).toMatchObject({ lot: null, total: '1' });
});

test('a serial number on the label; one that nobody knows is kept', async () => {
  const { device } = await start('E-01-007');

  const known = await device.scan(`]C1${gtin('47-3301')}21D8-55121`);
  const unknown = await device.scan(`]C1${gtin('47-3301')}21D8-99999`);

  expect(known).toMatchObject({ outcome: 'counted', values: { serial: 'D8-55121' } });
  expect(said(unknown)).toBe('exception serial.unknown');
});

test('a label with nothing but a lot, a serial or a count speaks of the product in hand', async () => {
  const { device } = await start('A-03-02-1');

  const results = await device.all([eanOf('10-0411'), ']C11024-118', ']C1307']);

  expect(results.map(said)).toEqual([
    'product product.needs-lot',
    'product product.needs-quantity',
    'counted count.recorded',
  ]);
  expect(results[2]?.values).toMatchObject({ lot: '24-118', quantity: '7' });
});

test('a weight on the label is what was weighed: one piece of a variable ratio', async () => {
  const { order, device } = await start('C-01-05');

  const result = await device.scan(`]C1${gtin('31-0008')}310300446010K-2291`);

  expect(result).toMatchObject({ outcome: 'counted', values: { quantity: '1', unit: 'pcs' } });
  expect(await room.stored(order.id)).toMatchObject([{ quantity: '1.000', base: '4.460' }]);
});

test('a weight on the label of what is counted by weight is the quantity', async () => {
  const { device } = await start('D-01-02');

  expect(await device.scan(`]C1${gtin('25-0100')}3102002550`)).toMatchObject({
    outcome: 'counted',
    title: '+25.5 → 25.5 kg',
  });
});

test('a number is one product however many digits its code has', async () => {
  const { device } = await start('E-01-007');

  const results = await device.all([eanOf('88-1216'), `0${eanOf('88-1216')}`]);

  expect(results.map(({ values }) => values.total)).toEqual(['1', '2']);
});

test.each([
  ['a wrong check digit', '(01)05901234123458(37)1', 'gs1.check-digit'],
  ['30 February', `(01)${gtin('10-0411').slice(2)}(17)260230`, 'gs1.date'],
  ['a product nobody knows', '(01)09506000134352', 'product.unknown'],
  ['a pallet nobody knows', '(00)006141411234567890', 'logistic-unit.unknown'],
])('kept for the manager: %s', async (_, label, code) => {
  const { order, device } = await start('E-01-007');

  expect(said(await device.scan(label))).toBe(`exception ${code}`);
  expect((await room.kept(order.id)).map(({ text, kind }) => [text, kind])).toEqual([[label, 'unknown']]);
  expect(said(await device.scan('88-1216'))).toBe('counted count.recorded');
});

describe('trying labels', () => {
  const parse = (text: string) => new Barcodes(room.database).parse(text);

  test('elements with titles and meanings', async () => {
    expect(await parse(`]C1${gtin('10-0411')}1024-118${GS}17261130`)).toMatchObject({
      kind: 'gs1',
      elements: [
        { ai: '01', title: 'GTIN' },
        { ai: '10', value: '24-118' },
        { ai: '17', data: '2026-11-30' },
      ],
      warnings: [],
    });
    expect((await parse(`https://example.com/01/${gtin('10-0411').slice(2)}`)).kind).toBe('digital-link');
    expect((await parse('KX-18')).kind).toBe('code');
    expect((await parse('12*')).kind).toBe('quantity');
  });

  test('what is wrong, and where', async () => {
    const refusal = await refusalOf(parse('(01)05901234123458'));

    expect(refusal).toMatchObject({ kind: 'rule', code: 'gs1.check-digit' });
    expect(refusal.extra.at).toBe(17);
  });

  test('several readings are shown; a lot that is known decides', async () => {
    const glued = (lot: string) => `]C1${gtin('10-0411')}10${lot}3712`;

    expect(await codesOf(parse(glued('ABCDEFGHIJKLMNOPQR')))).toEqual(['label.several']);
    expect((await parse(glued('24-118'))).elements.map(({ value }) => value).slice(1)).toEqual([
      '24-118',
      '12',
    ]);
  });
});
