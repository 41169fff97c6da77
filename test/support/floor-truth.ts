import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { TRUE, text, truth, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import type { Client, TestHost } from './host.js';

/** What really lies at a position; `base` in the base unit. */
export interface Lying {
  locationId: string;
  productId: string;
  variantId: string | null;
  lotId: string | null;
  serialNumberId: string | null;
  logisticUnitId: string | null;
  quantity: string;
  base: string;
  unitId: string;
  baseUnitId: string;
  variable: boolean;
}

/** The shelves of a warehouse: what a snapshot says, until a test moves something by hand. */
export class Truth {
  private constructor(readonly lying: Lying[]) {}

  static async ofSnapshot({ database }: TestHost, reconciliationId: string): Promise<Truth> {
    const rows = await database.query<Lying>(sql`
      SELECT d."Warehouse_Location_Id" AS "locationId", d."Product_Id" AS "productId", d."Variant_Id" AS "variantId",
        d."Lot_Id" AS "lotId", d."Serial_Number_Id" AS "serialNumberId", d."Logistic_Unit_Id" AS "logisticUnitId",
        ${text(sql`d."Snapshot_Quantity"`)} AS "quantity", ${text(sql`d."Snapshot_Quantity_Base"`)} AS "base",
        d."Quantity_Unit_Id" AS "unitId", d."Base_Unit_Id" AS "baseUnitId",
        ${truth(sql`p."Allow_Variable_Measurement_Ratios" = ${TRUE}`)} AS "variable"
      FROM ${erp.details} d JOIN ${erp.products} p ON p."Id" = d."Product_Id"
      WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND d."Snapshot_Quantity_Base" > 0
      ORDER BY d."Line_No"`);
    return new Truth(rows);
  }

  /** From details as the interface gives them. */
  static of(details: readonly any[]): Truth {
    const rows = details.map((detail) => ({
      ...detail,
      quantity: detail.snapshotQuantity,
      base: detail.snapshotQuantityBase,
      unitId: detail.quantityUnitId,
      variable: false,
    }));
    return new Truth(rows.filter(({ base }) => Number(base) > 0));
  }

  /** So much less of everything. */
  less(pieces: number): this {
    for (const one of this.lying) one.base = one.quantity = String(Number(one.base) - pieces);
    return this;
  }

  at(locationId: string): Lying[] {
    return this.lying.filter((one) => one.locationId === locationId);
  }

  of(place: { location: string; product: string; lot?: string; serial?: string }): Lying | undefined {
    return this.lying.find(
      (one) =>
        one.locationId === place.location &&
        one.productId === place.product &&
        (place.lot === undefined || one.lotId === place.lot) &&
        (place.serial === undefined || one.serialNumberId === place.serial),
    );
  }

  take(one: Lying | undefined): void {
    if (!one) throw new Error('Nothing lies there.');
    this.lying.splice(this.lying.indexOf(one), 1);
  }

  put(one: Lying): void {
    this.lying.push(one);
  }
}

/** Counts every line of an order by what lies there and finishes it. */
export async function countOrder(worker: Client, orderId: string, truth: Truth): Promise<void> {
  await countLines(worker, orderId, truth);
  const finished = await worker.post(`/api/worker/orders/${orderId}/finish`);
  if (finished.status !== 200) throw new Error(JSON.stringify(finished.body));
}

/** Starts an order and counts its lines, or some of them as `slice` takes them, by what lies there. */
export async function countLines(
  worker: Client,
  orderId: string,
  truth: Truth,
  ...part: [from?: number, to?: number]
): Promise<void> {
  const started = await worker.post(`/api/worker/orders/${orderId}/start`);
  if (started.status !== 200) throw new Error(JSON.stringify(started.body));
  for (const line of started.body.lines.slice(...part)) {
    const here = truth.at(line.locationId).filter((one) => isOn(line, one));
    for (const one of here) {
      const counted = await worker.post(`/api/worker/orders/${orderId}/counts`, countOf(one));
      if (counted.status !== 201) throw new Error(JSON.stringify(counted.body));
    }
    const closed = await worker.post(
      `/api/worker/orders/${orderId}/lines/${line.id}/${here.length > 0 ? 'done' : 'empty'}`,
    );
    if (closed.status !== 200) throw new Error(JSON.stringify(closed.body));
  }
}

/** A line without product is its whole location. */
const isOn = (line: any, one: Lying): boolean =>
  line.productId === null ||
  (['productId', 'variantId', 'lotId', 'serialNumberId', 'logisticUnitId'] as const).every(
    (key) => line[key] === one[key],
  );

const countOf = (one: Lying) => ({
  scanId: randomUUID(),
  locationId: one.locationId,
  productId: one.productId,
  variantId: one.variantId,
  lotId: one.lotId,
  serialNumberId: one.serialNumberId,
  logisticUnitId: one.logisticUnitId,
  ...(one.variable
    ? { quantity: one.quantity, unitId: one.unitId, quantityBase: one.base }
    : { quantity: one.base, unitId: one.baseUnitId }),
});
