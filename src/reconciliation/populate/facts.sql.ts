import { join, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { datetime, FALSE, ids, TRUE, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';

/** What facts repeat of their row, so that rows that differ are narrowed by it without a look at each (`ofDiffering`). */
const repeated = {
  review_status: 'Review_Status',
  session: 'Session',
  zone_id: 'Warehouse_Zone_Id',
  location_id: 'Warehouse_Location_Id',
  product_id: 'Product_Id',
  lot_id: 'Lot_Id',
  serial_number_id: 'Serial_Number_Id',
};
const names = (prefix: string): Sql => join(Object.keys(repeated).map((name) => raw(`${prefix}${name}`)));

/** What a row is compared with; `d` is the detail. */
interface Compared {
  quantity: Sql;
  base: Sql;
  /** Where that stands, after FROM. */
  join: Sql;
}

const withSnapshot: Compared = {
  quantity: sql`d."Snapshot_Quantity"`,
  base: sql`d."Snapshot_Quantity_Base"`,
  join: sql``,
};

/** Only rows that moved are expected to be other than the snapshot; few, by an index of their own. */
const withExpected: Compared = {
  quantity: sql`COALESCE(x.expected, d."Snapshot_Quantity")`,
  base: sql`COALESCE(x.expected_base, d."Snapshot_Quantity_Base")`,
  join: sql`LEFT JOIN (SELECT e.detail_id, e.expected, e.expected_base FROM ${own.facts} e
    WHERE e.moved = ${TRUE}) x ON x.detail_id = d."Warehouse_Reconciliation_Detail_Id"`,
};

/**
 * The figures of details, for FROM; `where` is about `d`. A difference is counted less expected, in the unit
 * that is shown and in the base unit; the latter is worth something by the standard cost, 0 without a lot
 * size. A release would write it, with a fixed ratio by the base difference, with a variable one by either
 * (process.md, step 8).
 */
const figures = (compared: Compared, where: Sql): Sql => {
  const difference = sql`d."Counted_Quantity" - ${compared.quantity}`;
  const base = sql`d."Counted_Quantity_Base" - ${compared.base}`;
  return sql`
  SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no, ${difference} AS difference,
    ${base} AS base,
    CAST(CASE WHEN COALESCE(p."Standard_Lot_Size_Base", 0) = 0 THEN 0 * (${base})
      ELSE (${base}) * p."Standard_Cost_Per_Lot" / p."Standard_Lot_Size_Base" END AS decimal(28, 4)) AS value,
    CASE WHEN d."Counted_Quantity_Base" IS NULL OR d."Counted_Quantity" IS NULL THEN NULL
      WHEN ${base} <> 0 THEN ${TRUE}
      WHEN p."Allow_Variable_Measurement_Ratios" = ${TRUE} AND ${difference} <> 0 THEN ${TRUE}
      ELSE ${FALSE} END AS differs,
    CASE WHEN d."Counted_Quantity" IS NULL THEN NULL ELSE d."Warehouse_Order_Id" END AS order_id,
    ${join(Object.entries(repeated).map(([name, column]) => raw(`d."${column}" AS ${name}`)))}
  FROM ${erp.details} d LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
  ${compared.join}
  WHERE ${where}`;
};

const takeFigures = sql`difference = s.difference, difference_base = s.base, difference_value = s.value,
    differs = s.differs, ${join(Object.keys(repeated).map((name) => raw(`${name} = s.${name}`)))}`;

/**
 * Facts for every detail that has none yet, and so nothing that is expected of it but the snapshot.
 * `none`: no detail of the reconciliation has any.
 */
export const insertFacts = (reconciliationId: string, none: boolean): Sql => sql`
  INSERT INTO ${own.facts} (detail_id, reconciliation_id, line_no, difference, difference_base, difference_value,
    differs, moved, populated_order, ${names('')})
  SELECT s.id, ${uuid(reconciliationId)}, COALESCE(s.line_no, 0), s.difference, s.base, s.value, s.differs, ${FALSE}, s.order_id,
    ${names('s.')}
  FROM (${figures(
    withSnapshot,
    sql`d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}${
      none
        ? sql``
        : sql` AND NOT EXISTS (
    SELECT 1 FROM ${own.facts} f WHERE f.detail_id = d."Warehouse_Reconciliation_Detail_Id")`
    }`,
  )}) s`;

/**
 * The figures of the rows that were filled in at that moment, where they are others than before; what
 * stands there is the counts again, so nothing of it is stale or by hand.
 */
export const updateFacts = (reconciliationId: string, at: Date): Sql => sql`
  UPDATE ${own.facts} SET ${takeFigures}, populated_order = s.order_id, counts_changed_at = NULL,
    edited_session = NULL, edited_by = NULL, edited_at = NULL
  FROM (${figures(
    withExpected,
    sql`d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}
    AND d."Review_Status" = ${code.status.Finished} AND d."Last_Aggregated_At" = ${datetime(at)}`,
  )}) s
  WHERE s.id = ${own.facts}.detail_id AND ${changed}`;

/** The figures of rows that are compared with something else than before, once that is known. */
export const updateExpected = (reconciliationId: string): Sql => sql`
  UPDATE ${own.facts} SET ${takeFigures}
  FROM (${figures(withExpected, sql`d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND d."Counted_Quantity" IS NOT NULL`)}) s
  WHERE s.id = ${own.facts}.detail_id AND ${figuresChanged}`;

/** The figures of some details, after their counted quantity was changed by hand. */
export const updateFiguresOf = (details: readonly string[]): Sql => sql`
  UPDATE ${own.facts} SET ${takeFigures}
  FROM (${figures(withExpected, sql`d."Warehouse_Reconciliation_Detail_Id" IN ${ids(details)}`)}) s
  WHERE s.id = ${own.facts}.detail_id`;

const fact = (column: Sql) => sql`${own.facts}.${column}`;
const figuresChanged = sql`(${fact(sql`differs`)} IS NULL OR ${fact(sql`difference`)} <> s.difference
  OR ${fact(sql`difference_base`)} <> s.base OR ${fact(sql`difference_value`)} <> s.value
  OR ${fact(sql`differs`)} <> s.differs)`;
const changed = sql`(${figuresChanged} OR ${fact(sql`populated_order`)} IS NULL
  OR ${fact(sql`populated_order`)} <> s.order_id OR ${fact(sql`counts_changed_at`)} IS NOT NULL
  OR ${fact(sql`edited_session`)} IS NOT NULL)`;

/**
 * Rows that differ have their facts repeat their new status and session: to be run after whatever sets
 * one of the two. `rows` is about the detail `d`; without it, all of the reconciliation.
 */
export const repeatStatus = (reconciliationId: string, rows?: Sql): Sql => sql`
  UPDATE ${own.facts} SET review_status = d."Review_Status", session = d."Session" FROM ${erp.details} d
  WHERE d."Warehouse_Reconciliation_Detail_Id" = ${own.facts}.detail_id
    AND ${own.facts}.reconciliation_id = ${uuid(reconciliationId)} AND ${own.facts}.differs = ${TRUE}
    AND (${own.facts}.review_status <> d."Review_Status" OR ${own.facts}.session <> d."Session")
    ${rows ? sql`AND d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND ${rows}` : sql``}`;
