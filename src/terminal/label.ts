import { chooseReading, type Gs1Element, gtin14, type Parsed, type Choice as Reading } from './gs1/index.js';
import type { Known, KnownCode, KnownTracking } from './known.js';
import type { Item, LabelMeasure, MeasureUnit, Numbered, Resolution, Seen } from './seen.js';
import { namesOn } from './wanted.js';

/** Measures that a label may carry, and the unit each is in. */
const MEASURES: Record<string, MeasureUnit> = {
  310: 'kg',
  311: 'm',
  312: 'm',
  313: 'm',
  314: 'm²',
  315: 'l',
  316: 'm³',
  320: 'lb',
};

/**
 * What a label (GS1 or Digital Link) means to what the database knows. `productId` is the product in
 * hand: a label without a trade item speaks of it. A label that cannot be read, or names what nobody
 * knows, is `unknown` with the reason.
 */
export function readLabel(parsed: Parsed, known: Known, productId: string | null): Resolution {
  const choice = choose(parsed, known, productId);
  if (choice.outcome === 'refused') return { kind: 'unknown', reason: choice.fault.code };
  if (choice.outcome === 'taken')
    return warned(meaningOf(choice.elements, known, productId), choice.warnings);
  const meanings = choice.readings
    .map((reading) => meaningOf(reading, known, productId))
    .filter((found): found is Seen => found.kind !== 'several' && found.kind !== 'unknown');
  if (meanings.length === 0) return { kind: 'unknown', reason: 'product.unknown' };
  return { kind: 'several', code: 'label.several', of: meanings };
}

/** What a worker should look at twice; the rest of what is odd about labels would only train him not to. */
const TOLD = new Set(['gs1.separator-lost', 'gs1.content-without-sscc']);

/** What is odd about a label goes with the product that was read from it. */
function warned(found: Resolution, all: Item['warnings']): Resolution {
  const warnings = all.filter(({ code }) => TOLD.has(code));
  if (found.kind === 'product') return { ...found, item: { ...found.item, warnings } };
  if (found.kind !== 'several') return found;
  return { ...found, of: found.of.map((one) => warned(one, all) as Seen) };
}

/** How a label is read, by the lots and serial numbers that are known of its product. */
export const choose = (parsed: Parsed, known: Known, productId: string | null): Reading =>
  chooseReading(parsed, (element, reading) =>
    tracked(known, reading, productId).some(({ number }) => sameText(number, element.value)),
  );

/** Lots and serial numbers of the products a reading may be about. */
function tracked(
  known: Known,
  reading: readonly Gs1Element[],
  productId: string | null,
): readonly KnownTracking[] {
  const { gtin } = namesOn(reading);
  const products = gtin
    ? productsBy(gtin, known).map((code) => code.productId)
    : productId
      ? [productId]
      : [];
  return known.tracking.filter((one) => one.kind !== 'variant' && products.includes(one.productId));
}

/** Products whose code is this GTIN, however it is written. */
export const productsBy = (gtin: string, known: Known): KnownCode[] =>
  bySpecific(known.codes.filter(({ kind, code }) => kind === 'product' && gtin14(code) === gtin));

/**
 * Of codes that are equal: a product's variant says more than the product, and what the ERP knows twice
 * as the same is one.
 */
export function bySpecific(codes: readonly KnownCode[]): KnownCode[] {
  const meaning = (one: KnownCode) =>
    [one.kind, one.id, one.variantId ?? '', one.unitId ?? one.defaultUnitId ?? ''].join(' ');
  const precise = codes.filter(
    (one) =>
      one.kind !== 'product' ||
      one.variantId !== null ||
      !codes.some((other) => other.kind === 'product' && other.id === one.id && other.variantId !== null),
  );
  return [...new Map(precise.map((one) => [meaning(one), one])).values()];
}

function meaningOf(elements: readonly Gs1Element[], known: Known, productId: string | null): Resolution {
  const { sscc, gtin } = namesOn(elements);
  const unit = sscc === null ? null : unitBy(sscc, known);
  if (sscc !== null && !unit && gtin === null) return { kind: 'unknown', reason: 'logistic-unit.unknown' };
  if (gtin === null) return unit ? seenUnit(unit, known) : withoutGtin(elements, known, productId);
  const products = productsBy(gtin, known);
  const items = products.map((code) => itemOn(elements, code, known, unit));
  // Goods on a pallet that nobody knows would be counted as if they stood loose.
  if (sscc !== null && !unit) return { kind: 'unknown', reason: 'logistic-unit.unknown', item: items[0] };
  const [first] = items;
  if (!first) return { kind: 'unknown', reason: 'product.unknown' };
  if (items.length === 1) return { kind: 'product', item: first };
  return { kind: 'several', code: 'code.several', of: items.map((item) => ({ kind: 'product', item })) };
}

