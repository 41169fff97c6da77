import { randomUUID } from 'node:crypto';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import type { Tx } from '../../database/database.js';
import { often, sql } from '../../database/sql.js';
import { FALSE, integer, moment, quantity, uuid } from '../../database/words.js';
import type { Product } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import { refuseAll } from '../../errors.js';
import { markCountsChanged } from '../populate/stale.js';
import { shown } from '../quantity.js';
import { CLAIMED, type Claiming, claim, claimFaults, countedBefore, locationLock } from './claims.js';
import { type CheckedCount, type CountInput, checkCount } from './count-check.js';
import type { Count } from './count-rows.js';
import { type LineAt, lineFor, readLinesAt, reopen } from './lines-at.js';
import type { OrderInHand } from './order-in-hand.js';
import { scopeFault } from './scope-fault.js';
import { serialLock } from './serials.js';

export interface Recording {
  scanId: string | null;
  timeZone: string;
  /** A location that somebody else has claimed is a question (`CLAIMED`), as in scans, and no warning. */
  asksClaim?: boolean;
  /** The product, where the caller has read it. */
  product?: Product;
}

/** A count that was written. */
export interface Recorded {
  count: Count;
  /** The line it belongs to, as it was before; undefined for one that belongs to none. */
  line: LineAt | undefined;
  claiming: Claiming;
}

/**
 * Writes one count record, in the transaction of the scan that made it: matched to its line, which a
 * count opens again, and the location claimed for the worker. Throws with every fault at once; a
 * question that is not answered yet is a fault too, to be sent again with its code in `confirmed`.
 * The order's lock is the caller's (`openForWorker`), and so is storing the scan.
 */
export async function recordCount(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  input: CountInput,
  { scanId, timeZone, asksClaim = false, product }: Recording,
): Promise<Recorded> {
  const serial = input.serialNumberId ? [serialLock(order, input.serialNumberId)] : [];
  await tx.lockAll([locationLock(order, input.locationId), ...serial]);
  const lines = await readLinesAt(tx, order, input.locationId, actor.language);
  const { faults, asked, count } = await checkCount(tx, actor, order, input, { timeZone, product });
  if (lines.length === 0) faults.unshift(await scopeFault(tx, order, input.locationId));
  if (asksClaim) asked.push(...claimFaults(lines, order, timeZone));
  const open = asked.filter(({ code }) => !input.confirmed?.includes(code));
  refuseAll('rule', [...faults, ...open]);
  const checked = count as CheckedCount;
  const [place] = lines as [LineAt];
  const line = lineFor(lines, checked.counted);
  if (line?.avoid.includes(order.me.workerId)) throw countedBefore(line, order);

  const written = shownCount(actor, order, { scanId, place, line, input, checked });
  await insertCount(tx, actor, order, written, checked);
  const counting = order.state === 'Released';
  const reopened = counting && line !== undefined && line.state !== 'open' && (await reopen(tx, line.id));
  const here = lines.map((at) => (reopened && at.id === line.id ? { ...at, state: 'open' as const } : at));
  const joins = input.confirmed?.includes(CLAIMED) ?? false;
  const claiming: Claiming = counting ? await claim(tx, order, here, joins) : { outcome: 'mine' };
  if (order.state === 'Completed') await markCountsChanged(tx, order.reconciliationId, [written.id]);
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'count',
    subjectId: written.id,
    event: 'count.recorded',
    after: {
      orderId: order.id,
      worker: order.me.name,
      locationId: input.locationId,
      ...checked.counted,
      quantity: input.quantity,
      unitId: input.unitId,
      ...(asked.length > 0 ? { confirmed: asked.map(({ code, value }) => ({ code, value })) } : {}),
      ...(reopened ? { reopened: line.lineNo } : {}),
    },
  });
  return { count: written, line, claiming };
}

/** The record as it will be read (`count-rows.ts`), without reading it. */
function shownCount(
  actor: Actor,
  order: OrderInHand,
  of: {
    scanId: string | null;
    place: LineAt;
    line: LineAt | undefined;
    input: CountInput;
    checked: CheckedCount;
  },
): Count {
  const { counted, product, tracking, measured } = of.checked;
  return {
    id: randomUUID(),
    scanId: of.scanId,
    orderId: order.id,
    lineId: of.line?.id ?? null,
    locationId: of.place.locationId,
    location: of.place.location,
    ...counted,
    product: product.partNumber,
    productName: product.name,
    variant: tracking.variant?.code ?? null,
    lot: tracking.lot?.number ?? null,
    serialNumber: tracking.serial?.number ?? null,
    logisticUnit: tracking.logisticUnit?.serialCode ?? null,
    quantity: shown(measured.quantity) as string,
    unitId: of.input.unitId,
    unit: product.units.find(({ id }) => id === of.input.unitId)?.code ?? '',
    quantityBase: shown(measured.quantityBase) as string,
    session: order.session,
    workerId: order.me.workerId,
    worker: order.me.name,
    enteredBy: order.me.userId === actor.userId ? null : actor.name,
    at: order.at,
    void: false,
    voidReason: null,
    voidedBy: null,
  };
}

async function insertCount(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  count: Count,
  { counted, measured }: CheckedCount,
): Promise<void> {
  await tx.run(
    often(sql`
    INSERT INTO ${erp.counts} ("Warehouse_Count_Id", "Creation_Time_UTC", "Creation_User_Id", "Warehouse_Order_Id",
      "Warehouse_Order_Line_Id", "Source_Document_Id", "Session", "Warehouse_Location_Id", "Product_Id", "Variant_Id",
      "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id", "Quantity", "Quantity_Unit_Id", "Quantity_Base",
      "Standard_Quantity_Base", "Void")
    VALUES (${uuid(count.id)}, ${moment(new Date(count.at))}, ${uuid(order.me.userId ?? actor.userId)},
      ${uuid(order.id)}, ${uuid(count.lineId)}, ${uuid(order.sourceDocumentId)}, ${integer(order.session)},
      ${uuid(count.locationId)}, ${uuid(counted.productId)}, ${uuid(counted.variantId)}, ${uuid(counted.lotId)},
      ${uuid(counted.serialNumberId)}, ${uuid(counted.logisticUnitId)}, ${quantity(measured.quantity.toFixed())},
      ${uuid(count.unitId)}, ${quantity(measured.quantityBase.toFixed())},
      ${quantity(measured.standardBase.toFixed())}, ${FALSE})`),
  );
}
