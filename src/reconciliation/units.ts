import type { Measures, Unit } from '../erp/products.js';
import type { Fault } from '../errors.js';
import { exact, MAXIMUM, type Quantity, readQuantity, rounded } from './quantity.js';

/** One unit in another: a quantity × `times` ÷ `by`. Kept apart, so that a division comes last. */
export interface Ratio {
  times: Quantity;
  by: Quantity;
}

/** The unit of a product's base quantities: the default unit of its base category, or undefined. */
export const baseUnitOf = (of: Measures): Unit | undefined =>
  of.units.find(({ categoryId, isDefault }) => isDefault && categoryId === of.baseCategoryId);

/** The unit that a product's quantities are shown in, or undefined. */
export const defaultUnitOf = (of: Measures): Unit | undefined => unitOf(of, of.defaultUnitId);

const unitOf = (of: Measures, id: string) => of.units.find((unit) => unit.id === id);

/**
 * A unit in the product's base unit by the fixed ratio, or null where the ERP has none (another
 * category without a dimension, a ratio of zero). Within a category by multiplier and divisor, from
 * another one through the product's dimension (erp.md, Units).
 */
export function ratioToBase(of: Measures, unitId: string): Ratio | null {
  const unit = unitOf(of, unitId);
  if (!unit || !baseUnitOf(of)) return null;
  if (unit.categoryId === of.baseCategoryId) return inCategory(unit);
  const dimension = of.dimensions.find(({ categoryId }) => categoryId === unit.categoryId);
  const source = dimension && unitOf(of, dimension.sourceUnitId);
  const dest = dimension && unitOf(of, dimension.destUnitId);
  if (!source || dest?.categoryId !== of.baseCategoryId) return null;
  const steps = [
    inCategory(unit),
    turned(inCategory(source)),
    ratio(dimension.destQuantity, dimension.sourceQuantity),
    inCategory(dest),
  ];
  return steps.reduce((all, step) => all && step && chained(all, step));
}

/** One unit of a product in another, or null where there is no fixed ratio. */
export function ratioBetween(of: Measures, fromId: string, toId: string): Ratio | null {
  if (fromId === toId) return ratio('1', '1');
  const [from, to] = [unitOf(of, fromId), unitOf(of, toId)];
  const near = from && to && from.categoryId === to.categoryId;
  const there = near ? inCategory(from) : ratioToBase(of, fromId);
  const back = turned(near ? inCategory(to) : ratioToBase(of, toId));
  return there && back && chained(there, back);
}

/** A quantity in another unit, rounded once to three decimals; null where there is no fixed ratio. */
export function convert(of: Measures, quantity: Quantity, fromId: string, toId: string): Quantity | null {
  const by = ratioBetween(of, fromId, toId);
  return by && apply(quantity, by);
}

const apply = (quantity: Quantity, { times, by }: Ratio): Quantity => rounded(quantity.mul(times).div(by));

const inCategory = ({ multiplier, divisor }: Unit) => ratio(multiplier, divisor);

function ratio(times: string, by: string): Ratio | null {
  const [t, b] = [exact(times), exact(by)];
  return t.gt(0) && b.gt(0) ? { times: t, by: b } : null;
}

const turned = (of: Ratio | null): Ratio | null => of && { times: of.by, by: of.times };

const chained = (a: Ratio, b: Ratio): Ratio => ({ times: a.times.mul(b.times), by: a.by.mul(b.by) });

/** What somebody measured. */
export interface Entered {
  quantity: unknown;
  unitId: string;
  /** Only where the ratio is variable, or equal to what the fixed ratio gives. */
  quantityBase?: unknown;
}

/** The three quantities of a count record. */
export interface Measured {
  quantity: Quantity;
  quantityBase: Quantity;
  /** The base quantity by the fixed ratio, also where it was measured. */
  standardBase: Quantity;
}

/**
 * The quantities of a count, or every fault in them (rules.md, Quantities). Fixed ratio: the base
 * quantity is computed. Variable ratio: both are entered, unless the unit is the base unit.
 */
export function measure(of: Measures, entered: Entered): Measured | { faults: Fault[] } {
  const quantity = readQuantity(entered.quantity, 'quantity');
  const given = entered.quantityBase ?? null;
  const base = given === null ? null : readQuantity(given, 'quantityBase');
  const faults = [quantity, base].flatMap((read) => (read && 'fault' in read ? [read.fault] : []));
  const fixed = ratioToBase(of, entered.unitId);
  const isBase = baseUnitOf(of)?.id === entered.unitId;
  const measured = of.variable && !isBase;
  if (!unitOf(of, entered.unitId) || (!fixed && !measured)) faults.push(notAUnit(of, entered.unitId));
  if (measured && !base) faults.push(baseMissing);
  if (faults.length > 0 || !('quantity' in quantity)) return { faults };

  const entry = base && 'quantity' in base ? base.quantity : null;
  const standardBase = fixed ? apply(quantity.quantity, fixed) : (entry as Quantity);
  const quantityBase = measured ? (entry as Quantity) : standardBase;
  const wrong = [
    ...(entry && !entry.eq(quantityBase) ? [baseDiffers(entry, quantityBase)] : []),
    ...(quantity.quantity.gt(0) && quantityBase.isZero() ? [roundsToZero(entered.quantity)] : []),
    ...(quantity.quantity.isZero() && quantityBase.gt(0) ? [zeroWithBase(quantityBase)] : []),
    ...(quantityBase.gt(MAXIMUM) || standardBase.gt(MAXIMUM) ? [baseTooLarge(standardBase)] : []),
  ];
  return wrong.length > 0 ? { faults: wrong } : { quantity: quantity.quantity, quantityBase, standardBase };
}

const notAUnit = (of: Measures, value: string): Fault => ({
  code: 'unit.not-convertible',
  message: 'This product is not counted in that unit: the ERP has no ratio to its base unit.',
  field: 'unitId',
  value,
  allowed: of.units.filter(({ id }) => of.variable || ratioToBase(of, id)).map(({ id }) => id),
});

const baseMissing: Fault = {
  code: 'quantity-base.missing',
  message: 'This product has a variable ratio: both quantities are measured. Add the base quantity.',
  field: 'quantityBase',
  value: null,
  allowed: `"0" to "${MAXIMUM}"`,
};

const baseDiffers = (found: Quantity, right: Quantity): Fault => ({
  code: 'quantity-base.differs',
  message: `By the fixed ratio the base quantity is ${right.toFixed()}. Leave it out or enter that.`,
  field: 'quantityBase',
  value: found.toFixed(),
  allowed: right.toFixed(),
});

const roundsToZero = (value: unknown): Fault => ({
  code: 'quantity.rounds-to-zero',
  message: 'This quantity is nothing in the base unit. Count in a larger quantity or a smaller unit.',
  field: 'quantity',
  value,
  allowed: 'at least 0.0005 of the base unit, or "0"',
});

const zeroWithBase = (found: Quantity): Fault => ({
  code: 'quantity-base.differs',
  message: 'A quantity of zero has a base quantity of zero.',
  field: 'quantityBase',
  value: found.toFixed(),
  allowed: '0',
});

const baseTooLarge = (found: Quantity): Fault => ({
  code: 'quantity.too-large',
  message: `This is ${found.toFixed()} in the base unit, and at most ${MAXIMUM} can be stored. Count it in parts.`,
  field: 'quantity',
  value: found.toFixed(),
  allowed: `0 to ${MAXIMUM} of the base unit`,
});
