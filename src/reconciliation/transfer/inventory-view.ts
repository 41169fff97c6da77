import { type Actor, must } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { text, uuid } from '../../database/words.js';
import { documentStateOf } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { unknown } from '../../errors.js';
import { type StateWord, wordOf } from '../states.js';

/** An Inventory Reconciliation as its clerk knows it. */
export interface InventoryView {
  id: string;
  documentNo: string;
  documentDate: string;
  state: StateWord;
  /** Its default store, and the warehouse that manages it. */
  store: string | null;
  warehouse: string | null;
}

/** An Inventory Reconciliation by its id or its document's. Throws `inventory-reconciliation.unknown`. */
export async function readInventory(reader: Reader, actor: Actor, id: string): Promise<InventoryView> {
  must(actor, 'clerk');
  const [row] = await reader.query<Omit<InventoryView, 'state'> & { state: number; void: unknown }>(sql`
    SELECT r."Reconciliation_Id" AS "id", d."Document_No" AS "documentNo", ${text(sql`d."Document_Date"`)} AS "documentDate",
      d."State" AS "state", d."Void" AS "void", s."Store_Name" AS "store", w."Warehouse_Name" AS "warehouse"
    FROM ${erp.inventoryReconciliations} r
    JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
    LEFT JOIN ${erp.stores} s ON s."Id" = r."Default_Store_Id"
    LEFT JOIN ${erp.warehouses} w ON w."Warehouse_Id" = s."Warehouse_Id"
    WHERE r."Reconciliation_Id" = ${uuid(id)} OR r."Document_Id" = ${uuid(id)}`);
  if (!row) throw unknown('inventory reconciliation', id);
  const inWords = (value: string | null) => value && textIn(value, actor.language);
  return {
    id: row.id,
    documentNo: row.documentNo,
    documentDate: row.documentDate,
    state: wordOf({ state: documentStateOf(row.state), void: Boolean(row.void) }),
    store: inWords(row.store),
    warehouse: inWords(row.warehouse),
  };
}
