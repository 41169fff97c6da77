import { type Sql, sql } from '../../database/sql.js';
import { or0 } from '../../database/words.js';
import { code } from '../../erp/codes.js';

/**
 * Whether what stands behind a counted quantity has changed since it was populated (process.md, step
 * 5), about `detailsWithFacts`: a count of the row's session was added or voided, or its order was
 * completed. An order can only have been completed since if it is not the one whose counts are in the
 * quantity; a Started row's order is still open and a row sent to Recount meanwhile has left it.
 */
export const isStale: Sql = sql`(f.counts_changed_at IS NOT NULL OR (
  d."Last_Aggregated_At" IS NOT NULL AND f.detail_id IS NOT NULL AND d."Warehouse_Order_Id" IS NOT NULL
  AND d."Review_Status" NOT IN (${code.status.Created}, ${code.status.Started})
  AND d."Warehouse_Order_Id" <> ${or0(sql`f.populated_order`)}))`;
