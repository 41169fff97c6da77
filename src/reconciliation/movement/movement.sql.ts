import { raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { addSeconds, apart, FALSE, moment, or0, TRUE, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inShownUnit, productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import { samePosition } from '../position.sql.js';

/** Whose movements, and from when on. */
export interface MovementOf {
  id: string;
  warehouseId: string;
  /** ISO 8601; null where no snapshot of ours is known. */
  snapshotAt: string | null;
  /** Seconds after the last count in which a movement may have been booked late. */
  lag: number;
  /** Compare with the moment of the count instead of the snapshot. */
  expectMovements: boolean;
}

/** A row of the ledger `t` (or of availability) at the position of a row `of`. */
const at = (t: Sql, of: Sql): Sql => sql`${t}."Warehouse_Location_Id" = ${of}.location_id
  AND ${t}."Product_Id" = ${of}.product_id
  AND ${or0(sql`${t}."Product_Variant_Id"`)} = ${of}.variant_id AND ${or0(sql`${t}."Lot_Id"`)} = ${of}.lot_id
  AND ${or0(sql`${t}."Serial_Number_Id"`)} = ${of}.serial_id AND ${or0(sql`${t}."Logistic_Unit_Id"`)} = ${of}.unit_id`;

const signed = (column: string): Sql =>
  sql`SUM(CASE WHEN t."Direction" = ${raw(`'${code.direction.In}'`)} THEN ${raw(`t."${column}"`)} ELSE -${raw(`t."${column}"`)} END)`;

/** What the ledger booked at the position of a row. */
const booked = (of: MovementOf, column: string, row: Sql, when: Sql): Sql => sql`COALESCE((
  SELECT ${signed(column)} FROM ${erp.transactions} t
  WHERE t."Warehouse_Id" = ${uuid(of.warehouseId)} AND ${at(sql`t`, row)} AND ${when}), 0)`;

/**
 * Details on whose position something has moved since the snapshot, and those of which that was known:
 * availability is another than the snapshot, or the ledger booked something meanwhile (in and out
 * again leaves the availability as it was, but not a count in between).
 */
const candidates = (of: MovementOf): Sql => sql`
  SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Warehouse_Location_Id" AS location_id,
    d."Product_Id" AS product_id, ${or0(sql`d."Variant_Id"`)} AS variant_id, ${or0(sql`d."Lot_Id"`)} AS lot_id,
    ${or0(sql`d."Serial_Number_Id"`)} AS serial_id, ${or0(sql`d."Logistic_Unit_Id"`)} AS unit_id,
    d."Snapshot_Quantity_Base" AS snapshot, COALESCE(a."Quantity_Base_Available", 0) AS available,
    COALESCE(a."Standard_Quantity_Available", 0) AS standard,
    ${counted('MIN')} AS first_count, ${counted('MAX')} AS last_count, ${closed} AS closed_at
  FROM ${erp.details} d
  LEFT JOIN ${erp.availability} a ON a."Warehouse_Id" = ${uuid(of.warehouseId)}
    AND a."Warehouse_Location_Id" = d."Warehouse_Location_Id" AND a."Product_Id" = d."Product_Id"
    AND ${or0(sql`a."Product_Variant_Id"`)} = ${or0(sql`d."Variant_Id"`)} AND ${or0(sql`a."Lot_Id"`)} = ${or0(sql`d."Lot_Id"`)}
    AND ${or0(sql`a."Serial_Number_Id"`)} = ${or0(sql`d."Serial_Number_Id"`)}
    AND ${or0(sql`a."Logistic_Unit_Id"`)} = ${or0(sql`d."Logistic_Unit_Id"`)}
  LEFT JOIN (
    SELECT DISTINCT t."Warehouse_Location_Id", t."Product_Id", ${or0(sql`t."Product_Variant_Id"`)} AS variant_id,
      ${or0(sql`t."Lot_Id"`)} AS lot_id, ${or0(sql`t."Serial_Number_Id"`)} AS serial_id,
      ${or0(sql`t."Logistic_Unit_Id"`)} AS unit_id
    FROM ${erp.transactions} t
    WHERE t."Warehouse_Id" = ${uuid(of.warehouseId)} AND t."Creation_Time_Utc" > ${sinceSnapshot(of)}
  ) r ON r."Warehouse_Location_Id" = d."Warehouse_Location_Id" AND r."Product_Id" = d."Product_Id"
    AND r.variant_id = ${or0(sql`d."Variant_Id"`)} AND r.lot_id = ${or0(sql`d."Lot_Id"`)}
    AND r.serial_id = ${or0(sql`d."Serial_Number_Id"`)} AND r.unit_id = ${or0(sql`d."Logistic_Unit_Id"`)}
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)} AND d."Product_Id" IS NOT NULL
    AND (COALESCE(a."Quantity_Base_Available", 0) <> d."Snapshot_Quantity_Base"
      OR r."Product_Id" IS NOT NULL OR d."Warehouse_Reconciliation_Detail_Id" IN (
        SELECT f.detail_id FROM ${own.facts} f WHERE f.reconciliation_id = ${uuid(of.id)} AND f.moved = ${TRUE}))`;

const sinceSnapshot = ({ snapshotAt }: MovementOf) =>
  snapshotAt === null
    ? sql`(SELECT ${moment(new Date('9999-12-31T00:00:00Z'))})`
    : moment(new Date(snapshotAt));

/** When the row was first or last counted in its session. */
const counted = (which: 'MIN' | 'MAX'): Sql => sql`(
  SELECT ${raw(which)}(c."Creation_Time_UTC") FROM ${erp.counts} c
  WHERE c."Warehouse_Order_Id" = d."Warehouse_Order_Id" AND c."Session" = d."Session" AND c."Void" = ${FALSE}
    AND ${samePosition(sql`c`, sql`d`)})`;

/** When the row's line was closed, for a row that has no counts. */
const closed: Sql = sql`(
  SELECT MAX(l.closed_at) FROM ${own.lines} l JOIN ${erp.orderLines} ol ON ol."Warehouse_Order_Line_Id" = l.line_id
  WHERE l.order_id = d."Warehouse_Order_Id" AND l.location_id = d."Warehouse_Location_Id"
    AND (ol."Product_Id" IS NULL OR (ol."Product_Id" = d."Product_Id"
      AND ${or0(sql`ol."Product_Variant_Id"`)} = ${or0(sql`d."Variant_Id"`)}
      AND ${or0(sql`ol."Lot_Id"`)} = ${or0(sql`d."Lot_Id"`)}
      AND ${or0(sql`ol."Serial_Number_Id"`)} = ${or0(sql`d."Serial_Number_Id"`)}
      AND ${or0(sql`ol."Logistic_Unit_Id"`)} = ${or0(sql`d."Logistic_Unit_Id"`)})))`;

/**
 * Stores what has moved on the positions of a reconciliation since its snapshot: availability now less
 * the snapshot, and how much of it was booked before, during (from the first to the last count of the
 * row's session and the lag) and after the count; a row without counts is counted when its line is
 * closed. What was booked late belongs to before. Rows whose movement is what it was are not written.
 */
export const storeMovement = (of: MovementOf): Sql => {
  const row = sql`k`;
  const within = sql`t."Creation_Time_Utc" >= k.began AND t."Creation_Time_Utc" <= k.ended`;
  const later = sql`t."Creation_Time_Utc" > k.ended`;
  const fact = (name: string) => sql`${own.facts}.${raw(name)}`;
  const other = (name: string) => sql`COALESCE(${fact(`moved_${name}`)}, 0) <> s.${raw(name)}`;
  return sql`
    UPDATE ${own.facts} SET moved = s.moved, moved_before = s.before, moved_during = s.during, moved_after = s.after,
      expected = s.expected, expected_base = s.expected_base
    FROM (
      SELECT m.id, m.total - m.during - m.after AS before, m.during, m.after,
        CASE WHEN m.total = 0 AND m.during = 0 AND m.after = 0 THEN ${FALSE} ELSE ${TRUE} END AS moved,
        ${of.expectMovements ? sql`m.available - m.during - m.after` : sql`CAST(NULL AS decimal(14, 3))`} AS expected_base,
        ${of.expectMovements ? inShownUnit(sql`m.standard - m.standard_after`, 'u') : sql`CAST(NULL AS decimal(14, 3))`} AS expected
      FROM ${apart(sql`
        SELECT k.id, k.product_id, k.available - k.snapshot AS total, k.available, k.standard,
          ${booked(of, 'Quantity_Base', row, within)} AS during, ${booked(of, 'Quantity_Base', row, later)} AS after,
          ${of.expectMovements ? booked(of, 'Standard_Quantity', row, sql`t."Creation_Time_Utc" >= k.began`) : sql`0`} AS standard_after
        FROM (
          SELECT b.*, COALESCE(b.first_count, b.closed_at) AS began,
            ${addSeconds(sql`COALESCE(b.last_count, b.closed_at)`, of.lag)} AS ended
          FROM ${apart(candidates(of))} b
        ) k`)} m
      ${of.expectMovements ? sql`LEFT JOIN ${apart(sql`SELECT * FROM ${productUnits} w`)} u ON u.product_id = m.product_id` : sql``}
    ) s
    WHERE s.id = ${own.facts}.detail_id AND (${fact('moved')} <> s.moved OR ${other('before')} OR ${other('during')}
      OR ${other('after')} OR COALESCE(${fact('expected_base')}, 0) <> COALESCE(s.expected_base, 0)
      OR COALESCE(${fact('expected')}, 0) <> COALESCE(s.expected, 0))`;
};
