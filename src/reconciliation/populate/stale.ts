import type { Tx } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, now, touch } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { samePosition } from '../position.sql.js';
import { repeatStatus } from './facts.sql.js';

/**
 * Makes the rows stale that these counts are summed into, and approved ones Finished: for every count that is added to, voided or
 * resolved in an order that is already completed. Counts of an open order need none of it: its rows
 * were marked when they were given to it (`markCountedAgain`). Waits for a populate of the
 * reconciliation, which must not miss the mark.
 */
export async function markCountsChanged(
  tx: Tx,
  reconciliationId: string,
  countIds: readonly string[],
): Promise<void> {
  await tx.lock(`reconciliation:${reconciliationId}`, 'shared');
  const behind = sql`
    SELECT DISTINCT d."Warehouse_Reconciliation_Detail_Id" AS id
    FROM ${erp.counts} c
    JOIN ${erp.details} d ON d."Warehouse_Order_Id" = c."Warehouse_Order_Id" AND d."Session" = c."Session"
      AND ${samePosition(sql`c`, sql`d`)}
    WHERE c."Warehouse_Count_Id" IN ${ids(countIds)}`;
  await tx.run(sql`
    UPDATE ${own.facts} SET counts_changed_at = ${now} FROM (${behind}) s WHERE s.id = ${own.facts}.detail_id`);
  await tx.run(sql`
    UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status.Finished} FROM (${behind}) s
    WHERE s.id = ${erp.details}."Warehouse_Reconciliation_Detail_Id" AND "Review_Status" = ${code.status.Approved}`);
  await tx.run(
    repeatStatus(
      reconciliationId,
      sql`d."Warehouse_Reconciliation_Detail_Id" IN (SELECT s.id FROM (${behind}) s)`,
    ),
  );
}

/**
 * Forgets difference and hand correction of details whose counted quantity is taken away (a voided
 * order's). `details` selects their ids.
 */
export async function forgetCounted(tx: Tx, details: Sql): Promise<void> {
  await tx.run(sql`
    UPDATE ${own.facts} SET difference = NULL, difference_base = NULL, difference_value = NULL, differs = NULL,
      edited_session = NULL, edited_by = NULL, edited_at = NULL, populated_order = NULL, counts_changed_at = NULL
    WHERE detail_id IN (${details})`);
}
