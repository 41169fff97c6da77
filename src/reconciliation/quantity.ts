import { Decimal } from 'decimal.js';
import type { Fault } from '../errors.js';

// Wide enough for sums of availability; rounding is half away from zero (rules.md, Quantities).
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
export type Quantity = Decimal;

/** An exact decimal from what the database or a checked input gave. */
export const exact = (value: string | number | Decimal): Quantity => new Exact(value);

/** As the API shows it: without trailing zeros, never with an exponent. */
export const shown = (value: string | Decimal | null): string | null =>
  value === null ? null : exact(value).toFixed();

/** Rounded to three decimals, half away from zero. Round once, at the end. */
export const rounded = (value: Decimal): Quantity => exact(value).toDecimalPlaces(3);

/** The most that `decimal(12, 3)` holds. */
export const MAXIMUM = '999999999.999';

/**
 * A quantity somebody entered: text with up to three decimals, zero to 999 999 999.999.
 * Returns the quantity or the fault; more decimals are refused, not rounded (rules.md).
 */
export function readQuantity(value: unknown, field: string): { quantity: Quantity } | { fault: Fault } {
  const fault = (code: string, message: string, allowed: string) => ({
    fault: { code, message, field, value, allowed },
  });
  if (typeof value !== 'string' || !/^-?\d{1,30}(\.\d{1,30})?$/.test(value.trim())) {
    return fault('quantity.not-a-number', 'A quantity is digits with up to three decimals.', '"12.5"');
  }
  const quantity = exact(value.trim());
  if (quantity.isNegative() && !quantity.isZero()) {
    return fault('quantity.negative', 'A quantity is zero or more.', `0 to ${MAXIMUM}`);
  }
  if (quantity.decimalPlaces() > 3) {
    return fault('quantity.too-fine', 'A quantity has at most three decimals.', 'three decimals');
  }
  if (quantity.gt(MAXIMUM)) {
    return fault('quantity.too-large', `A quantity is at most ${MAXIMUM}.`, `0 to ${MAXIMUM}`);
  }
  return { quantity };
}
