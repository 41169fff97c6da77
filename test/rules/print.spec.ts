import { buffer } from 'node:stream/consumers';
import { extractText, getDocumentProxy } from 'unpdf';
import { code128, qrCode } from '../../src/files/barcode.js';
import { countSheetsOf, paged } from '../../src/files/count-sheets.js';
import type { Sheet, SheetLine } from '../../src/reconciliation/sheets/sheets.js';

/** What is printed: codes, pages, and texts that nobody expects. */
const line = (lineNo: number, of: Partial<SheetLine> = {}): SheetLine => ({
  id: `line-${lineNo}`,
  lineNo,
  locationId: 'l',
  location: `A-${lineNo}`,
  zoneId: null,
  zone: null,
  productId: 'p',
  product: '10-0411',
  productName: 'Gloves',
  variantId: null,
  variant: null,
  lotId: null,
  lot: null,
  serialNumberId: null,
  serialNumber: null,
  logisticUnitId: null,
  logisticUnit: null,
  workerId: null,
  worker: null,
  state: 'open',
  claimedBy: null,
  claimedByName: null,
  unit: { id: 'u', code: 'pcs' },
  baseUnit: null,
  ...of,
});
const sheet = (...lines: SheetLine[]): Sheet => ({
  id: 'o',
  documentNo: 'ORD-0001',
  state: 'Planned',
  void: false,
  reconciliationId: 'r',
  warehouseId: 'w',
  workerId: 'i',
  worker: 'Ivo',
  session: 2,
  version: '1',
  lines,
});

async function pagesOf(...sheets: Sheet[]): Promise<string[]> {
  const all = (async function* () {
    yield* sheets;
  })();
  const file = await buffer(countSheetsOf('Count sheets', all, 'Riverside', 'en'));
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(file)));
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}

const table: string[] =
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232'.match(
    /.{6}/g,
  ) ?? [];

/** Reads bars back (ISO/IEC 15417): start, letters in code sets B and C, check symbol, stop. */
function read(bars: readonly number[]): string {
  const symbols = bars.slice(0, -7).join('').match(/.{6}/g) ?? [];
  const values = symbols.map((symbol) => table.indexOf(symbol));
  const check = values.slice(0, -1).reduce((sum, value, i) => sum + value * Math.max(1, i), 0) % 103;
  expect(bars.slice(-7)).toEqual([2, 3, 3, 1, 1, 1, 2]);
  expect(values.at(-1)).toBe(check);
  let pairs = values[0] === 105;
  let text = '';
  for (const value of values.slice(1, -1)) {
    if (value === 99 || value === 100) pairs = value === 99;
    else text += pairs ? String(value).padStart(2, '0') : String.fromCharCode(value + 32);
  }
  return text;
}

test.each(['A-01-02-3', '10-0411', '0000000214', 'lot 7/b~', '376104250021234569'])(
  '%s is read back from its bars',
  (text) => {
    expect(read(code128(text) as number[])).toBe(text);
  },
);

test('there is no code for what scanners do not read back', () => {
  expect(code128('Склад-1')).toBeNull();
  expect(code128('')).toBeNull();
  expect(code128('x'.repeat(61))).toBeNull();
});

test('a QR code has its three corners', () => {
  const rows = qrCode('eyJhbGciOiJIUzI1NiJ9.e30.c2ln');

  const corner = (y: number, x: number) => rows[y]?.slice(x, x + 7).every(Boolean);
  expect(rows.length).toBe(rows[0]?.length);
  expect([corner(0, 0), corner(0, rows.length - 7), corner(rows.length - 7, 0)]).toEqual([true, true, true]);
});

test('blocks are put on pages one after the other, none is torn', () => {
  const pages = paged([{ height: 40 }, { height: 40 }, { height: 40 }, { height: 200 }, { height: 10 }], 100);

  expect(pages.map((blocks) => blocks.map(({ height }) => height))).toEqual([[40, 40], [40], [200], [10]]);
});

test('every line once, in its order, each page with the order and its number', async () => {
  const pages = await pagesOf(sheet(...Array.from({ length: 60 }, (_, i) => line(i + 1))), sheet(line(1)));

  // Twelve lines a page, then room for what was found; the other order.
  expect(pages.length).toBe(7);
  const lines = [
    ...pages
      .slice(0, 6)
      .join(' ')
      .matchAll(/ A-(\d+) /g),
  ].map(([, n]) => Number(n));
  expect(lines).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  for (const [i, page] of pages.slice(0, 6).entries()) {
    expect(page).toContain(`Page ${i + 1} of 6`);
    expect(page).toContain('ORD-0001');
    expect(page).toContain('Worker: Ivo');
    expect(page).toContain('Count 2');
  }
  expect(pages[6]).toContain('Page 1 of 1');
});

test('hostile texts are texts', async () => {
  const [page] = await pagesOf(
    sheet(
      line(1, { productName: '<b>"bold"</b> & =1+1', location: "A'); DROP TABLE" }),
      line(2, { productName: 'a\u202eb\u0000c', product: 'Ръкавици' }),
      line(3, { productName: `long ${'x'.repeat(500)}` }),
    ),
  );

  expect(page).toContain('<b>"bold"</b> & =1+1');
  expect(page).toContain("A'); DROP TABLE");
  expect(page).toContain('ab�c');
  expect(page).toContain('Ръкавици');
  expect(page).toMatch(/long x+…/);
});

test('a long name takes no room from the numbers that tell one thing from another', async () => {
  const [page] = await pagesOf(
    sheet(
      line(1, { productName: 'x'.repeat(500), lot: 'L-2026-0417', serialNumber: 'SN-00042' }),
      line(2, { productName: 'x'.repeat(500), lot: 'W'.repeat(30), serialNumber: `SN-${'7'.repeat(37)}` }),
    ),
  );

  expect(page).toMatch(/L-2026-0417 · SN-00042 · x+…/);
  expect(page).toContain(` ${'W'.repeat(30)} SN-${'7'.repeat(37)} `);
});

test('where both quantities are measured there are two boxes to fill', async () => {
  const [page] = await pagesOf(
    sheet(line(1, { unit: { id: 'b', code: 'box' }, baseUnit: { id: 'k', code: 'kg' } })),
  );

  expect(page).toMatch(/box.*kg/);
});
