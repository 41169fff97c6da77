import fc from 'fast-check';
import { allAis } from '../../../src/terminal/gs1/ai.js';
import { checkDigit } from '../../../src/terminal/gs1/check-digit.js';
import { readValue } from '../../../src/terminal/gs1/element.js';
import {
  build,
  cannotBeQuantity,
  chooseReading,
  gtin14,
  lotsAndSerials,
  quantityOf,
  visible,
} from '../../../src/terminal/gs1/index.js';
import { CHARS, label, value } from './generators.js';
import { GS, parse, TODAY } from './support.js';

const runs = { numRuns: 500 };

test('every AI of the dictionary has values that are read back', () => {
  for (const ai of allAis())
    fc.assert(
      fc.property(value(ai), (v) => {
        const read = readValue(ai, v, TODAY);
        expect(read).toMatchObject({ ai: ai.ai, value: v });
      }),
      { numRuns: 8 },
    );
});

test('parse(build(elements)) = elements, as a symbol and in brackets', () => {
  fc.assert(
    fc.property(label, (elements) => {
      expect(parse(build(elements)).elements).toEqual(elements);
      expect(parse(build(elements, 'bracketed')).elements).toEqual(elements);
    }),
    runs,
  );
});

test('every spelling of the separator reads the same', () => {
  fc.assert(
    fc.property(label, fc.constantFrom('<GS>', '{GS}', '\\u001d'), (elements, gs) => {
      const symbol = build(elements);
      expect(parse(symbol.replaceAll(GS, gs)).elements).toEqual(elements);
      expect(parse(symbol.replace(']C1', gs)).elements).toEqual(elements);
    }),
    runs,
  );
});

test('a separator after every element changes nothing', () => {
  fc.assert(
    fc.property(label, (elements) => {
      const all = `]d2${elements.map((one) => one.ai + one.value + GS).join('')}`;
      expect(parse(all).elements).toEqual(elements);
    }),
    runs,
  );
});

const CHECKED: [string, number][] = [
  ['00', 18],
  ['01', 14],
  ['02', 14],
  ...[410, 411, 412, 413, 414, 415, 416, 417].map((n): [string, number] => [String(n), 13]),
];

test('no wrong check digit is accepted, however the label is marked and whatever follows', () => {
  const wrong = fc
    .constantFrom(...CHECKED)
    .chain(([ai, length]) =>
      fc
        .tuple(
          fc.string({ unit: fc.constantFrom(...CHARS.n), minLength: length - 1, maxLength: length - 1 }),
          fc.integer({ min: 1, max: 9 }),
        )
        .map(([digits, by]) => ai + digits + ((Number(checkDigit(digits)) + by) % 10)),
    );
  fc.assert(
    fc.property(wrong, label, fc.constantFrom(']C1', ']d2', GS, ''), (bad, elements, mark) => {
      const parsed = parse(mark + bad + build(elements).slice(3));
      expect(parsed.elements).toEqual([]);
      expect(parsed.readings).toEqual([]);
      expect(parsed.kind).toBe(mark ? 'gs1' : 'code');
      if (mark) expect(parsed.fault?.code).toBe('gs1.check-digit');
    }),
    runs,
  );
});

test('one digit of a GTIN changed: refused', () => {
  const gtin = fc
    .string({ unit: fc.constantFrom(...CHARS.n), minLength: 13, maxLength: 13 })
    .map((d) => d + checkDigit(d));
  fc.assert(
    fc.property(gtin, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 1, max: 9 }), (good, at, by) => {
      const bad = good.slice(0, at) + ((Number(good[at]) + by) % 10) + good.slice(at + 1);
      expect(gtin14(good)).toBe(good);
      expect(gtin14(bad)).toBeNull();
      expect(parse(`(01)${bad}`).fault?.code).toBe('gs1.check-digit');
    }),
    runs,
  );
});

test('a date is accepted exactly if the calendar has it', () => {
  const digits = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0'));
  fc.assert(
    fc.property(fc.constantFrom('11', '12', '13', '15', '16', '17'), digits, (ai, yymmdd) => {
      const parsed = parse(`]C1${ai}${yymmdd}`);
      const [yy, mm, dd] = [yymmdd.slice(0, 2), Number(yymmdd.slice(2, 4)), Number(yymmdd.slice(4))];
      const year = Number(yy) <= 76 ? 2000 + Number(yy) : 1900 + Number(yy);
      const calendar = new Date(Date.UTC(year, dd ? mm - 1 : mm, dd));
      const exists = mm >= 1 && mm <= 12 && calendar.getUTCMonth() === mm - 1;
      if (exists) expect(parsed.elements[0]?.data).toBe(calendar.toISOString().slice(0, 10));
      else expect(parsed).toMatchObject({ elements: [], readings: [], fault: { code: 'gs1.date' } });
    }),
    { numRuns: 3000 },
  );
});

const scanLike = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      GS,
      '<GS>',
      '{GS}',
      '\\u001d',
      ']C1',
      ']d2',
      '(',
      ')',
      '\\',
      '/',
      '?',
      '=',
      '&',
      '%',
      '#',
      'https://a/',
    ),
    fc.constantFrom(
      '00',
      '01',
      '02',
      '10',
      '17',
      '21',
      '30',
      '37',
      '310',
      '414',
      '7007',
      '8003',
      '8013',
      '99',
    ),
    fc.constantFrom('09521234543213', '106141412345678908', '270131', '270230'),
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom(...CHARS.x),
  ),
  maxLength: 60,
});

test('nothing throws, every position lies in the text, every reading holds', () => {
  fc.assert(
    fc.property(fc.oneof(scanLike, fc.string({ unit: 'binary', maxLength: 80 })), (raw) => {
      const parsed = parse(raw);
      visible(raw);
      quantityOf(raw);
      cannotBeQuantity(raw);
      gtin14(raw);
      lotsAndSerials(parsed);
      chooseReading(parsed, (one) => one.value.length % 2 === 0);
      if (parsed.fault) {
        expect(parsed.elements).toEqual([]);
        expect(parsed.fault.at).toBeGreaterThanOrEqual(0);
        expect(parsed.fault.at).toBeLessThanOrEqual(raw.length);
      }
      if (parsed.kind === 'code') expect(parsed).toMatchObject({ elements: [], readings: [] });
      for (const reading of parsed.readings) expect(parse(build(reading)).elements).toEqual(reading);
    }),
    { numRuns: 5000 },
  );
});

test('what is shown for a text reads like the text', () => {
  fc.assert(
    fc.property(label, (elements) => expect(parse(visible(build(elements))).elements).toEqual(elements)),
    runs,
  );
});

test('a label that lost its separators: the true reading is among those found', () => {
  const plain = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(...'ABCXYZ'), minLength: min, maxLength: max, size: 'max' });
  fc.assert(
    fc.property(plain(1, 20), plain(1, 20), fc.integer({ min: 1, max: 9999 }), (lot, serial, count) => {
      const made = [
        { ai: '37', value: String(count) },
        { ai: '10', value: lot },
        { ai: '21', value: serial },
      ];
      const parsed = parse(build(made).replaceAll(GS, ''));
      const all = [parsed.elements, ...parsed.readings].map((reading) => build(reading));
      expect(all).toContain(build(made));
      const choice = chooseReading(parsed, (one) => one.value === lot || one.value === serial);
      const left =
        choice.outcome === 'ask' ? choice.readings : choice.outcome === 'taken' ? [choice.elements] : [];
      expect(left.map((reading) => build(reading))).toContain(build(made));
    }),
    runs,
  );
});
