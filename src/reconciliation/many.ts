import type { Database, Reader } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { integer, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';

/** From this many rows on they are joined as sets. */
const MANY = 1_000;

/**
 * Tells the planner for the rest of the transaction that many rows come, where there are more than a
 * thousand of them. `rows` selects them in the order of an index, without an end. Whether it was told.
 */
export async function expectMany({ dialect }: Database, reader: Reader, rows: Sql): Promise<boolean> {
  if (!dialect.manyFresh) return false;
  const beyond = await reader.query(sql`${rows} OFFSET ${integer(MANY)} ROWS FETCH NEXT 1 ROWS ONLY`);
  if (beyond.length === 0) return false;
  await reader.query(dialect.manyFresh);
  return true;
}

/** The rows of a reconciliation, for `expectMany`. */
export const detailsInOrder = (reconciliationId: string): Sql => sql`
  SELECT "Line_No" AS "lineNo" FROM ${erp.details}
  WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} ORDER BY "Line_No"`;
