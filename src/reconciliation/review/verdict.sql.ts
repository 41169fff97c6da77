import { join, list, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, truth } from '../../database/words.js';
import { code, type ReviewStatus } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { serialInTwoPlaces } from '../counting/serials.js';
import { ofDetails } from '../details/narrowed.js';
import { isStale } from '../populate/stale.sql.js';
import type { MovementPolicy } from '../reconciliation.js';
import { ratioVaries } from './difference.sql.js';
import { sourcesOf } from './review-status.js';

/** Why a status is refused, in the order in which reasons are told. */
export const reasons = ['not-allowed', 'not-counted', 'stale', 'serial', 'exception', 'moved'] as const;
export type Reason = (typeof reasons)[number];

const statuses = (words: readonly ReviewStatus[]): Sql =>
  words.length > 0 ? list(words.map((word) => code.status[word])) : raw("''");

/**
 * While a location has an open exception, nothing there can be written off: what was scanned but not
 * recognised must not be (process.md, step 6). Where the ratio varies, neither of the two quantities.
 */
const writesOffUnknown = sql`((f.difference_base < 0 OR (f.difference < 0 AND ${ratioVaries})) AND EXISTS (
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

/** When each reason holds, `review-status.ts` in SQL; those about approving only where that is wanted. */
function reasonsAgainst(wanted: ReviewStatus, policy: MovementPolicy): [Reason, Sql][] {
  const found: [Reason, Sql][] = [
    ['not-allowed', sql`d."Review_Status" NOT IN (${statuses(sourcesOf(wanted))})`],
    [
      'not-counted',
      sql`(d."Review_Status" IN (${statuses(sourcesOf(wanted, 'counted'))}) AND d."Counted_Quantity" IS NULL)`,
    ],
  ];
  if (wanted !== 'Approved') return found;
  return [
    ...found,
    ['stale', isStale],
    ['serial', serialInTwoPlaces(sql`d`)],
    ['exception', writesOffUnknown],
    ['moved', sql`(${movedTooMuch[policy]})`],
  ];
}

/**
 * The verdict on each selected row for FROM: `id`, `line_no`, and `verdict`: same, change or refused.
 * `selected` are the ids (`selectionSql`).
 */
export const verdicts = (selected: Sql, wanted: ReviewStatus, policy: MovementPolicy): Sql => {
  const against = reasonsAgainst(wanted, policy).map(([, holds]) => holds);
  return sql`(
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no,
      CASE WHEN d."Review_Status" = ${code.status[wanted]} THEN 'same'
        WHEN ${join(against, ' OR ')} THEN 'refused' ELSE 'change' END AS verdict
    FROM ${ofDetails.from} WHERE d."Warehouse_Reconciliation_Detail_Id" IN (${selected})) v`;
};

/** Every reason against each of a few rows: one column for a reason, by its name. */
export const reasonsOf = (some: readonly string[], wanted: ReviewStatus, policy: MovementPolicy): Sql => {
  const holding = reasonsAgainst(wanted, policy).map(
    ([reason, holds]) => sql`${truth(holds)} AS ${raw(`"${reason}"`)}`,
  );
  return sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Review_Status" AS "status", ${join(holding)}
    FROM ${ofDetails.from} WHERE d."Warehouse_Reconciliation_Detail_Id" IN ${ids(some)}`;
};

/** Sets the status where the verdict is `change`. A Started row that is sent to Recount leaves its order. */
export const setStatus = (touch: Sql, of: Sql, wanted: ReviewStatus): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status[wanted]},
    "Warehouse_Order_Id" = CASE WHEN "Review_Status" = ${code.status.Started} THEN NULL ELSE "Warehouse_Order_Id" END
  WHERE "Warehouse_Reconciliation_Detail_Id" IN (SELECT v.id FROM ${of} WHERE v.verdict = 'change')`;
