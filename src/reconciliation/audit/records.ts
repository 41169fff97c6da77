import { raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, TRUE } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { validLines } from '../transfer/lines.sql.js';
import { type Invariant, type Scope, within } from './invariant.js';

/** Condition that a warehouse transaction's id is of a release in the scope. */
const releasedBy = (scope: Scope, transaction: Sql): Sql =>
  scope.reconciliationId === undefined
    ? sql`1 = 1`
    : sql`${transaction} IN (
        SELECT w.transaction_id FROM ${own.releases} w WHERE ${within(scope, raw('w.reconciliation_id'))})`;

/** Condition that a count order's id is of a reconciliation in the scope; of all of them, also one that is not there. */
const countedBy = (scope: Scope, order: Sql): Sql =>
  scope.reconciliationId === undefined
    ? sql`1 = 1`
    : sql`${order} IN (
        SELECT q."Warehouse_Order_Id" FROM ${erp.orders} q JOIN ${erp.documents} qd ON qd."Id" = q."Document_Id"
        JOIN ${erp.reconciliations} qr ON qr."Document_Id" = qd."Prime_Cause_Document_Id"
        WHERE ${within(scope, raw('qr."Warehouse_Reconciliation_Id"'))})`;

/** What must hold for counts, imports and everything that refers to something else. */
export const recordInvariants: Invariant[] = [
  {
    code: 'import.twice',
    means: 'A warehouse transaction is in two valid lines of Inventory Reconciliations.',
    rows: (scope) => sql`
      SELECT l."Warehouse_Transaction_Id" AS "transactionId", MIN(ld."Document_No") AS "first", MAX(ld."Document_No") AS "last"
      FROM ${validLines}
      WHERE l."Warehouse_Transaction_Id" IS NOT NULL AND ${releasedBy(scope, raw('l."Warehouse_Transaction_Id"'))}
      GROUP BY l."Warehouse_Transaction_Id" HAVING COUNT(*) > 1`,
  },
  {
    code: 'import.claim-wrong',
    means: 'A claim of an import names a line of another warehouse transaction.',
    rows: (scope) => sql`
      SELECT i.transaction_id AS "transactionId", i.line_id AS "lineId" FROM ${own.imports} i
      JOIN ${erp.inventoryReconciliationLines} l ON l."Reconciliation_Line_Id" = i.line_id
      WHERE ${releasedBy(scope, raw('i.transaction_id'))} AND (l."Warehouse_Transaction_Id" IS NULL
        OR l."Warehouse_Transaction_Id" <> i.transaction_id OR l."Reconciliation_Id" <> i.inventory_reconciliation_id)`,
  },
  {
    code: 'count.in-void-order',
    means: 'A count stands in a count order that is void.',
    rows: (scope) => sql`
      SELECT c."Warehouse_Count_Id" AS "countId", c."Warehouse_Order_Id" AS "orderId"
      FROM ${erp.counts} c
      JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = c."Warehouse_Order_Id"
      JOIN ${erp.documents} od ON od."Id" = o."Document_Id" AND od."Void" = ${TRUE}
      JOIN ${erp.reconciliations} r ON r."Document_Id" = od."Prime_Cause_Document_Id"
      WHERE c."Void" = ${FALSE} AND ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))}`,
  },
  {
    code: 'count.void-without-reason',
    means: 'A count is void, but not why, when and by whom.',
    rows: (scope) => sql`
      SELECT c."Warehouse_Count_Id" AS "countId" FROM ${erp.counts} c
      LEFT JOIN ${erp.reconciliations} r ON r."Document_Id" = c."Source_Document_Id"
      WHERE c."Void" = ${TRUE} AND (c."Void_Reason" IS NULL OR c."Void_Time" IS NULL OR c."Void_User" IS NULL)
        AND ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))}`,
  },
  {
    code: 'count.orphan',
    means: 'A count has no order, or a line of another order.',
    rows: (scope) => sql`
      SELECT c."Warehouse_Count_Id" AS "countId" FROM ${erp.counts} c
      LEFT JOIN ${erp.reconciliations} r ON r."Document_Id" = c."Source_Document_Id"
      LEFT JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = c."Warehouse_Order_Id"
      LEFT JOIN ${erp.orderLines} l ON l."Warehouse_Order_Line_Id" = c."Warehouse_Order_Line_Id"
      WHERE ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))} AND (o."Warehouse_Order_Id" IS NULL
        OR (c."Warehouse_Order_Line_Id" IS NOT NULL
          AND (l."Warehouse_Order_Id" IS NULL OR l."Warehouse_Order_Id" <> c."Warehouse_Order_Id")))`,
  },
  {
    code: 'count.scan-lost',
    means: 'A scan was answered with a count that is not there.',
    rows: (scope) => sql`
      SELECT s.scan_id AS "scanId", s.count_id AS "countId" FROM ${own.scans} s
      LEFT JOIN ${erp.counts} c ON c."Warehouse_Count_Id" = s.count_id
      WHERE s.count_id IS NOT NULL AND c."Warehouse_Count_Id" IS NULL AND ${countedBy(scope, raw('s.order_id'))}`,
  },
  {
    code: 'order.place-twice',
    means: 'A count order has two lines for the same location.',
    rows: (scope) => sql`
      SELECT l."Warehouse_Order_Id" AS "orderId", l."Warehouse_Location_Id" AS "locationId", COUNT(*) AS "lines"
      FROM ${erp.orderLines} l
      JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = l."Warehouse_Order_Id" AND o."Task_Type" = ${code.taskType.Count}
      JOIN ${erp.documents} od ON od."Id" = o."Document_Id"
      JOIN ${erp.reconciliations} r ON r."Document_Id" = od."Prime_Cause_Document_Id"
      WHERE l."Product_Id" IS NULL AND ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))}
      GROUP BY l."Warehouse_Order_Id", l."Warehouse_Location_Id" HAVING COUNT(*) > 1`,
  },
  {
    code: 'orphan.detail',
    means: 'A row has no reconciliation, or a location of another warehouse.',
    rows: (scope) => sql`
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS "detailId" FROM ${erp.details} d
      LEFT JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
      LEFT JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
      WHERE ${within(scope, raw('d."Warehouse_Reconciliation_Id"'))}
        AND (r."Warehouse_Id" IS NULL OR l."Warehouse_Id" IS NULL OR l."Warehouse_Id" <> r."Warehouse_Id")`,
  },
  {
    code: 'orphan.facts',
    means: 'Facts stand beside a row that is not there, or is of another reconciliation.',
    rows: (scope) => sql`
      SELECT f.detail_id AS "detailId" FROM ${own.facts} f
      LEFT JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = f.detail_id
      WHERE ${within(scope, raw('f.reconciliation_id'))} AND (d."Warehouse_Reconciliation_Id" IS NULL
        OR d."Warehouse_Reconciliation_Id" <> f.reconciliation_id)`,
  },
  {
    code: 'orphan.release',
    means: 'A release names a row or a warehouse transaction that is not there.',
    rows: (scope) => sql`
      SELECT w.detail_id AS "detailId", w.transaction_id AS "transactionId" FROM ${own.releases} w
      LEFT JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = w.detail_id
      LEFT JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = w.transaction_id
      WHERE ${within(scope, raw('w.reconciliation_id'))}
        AND (d."Warehouse_Reconciliation_Id" IS NULL OR t."Warehouse_Transaction_Id" IS NULL)`,
  },
  {
    code: 'orphan.line-state',
    means: 'The state of a count order line has no line, or one of another order.',
    rows: (scope) => sql`
      SELECT s.line_id AS "lineId", s.order_id AS "orderId" FROM ${own.lines} s
      LEFT JOIN ${erp.orderLines} l ON l."Warehouse_Order_Line_Id" = s.line_id
      WHERE ${countedBy(scope, raw('s.order_id'))}
        AND (l."Warehouse_Order_Id" IS NULL OR l."Warehouse_Order_Id" <> s.order_id)`,
  },
  {
    code: 'orphan.exception',
    means: 'An exception has no reconciliation or no order.',
    rows: (scope) => sql`
      SELECT e.exception_id AS "exceptionId" FROM ${own.exceptions} e
      LEFT JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = e.reconciliation_id
      LEFT JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = e.order_id
      WHERE ${within(scope, raw('e.reconciliation_id'))}
        AND (r."Warehouse_Reconciliation_Id" IS NULL OR o."Warehouse_Order_Id" IS NULL)`,
  },
];
