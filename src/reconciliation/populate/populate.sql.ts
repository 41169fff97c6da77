import { raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import {
  apart,
  datetime,
  FALSE,
  idInSeries,
  integer,
  moment,
  newSeries,
  or0,
  quantity,
  TRUE,
  text,
  touch,
  uuid,
} from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inShownUnit, productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import { positionOf, walkingOrder } from '../orders/walking-order.js';
import { samePosition } from '../position.sql.js';

/** What a populate works on. */
export interface PopulateOf {
  id: string;
  documentId: string;
  /** Take the sums also where somebody corrected the value by hand. */
  overwriteEdited: boolean;
  /** Now, as the ERP's columns hold it; never the same twice. */
  at: Date;
}

/** The counts of a reconciliation that stand; `c`. */
const standing = ({ documentId }: Pick<PopulateOf, 'documentId'>): Sql =>
  sql`c."Source_Document_Id" = ${uuid(documentId)} AND c."Void" = ${FALSE}`;

/**
 * Found goods: positions that were counted in a completed order and that no detail of any status or
 * session is about. Each becomes a row of its highest session, behind the others in walking order; it
 * is filled in by `fillCounted`, unless its line was left out.
 */
export const insertFound = (of: PopulateOf): Sql => {
  const at = positionOf(sql`n`);
  const walk = walkingOrder(at);
  return sql`
    INSERT INTO ${erp.details} ("Warehouse_Reconciliation_Detail_Id", "Warehouse_Reconciliation_Id", "Line_No",
      "Warehouse_Location_Id", "Warehouse_Zone_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id",
      "Logistic_Unit_Id", "Snapshot_Quantity_Base", "Snapshot_Quantity", "Base_Unit_Id", "Quantity_Unit_Id",
      "Snapshot_Date_Time", "Review_Status", "Session", "Warehouse_Order_Id")
    SELECT ${idInSeries(newSeries(), sql`ROW_NUMBER() OVER (ORDER BY ${walk.by})`)}, ${uuid(of.id)},
      last_row.line_no + ROW_NUMBER() OVER (ORDER BY ${walk.by}),
      ${at.location}, wo_location."Warehouse_Zone_Id", ${at.product}, ${at.variant}, ${at.lot}, ${at.serial}, ${at.unit},
      0, 0, u.base_unit_id, u.unit_id, last_row.snapshot_at,
      CASE WHEN n.left_out = ${TRUE} THEN ${code.status.Recount} ELSE ${code.status.Finished} END,
      n."Session", n."Warehouse_Order_Id"
    FROM ${apart(sql`
      SELECT c.*, l.left_out, ROW_NUMBER() OVER (
          PARTITION BY c."Warehouse_Location_Id", c."Product_Id", c."Variant_Id", c."Lot_Id",
            c."Serial_Number_Id", c."Logistic_Unit_Id"
          ORDER BY c."Session" DESC, CASE WHEN l.left_out = ${TRUE} THEN 0 ELSE 1 END, c."Warehouse_Order_Id") AS nth
      FROM ${erp.counts} c
      JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = c."Warehouse_Order_Id"
      JOIN ${erp.documents} od ON od."Id" = o."Document_Id" AND od."Void" = ${FALSE}
        AND od."State" >= ${integer(code.state.Completed)}
      LEFT JOIN ${own.lines} l ON l.line_id = c."Warehouse_Order_Line_Id"
      WHERE ${standing(of)} AND c."Session" IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ${erp.details} d
        WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)} AND ${samePosition(sql`d`, sql`c`)})`)} n
    CROSS JOIN (
      SELECT COALESCE(MAX("Line_No"), 0) AS line_no, COALESCE(MAX("Snapshot_Date_Time"), ${moment(of.at)}) AS snapshot_at
      FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(of.id)}) last_row
    LEFT JOIN ${apart(sql`SELECT * FROM ${productUnits} w`)} u ON u.product_id = n."Product_Id"
    ${walk.joins}
    WHERE n.nth = 1`;
};

const details = (name: string): Sql => sql`${erp.details}.${raw(`"${name}"`)}`;

/** The finished rows that a populate fills in: a value corrected by hand in the row's session stays. */
const toFill = (of: PopulateOf): Sql => sql`${details('Warehouse_Reconciliation_Id')} = ${uuid(of.id)}
  AND ${details('Review_Status')} = ${code.status.Finished}
  ${of.overwriteEdited ? sql`` : sql`AND ${notEdited(of)}`}`;

const notEdited = (of: PopulateOf): Sql => sql`${details('Warehouse_Reconciliation_Detail_Id')} NOT IN (
  SELECT f.detail_id FROM ${keptByHand(of)})`;

/**
 * Sums the counts of each finished row's own session. The sum is converted, not the counts. Where
 * ratios vary both quantities were measured: the quantity is what was entered if all of it was in the
 * row's unit, else the standard quantity converted.
 */
