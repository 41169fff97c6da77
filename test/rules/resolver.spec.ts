import fc from 'fast-check';
import { gtinForms } from '../../src/erp/products.js';
import { shapeOf } from '../../src/terminal/address-shape.js';
import { parseBarcode } from '../../src/terminal/gs1/index.js';
import type { Known } from '../../src/terminal/known.js';
import { everything, resolve } from '../../src/terminal/resolve.js';
import type { Resolution } from '../../src/terminal/seen.js';
import { isCode, spellings, wantedOf } from '../../src/terminal/wanted.js';
import { known, location, lot, place, product, serial, tracking, unit } from '../support/known.js';

const GTIN = '05901234123457';
const EAN = '5901234123457';
const SSCC = '006141411234567890';
const GS = '\x1d';

const read = (text: string, of: Known, productId: string | null = null, kinds = everything): Resolution =>
  resolve(parseBarcode(text, new Date('2026-11-23')), { kinds, productId }, of);

/** What a resolution is, in a word: `location A-01`, `product P box`, `several location product`. */
function word(found: Resolution): string {
  switch (found.kind) {
    case 'several':
      return `${found.code}: ${found.of.map(word).join(' | ')}`;
    case 'location':
      return `location ${found.location.address}`;
    case 'unit':
      return `unit ${found.unit.code}`;
    case 'product': {
      const { productId, variantId, unitId, lot: l, serial: s, quantity } = found.item;
      return ['product', productId, variantId, unitId, l?.number, s?.number, quantity]
        .filter(Boolean)
        .join(' ');
    }
    case 'lot':
      return `lot ${found.lot.number}`;
    case 'serial':
      return `serial ${found.serial.number}`;
    case 'quantity':
      return `quantity ${found.quantity}`;
    case 'unknown':
      return `unknown ${found.reason}`;
    default:
      return found.kind;
  }
}

const here = location('204');
const gloves = product('P', '204');
const boxed = product('P', EAN, { unitId: 'box' });

test.each<[what: string, text: string, of: Known, expected: string]>([
  ['an address', 'A-01-1', known([location('A-01-1')]), 'location A-01-1'],
  ['an address that is a number', '4711', known([location('4711')]), 'location 4711'],
  ['an address below 1000 is no quantity', '204', known([here]), 'location 204'],
  ['a pallet', 'PAL-1', known([unit('PAL-1')]), 'unit PAL-1'],
  ['a part number', '10-04', known([product('10-04', '10-04')]), 'product 10-04'],
  ["a code's unit", EAN, known([boxed]), 'product P box'],
  ['a variant', 'V1', known([product('P', 'V1', { variantId: 'red', variant: 'red' })]), 'product P red'],
  ['white space around', '  A-01-1 ', known([location('A-01-1')]), 'location A-01-1'],
  ['a plain AIM prefix', ']A0A-01-1', known([location('A-01-1')]), 'location A-01-1'],
  ['nothing', 'X-1', known([]), 'unknown code.unknown'],
  ['digits up to 999', '999', known([]), 'quantity 999'],
  ['digits beyond', '1000', known([]), 'unknown code.unknown'],
  ['digits with a star', '12000*', known([]), 'quantity 12000'],
  ['a star alone', '*', known([]), 'unknown code.unknown'],
  ['a number that is two things', '204', known([here, gloves]), 'code.several: location 204 | product P'],
  [
    'three things',
    '204',
    known([here, gloves, unit('204')]),
    'code.several: location 204 | product P | unit 204',
  ],
  [
    'case twins',
    'KX-18',
    known([product('A', 'KX-18'), product('B', 'kx-18')]),
    'code.letter-case: product A | product B',
  ],
  [
    'case twins of two kinds',
    'kx',
    known([location('KX'), product('B', 'kx')]),
    'code.letter-case: location KX | product B',
  ],
  ['one in other case', 'kx-18', known([product('A', 'KX-18')]), 'product A'],
  ['the same product twice', EAN, known([product('P', EAN), product('P', EAN)]), 'product P'],
  [
    'the same product in its default unit',
    EAN,
    known([product('P', EAN), product('P', EAN, { unitId: 'pcs' })]),
    'product P pcs',
  ],
  [
    'the same product in two units',
    EAN,
    known([product('P', EAN), boxed]),
    'code.several: product P | product P box',
  ],
  [
    'a product and its variant',
    EAN,
    known([product('P', EAN), product('P', EAN, { variantId: 'red' })]),
    'product P red',
  ],
  ['two products', EAN, known([product('P', EAN), product('Q', EAN)]), 'code.several: product P | product Q'],
  [
    'a pallet in use and one that is not',
    'PAL',
    known([unit('PAL', { id: 'old', active: false }), unit('PAL')]),
    'unit PAL',
  ],
  ['only one out of use', 'PAL', known([unit('PAL', { active: false })]), 'unit PAL'],
  ['an EAN with a leading zero', `0${EAN}`, known([product('P', EAN)]), 'product P'],
  ['a UPC stored with 14 digits', '614141000036', known([product('P', '00614141000036')]), 'product P'],
])('a code: %s', (_, text, of, expected) => {
  expect(word(read(text, of))).toBe(expected);
});

