import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, text } from '../../src/database/words.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Refusal } from '../../src/errors.js';
import { VoidOrders } from '../../src/reconciliation/orders/void-orders.js';
import { Release } from '../../src/reconciliation/release/release.js';
import type { Rows } from './rows.js';

/** The service, without a host around it. */
export function releaseOf(database: Database): Release {
  const options = ErpOptions.of({});
  const documents = new Documents(options);
  return new Release(database, documents, new VoidOrders(documents, options));
}

/** A reconciliation of one place, with `stock` pieces of a product in it that were there at the snapshot. */
export async function onePosition(rows: Rows, stock: string, counted: string) {
  const at = { location: await rows.location('A-01'), product: await rows.product('gloves') };
  await rows.transaction(at, stock);
  const reconciliation = await rows.reconciliation();
  const detail = await rows.detail(reconciliation, { ...at, snapshot: stock, counted });
  return { at, reconciliation, detail };
}

/** The count transactions of a warehouse, in the order of their ids. */
export const countTransactions = (database: Database, warehouse: string) =>
  database.query<Record<string, string | null>>(sql`
    SELECT "Direction" AS "direction", ${text(sql`"Quantity"`)} AS "quantity", ${text(sql`"Quantity_Base"`)} AS "base",
      ${text(sql`"Standard_Quantity"`)} AS "standard", "Quantity_Unit_Id" AS "unit", "Product_Id" AS "product",
      "Warehouse_Location_Id" AS "location", "Warehouse_Order_Id" AS "order", "Creation_User_Id" AS "user",
      "Lot_Id" AS "lot", "Logistic_Unit_Id" AS "logisticUnit"
    FROM ${erp.transactions} WHERE "Warehouse_Id" = ${warehouse} AND "Task_Type" = 'CNT'
    ORDER BY "Warehouse_Transaction_Id"`);

/** State of a reconciliation's document, and how often it became Released. */
export async function stateOf(database: Database, reconciliation: string) {
  const [row] = await database.query<{ state: number; changes: number; releasedAt: string | null }>(sql`
    SELECT d."State" AS "state", ${iso(sql`o.released_at`)} AS "releasedAt",
      (SELECT COUNT(*) FROM ${erp.stateChanges} c WHERE c."Document_Id" = d."Id" AND c."New_State" = 30) AS "changes"
    FROM ${erp.reconciliations} r JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
    LEFT JOIN ${own.options} o ON o.reconciliation_id = r."Warehouse_Reconciliation_Id"
    WHERE r."Warehouse_Reconciliation_Id" = ${reconciliation}`);
  return { state: row?.state, changes: Number(row?.changes), releasedAt: row?.releasedAt ?? null };
}

/** The refusal that some work ends in; fails when it is not refused. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof Refusal)) throw error ?? new Error('It was not refused.');
  return error;
}