export const fillCounted = (of: PopulateOf): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Counted_Quantity_Base" = ${quantity(sql`s.base`)},
    "Counted_Quantity" = CASE WHEN s.measured = 1 THEN ${quantity(sql`s.quantity`)} ELSE s.converted END,
    "Last_Aggregated_At" = ${moment(of.at)}
  FROM ${apart(sql`
    SELECT n.*, CASE WHEN u.variable_ratio = ${TRUE} AND n.elsewise = 0 THEN 1 ELSE 0 END AS measured,
      ${inShownUnit(sql`CASE WHEN u.variable_ratio = ${TRUE} THEN n.standard ELSE n.base END`, 'u')} AS converted
    FROM (
      SELECT c."Warehouse_Location_Id" AS location_id, c."Product_Id" AS product_id, c."Variant_Id" AS variant_id,
        c."Lot_Id" AS lot_id, c."Serial_Number_Id" AS serial_id, c."Logistic_Unit_Id" AS unit_id,
        c."Session" AS session, SUM(c."Quantity_Base") AS base, SUM(c."Standard_Quantity_Base") AS standard,
        SUM(c."Quantity") AS quantity,
        SUM(CASE WHEN v.unit_id = c."Quantity_Unit_Id" THEN 0 ELSE 1 END) AS elsewise
      FROM ${erp.counts} c
      LEFT JOIN ${apart(sql`SELECT w.product_id, w.unit_id FROM ${productUnits} w WHERE w.variable_ratio = ${TRUE}`)} v
        ON v.product_id = c."Product_Id"
      WHERE ${standing(of)}
      GROUP BY c."Warehouse_Location_Id", c."Product_Id", c."Variant_Id", c."Lot_Id", c."Serial_Number_Id",
        c."Logistic_Unit_Id", c."Session"
    ) n
    JOIN ${apart(sql`SELECT * FROM ${productUnits} w`)} u ON u.product_id = n.product_id`)} s
  WHERE ${toFill(of)} AND ${details('Session')} = s.session
    AND ${details('Warehouse_Location_Id')} = s.location_id AND ${details('Product_Id')} = s.product_id
    AND ${or0(details('Variant_Id'))} = ${or0(sql`s.variant_id`)} AND ${or0(details('Lot_Id'))} = ${or0(sql`s.lot_id`)}
    AND ${or0(details('Serial_Number_Id'))} = ${or0(sql`s.serial_id`)}
    AND ${or0(details('Logistic_Unit_Id'))} = ${or0(sql`s.unit_id`)}`;

/** A finished row without a count is zero, and so is one without a product. After `fillCounted`. */
export const fillUncounted = (of: PopulateOf): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Counted_Quantity_Base" = 0, "Counted_Quantity" = 0,
    "Last_Aggregated_At" = ${moment(of.at)}
  WHERE ${toFill(of)} AND ("Last_Aggregated_At" IS NULL OR "Last_Aggregated_At" <> ${datetime(of.at)})`;

/** The counts of a detail that stand, of its own session. */
const countsOfDetail = (of: Pick<PopulateOf, 'documentId'>): Sql =>
  sql`${standing(of)} AND c."Session" = d."Session" AND ${samePosition(sql`c`, sql`d`)}`;

/** Rows that keep a value somebody corrected by hand: `d` with its facts `f`. */
export const keptByHand = (of: PopulateOf): Sql => sql`${own.facts} f
  JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = f.detail_id
  WHERE f.reconciliation_id = ${uuid(of.id)} AND f.edited_session IS NOT NULL
    AND f.edited_session = d."Session" AND d."Review_Status" = ${code.status.Finished}`;

/** What the standing counts of such a row sum to, in the base unit. */
export const sumOfCounts = (of: PopulateOf): Sql =>
  sql`(SELECT COALESCE(SUM(c."Quantity_Base"), 0) FROM ${erp.counts} c WHERE ${countsOfDetail(of)})`;

/**
 * Counts that stand and are summed nowhere, because the row of their position is still in an earlier
 * session: a recount met a row that was not part of it. `c` with its row `d`.
 */
export const countsBeside = (of: PopulateOf, sessions: { lowest: number; highest: number }): Sql => sql`
  ${erp.counts} c JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Id" = ${uuid(of.id)}
    AND d."Session" < ${integer(sessions.highest)} AND d."Session" < c."Session" AND ${samePosition(sql`d`, sql`c`)}
  WHERE ${standing(of)} AND c."Session" > ${integer(sessions.lowest)}`;

/** Finished rows whose counts sum to more than a quantity can hold. */
export const tooLarge = (of: Pick<PopulateOf, 'id' | 'documentId'>, most: number): Sql => sql`
  SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", ${text(sql`SUM(c."Quantity_Base")`)} AS "sum"
  FROM ${erp.details} d JOIN ${erp.counts} c ON ${countsOfDetail(of)}
  LEFT JOIN ${productUnits} u ON u.product_id = d."Product_Id"
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)}
  GROUP BY d."Warehouse_Reconciliation_Detail_Id", d."Line_No", u.numerator, u.denominator
  HAVING SUM(c."Quantity_Base") > ${MOST} OR SUM(c."Quantity") > ${MOST}
    OR SUM(c."Quantity_Base") > CAST(${MOST} AS decimal(25, 12)) * u.denominator / u.numerator
  ORDER BY d."Line_No" OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

const MOST = raw('999999999.999');
