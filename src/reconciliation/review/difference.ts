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
  /** Of what was expected, in the base unit, where ratios vary in both; never where nothing was. */
  percent?: string;
  /** Value of the difference, in the currency of the standard cost. */
  value?: string;
}

/** Whether a counted row may be accepted within a tolerance. Without a limit nothing is. */
export function isWithin(
  row: { difference: Difference; expected: Amount; value: Quantity; variable: boolean },
  limits: Tolerance,
): boolean {
  const { difference, expected, variable } = row;
  if (Object.values(limits).every((limit) => limit === undefined)) return false;
  const larger = (side: keyof Amount, most: Quantity) => difference[side].abs().gt(most);
  if (limits.quantity !== undefined) {
    const most = exact(limits.quantity);
    if (larger('quantity', most) || (variable && larger('base', most))) return false;
    // The shown unit may hide a difference of the base unit.
    if (most.isZero() && difference.differs) return false;
  }
  if (limits.percent !== undefined) {
    const share = exact(limits.percent).div(100);
    if (!expected.base.gt(0) || larger('base', expected.base.mul(share))) return false;
    if (variable && larger('quantity', expected.quantity.mul(share))) return false;
  }
  return limits.value === undefined || row.value.abs().lte(limits.value);
}
