import { build, parseBarcode } from '../../../src/terminal/gs1/index.js';
import { GS, parse, read } from './support.js';

const data = (text: string) => Object.fromEntries(parse(text).elements.map((one) => [one.ai, one.data]));

describe('labels from the field', () => {
  test('a carton: GTIN, expiry, lot, serial', () => {
    expect(parse(`]C101095212345432131727013110L-77${GS}21000123`)).toEqual({
      kind: 'gs1',
      text: `01095212345432131727013110L-77${GS}21000123`,
      elements: [
        { ai: '01', title: 'GTIN', value: '09521234543213', data: '09521234543213' },
        { ai: '17', title: 'USE BY or EXPIRY', value: '270131', data: '2027-01-31' },
        { ai: '10', title: 'BATCH/LOT', value: 'L-77', data: 'L-77' },
        { ai: '21', title: 'SERIAL', value: '000123', data: '000123' },
      ],
      warnings: [],
      readings: [],
      readingsCut: false,
    });
  });

  test.each([
    ['a pallet', ']C100106141412345678908', '(00)106141412345678908'],
    [
      'a pallet with contents',
      ']C10010614141234567890802095212345432133724',
      '(00)106141412345678908(02)09521234543213(37)24',
    ],
    [
      'a separator after fixed length',
      `]C10109521234543213${GS}17270131${GS}10A`,
      '(01)09521234543213(17)270131(10)A',
    ],
    ['a separator at the end', `]C10109521234543213${GS}`, '(01)09521234543213'],
    ['a variable-weight crate', `]e001095212345432133103012500`, '(01)09521234543213(3103)012500'],
    ['an unmarked GTIN and lot', '010952123454321310AB', '(01)09521234543213(10)AB'],
    ['an unmarked pallet', '00106141412345678908', '(00)106141412345678908'],
    ['unmarked contents', '0209521234543213375', '(02)09521234543213(37)5'],
    ['the human readable line', '(01)09521234543213(10)A(21)B', '(01)09521234543213(10)A(21)B'],
    ['brackets inside a symbol', ']C1(01)09521234543213(10)A', '(01)09521234543213(10)A'],
    ['a bracket in a lot', '(10)A\\(1)(21)B', '(10)A\\(1)(21)B'],
    ['separators between brackets', '(10)A<GS>(21)B', '(10)A(21)B'],
    ['a lot first, then the GTIN', `]d210A${GS}0109521234543213`, '(10)A(01)09521234543213'],
    ['the same lot in both symbols of a composite', `]e010A${GS}10A${GS}17270131`, '(10)A(17)270131'],
    ['other AIs of the dictionary', `]C1422100${GS}70032701311230`, '(422)100(7003)2701311230'],
  ])('%s', (_, text, expected) => expect(read(text)).toBe(expected));

  test.each([
    ['no lead-in', '10ABC<GS>21XYZ'],
    ['GTIN with a wrong check digit', '0109521234543214'],
    ['a GTIN and what is no AI', '0109521234543213ZZ'],
    ['a wrong date behind a GTIN', '010952123454321317270230'],
    ['an address that looks like an AI', '01-02-03'],
    ['an EAN', '4006381333931'],
    ['brackets that hold no AI', '(A1)'],
    ['nothing', ''],
  ])('unmarked and not complete is a code: %s', (_, text) => expect(read(text)).toBe('code'));

  test.each([
    [']C1', 'gs1.empty', 3],
    [GS, 'gs1.empty', 1],
    [']C10109521234543214', 'gs1.check-digit', 18],
    [']C100106141412345678909', 'gs1.check-digit', 22],
    [']C10209521234543210', 'gs1.check-digit', 18],
    [']C14109521234543210', 'gs1.check-digit', 18],
    [']C1417952123454321X', 'gs1.character', 18],
    [']C1010952123454321', 'gs1.too-short', 18],
    [`]C101095212345432${GS}13`, 'gs1.too-short', 17],
    [']C110', 'gs1.too-short', 5],
    [`]C110${GS}21A`, 'gs1.too-short', 5],
    [']C110ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'gs1.too-long', 25],
    [']C110AB CD', 'gs1.character', 7],
    [']C110AB#CD', 'gs1.character', 7],
    [']C110Ж', 'gs1.character', 5],
    [']C130A', 'gs1.character', 5],
    [']C1890', 'gs1.unknown-ai', 3],
    [`]C110A${GS}${GS}21B`, 'gs1.unknown-ai', 7],
    [']C11727023010A', 'gs1.date', 9],
    [']C11727130110A', 'gs1.date', 7],
    [`]C110A${GS}10B`, 'gs1.conflict', 7],
    [']C131030125003102001250', 'gs1.conflict', 13],
    [']C101095212345432130209521234543213', 'gs1.conflict', 19],
    [`]C121A${GS}235B`, 'gs1.conflict', 7],
    ['(01)09521234543214', 'gs1.check-digit', 17],
    ['(10)A(21', 'gs1.bracket', 5],
    ['(10)A(2)B', 'gs1.bracket', 5],
    ['(77)A', 'gs1.unknown-ai', 0],
    ['(10)(21)B', 'gs1.too-short', 4],
  ])('%j: %s at %d', (text, code, at) => {
    expect(parse(text).fault).toMatchObject({ code, at });
    expect(parse(text).elements).toEqual([]);
  });

  test('a fault says what is wrong, what stands there and what would be right', () => {
    expect(parse(']C10109521234543214').fault).toEqual({
      code: 'gs1.check-digit',
      message: '(01) check digit is 4, should be 3',
      at: 18,
      ai: '01',
      value: '09521234543214',
      allowed: '3',
    });
    expect(parse(']C117270230').fault?.message).toBe(
      '(17) 270230 is no date: 2027-02 has no day 30, its last is 28',
    );
  });
});

test('a built label has separators only where they are needed', () => {
  const elements = [
    { ai: '01', value: '09521234543213' },
    { ai: '10', value: 'A' },
    { ai: '17', value: '270131' },
    { ai: '21', value: 'B' },
  ];
  expect(build(elements)).toBe(`]C1010952123454321310A${GS}1727013121B`);
  expect(build(elements, 'bracketed')).toBe('(01)09521234543213(10)A(17)270131(21)B');
});

describe('warnings', () => {
  const codes = (text: string) => parse(text).warnings.map((one) => one.code);
  test.each([
    ['(02)09521234543213(37)5', ['gs1.content-without-sscc']],
    ['(00)106141412345678908(02)09521234543213(37)5', []],
    ['(02)09521234543213', ['gs1.content-without-count']],
    ['(01)09521234543213(37)5', ['gs1.count-without-content']],
    [`]e010A${GS}10A`, ['gs1.repeated']],
    ['(01)09521234543213(10)A', []],
  ])('%s: %j', (text, expected) => expect(codes(text)).toEqual(expected));
});

describe('meaning', () => {
  test.each([
    ['(17)270131', '2027-01-31'],
    ['(17)270200', '2027-02-28'],
    ['(17)280200', '2028-02-29'],
    ['(11)000229', '2000-02-29'],
    ['(15)761231', '2076-12-31'],
    ['(15)770101', '1977-01-01'],
    ['(13)260601', '2026-06-01'],
    ['(7003)2701311230', '2027-01-31T12:30'],
    ['(7006)270131', '2027-01-31'],
    ['(7007)270131270201', '2027-01-31/2027-02-01'],
    ['(8008)270131123059', '2027-01-31T12:30:59'],
    ['(7250)19770101', '1977-01-01'],
    ['(3103)012500', '12.5'],
    ['(3100)000125', '125'],
    ['(3105)000001', '0.00001'],
    ['(3202)000000', '0'],
    ['(3160)100000', '100000'],
    ['(3922)0299', '2.99'],
    ['(3912)9780299', '978 2.99'],
    ['(3905)1', '0.00001'],
    ['(30)00012', '12'],
    ['(37)00', '0'],
    ['(20)07', '07'],
    ['(10)007', '007'],
  ])('%s means %s', (text, meaning) => expect(Object.values(data(text))).toEqual([meaning]));

  test.each(['170230', '260431', '261301', '260001', '260132', '270229', '260631'])(
    '%s is no date',
    (date) => {
      for (const ai of ['11', '12', '13', '15', '16', '17'])
        expect(parse(`(${ai})${date}`).fault?.code).toBe('gs1.date');
    },
  );

  test.each(['(7006)270100', '(7003)2701312400', '(7003)2701311260', '(8008)270131235960', '(4326)201300'])(
    '%s is no date or time',
    (text) => expect(read(text)).toBe('gs1.date'),
  );

  test.each([
    [2026, 76, 2076],
    [2026, 77, 1977],
    [2049, 99, 2099],
    [2049, 0, 2000],
    [2050, 0, 2100],
    [2051, 1, 2101],
    [2051, 2, 2002],
    [2080, 30, 2130],
    [2080, 31, 2031],
    [1999, 49, 2049],
    [1999, 50, 1950],
  ])('in %d the two digits %d are the year %d', (now, yy, year) => {
    const text = `(17)${String(yy).padStart(2, '0')}0115`;
    expect(parseBarcode(text, new Date(`${now}-06-01`)).elements[0]?.data).toBe(`${year}-01-15`);
  });
});
