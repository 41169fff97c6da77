import { list, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { code, type ReviewStatus } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { serialInTwoPlaces } from '../counting/serials.js';
import { detailsWithFacts } from '../details/filter.js';
import { isStale } from '../populate/stale.sql.js';
import type { MovementPolicy } from '../reconciliation.js';
import { sourcesOf } from './review-status.js';

/** What setting a status does to a row: `change`, `same`, or why it is refused. */
export type Reason = 'not-allowed' | 'not-counted' | 'stale' | 'exception' | 'serial' | 'moved';

const statuses = (words: readonly ReviewStatus[]): Sql =>
  words.length > 0 ? list(words.map((word) => code.status[word])) : raw("''");

/**
 * While a location has an open exception, nothing there can be written off: what was scanned but not
 * recognised must not be (process.md, step 6).
 */
const writesOffUnknown = sql`(f.difference_base < 0 AND EXISTS (
  SELECT 1 FROM ${own.exceptions} e
  WHERE e.reconciliation_id = d."Warehouse_Reconciliation_Id" AND e.state = 'open'
    AND e.location_id = d."Warehouse_Location_Id"))`;

/** Rows whose movement makes the count doubtful, by the policy (process.md, Movements while counting). */
const movedTooMuch: Record<MovementPolicy, Sql> = {
  warn: sql`1 = 0`,
  recount: sql`COALESCE(f.moved_during, 0) <> 0 OR COALESCE(f.moved_after, 0) <> 0
    OR (COALESCE(f.moved_before, 0) <> 0 AND d."Session" <= 1)`,
  // The manager decides: approving is the decision.
  rollForward: sql`1 = 0`,
};

/**
 * The verdict on each selected row, `review-status.ts` in SQL, for FROM: `id`, `line_no`, `status`,
 * `verdict`. `selected` are the ids (`selectionSql`).
 */
export const verdicts = (selected: Sql, wanted: ReviewStatus, policy: MovementPolicy): Sql => {
  const counted = sql`d."Review_Status" IN (${statuses(sourcesOf(wanted, 'counted'))}) AND d."Counted_Quantity" IS NULL`;
  const onlyApproved: Sql =
    wanted === 'Approved'
      ? sql`WHEN ${isStale} THEN 'stale' WHEN ${serialInTwoPlaces(sql`d`)} THEN 'serial'
          WHEN ${writesOffUnknown} THEN 'exception' WHEN ${movedTooMuch[policy]} THEN 'moved'`
      : raw('');
  return sql`(
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no, d."Review_Status" AS status,
      CASE WHEN d."Review_Status" = ${code.status[wanted]} THEN 'same'
        WHEN d."Review_Status" NOT IN (${statuses(sourcesOf(wanted))}) THEN 'not-allowed'
        WHEN ${counted} THEN 'not-counted'
        ${onlyApproved}
        ELSE 'change' END AS verdict
    FROM ${detailsWithFacts} WHERE d."Warehouse_Reconciliation_Detail_Id" IN (${selected})) v`;
};

/** Sets the status where the verdict is `change`. A Started row that is sent to Recount leaves its order. */
export const setStatus = (touch: Sql, of: Sql, wanted: ReviewStatus): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status[wanted]},
    "Warehouse_Order_Id" = CASE WHEN "Review_Status" = ${code.status.Started} THEN NULL ELSE "Warehouse_Order_Id" END
  WHERE "Warehouse_Reconciliation_Detail_Id" IN (SELECT v.id FROM ${of} WHERE v.verdict = 'change')`;