test.each<[what: string, text: string, of: Known, expected: string]>([
  [
    'marked',
    `]C101${GTIN}10L1${GS}3712`,
    known([product('P', EAN)], { tracking: [tracking('lot', 'P', 'L1')] }),
    'product P L1 12',
  ],
  [
    'brackets',
    `(01)${GTIN}(21)S1`,
    known([product('P', EAN)], { tracking: [tracking('serial', 'P', 'S1')] }),
    'product P S1',
  ],
  ['unmarked', `01${GTIN}10L1`, known([product('P', EAN)]), 'product P L1'],
  ['Digital Link', `https://x.org/01/${GTIN}/10/L1`, known([product('P', EAN)]), 'product P L1'],
  [
    'a variant',
    `(01)${GTIN}(20)07`,
    known([product('P', EAN)], { tracking: [tracking('variant', 'P', '07')] }),
    'product P 07',
  ],
  ['count 30', `(01)${GTIN}(30)0007`, known([product('P', EAN)]), 'product P 7'],
  ['a pallet', `(00)${SSCC}`, known([unit(SSCC)]), `unit ${SSCC}`],
  ['a pallet stored with its AI', `(00)${SSCC}`, known([unit(`00${SSCC}`)]), `unit 00${SSCC}`],
  ['a pallet nobody knows', `(00)${SSCC}`, known([]), 'unknown logistic-unit.unknown'],
  [
    'content of a pallet nobody knows',
    `(00)${SSCC}(02)${GTIN}(37)4`,
    known([product('P', EAN)]),
    'unknown logistic-unit.unknown',
  ],
  ['content without pallet', `(02)${GTIN}(37)4`, known([product('P', EAN)]), 'product P 4'],
  ['a product nobody knows', `(01)${GTIN}`, known([]), 'unknown product.unknown'],
  [
    'two products',
    `(01)${GTIN}`,
    known([product('P', EAN), product('Q', EAN)]),
    'code.several: product P | product Q',
  ],
  ['a wrong check digit', '(01)05901234123458', known([]), 'unknown gs1.check-digit'],
  ['marked, but only a code of ours', ']C1PAL-1', known([unit('PAL-1')]), 'unit PAL-1'],
  [
    'unmarked, and an exact code as well',
    `01${GTIN}`,
    known([product('P', EAN), location(`01${GTIN}`)]),
    `code.several: location 01${GTIN} | product P`,
  ],
  [
    'unmarked of nobody, and an exact code',
    `01${GTIN}`,
    known([location(`01${GTIN}`)]),
    `location 01${GTIN}`,
  ],
  ['only measures and texts', '(3103)001250(91)x', known([]), 'unknown label.nothing-to-count'],
])('a label: %s', (_, text, of, expected) => {
  expect(word(read(text, of))).toBe(expected);
});

