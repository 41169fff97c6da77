import { createIndex, createTable, table } from '../database/columns.js';
import type { Database, Tx } from '../database/database.js';
import { raw, type Sql, sql } from '../database/sql.js';
import { TRUE } from '../database/words.js';
import { erpTables, type erpViews } from '../erp/columns.js';
import { erp } from '../erp/tables.js';
import { erpIndexes } from './erp-indexes.js';

/** What the warehouse has: the signed sum of its transactions. */
const availability = sql`
  SELECT "Warehouse_Id", "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id",
         "Serial_Number_Id", "Logistic_Unit_Id",
         SUM(CASE WHEN "Direction" = 'I' THEN "Quantity_Base" ELSE -"Quantity_Base" END) AS "Quantity_Base_Available",
         SUM(CASE WHEN "Direction" = 'I' THEN "Standard_Quantity" ELSE -"Standard_Quantity" END) AS "Standard_Quantity_Available"
    FROM ${erp.transactions} t
   GROUP BY "Warehouse_Id", "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id",
         "Serial_Number_Id", "Logistic_Unit_Id"`;

const signed = (column: string): string =>
  `SUM(CASE WHEN t."Movement_Type" = 'R' THEN l."${column}" ELSE -l."${column}" END)`;

/** What the stores have: received less issued, released transactions only. */
const balances = sql`
  SELECT d."Enterprise_Company_Id", t."Store_Id", l."Store_Bin_Id", l."Product_Id", l."Product_Variant_Id",
         l."Lot_Id", l."Serial_Number_Id",
         ${raw(signed('Quantity_Base'))} AS "Quantity_Base",
         ${raw(signed('Line_Base_Cost'))} AS "Base_Cost",
         ${raw(signed('Line_Product_Cost'))} AS "Product_Cost",
         ${raw(signed('Line_Store_Cost'))} AS "Store_Cost"
    FROM ${erp.storeTransactions} t
    JOIN ${erp.documents} d ON d."Id" = t."Document_Id"
    JOIN ${erp.storeTransactionLines} l ON l."Transaction_Id" = t."Transaction_Id"
   WHERE t."Is_Released" = ${TRUE}
   GROUP BY d."Enterprise_Company_Id", t."Store_Id", l."Store_Bin_Id", l."Product_Id", l."Product_Variant_Id",
         l."Lot_Id", l."Serial_Number_Id"`;

/** What the ERP's views say. */
export const erpQueries: Record<keyof typeof erpViews, Sql> = {
  Wms_Warehouse_Availability: availability,
  Inv_Current_Balances: balances,
};

/** Creates the ERP's tables, indexes and views: all of them or none. Fails where one is there already. */
export async function createErp(database: Database): Promise<void> {
  await database.transaction(createErpIn);
}

/** The same inside a transaction that goes on. */
export async function createErpIn(tx: Tx): Promise<void> {
  for (const [name, columns] of Object.entries(erpTables)) await tx.run(createTable(name, columns));
  for (const { name, on, columns, ...options } of erpIndexes())
    await tx.run(createIndex(name, on, columns, options));
  for (const [name, query] of Object.entries(erpQueries))
    await tx.run(sql`CREATE VIEW ${table(name)} AS ${query}`);
}

/**
 * Whether the ERP's tables are there. Throws when the database does not answer, so that one that is
 * away is not taken for an empty one.
 */
export async function hasErp(database: Database): Promise<boolean> {
  await database.query(sql`SELECT 1 AS "one"`);
  try {
    await database.query(sql`SELECT "Warehouse_Id" FROM ${erp.warehouses} WHERE 1 = 0`);
    return true;
  } catch {
    return false;
  }
}
