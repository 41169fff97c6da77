import { raw, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { FALSE, now, TRUE, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { repeatStatus } from '../../src/reconciliation/populate/facts.sql.js';
import { populateStep } from '../steps/populate.js';
import { snapshotStep } from '../steps/snapshot.js';
import type { World } from '../world.js';

/** In this part of the way, as shares of all lines, everything is right. */
export const QUIET = { from: 0.2, to: 0.3 };

/**
 * A count in the middle of its review: snapshot, count and populate as the product does them, then
 * most rows without a difference and most of those approved, some sent to a second session, some moved.
 */
export async function countAndReview(world: World): Promise<void> {
  await snapshotStep.ours(world);
  await populateStep.prepare(world);
  await populateStep.ours(world);
  const id = uuid(world.reconciliationId);
  const every = (n: number, rest = 0) => sql`line_no % ${raw(String(n))} = ${raw(String(rest))}`;
  const quiet = (share: number) => raw(String(Math.round(world.positions * share)));
  const status = (code: string, which: ReturnType<typeof sql>) => sql`
    UPDATE ${erp.details} SET "Review_Status" = ${code} FROM ${own.facts} f
    WHERE f.detail_id = ${erp.details}."Warehouse_Reconciliation_Detail_Id" AND f.reconciliation_id = ${id} AND (${which})`;
  await world.write(
    // 19 of 20 are right; the others differ by up to some hundreds.
    sql`UPDATE ${own.facts} SET difference = 0, difference_base = 0, difference_value = 0, differs = ${FALSE}
      WHERE reconciliation_id = ${id} AND (NOT (${every(20)}) OR line_no BETWEEN ${quiet(QUIET.from)} AND ${quiet(QUIET.to)})`,
    sql`UPDATE ${own.facts} SET difference = difference * (1 + line_no % 397), difference_value = difference_value * (1 + line_no % 397)
      WHERE reconciliation_id = ${id} AND differs = ${TRUE}`,
    sql`UPDATE ${own.facts} SET moved = ${TRUE}, moved_before = CASE WHEN ${every(300)} THEN 2 ELSE 0 END,
        moved_during = CASE WHEN ${every(1_000)} THEN -1 ELSE 0 END, moved_after = CASE WHEN ${every(100)} THEN 5 ELSE 0 END
      WHERE reconciliation_id = ${id} AND (${every(100)} OR ${every(300)} OR ${every(1_000)})`,
    sql`UPDATE ${own.facts} SET counts_changed_at = ${now} WHERE reconciliation_id = ${id} AND ${every(5_000)}`,
    status('APR', sql`f.differs = ${FALSE} AND NOT (${every(7)})`),
    status('RCN', every(50)),
    status('CNL', every(977)),
    sql`UPDATE ${erp.details} SET "Session" = 2 FROM ${own.facts} f
      WHERE f.detail_id = ${erp.details}."Warehouse_Reconciliation_Detail_Id" AND f.reconciliation_id = ${id} AND ${every(60)}`,
    repeatStatus(world.reconciliationId),
  );
  await world.settle();
}
