import { raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { apart, datetime, FALSE, or0, TRUE, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inShownUnit, productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import { samePosition, samePositionAsLine } from '../position.sql.js';

/** Whose movements, and from when on. */
export interface MovementOf {
  id: string;
  warehouseId: string;
  /** ISO 8601; null where no snapshot of ours is known. */
  snapshotAt: string | null;
  /** Compare with the moment of the count instead of the snapshot. */
  expectMovements: boolean;
}

const signed = (column: Sql): Sql =>
  sql`CASE WHEN t."Direction" = ${raw(`'${code.direction.In}'`)} THEN ${column} ELSE -${column} END`;

/** What a row of the ledger (`t`) changes, in the base unit. */
const signedBase: Sql = signed(sql`t."Quantity_Base"`);
const signedStandard = signed(sql`t."Standard_Quantity"`);

const ledgerPosition = raw(
  [
    'Warehouse_Location_Id',
    'Product_Id',
    'Product_Variant_Id',
    'Lot_Id',
    'Serial_Number_Id',
    'Logistic_Unit_Id',
  ]
    .map((column) => `t."${column}"`)
    .join(', '),
);

/** Whether a row of the ledger (`t`) is at the position of a detail. */
const movedAt = (d: Sql): Sql => sql`t."Warehouse_Location_Id" = ${d}."Warehouse_Location_Id"
  AND t."Product_Id" = ${d}."Product_Id"
  AND ${or0(sql`t."Product_Variant_Id"`)} = ${or0(sql`${d}."Variant_Id"`)}
  AND ${or0(sql`t."Lot_Id"`)} = ${or0(sql`${d}."Lot_Id"`)}
  AND ${or0(sql`t."Serial_Number_Id"`)} = ${or0(sql`${d}."Serial_Number_Id"`)}
  AND ${or0(sql`t."Logistic_Unit_Id"`)} = ${or0(sql`${d}."Logistic_Unit_Id"`)}`;

/** When a detail (`d`) was first or last counted in its session; empty for a row without counts. */
const countedAt = (which: 'MIN' | 'MAX'): Sql => sql`(
  SELECT ${raw(which)}(c."Creation_Time_UTC") FROM ${erp.counts} c
  WHERE c."Warehouse_Order_Id" = d."Warehouse_Order_Id" AND c."Session" = d."Session" AND c."Void" = ${FALSE}
    AND ${samePosition(sql`c`, sql`d`)})`;

/** When the line of a detail (`d`) was closed: the moment of a row that has no counts. */
const closedAt: Sql = sql`(
  SELECT MAX(l.closed_at) FROM ${own.lines} l JOIN ${erp.orderLines} ol ON ol."Warehouse_Order_Line_Id" = l.line_id
  WHERE l.order_id = d."Warehouse_Order_Id" AND l.location_id = d."Warehouse_Location_Id"
    AND (ol."Product_Id" IS NULL OR ${samePositionAsLine(sql`d`, sql`ol`)}))`;

/** From when to when a detail (`d`) was counted; both empty while it was not. */
const countedSpan = {
  began: sql`COALESCE(${countedAt('MIN')}, ${closedAt})`,
  ended: sql`COALESCE(${countedAt('MAX')}, ${closedAt})`,
};

const since = ({ snapshotAt }: MovementOf) => datetime(new Date(snapshotAt ?? '9999-12-31T00:00:00Z'));

/** Details that were known to have moved. */
const known = (of: MovementOf): Sql => sql`
  SELECT f.detail_id FROM ${own.facts} f WHERE f.reconciliation_id = ${uuid(of.id)} AND f.moved = ${TRUE}`;

/**
 * Details on whose position something has moved since the snapshot, and those of which that was known:
 * what is available is another than the snapshot, or the ledger booked something meanwhile (in and out
 * again leaves the availability as it was, but not a count in between). Sums the ledger itself.
 */
const moved = (of: MovementOf): Sql => sql`
  SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, COALESCE(t.available, 0) AS available,
    COALESCE(t.standard, 0) AS standard
  FROM ${erp.details} d LEFT JOIN (
    SELECT ${ledgerPosition}, SUM(${signedBase}) AS available, SUM(${signedStandard}) AS standard,
      MAX(t."Creation_Time_Utc") AS latest
    FROM ${erp.transactions} t WHERE t."Warehouse_Id" = ${uuid(of.warehouseId)} GROUP BY ${ledgerPosition}
  ) t ON ${movedAt(sql`d`)}
  WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)} AND d."Product_Id" IS NOT NULL
    AND (COALESCE(t.available, 0) <> d."Snapshot_Quantity_Base" OR t.latest > ${since(of)}
      OR d."Warehouse_Reconciliation_Detail_Id" IN (${known(of)}))`;

/** Those with their position and from when to when they were counted. */
const candidates = (of: MovementOf): Sql => sql`
  SELECT d.*, m.available, m.standard, ${countedSpan.began} AS began, ${countedSpan.ended} AS ended
  FROM ${apart(moved(of))} m
  JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = m.id`;

/** What the ledger booked at the position of a candidate `k`. */
const booked = (of: MovementOf, amount: Sql, when: Sql): Sql => sql`COALESCE((
  SELECT SUM(${amount}) FROM ${erp.transactions} t
  WHERE t."Warehouse_Id" = ${uuid(of.warehouseId)} AND ${movedAt(sql`k`)} AND ${when}), 0)`;

const within = sql`t."Creation_Time_Utc" >= k.began AND t."Creation_Time_Utc" <= k.ended`;
const later = sql`t."Creation_Time_Utc" > k.ended`;

/**
 * What has moved on the positions of a reconciliation since its snapshot (process.md, Movements while
 * counting): before the first count of the row's session, from the first to the last of them, or after.
 * While a row is not counted everything is before, and so is what was booked into the time before the
 * snapshot. `expected` is what stood there when the count began, in both units.
 */
const sorted = (of: MovementOf): Sql => {
  const [began, none] = [sql`t."Creation_Time_Utc" >= k.began`, sql`CAST(NULL AS decimal(14, 3))`];
  const expects = of.expectMovements;
  return sql`
    SELECT m.id, m.total - m.during - m.after AS before, m.during, m.after,
      CASE WHEN m.total = 0 AND m.during = 0 AND m.after = 0 THEN ${FALSE} ELSE ${TRUE} END AS moved,
      ${expects ? sql`m.available - m.during - m.after` : none} AS expected_base,
      ${expects ? inShownUnit(sql`m.standard`, 'u') : none} AS expected
    FROM ${apart(sql`
      SELECT k."Warehouse_Reconciliation_Detail_Id" AS id, k."Product_Id" AS product_id, k.available,
        k.available - k."Snapshot_Quantity_Base" AS total,
        ${booked(of, signedBase, within)} AS during, ${booked(of, signedBase, later)} AS after,
        k.standard - ${expects ? booked(of, signedStandard, began) : sql`0`} AS standard
      FROM ${apart(candidates(of))} k`)} m
    ${expects ? sql`LEFT JOIN ${apart(sql`SELECT * FROM ${productUnits} w`)} u ON u.product_id = m.product_id` : sql``}`;
};

/** Stores it with the facts of the details. Rows whose movement is what it was are not written; the rest follows from it. */
export const storeMovement = (of: MovementOf): Sql => {
  const fact = (name: string) => sql`${own.facts}.${raw(name)}`;
  const other = (name: string, is: string) => sql`COALESCE(${fact(name)}, 0) <> COALESCE(s.${raw(is)}, 0)`;
  return sql`
    UPDATE ${own.facts} SET moved = s.moved, moved_before = s.before, moved_during = s.during, moved_after = s.after,
      expected = s.expected, expected_base = s.expected_base
    FROM ${apart(sorted(of))} s
    WHERE s.id = ${own.facts}.detail_id AND (${other('moved_before', 'before')}
      OR ${other('moved_during', 'during')} OR ${other('moved_after', 'after')}
      OR ${other('expected', 'expected')})`;
};
