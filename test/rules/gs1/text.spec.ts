import {
  cannotBeQuantity,
  gtin14,
  isQuantityText,
  quantityOf,
  visible,
} from '../../../src/terminal/gs1/index.js';
import { GS, parse, read } from './support.js';

describe('separators and marks', () => {
  const label = (gs: string) => `]C1010952123454321310ABC${gs}21XYZ`;

  test.each([GS, '<GS>', '{GS}', '\\u001d', '\\u001D', '<gs>', '␝'])('%j is a separator', (gs) => {
    expect(read(label(gs))).toBe('(01)09521234543213(10)ABC(21)XYZ');
    expect(parse(label(gs)).text).toBe(`010952123454321310ABC${GS}21XYZ`);
  });

  test.each([']C1', ']e0', ']d2', ']Q3', ']J1', GS, '<GS>', `]C1${GS}`, ` ]C1`])('%j marks GS1', (mark) => {
    expect(parse(`${mark}10ABC`)).toMatchObject({ kind: 'gs1', elements: [{ ai: '10', value: 'ABC' }] });
  });

  test.each([
    [']E04006381333931', '4006381333931'],
    [']A0RACK-12', 'RACK-12'],
    [']d1ABC', 'ABC'],
    [' RACK-12 \r\n', 'RACK-12'],
    [']Q1', ']Q1'],
    [']', ']'],
  ])('%j is the code %j', (text, code) => expect(parse(text)).toMatchObject({ kind: 'code', text: code }));

  test('a code keeps its separators', () => {
    expect(parse('A<GS>B')).toMatchObject({ kind: 'code', text: `A${GS}B` });
  });

  test('a fault at a separator is told where its spelling begins', () => {
    expect(parse('<GS>10A<GS><GS>21B').fault).toMatchObject({ code: 'gs1.unknown-ai', at: 11 });
  });

  test.each([
    ['<GS>10A<GS>17260230', 17],
    [' ]C110A{GS}21B{GS}17260230', 24],
    ['\\u001d17260230', 12],
    [`]C110A${GS}17260230`, 13],
  ])('a fault in %j is told where it stands in the text as it came', (text, at) => {
    expect(text.slice(at)).toBe('30');
    expect(parse(text).fault).toMatchObject({ code: 'gs1.date', at });
  });
});

test.each([
  [`10A${GS}21B`, '10A␝21B'],
  ['10A<GS>21B', '10A␝21B'],
  ['A\tB\r', 'A␉B␍'],
  ['plain', 'plain'],
])('%j is shown as %s', (text, shown) => expect(visible(text)).toBe(shown));

describe('quantities', () => {
  test.each([
    ['5*', '5'],
    ['999', '999'],
    ['0', '0'],
    ['007', '7'],
    ['1200*', '1200'],
    ['1234567*', '1234567'],
  ])('%s is the quantity %s', (text, quantity) => {
    expect(quantityOf(text)).toBe(quantity);
    expect(isQuantityText(text)).toBe(true);
    expect(cannotBeQuantity(text)).toBe(false);
  });

  test.each(['1000', '*', '5 *', '12.5', '-3', '', 'A', '12345678*', '5**', '*5'])(
    '%j is no quantity in the scan field',
    (text) => expect(isQuantityText(text)).toBe(false),
  );

  test.each(['12345678', '4006381333931', `12${GS}`, '12<GS>', ']C112', ']E012', 'A1', '12x', 'Ж12', ']C1'])(
    '%j in a quantity field is a scan',
    (text) => expect(cannotBeQuantity(text)).toBe(true),
  );

  test.each(['1234567', '12.5', '1234567.125', '12,5', ''])('%j in a quantity field is no scan', (text) =>
    expect(cannotBeQuantity(text)).toBe(false),
  );
});

test.each([
  ['96385074', '00000096385074'],
  ['036000291452', '00036000291452'],
  ['4006381333931', '04006381333931'],
  ['09521234543213', '09521234543213'],
  ['4006381333930', null],
  ['96385075', null],
  ['400638133393', null],
  ['123', null],
  ['40063813339A1', null],
  ['', null],
])('the bare number %s is GTIN %s', (text, gtin) => expect(gtin14(text)).toBe(gtin));
