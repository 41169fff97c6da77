import type { Reader } from '../database/database.js';
import { type Fragment, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { FALSE, ids, TRUE, text } from '../database/words.js';
import { code, type ReviewStatus, reviewStatusOf } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import { shown } from './quantity.js';

/** What a list counts and sums of a reconciliation. */
export interface Figures {
  /** How many lines the scope has, and what the first three of them name; none: the whole warehouse. */
  lines: number;
  scope: string[];
  /** The highest counting session so far. */
  session: number;
  /** Rows to count (all but Cancelled), and those of them that have a counted quantity. */
  details: number;
  counted: number;
  /** Rows by review status, and Finished ones without a counted quantity. */
  counts: Record<ReviewStatus, number>;
  toPopulate: number;
  /** Rows with a difference (all but Cancelled), and those of them that nobody has approved yet. */
  differences: number;
  openDifferences: number;
  /** Value of what is less (0 or negative) and of what is more than expected, at standard cost. */
  less: string;
  more: string;
  /** Count orders that are not completed. */
  openOrders: number;
}

export const noFigures: Figures = {
  lines: 0,
  scope: [],
  session: 0,
  details: 0,
  counted: 0,
  counts: { Created: 0, Started: 0, Finished: 0, Recount: 0, Approved: 0, Cancelled: 0 },
  toPopulate: 0,
  differences: 0,
  openDifferences: 0,
  less: '0',
  more: '0',
  openOrders: 0,
};

/** The figures of some reconciliations by id, in four statements for all of them. */
export async function readFigures(reader: Reader, of: readonly string[]): Promise<Map<string, Figures>> {
  const found = new Map<string, Figures>();
  if (of.length === 0) return found;
  const some = ids(of);
  const parts = [
    await readRows(reader, some),
    await readDifferences(reader, some),
    await readOpenOrders(reader, some),
    await readScopes(reader, some),
  ];
  for (const id of of) {
    const known = parts.map((part) => part.get(id) ?? {});
    found.set(id, Object.assign({ ...noFigures }, ...known) as Figures);
  }
  return found;
}

type Part = Map<string, Partial<Figures>>;

async function readRows(reader: Reader, some: Fragment): Promise<Part> {
  const rows = await reader.query<{
    id: string;
    status: string;
    session: number;
    rows: number | string;
    counted: number | string;
  }>(sql`
    SELECT "Warehouse_Reconciliation_Id" AS "id", "Review_Status" AS "status", MAX("Session") AS "session",
      COUNT(*) AS "rows", COUNT("Counted_Quantity") AS "counted"
    FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" IN ${some}
    GROUP BY "Warehouse_Reconciliation_Id", "Review_Status"`);
  const found = new Map<string, Partial<Figures> & Pick<Figures, 'counts'>>();
  for (const row of rows) {
    const part = found.get(row.id) ?? { counts: { ...noFigures.counts } };
    const status = reviewStatusOf(row.status);
    const [all, counted] = [Number(row.rows), Number(row.counted)];
    part.counts[status] = all;
    part.session = Math.max(part.session ?? 0, row.session);
    if (status === 'Finished') part.toPopulate = all - counted;
    if (status !== 'Cancelled') {
      part.details = (part.details ?? 0) + all;
      part.counted = (part.counted ?? 0) + counted;
    }
    found.set(row.id, part);
  }
  return found;
}

async function readDifferences(reader: Reader, some: Fragment): Promise<Part> {
  const rows = await reader.query<
    Record<'id' | 'differences' | 'openDifferences' | 'less' | 'more', string>
  >(sql`
    SELECT f.reconciliation_id AS "id", COUNT(*) AS "differences",
      COUNT(CASE WHEN n."Review_Status" <> ${code.status.Approved} THEN 1 END) AS "openDifferences",
      ${text(sql`SUM(CASE WHEN f.difference_value < 0 THEN f.difference_value ELSE 0 END)`)} AS "less",
      ${text(sql`SUM(CASE WHEN f.difference_value > 0 THEN f.difference_value ELSE 0 END)`)} AS "more"
    FROM ${own.facts} f JOIN ${erp.details} n ON n."Warehouse_Reconciliation_Detail_Id" = f.detail_id
    WHERE f.reconciliation_id IN ${some} AND f.differs = ${TRUE} AND n."Review_Status" <> ${code.status.Cancelled}
    GROUP BY f.reconciliation_id`);
  return new Map(
    rows.map(({ id, less, more, ...counts }) => [
      id,
      {
        differences: Number(counts.differences),
        openDifferences: Number(counts.openDifferences),
        less: shown(less) ?? '0',
        more: shown(more) ?? '0',
      },
    ]),
  );
}

async function readOpenOrders(reader: Reader, some: Fragment): Promise<Part> {
  const rows = await reader.query<{ id: string; orders: string }>(sql`
    SELECT r."Warehouse_Reconciliation_Id" AS "id", COUNT(*) AS "orders"
    FROM ${erp.reconciliations} r
    JOIN ${erp.documents} d ON d."Prime_Cause_Document_Id" = r."Document_Id"
    JOIN ${erp.orders} o ON o."Document_Id" = d."Id" AND o."Task_Type" = ${code.taskType.Count}
    WHERE r."Warehouse_Reconciliation_Id" IN ${some} AND d."Void" = ${FALSE} AND d."State" < ${code.state.Completed}
    GROUP BY r."Warehouse_Reconciliation_Id"`);
  return new Map(rows.map(({ id, orders }) => [id, { openOrders: Number(orders) }]));
}

async function readScopes(reader: Reader, some: Fragment): Promise<Part> {
  const rows = await reader.query<{ id: string; lines: string; name: string | null }>(sql`
    SELECT x.id AS "id", x.lines AS "lines", COALESCE(l."Location_Address", z."Warehouse_Zone_Code") AS "name"
    FROM (
      SELECT "Warehouse_Reconciliation_Id" AS id, "Warehouse_Location_Id" AS location_id,
        "Warehouse_Zone_Id" AS zone_id,
        ROW_NUMBER() OVER (PARTITION BY "Warehouse_Reconciliation_Id" ORDER BY "Line_No") AS nth,
        COUNT(*) OVER (PARTITION BY "Warehouse_Reconciliation_Id") AS lines
      FROM ${erp.reconciliationLines} WHERE "Warehouse_Reconciliation_Id" IN ${some}) x
    LEFT JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = x.location_id
    LEFT JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = x.zone_id
    WHERE x.nth <= 3 ORDER BY x.id, x.nth`);
  const found = new Map<string, { lines: number; scope: string[] }>();
  for (const { id, lines, name } of rows) {
    const part = found.get(id) ?? { lines: Number(lines), scope: [] };
    found.set(id, part);
    if (name !== null) part.scope.push(name);
  }
  return found;
}
