import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { addSeconds, datetime, FALSE, ids, iso, now, TRUE, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { shown } from '../quantity.js';

const HOUR_SECONDS = 3_600;

/** Lines of some orders by zone: how many, how many are closed, lately, and when the first one was. */
export async function readLines(reader: Reader, orderIds: readonly string[]) {
  if (orderIds.length === 0) return [];
  const rows = await reader.query<{
    zoneId: string;
    total: number | string;
    done: number | string;
    closedLately: number | string;
    firstClosed: string | null;
  }>(sql`
    SELECT n."Warehouse_Zone_Id" AS "zoneId", COUNT(*) AS "total",
      COUNT(CASE WHEN s.state <> 'open' THEN 1 END) AS "done",
      COUNT(CASE WHEN s.state <> 'open' AND s.closed_at > ${addSeconds(now, -HOUR_SECONDS)} THEN 1 END) AS "closedLately",
      ${iso(sql`MIN(s.closed_at)`)} AS "firstClosed"
    FROM ${erp.orderLines} n LEFT JOIN ${own.lines} s ON s.line_id = n."Warehouse_Order_Line_Id"
    WHERE n."Warehouse_Order_Id" IN ${ids(orderIds)} GROUP BY n."Warehouse_Zone_Id"`);
  return rows.map((row) => ({
    ...row,
    total: Number(row.total),
    done: Number(row.done),
    closedLately: Number(row.closedLately),
  }));
}

/** The location each worker holds last, also when his claim has ended by itself. */
export async function readClaims(reader: Reader, orderIds: readonly string[]) {
  const found = new Map<string, { location: string; zoneId: string; lastScanAt: string }>();
  if (orderIds.length === 0) return found;
  const rows = await reader.query<{ id: string; location: string; zoneId: string; lastScanAt: string }>(sql`
    SELECT s.claimed_by AS "id", l."Location_Address" AS "location", l."Warehouse_Zone_Id" AS "zoneId",
      ${iso(sql`COALESCE(s.last_scan_at, s.claimed_at)`)} AS "lastScanAt"
    FROM ${own.lines} s JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = s.location_id
    WHERE s.order_id IN ${ids(orderIds)} AND s.claimed_by IS NOT NULL AND s.state = 'open'`);
  for (const { id, ...claim } of rows) {
    const before = found.get(id);
    if (!before || before.lastScanAt < claim.lastScanAt) found.set(id, claim);
  }
  return found;
}

/** Who counts in some orders: his valid counts, those since a moment, and when the last one was. */
export async function readWorkers(
  reader: Reader,
  orderIds: readonly string[],
  since: Date,
  language: string,
) {
  if (orderIds.length === 0) return [];
  const rows = await reader.query<{
    id: string;
    name: string;
    counts: number | string;
    lastHour: number | string;
    lastScanAt: string | null;
  }>(sql`
    SELECT w."Warehouse_Worker_Id" AS "id", MAX(w."Warehouse_Worker_Name") AS "name", COUNT(c.id) AS "counts",
      COUNT(CASE WHEN c.at > ${datetime(since)} THEN 1 END) AS "lastHour", ${iso(sql`MAX(c.at)`)} AS "lastScanAt"
    FROM (SELECT DISTINCT worker_id FROM ${own.members} WHERE order_id IN ${ids(orderIds)}) m
    JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = m.worker_id
    LEFT JOIN (
      SELECT k."Warehouse_Count_Id" AS id, k."Creation_Time_UTC" AS at, s.worker_id
      FROM ${erp.counts} k JOIN ${own.scans} s ON s.count_id = k."Warehouse_Count_Id"
      WHERE k."Warehouse_Order_Id" IN ${ids(orderIds)} AND k."Void" = ${FALSE}) c ON c.worker_id = m.worker_id
    GROUP BY w."Warehouse_Worker_Id"`);
  return rows
    .map((row) => ({
      ...row,
      name: textIn(row.name, language),
      counts: Number(row.counts),
      lastHour: Number(row.lastHour),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, language));
}

/** Value of the differences by zone, less and more apart; cancelled rows count too, they differ. */
export async function readDifferences(reader: Reader, reconciliationId: string) {
  const rows = await reader.query<{ zoneId: string; less: string; more: string }>(sql`
    SELECT d."Warehouse_Zone_Id" AS "zoneId",
      ${text(sql`SUM(CASE WHEN f.difference_value < 0 THEN f.difference_value ELSE 0 END)`)} AS "less",
      ${text(sql`SUM(CASE WHEN f.difference_value > 0 THEN f.difference_value ELSE 0 END)`)} AS "more"
    FROM ${own.facts} f JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = f.detail_id
    WHERE f.reconciliation_id = ${uuid(reconciliationId)} AND f.differs = ${TRUE}
    GROUP BY d."Warehouse_Zone_Id"`);
  return new Map(
    rows.map(({ zoneId, less, more }) => [zoneId, { less: shown(less) ?? '0', more: shown(more) ?? '0' }]),
  );
}

/** All zones of a warehouse by code. */
export async function readZones(reader: Reader, warehouseId: string, language: string) {
  const rows = await reader.query<{ id: string; code: string; name: string; parentId: string | null }>(sql`
    SELECT "Warehouse_Zone_Id" AS "id", "Warehouse_Zone_Code" AS "code", "Warehouse_Zone_Name" AS "name",
      "Parent_Warehouse_Zone_Id" AS "parentId"
    FROM ${erp.zones} WHERE "Warehouse_Id" = ${uuid(warehouseId)} ORDER BY "Warehouse_Zone_Code"`);
  return rows.map((row) => ({ ...row, name: textIn(row.name, language) }));
}
