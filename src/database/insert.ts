import type { Tx } from './database.js';
import { type Fragment, join, list, raw, type Sql, sql } from './sql.js';

/** SQL Server takes 2,100 parameters and 1,000 rows in a statement. */
const MAX_PARAMETERS = 2_000;
const MAX_ROWS = 1_000;

/**
 * Inserts rows in as few statements as both vendors take. Each row has its values in the order of
 * `columns`. For rows that come from outside; what is in the database already is copied by
 * INSERT … SELECT.
 */
export async function insertRows(
  tx: Tx,
  table: Fragment | Sql,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const size = Math.min(MAX_ROWS, Math.max(1, Math.floor((MAX_PARAMETERS - 1) / columns.length)));
  const names = raw(columns.map((column) => `"${column}"`).join(', '));
  for (let from = 0; from < rows.length; from += size) {
    const values = rows.slice(from, from + size).map((row) => sql`(${list(row)})`);
    await tx.run(sql`INSERT INTO ${table} (${names}) VALUES ${join(values)}`);
  }
}
