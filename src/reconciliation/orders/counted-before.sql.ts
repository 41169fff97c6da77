import { type Fragment, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, gathered, ids, integer, TRUE, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { samePosition } from '../position.sql.js';
import type { Reconciliation } from '../reconciliation.js';
import { lineNumbers, type Work } from './generate.sql.js';
import { insertWork } from './work.sql.js';

/** An order line with the columns that a detail has, to compare positions. */
const lines = sql`SELECT n."Warehouse_Order_Line_Id" AS line_id, n."Warehouse_Location_Id", n."Product_Id",
  n."Product_Variant_Id" AS "Variant_Id", n."Lot_Id", n."Serial_Number_Id", n."Logistic_Unit_Id"
  FROM ${erp.orderLines} n`;

/**
 * Working rows `avoid`: who counted the rows before. He entered a count of their position that stands,
 * or was voided only with its order; or he closed the line that it was on, which is how nothing is
 * counted. Where a manager typed in a count it is the worker he named. `rows` is about the detail `d`.
 */
export const insertCountedBefore = (of: Reconciliation, rows: Sql | Fragment): Sql =>
  insertWork(
    of.id,
    'avoid',
    sql`
      SELECT d."Warehouse_Reconciliation_Detail_Id", COALESCE(s.worker_id, w."Warehouse_Worker_Id"), ${uuid(null)}
      FROM ${erp.documents} od
      JOIN ${erp.orders} o ON o."Document_Id" = od."Id"
      JOIN ${erp.counts} c ON c."Warehouse_Order_Id" = o."Warehouse_Order_Id"
      JOIN ${erp.details} d ON ${samePosition(sql`c`, sql`d`)}
      LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
      LEFT JOIN ${erp.workers} w ON w."User_Id" = c."Creation_User_Id" AND w."Warehouse_Id" = ${uuid(of.warehouseId)}
      WHERE od."Prime_Cause_Document_Id" = ${uuid(of.documentId)} AND (c."Void" = ${FALSE} OR od."Void" = ${TRUE})
        AND COALESCE(s.worker_id, w."Warehouse_Worker_Id") IS NOT NULL AND ${rows}
      UNION
      SELECT d."Warehouse_Reconciliation_Detail_Id", x.closed_by, ${uuid(null)}
      FROM ${erp.documents} od
      JOIN ${erp.orders} o ON o."Document_Id" = od."Id"
      JOIN ${own.lines} x ON x.order_id = o."Warehouse_Order_Id"
      JOIN (${lines}) l ON l.line_id = x.line_id
      JOIN ${erp.details} d ON d."Warehouse_Location_Id" = l."Warehouse_Location_Id"
        AND (l."Product_Id" IS NULL OR ${samePosition(sql`l`, sql`d`)})
      WHERE od."Prime_Cause_Document_Id" = ${uuid(of.documentId)} AND x.closed_by IS NOT NULL AND ${rows}`,
  );

/** Rows that all of the given workers counted before: `lineNo`, `location`; at most `most`. */
export const rowsWithoutWorker = (work: Work, workerIds: readonly string[], most: number): Sql => sql`
  SELECT d."Line_No" AS "lineNo", l."Location_Address" AS "location"
  FROM ${erp.details} d
  JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
  WHERE ${work.rows} AND ${integer(workerIds.length)} <= (
    SELECT COUNT(*) FROM ${own.work} v
    WHERE v.reconciliation_id = ${uuid(work.reconciliationId)} AND v.what = 'avoid'
      AND v.subject_id = d."Warehouse_Reconciliation_Detail_Id" AND v.worker_id IN ${ids(workerIds)})
  ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
  OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

/** Side rows of the new lines that somebody may not count; a claim is held against them. */
export const insertAvoided = ({ reconciliationId: id }: Work, session: number): Sql => sql`
  INSERT INTO ${own.lines} (line_id, order_id, location_id, state, left_out, avoid)
  SELECT s.line_id, s.order_id, s.location_id, 'open', ${FALSE}, s.avoid
  FROM (
    SELECT l."Warehouse_Order_Line_Id" AS line_id, l."Warehouse_Order_Id" AS order_id,
      l."Warehouse_Location_Id" AS location_id, (
        SELECT ${gathered(sql`LOWER(${text(sql`v.worker_id`)})`, sql`v.worker_id`, ',')} FROM ${own.work} v
        WHERE v.reconciliation_id = ${uuid(id)} AND v.what = 'avoid' AND v.subject_id = n.detail_id) AS avoid
    FROM (${lineNumbers(id, session)}) n
    JOIN ${erp.orderLines} l ON l."Warehouse_Order_Id" = n.order_id AND l."Line_No" = n.line_no) s
  WHERE s.avoid IS NOT NULL`;
