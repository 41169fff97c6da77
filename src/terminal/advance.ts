import type { Product, ProductInHand, Unit } from '../erp/products.js';
import { exact } from '../reconciliation/quantity.js';
import { baseUnitOf, convert, defaultUnitOf, ratioToBase } from '../reconciliation/units.js';
import type { Draft, Hand, Need } from './hand.js';
import type { LabelMeasure, MeasureUnit } from './seen.js';

/** How this worker scans this product at this place. */
export interface ScanRules {
  /** A scan counts one piece; else the quantity is asked. */
  countsOne: boolean;
  /** Whether it stands in a logistic unit is always asked. */
  asksUnit: boolean;
}

/** A draft that lacks nothing. Decimal texts; `quantityBase` in the base unit. */
export interface Complete {
  logisticUnitId: string | null;
  unitId: string;
  quantity: string;
  quantityBase: string | null;
  /** The quantity in hand was used. */
  chipUsed: boolean;
}

/**
 * What a product still lacks, in the order it is asked; only what is needed and not known yet
 * (terminal.md, Screens 4). Rules of the quantities themselves are `units.ts`.
 */
export function advance(
  draft: Draft,
  hand: Hand,
  product: ProductInHand,
  rules: ScanRules,
): { need: Need } | Complete {
  if (product.hasVariants && !draft.variantId && !draft.without.includes('variant'))
    return { need: 'variant' };
  if (lacksLot(draft, product)) return { need: 'lot' };
  if (product.serialized && !draft.serialNumberId) return { need: 'serial' };
  const unit = draft.logisticUnit ?? hand.logisticUnit;
  if (rules.asksUnit && !unit && !hand.withoutUnit) return { need: 'logistic-unit' };

  const asked = howMany(draft, hand, product, rules);
  if (!asked) return { need: 'quantity' };
  const measured = product.variable && asked.unitId !== baseUnitOf(product)?.id;
  const weight = measured ? weightOf(draft, product) : null;
  if (measured && weight === null) {
    if (!isZero(asked.quantity)) return { need: 'weight' };
    return { ...asked, logisticUnitId: unit?.id ?? null, quantityBase: '0' };
  }
  return { ...asked, logisticUnitId: unit?.id ?? null, quantityBase: weight };
}

const lacksLot = (draft: Draft, { lots, hasLots }: ProductInHand): boolean =>
  !draft.lotId && (lots === 'required' || (lots === 'allowed' && hasLots && !draft.without.includes('lot')));

const isZero = (quantity: string): boolean => /^0*(\.0*)?$/.test(quantity.trim());

type HowMany = Pick<Complete, 'quantity' | 'unitId' | 'chipUsed'>;

function howMany(draft: Draft, hand: Hand, product: Product, rules: ScanRules): HowMany | null {
  const usable = !draft.unitId || product.variable || ratioToBase(product, draft.unitId) !== null;
  const unitId = (usable ? draft.unitId : null) ?? product.defaultUnitId;
  const chip = { quantity: hand.quantity ?? '', unitId, chipUsed: true };
  if (product.serialized)
    return hand.quantity === null || draft.quantity !== null
      ? { quantity: draft.quantity ?? '1', unitId: draft.unitId ?? pieceUnit(product), chipUsed: false }
      : { ...chip, unitId: draft.unitId ?? pieceUnit(product) };
  if (draft.quantity !== null) return { quantity: draft.quantity, unitId, chipUsed: false };
  const weighed = product.variable ? null : measureAsQuantity(draft.measures, product);
  if (weighed) return { ...weighed, chipUsed: false };
  if (hand.quantity !== null) return chip;
  // A label with a weight of its own is on one piece.
  const onePiece = product.variable && measureInBase(draft.measures, product) !== null;
  // A code whose unit the product has no ratio for says nothing about how many that is.
  return usable && (rules.countsOne || onePiece) ? { quantity: '1', unitId, chipUsed: false } : null;
}

/** Serial numbers are counted in pieces: the default unit where it is the base unit's size, else that. */
function pieceUnit(product: Product): string {
  const ratio = ratioToBase(product, product.defaultUnitId);
  return ratio?.times.eq(ratio.by)
    ? product.defaultUnitId
    : (baseUnitOf(product)?.id ?? product.defaultUnitId);
}

/** What was weighed, in the base unit. */
function weightOf(draft: Draft, product: Product): string | null {
  const base = baseUnitOf(product);
  if (draft.quantityBase === null) return measureInBase(draft.measures, product);
  if (!draft.measureUnitId || draft.measureUnitId === base?.id) return draft.quantityBase;
  return inUnit(product, draft.quantityBase, draft.measureUnitId, base?.id) ?? draft.quantityBase;
}

function measureInBase(measures: readonly LabelMeasure[], product: Product): string | null {
  const base = baseUnitOf(product);
  for (const { unit, value } of measures) {
    const found = unitCalled(unit, product, base?.categoryId);
    const inBase = found && inUnit(product, value, found.id, base?.id);
    if (inBase) return inBase;
  }
  return null;
}

/** The measure of a product that is counted in such a unit: sugar by the kilogram. */
function measureAsQuantity(
  measures: readonly LabelMeasure[],
  product: Product,
): { quantity: string; unitId: string } | null {
  const category = defaultUnitOf(product)?.categoryId;
  for (const { unit, value } of measures) {
    const found = unitCalled(unit, product, category);
    if (found) return { quantity: value, unitId: found.id };
  }
  return null;
}

function inUnit(product: Product, value: string, fromId: string, toId: string | undefined): string | null {
  if (toId === undefined) return null;
  if (fromId === toId) return value;
  const read = /^\d{1,20}(\.\d{1,20})?$/.test(value) ? exact(value) : null;
  return (read && convert(product, read, fromId, toId)?.toFixed()) ?? null;
}

/** How sites call the units of labels. */
const NAMES: Record<MeasureUnit, readonly string[]> = {
  kg: ['kg', 'kgs', 'кг'],
  lb: ['lb', 'lbs'],
  m: ['m', 'м'],
  'm²': ['m²', 'm2', 'sqm', 'м²', 'м2', 'кв.м'],
  'm³': ['m³', 'm3', 'cbm', 'м³', 'м3', 'куб.м'],
  l: ['l', 'ltr', 'л'],
};

const unitCalled = (unit: MeasureUnit, product: Product, categoryId: string | undefined): Unit | undefined =>
  product.units.find(
    ({ code, categoryId: of }) =>
      of === categoryId && NAMES[unit].includes(code.toLowerCase().replace(/\.$/, '')),
  );
