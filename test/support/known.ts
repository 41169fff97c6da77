import type { ProductInHand, Unit } from '../../src/erp/products.js';
import type { Known, KnownCode, KnownTracking } from '../../src/terminal/known.js';
import type { Item, Place } from '../../src/terminal/seen.js';

/** What a database could know of a scan, by hand. Ids are the codes themselves. */
const code = (kind: KnownCode['kind'], of: Partial<KnownCode> & { code: string }): KnownCode => ({
  kind,
  id: of.code,
  active: true,
  zoneId: null,
  productId: null,
  partNumber: null,
  name: null,
  variantId: null,
  variant: null,
  unitId: null,
  defaultUnitId: null,
  ...of,
});

export const location = (address: string): KnownCode => code('location', { code: address, zoneId: 'zone' });
export const unit = (serial: string, of: Partial<KnownCode> = {}): KnownCode =>
  code('unit', { code: serial, ...of });
/** A code of a product; `product` is its id and part number. */
export const product = (of: string, scanned: string, more: Partial<KnownCode> = {}): KnownCode =>
  code('product', {
    id: of,
    productId: of,
    partNumber: of,
    name: `name of ${of}`,
    defaultUnitId: 'pcs',
    code: scanned,
    ...more,
  });
export const lot = (number: string): KnownCode => code('lot', { code: number });
export const serial = (number: string): KnownCode => code('serial', { code: number });
export const tracking = (kind: KnownTracking['kind'], productId: string, number: string): KnownTracking => ({
  kind,
  id: number,
  productId,
  number,
  barCode: null,
  shortCode: null,
});

export const known = (
  codes: readonly KnownCode[],
  more: { tracking?: readonly KnownTracking[]; stock?: Record<string, Place[]> } = {},
): Known => ({
  codes,
  tracking: more.tracking ?? [],
  stock: new Map(Object.entries(more.stock ?? {})),
});

export const place = (address: string): Place => ({ id: address, address, zoneId: 'zone' });

export const item = (productId: string, of: Partial<Item> = {}): Item => ({
  productId,
  partNumber: productId,
  name: `name of ${productId}`,
  variantId: null,
  variant: null,
  unitId: null,
  lot: null,
  serial: null,
  quantity: null,
  measures: [],
  logisticUnit: null,
  warnings: [],
  ...of,
});

const unitOf = (id: string, categoryId: string, multiplier = '1', divisor = '1'): Unit => ({
  id,
  categoryId,
  code: id,
  name: id,
  multiplier,
  divisor,
  isDefault: multiplier === '1' && divisor === '1',
  systemUnit: null,
});

const pieces = [unitOf('pcs', 'pieces'), unitOf('dozen', 'pieces', '12')];
const boxes = [unitOf('box', 'boxes')];
const weights = [unitOf('kg', 'weight'), unitOf('g', 'weight', '1', '1000')];

/** A product in pieces, ten to a box; with `variable` in pieces that are weighed. */
export function facts(of: Partial<ProductInHand> = {}): ProductInHand {
  const weighed = of.variable || of.baseCategoryId === 'weight';
  return {
    hasVariants: false,
    hasLots: false,
    id: 'P',
    partNumber: 'P',
    name: 'name of P',
    serialized: false,
    lots: 'never',
    variable: false,
    baseCategoryId: weighed ? 'weight' : 'pieces',
    defaultUnitId: 'pcs',
    units: weighed ? [...weights, ...pieces] : [...pieces, ...boxes, unitOf('roll', 'rolls')],
    dimensions: weighed
      ? [
          {
            categoryId: 'pieces',
            sourceUnitId: 'pcs',
            sourceQuantity: '1',
            destUnitId: 'kg',
            destQuantity: '4.5',
          },
        ]
      : [
          {
            categoryId: 'boxes',
            sourceUnitId: 'box',
            sourceQuantity: '1',
            destUnitId: 'pcs',
            destQuantity: '10',
          },
        ],
    ...of,
  };
}
