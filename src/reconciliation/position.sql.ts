import { join, raw, type Sql, sql } from '../database/sql.js';
import { or0 } from '../database/words.js';

const tracking = ['Product_Id', 'Variant_Id', 'Lot_Id', 'Serial_Number_Id', 'Logistic_Unit_Id'];

/**
 * Whether two rows (details or counts, by their aliases) are at the same stock position; empty equals
 * empty (erp.md, Matching positions).
 */
export function samePosition(a: Sql, b: Sql): Sql {
  const column = (of: Sql, name: string) => sql`${of}.${raw(`"${name}"`)}`;
  const same = tracking.map((name) => sql`${or0(column(a, name))} = ${or0(column(b, name))}`);
  return sql`${column(a, 'Warehouse_Location_Id')} = ${column(b, 'Warehouse_Location_Id')} AND ${join(same, ' AND ')}`;
}

/** Whether a detail (`d`) is at the position of an order's line (`l`), which names the variant otherwise. */
export const samePositionAsLine = (d: Sql, l: Sql): Sql => sql`
  ${d}."Warehouse_Location_Id" = ${l}."Warehouse_Location_Id" AND ${or0(sql`${d}."Product_Id"`)} = ${or0(sql`${l}."Product_Id"`)}
  AND ${or0(sql`${d}."Variant_Id"`)} = ${or0(sql`${l}."Product_Variant_Id"`)} AND ${or0(sql`${d}."Lot_Id"`)} = ${or0(sql`${l}."Lot_Id"`)}
  AND ${or0(sql`${d}."Serial_Number_Id"`)} = ${or0(sql`${l}."Serial_Number_Id"`)}
  AND ${or0(sql`${d}."Logistic_Unit_Id"`)} = ${or0(sql`${l}."Logistic_Unit_Id"`)}`;
