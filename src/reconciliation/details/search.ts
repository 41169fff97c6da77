import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/**
 * Condition for details whose location address, part number, lot or serial number begins with a text;
 * as it was typed or in capitals, where the database tells them apart.
 */
export async function searchedBy(_reader: Reader, reconciliationId: string, text: string): Promise<Sql> {
  const begins = (column: Sql) => {
    const pattern = (typed: string) =>
      sql`${column} LIKE ${`${typed.replaceAll(/[!%_[]/g, '!$&')}%`} ESCAPE '!'`;
    const capitals = text.toUpperCase();
    return capitals === text ? pattern(text) : sql`(${pattern(text)} OR ${pattern(capitals)})`;
  };
  const found = (table: Sql, on: Sql, where: Sql) => sql`
    SELECT x."Warehouse_Reconciliation_Detail_Id" FROM ${table} JOIN ${erp.details} x
      ON x."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND ${on} WHERE ${where}`;
  return sql`d."Warehouse_Reconciliation_Detail_Id" IN (
    ${found(sql`${erp.locations} l`, sql`x."Warehouse_Location_Id" = l."Warehouse_Location_Id"`, begins(sql`l."Location_Address"`))}
    UNION ALL ${found(sql`${erp.products} p`, sql`x."Product_Id" = p."Id"`, begins(sql`p."Part_Number"`))}
    UNION ALL ${found(sql`${erp.lots} t`, sql`x."Product_Id" = t."Product_Id" AND x."Lot_Id" = t."Lot_Id"`, begins(sql`t."Lot_Number"`))}
    UNION ALL ${found(sql`${erp.serialNumbers} s`, sql`x."Product_Id" = s."Product_Id" AND x."Serial_Number_Id" = s."Id"`, begins(sql`s."Serial_Number"`))})`;
}
