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
