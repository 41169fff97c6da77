import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { isStale } from '../populate/stale.sql.js';
import { detailsWithUnits, differs, isTooLarge, unitIsKnown } from './approved.sql.js';

/** Why a row cannot be released as it is. */
export type Reason = 'status' | 'stale' | 'uncounted' | 'large' | 'unit';

/** Details with all that decides about their release, for FROM; `f` only the facts with changed counts. */
export const detailsForRelease = (reconciliationId: string): Sql => sql`${detailsWithUnits(reconciliationId)}
  LEFT JOIN (SELECT c.detail_id, c.counts_changed_at FROM ${own.facts} c
    WHERE c.reconciliation_id = ${uuid(reconciliationId)} AND c.counts_changed_at IS NOT NULL
  ) f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"`;

/** The reason, or empty where nothing is in the way, about `detailsForRelease`. */
export const reason: Sql = sql`CASE
  WHEN d."Review_Status" IN (${code.status.Created}, ${code.status.Cancelled}) THEN NULL
  WHEN d."Review_Status" <> ${code.status.Approved} THEN 'status'
  WHEN ${isStale} THEN 'stale'
  WHEN d."Counted_Quantity" IS NULL OR d."Counted_Quantity_Base" IS NULL THEN 'uncounted'
  WHEN NOT ${differs} THEN NULL
  WHEN NOT ${unitIsKnown} THEN 'unit'
  WHEN ${isTooLarge} THEN 'large'
END`;
