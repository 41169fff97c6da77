import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, ids, integer, TRUE, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { samePosition } from '../position.sql.js';
import type { Reconciliation } from '../reconciliation.js';
import type { Work } from './generate.sql.js';

/** An order line with the columns that a detail has, to compare positions. */
const lines = sql`SELECT n."Warehouse_Order_Line_Id" AS line_id, n."Warehouse_Order_Id" AS order_id,
  n."Warehouse_Location_Id", n."Product_Id", n."Product_Variant_Id" AS "Variant_Id", n."Lot_Id",
  n."Serial_Number_Id", n."Logistic_Unit_Id" FROM ${erp.orderLines} n`;

/**
 * `detail_id`, `worker_id`: who counted a row before, each pair once. He entered a count of its
 * position that stands, or was voided only with its order; or he closed the line that it was on, which
 * is how nothing is counted. Where a manager typed in a count it is the worker he named.
 */
export const countedBefore = (of: Reconciliation): Sql => sql`
  SELECT d."Warehouse_Reconciliation_Detail_Id" AS detail_id, COALESCE(s.worker_id, w."Warehouse_Worker_Id") AS worker_id
  FROM ${erp.details} d
  JOIN ${erp.counts} c ON ${samePosition(sql`c`, sql`d`)}
  JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = c."Warehouse_Order_Id"
  JOIN ${erp.documents} od ON od."Id" = o."Document_Id"
  LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
  LEFT JOIN ${erp.workers} w ON w."User_Id" = c."Creation_User_Id" AND w."Warehouse_Id" = ${uuid(of.warehouseId)}
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)} AND od."Prime_Cause_Document_Id" = ${uuid(of.documentId)}
    AND (c."Void" = ${FALSE} OR od."Void" = ${TRUE})
    AND COALESCE(s.worker_id, w."Warehouse_Worker_Id") IS NOT NULL
  UNION
  SELECT d."Warehouse_Reconciliation_Detail_Id", x.closed_by
  FROM ${erp.documents} od
  JOIN ${erp.orders} o ON o."Document_Id" = od."Id"
  JOIN ${own.lines} x ON x.order_id = o."Warehouse_Order_Id"
  JOIN (${lines}) l ON l.line_id = x.line_id
  JOIN ${erp.details} d ON d."Warehouse_Location_Id" = l."Warehouse_Location_Id"
    AND (l."Product_Id" IS NULL OR ${samePosition(sql`l`, sql`d`)})
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)} AND od."Prime_Cause_Document_Id" = ${uuid(of.documentId)}
    AND x.closed_by IS NOT NULL`;

/** Rows that all of the given workers counted before: `lineNo`, `location`; at most `most`. */
export const rowsWithoutWorker = (
  { rows, avoided = sql`` }: Work,
  workerIds: readonly string[],
  most: number,
): Sql => sql`
  SELECT d."Line_No" AS "lineNo", l."Location_Address" AS "location"
  FROM ${erp.details} d
  JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
  JOIN (
    SELECT v.detail_id FROM (${avoided}) v WHERE v.worker_id IN ${ids(workerIds)}
    GROUP BY v.detail_id HAVING COUNT(*) >= ${integer(workerIds.length)}) b
    ON b.detail_id = d."Warehouse_Reconciliation_Detail_Id"
  WHERE ${rows} ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
  OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

/** Side rows of the new lines that somebody may not count; a claim is held against them. */
export const insertAvoided = ({ scope, avoided = sql`` }: Work, session: number): Sql => sql`
  INSERT INTO ${own.lines} (line_id, order_id, location_id, state, left_out, avoid)
  SELECT l.line_id, l.order_id, l."Warehouse_Location_Id", 'open', ${FALSE}, b.avoid
  FROM ${erp.details} d
  JOIN (${lines}) l ON l.order_id = d."Warehouse_Order_Id" AND ${samePosition(sql`l`, sql`d`)}
  JOIN (
    SELECT v.detail_id, STRING_AGG(LOWER(${text(sql`v.worker_id`)}), ',') AS avoid
    FROM (${avoided}) v GROUP BY v.detail_id) b ON b.detail_id = d."Warehouse_Reconciliation_Detail_Id"
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(scope.id)} AND d."Session" = ${integer(session)}`;