function unitBy(sscc: string, known: Known): KnownCode | null {
  const units = known.codes.filter(({ kind, code }) => kind === 'unit' && [sscc, `00${sscc}`].includes(code));
  return units.find(({ active }) => active) ?? units[0] ?? null;
}

/** A logistic unit with the places where it has stock. */
export const seenUnit = ({ id, code }: KnownCode, known: Known): Seen => ({
  kind: 'unit',
  unit: { id, code },
  at: known.stock.get(id) ?? [],
});

/** A label that names no trade item: lot, serial number or count of the product in hand. */
function withoutGtin(elements: readonly Gs1Element[], known: Known, productId: string | null): Seen {
  const { lot, serial } = namesOn(elements);
  const quantity = countOn(elements);
  if (lot === null && serial === null)
    return quantity === null
      ? { kind: 'unknown', reason: 'label.nothing-to-count' }
      : { kind: 'quantity', quantity };
  if (productId === null) return { kind: 'unknown', reason: 'label.without-product' };
  const filled = {
    ...(lot === null ? {} : { lot: numberOf('lot', lot, productId, known) }),
    ...(serial === null ? {} : { serial: numberOf('serial', serial, productId, known) }),
    ...(quantity === null ? {} : { quantity }),
  };
  if (filled.lot?.id === null) return { kind: 'unknown', reason: 'lot.unknown' };
  if (filled.serial?.id === null) return { kind: 'unknown', reason: 'serial.unknown' };
  return {
    kind: 'filled',
    item: null,
    filled: filled as { lot?: { id: string; number: string }; serial?: { id: string; number: string } },
  };
}

function itemOn(
  elements: readonly Gs1Element[],
  code: KnownCode,
  known: Known,
  unit: KnownCode | null,
): Item {
  const { variants, lot, serial } = namesOn(elements);
  const item = itemOf(code);
  const variant = known.tracking.find(
    (one) =>
      one.kind === 'variant' &&
      one.productId === item.productId &&
      variants.some((said) =>
        [one.number, one.barCode, one.shortCode].some((n) => n !== null && sameText(n, said)),
      ),
  );
  return {
    ...item,
    ...(variant && item.variantId === null ? { variantId: variant.id, variant: variant.number } : {}),
    lot: lot === null ? null : numberOf('lot', lot, item.productId, known),
    serial: serial === null ? null : numberOf('serial', serial, item.productId, known),
    quantity: countOn(elements),
    measures: measuresOn(elements),
    logisticUnit: unit && { id: unit.id, code: unit.code },
  };
}

/** A product by its code alone. */
export const itemOf = (code: KnownCode): Item => ({
  productId: code.productId ?? code.id,
  partNumber: code.partNumber ?? code.code,
  name: code.name ?? '',
  variantId: code.variantId,
  variant: code.variant,
  unitId: code.unitId,
  lot: null,
  serial: null,
  quantity: null,
  measures: [],
  logisticUnit: null,
  warnings: [],
});

function numberOf(kind: 'lot' | 'serial', number: string, productId: string, known: Known): Numbered {
  const found = known.tracking.filter((one) => one.kind === kind && one.productId === productId);
  const exact = found.find((one) => one.number === number);
  const alike = found.filter((one) => sameText(one.number, number));
  const one = exact ?? (alike.length === 1 ? alike[0] : undefined);
  return { id: one?.id ?? null, number: one?.number ?? number };
}

/** Pieces in the trade item (30), or trade items in the unit (37). */
const countOn = (elements: readonly Gs1Element[]): string | null =>
  elements.find(({ ai }) => ai === '37' || ai === '30')?.data ?? null;

const measuresOn = (elements: readonly Gs1Element[]): LabelMeasure[] =>
  elements.flatMap(({ ai, data }) => {
    const unit = ai.length === 4 ? MEASURES[ai.slice(0, 3)] : undefined;
    return unit ? [{ unit, value: data }] : [];
  });

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
