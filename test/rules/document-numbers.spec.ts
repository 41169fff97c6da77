import { takeNumbers } from '../../src/erp/document-numbers.js';
import { Refusal } from '../../src/errors.js';

const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('Numbers of a step', () => {
  test('leading zeros stay', () => {
    expect(takeNumbers('0000000009', 3)).toEqual({
      numbers: ['0000000009', '0000000010', '0000000011'],
      next: '0000000012',
    });
  });

  test('a text prefix stays, and digits inside it are not counted up', () => {
    expect(takeNumbers('WR26-0099', 2)).toEqual({ numbers: ['WR26-0099', 'WR26-0100'], next: 'WR26-0101' });
  });

  test('the digits grow when they are used up', () => {
    expect(takeNumbers('R9', 2)).toEqual({ numbers: ['R9', 'R10'], next: 'R11' });
  });

  test('numbers beyond what a float can hold stay exact', () => {
    expect(takeNumbers('9007199254740993', 1).next).toBe('9007199254740994');
  });

  test('a value that is padded with spaces is read without them', () => {
    expect(takeNumbers(' 007 ', 1)).toEqual({ numbers: ['007'], next: '008' });
  });

  test.each(['', 'ABC', '12-'])('"%s" does not end in digits: refused', (value) => {
    expect(refusalOf(() => takeNumbers(value, 1)).code).toBe('sequence.not-a-number');
  });

  test('a sequence that would not fit its column is refused, not cut', () => {
    expect(refusalOf(() => takeNumbers('9999999999999999', 1)).code).toBe('sequence.full');
  });
});