test.each<[what: string, text: string, of: Known, expected: string]>([
  ['its lot', 'L1', known([lot('L1')]), 'lot L1'],
  ['its serial number', 'S1', known([serial('S1')]), 'serial S1'],
  [
    'its lot that is also a location',
    'L1',
    known([lot('L1'), location('L1')]),
    'code.several: lot L1 | location L1',
  ],
  ['a label with its lot', ']C110L1', known([], { tracking: [tracking('lot', 'P', 'L1')] }), 'filled'],
  ['a label with a lot of nobody', ']C110L1', known([]), 'unknown lot.unknown'],
  ['a label with a count', ']C1307', known([]), 'quantity 7'],
])('with a product in hand: %s', (_, text, of, expected) => {
  expect(word(read(text, of, 'P'))).toBe(expected);
});

describe('lost separators', () => {
  const glued = `]C101${GTIN}10L13712`;

  test('as it stands, unless only another reading gives a lot that is known', () => {
    expect(word(read(glued, known([product('P', EAN)])))).toBe('product P L13712');
    const both = known([product('P', EAN)], {
      tracking: [tracking('lot', 'P', 'L13712'), tracking('lot', 'P', 'L1')],
    });
    expect(word(read(glued, both))).toBe('product P L13712');
    const lost = known([product('P', EAN)], { tracking: [tracking('lot', 'P', 'L1')] });
    expect(word(read(glued, lost))).toBe('product P L1 12');
  });

  test("another product's lot says nothing", () => {
    const other = known([product('P', EAN)], { tracking: [tracking('lot', 'Q', 'L1')] });
    expect(word(read(glued, other))).toBe('product P L13712');
  });

  test('a label that was mended without evidence is asked, if its product is known', () => {
    const long = `]C101${GTIN}10ABCDEFGHIJKLMNOPQR3712`;
    expect(word(read(long, known([product('P', EAN)])))).toBe(
      'label.several: product P ABCDEFGHIJKLMNOPQR 12',
    );
    expect(word(read(long, known([])))).toBe('unknown product.unknown');
  });
});

test('what the screen has no use for is not meant', () => {
  const kinds = new Set(['location', 'unit'] as const);

  expect(word(read('204', known([here, gloves]), null, kinds))).toBe('location 204');
  expect(word(read(`(01)${GTIN}`, known([product('P', EAN)]), null, kinds))).toBe('unknown code.unknown');
});

test('a pallet says where it has stock', () => {
  const found = read('PAL-1', known([unit('PAL-1')], { stock: { 'PAL-1': [place('A-01')] } }));

  expect(found).toMatchObject({ kind: 'unit', at: [{ address: 'A-01' }] });
});

test('any text means something, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      const wanted = wantedOf(parseBarcode(text));
      expect(wanted.codes.length).toBeLessThanOrEqual(16);
      expect(wanted.codes.every(isCode)).toBe(true);
      expect(typeof word(read(text, known([])))).toBe('string');
    }),
    { numRuns: 500 },
  );
});

describe('what is looked up', () => {
  test.each([
    ['A-1', ['A-1', 'a-1']],
    ['Ab', ['Ab', 'ab', 'AB', 'aB']],
    ['GOUDA-6m', ['GOUDA-6m', 'gouda-6m', 'GOUDA-6M', 'Gouda-6m']],
    ['12-34', ['12-34']],
    ['ж1', ['ж1', 'Ж1']],
  ])("%s in the spellings of its letters' case", (text, expected) => {
    expect(spellings(text).sort()).toEqual([...expected].sort());
  });

  test('a GTIN in every length it may be written in', () => {
    expect(gtinForms('00000012345670')).toEqual([
      '00000012345670',
      '0000012345670',
      '000012345670',
      '12345670',
    ]);
    expect(gtinForms('05901234123457')).toEqual(['05901234123457', '5901234123457']);
    expect(gtinForms('15901234123454')).toEqual(['15901234123454']);
  });

  test('addresses by how they are built', () => {
    expect(shapeOf('A-03-02-1')).toBe(shapeOf('b-99-00-7'));
    expect(shapeOf('A-03-02-1')).not.toBe(shapeOf('A-03-2-1'));
  });
});
