import { type Draft, draftOf, type Hand } from './hand.js';
import type { Filled, Item } from './seen.js';

/** A draft with what was picked, typed or scanned for it. Null means that it is without. */
export function filledIn(draft: Draft, filled: Filled): Draft {
  const { variant, lot, serial } = filled;
  const without = new Set(draft.without);
  if (variant === null) without.add('variant');
  if (lot === null) without.add('lot');
  return {
    ...draft,
    ...(variant === undefined ? {} : { variantId: variant?.id ?? null, variant: variant?.code ?? null }),
    ...(lot === undefined ? {} : { lotId: lot?.id ?? null, lot: lot?.number ?? null, lotAssumed: false }),
    ...(serial ? { serialNumberId: serial.id, serial: serial.number } : {}),
    ...(filled.unitId === undefined ? {} : { unitId: filled.unitId }),
    ...(filled.quantity === undefined ? {} : { quantity: filled.quantity }),
    ...(filled.quantityBase === undefined
      ? {}
      : { quantityBase: filled.quantityBase, measureUnitId: filled.measureUnitId ?? null }),
    without: [...without],
  };
}

/** Another lot or serial number than the one that was scanned for the product that waits. */
export const contradicts = (draft: Draft, { lot, serial }: Filled): boolean =>
  Boolean(
    (lot && draft.lotId && !draft.lotAssumed && draft.lotId !== lot.id) ||
      (serial && draft.serialNumberId && draft.serialNumberId !== serial.id),
  );

/** Whether a product that was scanned is the one that waits, as far as both say what they are. */
export const sameItem = (a: Draft, b: Draft): boolean =>
  a.productId === b.productId &&
  agree(a.variantId, b.variantId) &&
  (a.lotAssumed || b.lotAssumed || agree(a.lot, b.lot)) &&
  agree(a.serial, b.serial);

const agree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/** What is known of a product that was scanned again while it waits. */
export const merged = (a: Draft, b: Draft): Draft => ({
  ...a,
  variantId: a.variantId ?? b.variantId,
  variant: a.variant ?? b.variant,
  ...(a.lotAssumed || !a.lotId ? { lotId: b.lotId, lot: b.lot, lotAssumed: b.lotAssumed } : {}),
  serialNumberId: a.serialNumberId ?? b.serialNumberId,
  serial: a.serial ?? b.serial,
  logisticUnit: a.logisticUnit ?? b.logisticUnit,
  unitId: b.unitId ?? a.unitId,
  quantity: a.quantity ?? b.quantity,
  quantityBase: a.quantityBase ?? b.quantityBase,
  measures: a.measures.length > 0 ? a.measures : b.measures,
});

/** One more of the product counted last; null where nothing was. */
export function oneMore(hand: Hand, scan: { scanId: string; text: string }, filled: Filled): Draft | null {
  const { last } = hand;
  if (!last) return null;
  const { productId, partNumber, name, variantId, variant } = last;
  const item: Item = {
    productId,
    partNumber,
    name,
    variantId,
    variant,
    unitId: null,
    lot: null,
    serial: null,
    quantity: null,
    measures: [],
    logisticUnit: null,
    warnings: [],
  };
  return filledIn(draftOf(item, scan, hand), filled);
}

/** A product that waits, as if it had been counted: for one more of it with another number. */
export const asLast = (draft: Draft, hand: Hand): Hand['last'] => ({
  productId: draft.productId,
  partNumber: draft.partNumber,
  name: draft.name,
  variantId: draft.variantId,
  variant: draft.variant,
  lotId: draft.lotId,
  lot: draft.lot,
  without: draft.without,
  logisticUnitId: (draft.logisticUnit ?? hand.logisticUnit)?.id ?? null,
  assumedIn: null,
});
