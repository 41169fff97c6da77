import { exact, type Quantity } from '../quantity.js';

/** Quantities of one kind in the product's default unit and in its base unit. */
export interface Amount {
  quantity: Quantity;
  base: Quantity;
}

export interface Difference extends Amount {
  /** Whether a release would write it: fixed ratio by the base difference, variable by either. */
  differs: boolean;
}

/** Counted minus expected; `variable`: the product's ratio varies (process.md, step 8). */
export function differenceOf(counted: Amount, expected: Amount, variable: boolean): Difference {
  const quantity = counted.quantity.minus(expected.quantity);
  const base = counted.base.minus(expected.base);
  return { quantity, base, differs: !base.isZero() || (variable && !quantity.isZero()) };
}

/** A product's standard cost: `perLot` for `lotSize` of its base unit. */
export interface StandardCost {
  perLot: Quantity;
  lotSize: Quantity;
}

/** What a base difference is worth by the standard cost, to four decimals; 0 without a lot size. */
export const worthOf = (base: Quantity, { perLot, lotSize }: StandardCost): Quantity =>
  lotSize.isZero() ? exact(0) : exact(base.mul(perLot).div(lotSize)).toDecimalPlaces(4);

/** Limits of a difference that may be accepted unseen; each one that is given holds. */
export interface Tolerance {
  /** Size of the difference, where ratios vary of the base difference too; each in its own unit. */
  quantity?: string;
  /** Of what was expected, in the base unit, where ratios vary in both; where nothing was expected, nothing is within. */
  percent?: string;
  /** Value of the difference, in the currency of the standard cost. */
  value?: string;
}

/** Whether a counted row may be accepted within a tolerance. */
export function isWithin(
  row: { difference: Difference; expected: Amount; value: Quantity; variable: boolean },
  limits: Tolerance,
): boolean {
  const { difference, expected } = row;
  const sides: (keyof Amount)[] = row.variable ? ['quantity', 'base'] : ['base'];
  if (limits.quantity !== undefined) {
    const measured: (keyof Amount)[] = row.variable ? sides : ['quantity'];
    if (measured.some((side) => difference[side].abs().gt(limits.quantity as string))) return false;
  }
  if (limits.percent !== undefined) {
    const percent = exact(limits.percent);
    if (!expected.base.gt(0)) return false;
    if (sides.some((side) => difference[side].abs().mul(100).gt(percent.mul(expected[side])))) return false;
  }
  return limits.value === undefined || row.value.abs().lte(limits.value);
}
