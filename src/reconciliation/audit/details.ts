import { join, raw, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, TRUE, text } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { ofDetails, ofDiffering } from '../details/narrowed.js';
import { isStale } from '../populate/stale.sql.js';
import { samePosition } from '../position.sql.js';
import { type Invariant, within } from './invariant.js';

const { status, state } = code;
const named = sql`d."Warehouse_Reconciliation_Id" AS "reconciliationId",
  d."Warehouse_Reconciliation_Detail_Id" AS "detailId", d."Line_No" AS "lineNo"`;
const mine = raw('d."Warehouse_Reconciliation_Id"');
const withOrder = sql`${erp.details} d
  LEFT JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = d."Warehouse_Order_Id"
  LEFT JOIN ${erp.documents} od ON od."Id" = o."Document_Id"`;

const repeated = ['status', 'session', 'zone', 'location', 'product', 'lot', 'serial'] as const;

/** What must hold for the rows of a reconciliation and the counts behind them. */
export const detailInvariants: Invariant[] = [
  {
    code: 'detail.position-twice',
    means: 'Two rows of a reconciliation are about the same stock position.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      JOIN ${erp.details} e ON e."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
        AND e."Warehouse_Reconciliation_Detail_Id" <> d."Warehouse_Reconciliation_Detail_Id"
        AND ${samePosition(sql`d`, sql`e`)}
      WHERE ${within(scope, mine)}`,
  },
  {
    code: 'detail.sum-of-counts',
    means: 'A counted quantity is not the sum of the counts of its session.',
    rows: (scope) => sql`
      SELECT ${named}, ${text(sql`d."Counted_Quantity_Base"`)} AS "countedBase", ${text(sql`COALESCE(s.base, 0)`)} AS "sumBase"
      FROM ${erp.details} d
      JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
      LEFT JOIN (
        SELECT c."Source_Document_Id", c."Session", c."Warehouse_Location_Id", c."Product_Id", c."Variant_Id",
          c."Lot_Id", c."Serial_Number_Id", c."Logistic_Unit_Id", SUM(c."Quantity_Base") AS base
        FROM ${erp.counts} c WHERE c."Void" = ${FALSE}
        GROUP BY c."Source_Document_Id", c."Session", c."Warehouse_Location_Id", c."Product_Id", c."Variant_Id",
          c."Lot_Id", c."Serial_Number_Id", c."Logistic_Unit_Id"
      ) s ON s."Source_Document_Id" = r."Document_Id" AND s."Session" = d."Session" AND ${samePosition(sql`s`, sql`d`)}
      WHERE ${within(scope, mine)} AND d."Product_Id" IS NOT NULL
        AND f.populated_order = d."Warehouse_Order_Id" AND NOT ${isStale}
        AND (f.edited_session IS NULL OR f.edited_session <> d."Session")
        AND d."Counted_Quantity_Base" <> COALESCE(s.base, 0)`,
  },
  {
    code: 'detail.half-counted',
    means: 'A row has one of its two counted quantities.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      WHERE ${within(scope, mine)} AND CASE WHEN d."Counted_Quantity" IS NULL THEN 0 ELSE 1 END
        <> CASE WHEN d."Counted_Quantity_Base" IS NULL THEN 0 ELSE 1 END`,
  },
  {
    code: 'detail.place-counted',
    means: 'A row without a product has a quantity.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      WHERE ${within(scope, mine)} AND d."Product_Id" IS NULL
        AND (d."Snapshot_Quantity_Base" <> 0 OR d."Snapshot_Quantity" <> 0
          OR COALESCE(d."Counted_Quantity_Base", 0) <> 0 OR COALESCE(d."Counted_Quantity", 0) <> 0)`,
  },
  {
    code: 'detail.touched',
    means: 'A Created row has a session, an order or a counted quantity.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      WHERE ${within(scope, mine)} AND d."Review_Status" = ${status.Created}
        AND (d."Session" <> 0 OR d."Warehouse_Order_Id" IS NOT NULL OR d."Counted_Quantity_Base" IS NOT NULL)`,
  },
  {
    code: 'detail.started-without-order',
    means: 'A Started row has no open count order.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${withOrder}
      WHERE ${within(scope, mine)} AND d."Review_Status" = ${status.Started}
        AND (od."Id" IS NULL OR od."Void" = ${TRUE} OR od."State" >= ${state.Completed})`,
  },
  {
    code: 'detail.finished-too-early',
    means: 'A Finished row has a count order that is open.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${withOrder}
      WHERE ${within(scope, mine)} AND d."Review_Status" = ${status.Finished}
        AND od."Void" = ${FALSE} AND od."State" < ${state.Completed}`,
  },
  {
    code: 'detail.order-void',
    means: 'A row belongs to a count order that is void or not there.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${withOrder}
      WHERE ${within(scope, mine)} AND d."Warehouse_Order_Id" IS NOT NULL AND (od."Id" IS NULL OR od."Void" = ${TRUE})`,
  },
  {
    code: 'detail.foreign-order',
    means: 'A row belongs to a count order of another reconciliation.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${withOrder}
      JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
      WHERE ${within(scope, mine)} AND od."Prime_Cause_Document_Id" <> r."Document_Id"`,
  },
  {
    code: 'detail.line-missing',
    means: 'A Started row is on no line of its count order.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      WHERE ${within(scope, mine)} AND d."Review_Status" = ${status.Started} AND NOT EXISTS (
        SELECT 1 FROM ${erp.orderLines} l WHERE l."Warehouse_Order_Id" = d."Warehouse_Order_Id"
          AND l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
          AND (l."Product_Id" IS NULL OR l."Product_Id" = d."Product_Id"))`,
  },
  {
    code: 'detail.session-unknown',
    means: 'A row is in a session that was never given out.',
    rows: (scope) => sql`
      SELECT ${named}, d."Session" AS "session" FROM ${erp.details} d
      JOIN ${own.options} o ON o.reconciliation_id = d."Warehouse_Reconciliation_Id"
      WHERE ${within(scope, mine)} AND d."Session" > o.last_session`,
  },
  {
    code: 'detail.facts-differ',
    means: 'The difference shown beside a row is not that of its quantities.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      WHERE ${within(scope, mine)} AND f.difference_base IS NOT NULL
        AND (d."Counted_Quantity_Base" IS NULL
          OR f.difference_base <> d."Counted_Quantity_Base" - COALESCE(f.expected_base, d."Snapshot_Quantity_Base"))`,
  },
  {
    code: 'detail.facts-outdated',
    means: 'A row that differs would be missed where the list of differences is narrowed.',
    rows: (scope) => sql`
      SELECT ${named} FROM ${erp.details} d
      JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      WHERE ${within(scope, mine)} AND f.differs = ${TRUE} AND (${join(
        repeated.map((column) => {
          const [fact, detail] = [ofDiffering[column], ofDetails[column]];
          return sql`(${fact} <> ${detail} OR (${fact} IS NULL AND ${detail} IS NOT NULL))`;
        }),
        ' OR ',
      )})`,
  },
];
