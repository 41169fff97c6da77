import { raw, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { datetime, FALSE, iso, or0, TRUE, text, truth } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { detailsWithUnits, differs, goesOut, quantities, signedBase } from '../release/approved.sql.js';
import { type Invariant, within } from './invariant.js';

const { status, state, taskType, direction } = code;
const named = sql`d."Warehouse_Reconciliation_Id" AS "reconciliationId",
  d."Warehouse_Reconciliation_Detail_Id" AS "detailId", d."Line_No" AS "lineNo"`;
const mine = raw('d."Warehouse_Reconciliation_Id"');
/** Reconciliations that we released: `o` with the moment. The ERP's own releases are its own. */
const releasedByUs = sql`JOIN ${own.options} o ON o.reconciliation_id = d."Warehouse_Reconciliation_Id"
  AND o.released_at IS NOT NULL`;
const withTransaction = sql`JOIN ${own.releases} w ON w.detail_id = d."Warehouse_Reconciliation_Detail_Id"
  LEFT JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = w.transaction_id`;

/** What must hold for releases and the ledger. */
export const releaseInvariants: Invariant[] = [
  {
    code: 'release.transaction-missing',
    means: 'An approved difference of a released reconciliation became no warehouse transaction.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${detailsWithUnits()} ${releasedByUs}
      LEFT JOIN ${own.releases} w ON w.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      LEFT JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = w.transaction_id
      WHERE ${within(scope, mine)} AND d."Review_Status" = ${status.Approved} AND ${differs}
        AND t."Warehouse_Transaction_Id" IS NULL`,
  },
  {
    code: 'release.transaction-wrong',
    means: 'A released warehouse transaction is not the approved difference of its row.',
    rows: (scope) => sql`
      SELECT ${named}, w.transaction_id AS "transactionId" FROM ${detailsWithUnits()} ${withTransaction}
      WHERE ${within(scope, mine)} AND (
        t."Warehouse_Transaction_Id" IS NULL OR d."Review_Status" <> ${status.Approved}
        OR t."Task_Type" <> ${taskType.Count} OR t."Warehouse_Order_Id" IS NOT NULL
        OR t."Direction" <> CASE WHEN ${goesOut} THEN ${direction.Out} ELSE ${direction.In} END
        OR t."Quantity" <> ${quantities.quantity} OR t."Quantity_Base" <> ${quantities.base}
        OR t."Warehouse_Location_Id" <> d."Warehouse_Location_Id" OR t."Product_Id" <> d."Product_Id"
        OR ${or0(sql`t."Product_Variant_Id"`)} <> ${or0(sql`d."Variant_Id"`)}
        OR ${or0(sql`t."Lot_Id"`)} <> ${or0(sql`d."Lot_Id"`)}
        OR ${or0(sql`t."Serial_Number_Id"`)} <> ${or0(sql`d."Serial_Number_Id"`)}
        OR ${or0(sql`t."Logistic_Unit_Id"`)} <> ${or0(sql`d."Logistic_Unit_Id"`)})`,
  },
  {
    code: 'release.transaction-shared',
    means: 'Two rows were released as the same warehouse transaction.',
    rows: (scope) => sql`
      SELECT ${named}, w.transaction_id AS "transactionId" FROM ${erp.details} d
      JOIN ${own.releases} w ON w.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      JOIN (SELECT transaction_id FROM ${own.releases} GROUP BY transaction_id HAVING COUNT(*) > 1) x
        ON x.transaction_id = w.transaction_id
      WHERE ${within(scope, mine)}`,
  },
  {
    code: 'release.not-decided',
    means: 'A released reconciliation has a row that is not Created, Approved or Cancelled.',
    rows: (scope) => sql`
      SELECT ${named}, d."Review_Status" AS "reviewStatus" FROM ${erp.details} d ${releasedByUs}
      WHERE ${within(scope, mine)} AND d."Review_Status" NOT IN (${status.Created}, ${status.Approved}, ${status.Cancelled})`,
  },
  {
    code: 'release.state',
    means: 'Transactions were released, but the document is not Released.',
    rows: (scope) => sql`
      SELECT r."Warehouse_Reconciliation_Id" AS "reconciliationId", rd."Document_No" AS "documentNo",
        rd."State" AS "state", ${truth(sql`rd."Void" = ${TRUE}`)} AS "void"
      FROM ${erp.reconciliations} r
      JOIN ${erp.documents} rd ON rd."Id" = r."Document_Id"
      LEFT JOIN ${own.options} o ON o.reconciliation_id = r."Warehouse_Reconciliation_Id"
      WHERE ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))} AND rd."State" < ${state.Released}
        AND (o.released_at IS NOT NULL OR EXISTS (
          SELECT 1 FROM ${own.releases} w WHERE w.reconciliation_id = r."Warehouse_Reconciliation_Id"))`,
  },
  {
    code: 'release.order-open',
    means: 'A released reconciliation has a count order that is still open.',
    rows: (scope) => sql`
      SELECT r."Warehouse_Reconciliation_Id" AS "reconciliationId", q."Warehouse_Order_Id" AS "orderId"
      FROM ${erp.reconciliations} r
      JOIN ${own.options} o ON o.reconciliation_id = r."Warehouse_Reconciliation_Id" AND o.released_at IS NOT NULL
      JOIN ${erp.documents} qd ON qd."Prime_Cause_Document_Id" = r."Document_Id" AND qd."Void" = ${FALSE}
        AND qd."State" < ${state.Completed}
      JOIN ${erp.orders} q ON q."Document_Id" = qd."Id" AND q."Task_Type" = ${taskType.Count}
      WHERE ${within(scope, raw('r."Warehouse_Reconciliation_Id"'))}`,
  },
  {
    code: 'availability.unexplained',
    means:
      'What is available is not the snapshot plus all movements since, releases included. A transaction that was booked late shows here as well.',
    rows: (scope) => sql`
      SELECT x.reconciliation_id AS "reconciliationId", x.detail_id AS "detailId", x.line_no AS "lineNo",
        ${text(sql`x.snapshot`)} AS "snapshotBase", ${text(sql`x.before_snapshot`)} AS "bookedBefore", ${iso(sql`x.at`)} AS "snapshotAt"
      FROM (
        SELECT d."Warehouse_Reconciliation_Id" AS reconciliation_id, d."Warehouse_Reconciliation_Detail_Id" AS detail_id,
          d."Line_No" AS line_no, d."Snapshot_Quantity_Base" AS snapshot, o.snapshot_at AS at,
          COALESCE(SUM(CASE WHEN t."Creation_Time_Utc" <= ${datetime(sql`o.snapshot_at`)} AND ours.transaction_id IS NULL
            THEN ${signedBase} ELSE 0 END), 0) AS before_snapshot
        FROM ${erp.details} d
        JOIN ${own.options} o ON o.reconciliation_id = d."Warehouse_Reconciliation_Id" AND o.snapshot_at IS NOT NULL
        JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
        JOIN ${erp.documents} rd ON rd."Id" = r."Document_Id" AND rd."Void" = ${FALSE} AND rd."State" <= ${state.Released}
        LEFT JOIN ${erp.transactions} t ON t."Warehouse_Id" = r."Warehouse_Id"
          AND t."Warehouse_Location_Id" = d."Warehouse_Location_Id" AND t."Product_Id" = d."Product_Id"
          AND ${or0(sql`t."Product_Variant_Id"`)} = ${or0(sql`d."Variant_Id"`)}
          AND ${or0(sql`t."Lot_Id"`)} = ${or0(sql`d."Lot_Id"`)}
          AND ${or0(sql`t."Serial_Number_Id"`)} = ${or0(sql`d."Serial_Number_Id"`)}
          AND ${or0(sql`t."Logistic_Unit_Id"`)} = ${or0(sql`d."Logistic_Unit_Id"`)}
        -- A release comes after its snapshot, also where the clock was set back in between.
        LEFT JOIN ${own.releases} ours ON ours.detail_id = d."Warehouse_Reconciliation_Detail_Id"
          AND ours.transaction_id = t."Warehouse_Transaction_Id"
        WHERE ${within(scope, mine)} AND d."Product_Id" IS NOT NULL
        GROUP BY d."Warehouse_Reconciliation_Id", d."Warehouse_Reconciliation_Detail_Id", d."Line_No",
          d."Snapshot_Quantity_Base", o.snapshot_at
      ) x WHERE x.snapshot <> x.before_snapshot`,
  },
];
