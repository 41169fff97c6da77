import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { type Product, readProduct, readTracking, type Tracking } from '../../erp/products.js';
import type { Fault } from '../../errors.js';
import { type Measured, measure } from '../units.js';
import type { Tracked } from './lines-at.js';
import { unitElsewhere } from './logistic-units.js';
import type { OrderInHand } from './order-in-hand.js';
import { pieceFaults, positionFaults } from './position.js';
import { serialFaults } from './serials.js';

/** What was counted, where, and how much of it. */
export interface CountInput {
  locationId: string;
  productId: string;
  variantId?: string | null;
  lotId?: string | null;
  serialNumberId?: string | null;
  logisticUnitId?: string | null;
  /** Decimal text in `unitId`. */
  quantity: string;
  unitId: string;
  /** Decimal text in the base unit, where the product's ratio is variable. */
  quantityBase?: string | null;
  /** Codes of the questions that were answered with yes: `serial.counted-elsewhere`, … */
  confirmed?: readonly string[];
}

/** What was counted, with its names and quantities. */
export interface CheckedCount {
  counted: Tracked & { productId: string };
  product: Product;
  tracking: Tracking;
  measured: Measured;
}

export interface Check {
  faults: Fault[];
  /** Questions, answered or not. */
  asked: Fault[];
  /** Missing where there are faults. */
  count?: CheckedCount;
}

/** A position without its location; what is absent is empty. */
export const trackedOf = (
  of: Omit<CountInput, 'locationId' | 'quantity' | 'unitId'>,
): CheckedCount['counted'] => ({
  productId: of.productId,
  variantId: of.variantId ?? null,
  lotId: of.lotId ?? null,
  serialNumberId: of.serialNumberId ?? null,
  logisticUnitId: of.logisticUnitId ?? null,
});

/** Everything that speaks against a count but its place: what it is of, how much, and where else it is. */
export async function checkCount(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  input: CountInput,
  { timeZone, product: read }: { timeZone: string; product?: Product },
): Promise<Check> {
  const counted = trackedOf(input);
  const product = read ?? (await readProduct(tx, input.productId, actor.language));
  if (!product) {
    const message = `There is no product ${input.productId}.`;
    return {
      faults: [{ code: 'product.unknown', message, field: 'productId', value: input.productId }],
      asked: [],
    };
  }
  const tracking = await readTracking(tx, counted);
  const measured = measure(product, input);
  const faults = positionFaults(product, tracking, counted);
  faults.push(...('faults' in measured ? measured.faults : pieceFaults(product, input.unitId, measured)));
  const asked: Fault[] = [];
  if (tracking.serial && !('faults' in measured)) {
    const serial = await serialFaults(
      tx,
      order,
      {
        ...counted,
        locationId: input.locationId,
        number: tracking.serial.number,
        found: measured.quantity.gt(0),
      },
      { language: actor.language, timeZone },
    );
    faults.push(...serial.refused);
    asked.push(...serial.asked);
  }
  if (counted.logisticUnitId && tracking.logisticUnit) {
    const unit = { id: counted.logisticUnitId, ...tracking.logisticUnit };
    asked.push(...(await unitElsewhere(tx, unit, input.locationId)));
  }
  if ('faults' in measured) return { faults, asked };
  return { faults, asked, count: { counted, product, tracking, measured } };
}
