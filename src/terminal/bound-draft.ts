import type { Tx } from '../database/database.js';
import { readTracking } from '../erp/products.js';
import { type Refusal, refuse } from '../errors.js';
import type { Binding } from './bind.js';
import type { Kept } from './exception-rows.js';
import type { Draft, Need } from './hand.js';

/** What is known of the scan, with what the manager says. */
export async function draftOf(tx: Tx, kept: Kept, to: Binding): Promise<Draft> {
  const productId = to.productId ?? kept.draft?.productId;
  if (!productId)
    throw refuse('rule', 'exception.product-missing', 'Nobody knows what this was. Say which product.', {
      field: 'productId',
      value: null,
    });
  const same = kept.draft?.productId === productId ? kept.draft : null;
  const named = await readTracking(tx, {
    variantId: null,
    lotId: null,
    serialNumberId: null,
    logisticUnitId: to.logisticUnitId ?? null,
  });
  const unit = to.logisticUnitId
    ? { id: to.logisticUnitId, code: named.logisticUnit?.serialCode ?? '' }
    : to.logisticUnitId === null
      ? null
      : (same?.logisticUnit ?? null);
  return {
    scanId: kept.scanId,
    text: kept.text,
    productId,
    partNumber: same?.partNumber ?? '',
    name: same?.name ?? '',
    variantId: to.variantId === undefined ? (same?.variantId ?? null) : to.variantId,
    variant: same?.variant ?? null,
    lotId: to.lotId === undefined ? (same?.lotId ?? null) : to.lotId,
    lot: same?.lot ?? null,
    serialNumberId: to.serialNumberId === undefined ? (same?.serialNumberId ?? null) : to.serialNumberId,
    serial: same?.serial ?? null,
    // The manager says what it was: what he leaves out it is without, unless the product demands it.
    without: ['variant', 'lot'],
    lotAssumed: false,
    logisticUnit: unit,
    unitId: to.unitId ?? same?.unitId ?? null,
    quantity: to.quantity ?? kept.quantity ?? same?.quantity ?? null,
    quantityBase: to.quantityBase ?? same?.quantityBase ?? null,
    measureUnitId: to.quantityBase ? null : (same?.measureUnitId ?? null),
    measures: same?.measures ?? [],
    confirmed: [],
    need: null,
  };
}

const FIELDS: Record<Need, string> = {
  variant: 'variantId',
  lot: 'lotId',
  serial: 'serialNumberId',
  'logistic-unit': 'logisticUnitId',
  quantity: 'quantity',
  weight: 'quantityBase',
};

/** What the product asks for and nobody has said. */
export const lacks = (need: Need, draft: Draft): Refusal =>
  refuse(
    'rule',
    `exception.${need}-missing`,
    `${draft.partNumber || 'This product'} lacks its ${need.replace('-', ' ')}. Say what it was.`,
    {
      field: FIELDS[need],
      value: null,
    },
  );
