import fc from 'fast-check';
import { allAis } from '../../../src/terminal/gs1/ai.js';
import { readValue } from '../../../src/terminal/gs1/element.js';
import { build, parseBarcode } from '../../../src/terminal/gs1/index.js';
import { MAX_STEPS, readLostSeparators } from '../../../src/terminal/gs1/lost-separator.js';
import { CHARS, label } from './generators.js';
import { GS, parse, TODAY } from './support.js';

const runs = { numRuns: 500 };

describe('time grows with the length, shown by counting', () => {
  test('as it stands every character belongs to one element: nothing is read twice', () => {
    fc.assert(
      fc.property(label, (elements) => {
        const symbol = build(elements);
        const separators = symbol.split(GS).length - 1;
        const read = parse(symbol).elements.reduce((sum, one) => sum + one.ai.length + one.value.length, 0);
        expect(3 + read + separators).toBe(symbol.length);
      }),
      runs,
    );
  });

  test('the search for lost separators has a fixed budget', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...CHARS.n), maxLength: 520, size: 'max' }), (digits) => {
        expect(readLostSeparators(`10${digits}`, 0, TODAY).steps).toBeLessThanOrEqual(MAX_STEPS);
      }),
      runs,
    );
  });

  test('a value is looked at no further than its AI can take', () => {
    let looked = 0;
    const counting = (long: string) =>
      new Proxy(Object(long), {
        get: (target, key) => {
          if (key === 'slice')
            return (from: number, to: number) => {
              looked += to - from;
              return long.slice(from, to);
            };
          return Reflect.get(target, key);
        },
      }) as string;
    for (const ai of allAis()) {
      looked = 0;
      readValue(ai, counting('1'.repeat(100_000)), TODAY);
      expect(looked).toBeLessThanOrEqual(ai.max);
    }
  });

  test('a megabyte of anything ends', () => {
    for (const unit of [
      'A',
      '10A21',
      GS,
      '(',
      '\\(',
      '(10)A',
      '%',
      '/01',
      '<GS>',
      '0109521234543213',
      '&99=A',
      '\u2003',
    ])
      for (const mark of ['', ']C1', '(10)', 'https://a/01/12312312312333?'])
        expect(() => parseBarcode(mark + unit.repeat(1_000_000 / unit.length), TODAY)).not.toThrow();
  });
});
