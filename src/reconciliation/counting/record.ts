import { randomUUID } from 'node:crypto';
import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { FALSE, integer, now, quantity, uuid } from '../../database/words.js';
import { type Product, readProduct, readTracking } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuseAll } from '../../errors.js';
import { remember } from '../history.js';
import { markCountsChanged } from '../populate/stale.js';
import { type Measured, measure } from '../units.js';
import { type Claiming, claim, countedBefore, lockLocation } from './claims.js';
import { type LineAt, lineFor, readLinesAt, reopen, type Tracked } from './lines-at.js';
import { unitElsewhere } from './logistic-units.js';
import type { OrderInHand } from './order-in-hand.js';
import { pieceFaults, positionFaults } from './position.js';
import { scopeFault } from './scope-fault.js';
import { serialFaults, serialLock } from './serials.js';

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

/** A count that was written. */
export interface Recorded {
  countId: string;
  /** The line it belongs to, as it was before; undefined for one that belongs to none. */
  line: LineAt | undefined;
  claiming: Claiming;
}

/**
 * Writes one count record, in the transaction of the scan that made it: matched to its line, which a
 * count opens again, and the location claimed for the worker. Throws with every fault at once; a
 * question that is not answered yet is a fault too, to be sent again with its code in `confirmed`.
 * The order's lock is the caller's.
 */
export async function recordCount(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  input: CountInput,
  { timeZone, knowingly = false }: { timeZone: string; knowingly?: boolean },
): Promise<Recorded> {
  await lockLocation(tx, order, input.locationId);
  if (input.serialNumberId) await tx.lock(serialLock(order, input.serialNumberId));
  const counted = trackedOf(input);
  const lines = await readLinesAt(tx, order, input.locationId, actor.language);
  const product = await readProduct(tx, input.productId, actor.language);
  const { faults, asked, measured } = await check(tx, actor, order, input, product, timeZone);
  if (lines.length === 0) faults.unshift(await scopeFault(tx, order, input.locationId));
  const open = asked.filter(({ code }) => !input.confirmed?.includes(code));
  refuseAll('rule', [...faults, ...open]);
  const line = lineFor(lines, counted);
  if (line?.avoid.includes(order.me.workerId)) throw countedBefore(line, order);

  const countId = randomUUID();
  await insertCount(tx, actor, { countId, order, line, input, counted, measured: measured as Measured });
  const reopened = order.state === 'Released' && line && line.state !== 'open' && (await reopen(tx, line.id));
  const here = lines.map((at) => (reopened && at.id === line.id ? { ...at, state: 'open' as const } : at));
  const claiming: Claiming =
    order.state === 'Released' ? await claim(tx, order, here, knowingly) : { outcome: 'mine' };
  if (order.state === 'Completed') await markCountsChanged(tx, order.reconciliationId, [countId]);
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'count',
    subjectId: countId,
    event: 'count.recorded',
    after: {
      orderId: order.id,
      worker: order.me.name,
      locationId: input.locationId,
      ...counted,
      quantity: input.quantity,
      unitId: input.unitId,
      ...(asked.length > 0 ? { confirmed: asked.map(({ code, value }) => ({ code, value })) } : {}),
      ...(reopened ? { reopened: line.lineNo } : {}),
    },
  });
  return { countId, line, claiming };
}

/** A position without its location; what is absent is empty. */
export const trackedOf = (
  of: Omit<CountInput, 'locationId' | 'quantity' | 'unitId'>,
): Tracked & { productId: string } => ({
  productId: of.productId,
  variantId: of.variantId ?? null,
  lotId: of.lotId ?? null,
  serialNumberId: of.serialNumberId ?? null,
  logisticUnitId: of.logisticUnitId ?? null,
});

interface Checked {
  faults: Fault[];
  /** Questions, answered or not. */
  asked: Fault[];
  measured: Measured | undefined;
}

async function check(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  input: CountInput,
  product: Product | undefined,
  timeZone: string,
): Promise<Checked> {
  if (!product) {
    const fault = { code: 'product.unknown', message: `There is no product ${input.productId}.` };
    return {
      faults: [{ ...fault, field: 'productId', value: input.productId }],
      asked: [],
      measured: undefined,
    };
  }
  const counted = trackedOf(input);
  const tracking = await readTracking(tx, counted);
  const measured = measure(product, input);
  const faults = positionFaults(product, tracking, counted);
  faults.push(...('faults' in measured ? measured.faults : pieceFaults(product, input.unitId, measured)));
  const asked: Fault[] = [];
  if (tracking.serial && !('faults' in measured)) {
    const here = { ...counted, locationId: input.locationId, number: tracking.serial.number };
    const serial = await serialFaults(
      tx,
      order,
      { ...here, found: measured.quantity.gt(0) },
      { language: actor.language, timeZone },
    );
    faults.push(...serial.refused);
    asked.push(...serial.asked);
  }
  if (counted.logisticUnitId && tracking.logisticUnit) {
    const unit = { id: counted.logisticUnitId, ...tracking.logisticUnit };
    asked.push(...(await unitElsewhere(tx, unit, input.locationId)));
  }
  return { faults, asked, measured: 'faults' in measured ? undefined : measured };
}

async function insertCount(
  tx: Tx,
  actor: Actor,
  of: {
    countId: string;
    order: OrderInHand;
    line: LineAt | undefined;
    input: CountInput;
    counted: Tracked;
    measured: Measured;
  },
): Promise<void> {
  const { order, counted, measured } = of;
  await tx.run(sql`
    INSERT INTO ${erp.counts} ("Warehouse_Count_Id", "Creation_Time_UTC", "Creation_User_Id", "Warehouse_Order_Id",
      "Warehouse_Order_Line_Id", "Source_Document_Id", "Session", "Warehouse_Location_Id", "Product_Id", "Variant_Id",
      "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id", "Quantity", "Quantity_Unit_Id", "Quantity_Base",
      "Standard_Quantity_Base", "Void")
    VALUES (${uuid(of.countId)}, ${now}, ${uuid(order.me.userId ?? actor.userId)}, ${uuid(order.id)},
      ${uuid(of.line?.id ?? null)}, ${uuid(order.sourceDocumentId)}, ${integer(order.session)},
      ${uuid(of.input.locationId)}, ${uuid(counted.productId)}, ${uuid(counted.variantId)}, ${uuid(counted.lotId)},
      ${uuid(counted.serialNumberId)}, ${uuid(counted.logisticUnitId)}, ${quantity(measured.quantity.toFixed())},
      ${uuid(of.input.unitId)}, ${quantity(measured.quantityBase.toFixed())},
      ${quantity(measured.standardBase.toFixed())}, ${FALSE})`);
}
