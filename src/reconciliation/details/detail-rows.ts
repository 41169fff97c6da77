import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, iso, text, truth, version } from '../../database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { isStale } from '../populate/stale.sql.js';
import { shown } from '../quantity.js';
import { type TrackedGoods, trackedColumns, trackedJoins } from '../tracked.sql.js';

/** What the ledger moved on a position since the snapshot, in the base unit. */
export interface Movement {
  before: string;
  during: string;
  after: string;
}

/** A detail as a manager sees it. Quantities without trailing zeros; times ISO 8601, UTC. */
export interface Detail extends TrackedGoods {
  id: string;
  lineNo: number | null;
  locationId: string;
  location: string;
  zoneId: string;
  zone: string;
  productId: string | null;
  /** Part number. */
  product: string | null;
  productName: string | null;
  snapshotQuantity: string;
  snapshotQuantityBase: string;
  countedQuantity: string | null;
  countedQuantityBase: string | null;
  quantityUnitId: string | null;
  quantityUnit: string | null;
  baseUnitId: string | null;
  baseUnit: string | null;
  difference: string | null;
  differenceBase: string | null;
  differenceValue: string | null;
  /** Whether a release would write it; null while nothing is counted. */
  differs: boolean | null;
  movement: Movement | null;
  reviewStatus: ReviewStatus;
  session: number;
  orderId: string | null;
  /** The counts behind the quantity changed since it was populated. */
  stale: boolean;
  editedBy: string | null;
  editedAt: string | null;
  notes: string | null;
  version: string;
}

type Row = Omit<Detail, 'movement' | 'reviewStatus' | 'stale' | 'differs'> &
  Record<'moved_before' | 'moved_during' | 'moved_after', string | null> & {
    moved: unknown;
    status: string;
    stale: unknown;
    differs: unknown;
  };

const columns: Sql = sql`
  d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Line_No" AS "lineNo", d."Warehouse_Location_Id" AS "locationId",
  a."Location_Address" AS "location", d."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone",
  d."Product_Id" AS "productId", p."Part_Number" AS "product", p."Product_Name" AS "productName",
  ${trackedColumns(sql`d`)},
  ${text(sql`d."Snapshot_Quantity"`)} AS "snapshotQuantity", ${text(sql`d."Snapshot_Quantity_Base"`)} AS "snapshotQuantityBase",
  ${text(sql`d."Counted_Quantity"`)} AS "countedQuantity", ${text(sql`d."Counted_Quantity_Base"`)} AS "countedQuantityBase",
  d."Quantity_Unit_Id" AS "quantityUnitId", d."Base_Unit_Id" AS "baseUnitId",
  COALESCE(q."Measurement_Unit_Code", q."Measurement_Unit_Name") AS "quantityUnit",
  COALESCE(b."Measurement_Unit_Code", b."Measurement_Unit_Name") AS "baseUnit",
  ${text(sql`f.difference`)} AS "difference", ${text(sql`f.difference_base`)} AS "differenceBase",
  ${text(sql`f.difference_value`)} AS "differenceValue", f.differs AS "differs", f.moved AS "moved",
  ${text(sql`f.moved_before`)} AS moved_before, ${text(sql`f.moved_during`)} AS moved_during,
  ${text(sql`f.moved_after`)} AS moved_after, d."Review_Status" AS "status", d."Session" AS "session",
  d."Warehouse_Order_Id" AS "orderId", ${truth(isStale)} AS "stale",
  CASE WHEN f.edited_session = d."Session" THEN f.edited_by END AS "editedBy",
  CASE WHEN f.edited_session = d."Session" THEN ${iso(sql`f.edited_at`)} END AS "editedAt",
  d."Notes" AS "notes", ${version(sql`d."Row_Version"`)} AS "version"`;

/** Details by their ids, in the order of the ids. Callers ask for a page of them. */
export async function readDetails(
  reader: Reader,
  actor: Actor,
  wanted: readonly string[],
): Promise<Detail[]> {
  if (wanted.length === 0) return [];
  // The ids stand first: a planner that looks at so many joins one by one begins with them.
  const rows = await reader.query<Row>(sql`
    SELECT ${columns} FROM ${ids(wanted)} w
    JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = w.id
    LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = d."Warehouse_Zone_Id"
    LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
    ${trackedJoins(sql`d`)}
    LEFT JOIN ${erp.units} q ON q."Id" = d."Quantity_Unit_Id"
    LEFT JOIN ${erp.units} b ON b."Id" = d."Base_Unit_Id"`);
  const found = new Map(rows.map((row) => [row.id, shownDetail(row, actor.language)]));
  return wanted.flatMap((id) => found.get(id) ?? []);
}

function shownDetail(row: Row, language: string): Detail {
  const { moved, moved_before, moved_during, moved_after, status, ...rest } = row;
  const inWords = (text: string | null) => (text === null ? null : textIn(text, language));
  const quantity = (value: string | null) => shown(value) ?? '0';
  return {
    ...rest,
    productName: inWords(row.productName),
    quantityUnit: inWords(row.quantityUnit),
    baseUnit: inWords(row.baseUnit),
    snapshotQuantity: quantity(row.snapshotQuantity),
    snapshotQuantityBase: quantity(row.snapshotQuantityBase),
    countedQuantity: shown(row.countedQuantity),
    countedQuantityBase: shown(row.countedQuantityBase),
    difference: shown(row.difference),
    differenceBase: shown(row.differenceBase),
    differenceValue: shown(row.differenceValue),
    differs: row.differs === null ? null : Boolean(row.differs),
    movement: moved
      ? { before: quantity(moved_before), during: quantity(moved_during), after: quantity(moved_after) }
      : null,
    reviewStatus: reviewStatusOf(status),
    stale: Boolean(row.stale),
  };
}
