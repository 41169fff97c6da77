import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { now } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';

/**
 * Whether what stands behind a counted quantity has changed since it was populated (process.md, step
 * 5), about `ofDetails`: a count of the row's session was added or voided, or the row was
 * given to another order. While that order counts there is nothing to say of it.
 */
export const isStale: Sql = sql`(f.counts_changed_at IS NOT NULL
  AND d."Review_Status" NOT IN (${code.status.Created}, ${code.status.Started}))`;

/** Marks rows that have a counted quantity and are given to another order. `rows` is about `d`. */
export const markCountedAgain = (rows: Sql): Sql => sql`
  UPDATE ${own.facts} SET counts_changed_at = ${now}
  FROM ${erp.details} d
  WHERE d."Warehouse_Reconciliation_Detail_Id" = ${own.facts}.detail_id AND d."Last_Aggregated_At" IS NOT NULL AND ${rows}`;
