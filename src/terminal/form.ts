import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import type { Policies } from '../erp/policies.js';
import { readProduct, readTracking } from '../erp/products.js';
import { erp } from '../erp/tables.js';
import { cannotBeQuantity } from './gs1/index.js';
import type { Hand } from './hand.js';
import type { Form } from './scan.js';
import type { Filled, Item, Place, Seen } from './seen.js';

interface Where {
  warehouseId: string;
  /** By the database's clock: ISO 8601, UTC. */
  now: string;
  language: string;
}

/** What was scanned into a field for quantities: a barcode is never taken for a number (terminal.md). */
export const scannedInto = ({ quantity, quantityBase }: Form): string | null =>
  [quantity, quantityBase].find((text) => text !== undefined && cannotBeQuantity(text)) ?? null;

/** A quantity as somebody types it: with a comma or a point. */
export const typed = (quantity: string): string => quantity.trim().replace(',', '.');

/**
 * What a form or a list says: ids with the names that go with them. Ids that nobody knows are refused
 * where the count is. `refused`: a code; what a policy wants scanned is not picked.
 */
export async function readForm(
  reader: Reader,
  policies: Policies,
  { warehouseId, now, language }: Where,
  hand: Hand,
  form: Form,
): Promise<Seen | { refused: string }> {
  if (form.locationId) {
    const location = await readPlace(reader, warehouseId, form.locationId);
    if (!location) return { refused: 'location.not-in-scope' };
    const { mustScanLocation } = await policies.scanning(reader, warehouseId, {
      zoneId: location.zoneId,
      productId: null,
      now,
    });
    return mustScanLocation ? { refused: 'location.must-be-scanned' } : { kind: 'location', location };
  }
  const filled = await readFilled(reader, form);
  if (!form.productId) return { kind: 'filled', item: null, filled };
  const at = { zoneId: hand.location?.zoneId ?? null, productId: form.productId, now };
  const { mustScanProduct } = await policies.scanning(reader, warehouseId, at);
  if (mustScanProduct) return { refused: 'product.must-be-scanned' };
  const product = await readProduct(reader, form.productId, language);
  if (!product) return { refused: 'product.unknown' };
  const item: Item = {
    productId: product.id,
    partNumber: product.partNumber,
    name: product.name,
    variantId: null,
    variant: null,
    unitId: null,
    lot: null,
    serial: null,
    quantity: null,
    measures: [],
    logisticUnit: null,
    warnings: [],
  };
  return { kind: 'filled', item, filled };
}

async function readFilled(reader: Reader, form: Form): Promise<Filled> {
  const { variantId, lotId, serialNumberId, logisticUnitId, unitId, quantity, quantityBase } = form;
  const named = await readTracking(reader, {
    variantId: variantId ?? null,
    lotId: lotId ?? null,
    serialNumberId: serialNumberId ?? null,
    logisticUnitId: logisticUnitId ?? null,
  });
  // Absent was not asked; null is "without".
  const of = <T>(id: string | null | undefined, named: (id: string) => T): T | null | undefined =>
    id ? named(id) : id === null ? null : undefined;
  const variant = of(variantId, (id) => ({ id, code: named.variant?.code ?? '' }));
  const lot = of(lotId, (id) => ({ id, number: named.lot?.number ?? '' }));
  const unit = of(logisticUnitId, (id) => ({ id, code: named.logisticUnit?.serialCode ?? '' }));
  return {
    ...(variant === undefined ? {} : { variant }),
    ...(lot === undefined ? {} : { lot }),
    ...(serialNumberId ? { serial: { id: serialNumberId, number: named.serial?.number ?? '' } } : {}),
    ...(unit === undefined ? {} : { logisticUnit: unit }),
    ...(unitId ? { unitId } : {}),
    ...(quantity?.trim() ? { quantity: typed(quantity) } : {}),
    ...(quantityBase?.trim() ? { quantityBase: typed(quantityBase), measureUnitId: form.measureUnitId } : {}),
  };
}

async function readPlace(reader: Reader, warehouseId: string, id: string): Promise<Place | undefined> {
  const [place] = await reader.query<Place>(sql`
    SELECT "Warehouse_Location_Id" AS "id", "Location_Address" AS "address", "Warehouse_Zone_Id" AS "zoneId"
    FROM ${erp.locations} WHERE "Warehouse_Location_Id" = ${uuid(id)} AND "Warehouse_Id" = ${uuid(warehouseId)}`);
  return place;
}
