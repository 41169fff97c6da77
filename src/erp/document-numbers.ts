import { refuse } from '../errors.js';

/** Width of `Gen_Sequence_Generators.Next_Value`. */
const WIDTH = 16;

/**
 * The numbers that a generator hands out, and its next value after them. A value is a text prefix
 * (may be empty) and digits; leading zeros stay, and the digits grow when they must.
 * Throws `sequence.not-a-number` for a value without digits at its end, `sequence.full` when the
 * next value would not fit.
 */
export function takeNumbers(nextValue: string, count: number): { numbers: string[]; next: string } {
  const value = nextValue.trim();
  const [, prefix = '', digits = ''] = /^(.*?)(\d+)$/.exec(value) ?? [];
  if (digits === '') {
    throw refuse(
      'rule',
      'sequence.not-a-number',
      `The numbering sequence stands at "${value}", which does not end in digits. Correct its next value in the ERP.`,
      { value, allowed: 'text that ends in digits' },
    );
  }
  const at = (step: number) => prefix + String(BigInt(digits) + BigInt(step)).padStart(digits.length, '0');
  const next = at(count);
  if (next.length > WIDTH) {
    throw refuse(
      'rule',
      'sequence.full',
      `The numbering sequence stands at "${value}" and has no ${count} numbers left. Give it a new next value in the ERP.`,
      { value, allowed: `at most ${WIDTH} characters` },
    );
  }
  return { numbers: Array.from({ length: count }, (_, i) => at(i)), next };
}
