import type { Reader } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { ids, iso, text, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { shown } from '../reconciliation/quantity.js';
import type { KeptKind } from './effect.js';
import { visible } from './gs1/index.js';
import type { Draft } from './hand.js';
import type { ScanResult } from './scan.js';

export type ExceptionState = 'open' | 'dismissed' | 'bound';

/** A scan around an exception that did what it should. */
export interface GoodScan {
  text: string;
  outcome: string;
  message: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** A scan that was kept because it could not be counted. Times are ISO 8601, UTC. */
export interface KeptScan {
  id: string;
  kind: KeptKind;
  /** Why, as a stable code. */
  code: string;
  /** As it was read, and with control characters to be seen. */
  text: string;
  visibleText: string;
  /** Where it was scanned; with `location-uncertain` where it may have been. */
  locationId: string | null;
  location: string | null;
  orderId: string;
  documentNo: string;
  workerId: string;
  worker: string;
  at: string;
  quantity: string | null;
  note: string | null;
  /** What is known of the count it would have been. */
  item: KeptItem | null;
  /** Up to five good scans on either side, by the same worker in the same order. */
  before: GoodScan[];
  after: GoodScan[];
  state: ExceptionState;
  reason: string | null;
  countId: string | null;
  /** Login. */
  resolvedBy: string | null;
  resolvedAt: string | null;
}

export type KeptItem = Pick<
  Draft,
  | 'productId'
  | 'partNumber'
  | 'name'
  | 'variantId'
  | 'variant'
  | 'lotId'
  | 'lot'
  | 'serialNumberId'
  | 'serial'
> & { logisticUnitId: string | null; logisticUnit: string | null };

/** A row of `exceptionColumns`. */
export type ExceptionRow = Omit<KeptScan, 'visibleText' | 'item' | 'before' | 'after'> & {
  draft: string | null;
};

/** Columns of an exception `e` (`exceptionsWithNames`). */
export const exceptionColumns: Sql = sql`e.exception_id AS "id", e.kind, e.code, e.text, e.location_id AS "locationId",
  a."Location_Address" AS "location", e.order_id AS "orderId", d."Document_No" AS "documentNo",
  e.worker_id AS "workerId", w."Warehouse_Worker_Name" AS "worker", ${iso(sql`e.at`)} AS "at",
  ${text(sql`e.quantity`)} AS "quantity", e.note, e.draft, e.state, e.reason, e.count_id AS "countId",
  e.resolved_by AS "resolvedBy", ${iso(sql`e.resolved_at`)} AS "resolvedAt"`;

export const exceptionsWithNames: Sql = sql`${own.exceptions} e
  JOIN ${erp.orders} o ON o."Warehouse_Order_Id" = e.order_id
  JOIN ${erp.documents} d ON d."Id" = o."Document_Id"
  LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = e.worker_id
  LEFT JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = e.location_id`;

/** Exceptions as a manager sees them, with the good scans around each. */
export async function shownExceptions(
  reader: Reader,
  rows: readonly ExceptionRow[],
  language: string,
): Promise<KeptScan[]> {
  const around = await readAround(
    reader,
    rows.map(({ id }) => id),
  );
  const side = (id: string, sign: -1 | 1): GoodScan[] =>
    around
      .filter((scan) => scan.exceptionId === id && Math.sign(scan.distance) === sign)
      .map(({ text: scanned, outcome, at, answer }) => ({
        text: visible(scanned),
        outcome,
        message: messageOf(answer),
        at,
      }));
  return rows.map(({ draft, ...row }) => ({
    ...row,
    visibleText: visible(row.text),
    worker: textIn(row.worker ?? '', language),
    quantity: shown(row.quantity),
    item: draft === null ? null : itemOf(JSON.parse(draft) as Draft),
    before: side(row.id, -1),
    after: side(row.id, 1),
  }));
}

const itemOf = (draft: Draft): KeptItem => ({
  productId: draft.productId,
  partNumber: draft.partNumber,
  name: draft.name,
  variantId: draft.variantId,
  variant: draft.variant,
  lotId: draft.lotId,
  lot: draft.lot,
  serialNumberId: draft.serialNumberId,
  serial: draft.serial,
  logisticUnitId: draft.logisticUnit?.id ?? null,
  logisticUnit: draft.logisticUnit?.code ?? null,
});

function messageOf(answer: string): string {
  const { title = '', message = '' } = JSON.parse(answer) as Partial<ScanResult>;
  return [title, message].filter(Boolean).join(': ');
}

const NEIGHBOURS = 5;
/** How far good scans are looked for; somebody who scans nothing good for so long has none around. */
const REACH = 25;

interface Around {
  exceptionId: string;
  distance: number;
  text: string;
  outcome: string;
  answer: string;
  at: string;
}

async function readAround(reader: Reader, exceptionIds: readonly string[]): Promise<Around[]> {
  if (exceptionIds.length === 0) return [];
  return reader.query<Around>(sql`
    SELECT n.id AS "exceptionId", n.distance AS "distance", n.text AS "text", n.outcome AS "outcome",
      n.answer AS "answer", n.at AS "at"
    FROM (
      SELECT x.exception_id AS id, s.seq - k.seq AS distance, s.text, s.outcome, s.answer,
        ${iso(sql`s.scanned_at`)} AS at, ROW_NUMBER() OVER (
          PARTITION BY x.exception_id, CASE WHEN s.seq < k.seq THEN 0 ELSE 1 END ORDER BY ABS(s.seq - k.seq)) AS nth
      FROM ${own.exceptions} x
      JOIN ${own.scans} k ON k.scan_id = x.scan_id
      JOIN ${own.scans} s ON s.order_id = k.order_id AND s.user_id = k.user_id
        AND s.seq BETWEEN k.seq - ${REACH} AND k.seq + ${REACH} AND s.seq <> k.seq
      WHERE x.exception_id IN ${ids(exceptionIds)}
        AND s.outcome IN ('location', 'unit', 'product', 'quantity', 'counted')) n
    WHERE n.nth <= ${NEIGHBOURS}
    ORDER BY n.id, n.distance`);
}

/** An exception as resolving it needs it. */
export interface Kept {
  id: string;
  reconciliationId: string;
  orderId: string;
  locationId: string | null;
  kind: KeptKind;
  code: string;
  text: string;
  draft: Draft | null;
  quantity: string | null;
  scanId: string;
  groupId: string | null;
  workerId: string;
  at: string;
  state: ExceptionState;
  resolution: string | null;
  /** Its place among the worker's scans. */
  seq: number;
}

/** Exceptions for which a condition on `e` holds, in the order they were scanned. */
export async function readKept(reader: Reader, where: Sql): Promise<Kept[]> {
  const rows = await reader.query<Omit<Kept, 'draft'> & { draft: string | null }>(sql`
    SELECT e.exception_id AS "id", e.reconciliation_id AS "reconciliationId", e.order_id AS "orderId",
      e.location_id AS "locationId", e.kind, e.code, e.text, e.draft, ${text(sql`e.quantity`)} AS "quantity",
      e.scan_id AS "scanId", e.group_id AS "groupId", e.worker_id AS "workerId", ${iso(sql`e.at`)} AS "at", e.state,
      e.resolution, s.seq AS "seq"
    FROM ${own.exceptions} e LEFT JOIN ${own.scans} s ON s.scan_id = e.scan_id
    WHERE ${where} ORDER BY s.seq, e.at, e.exception_id`);
  return rows.map((row) => ({
    ...row,
    quantity: shown(row.quantity),
    draft: row.draft === null ? null : (JSON.parse(row.draft) as Draft),
    seq: Number(row.seq ?? 0),
  }));
}

/** How many exceptions are open at a location of a reconciliation: as long, nothing there is written off. */
export async function openAt(
  reader: Reader,
  reconciliationId: string,
  locationId: string,
): Promise<{ id: string; address: string; open: number }> {
  const [row] = await reader.query<{ address: string; open: number | string }>(sql`
    SELECT l."Location_Address" AS "address", (SELECT COUNT(*) FROM ${own.exceptions} e
      WHERE e.reconciliation_id = ${uuid(reconciliationId)} AND e.location_id = l."Warehouse_Location_Id"
        AND e.state = 'open') AS "open"
    FROM ${erp.locations} l WHERE l."Warehouse_Location_Id" = ${uuid(locationId)}`);
  return { id: locationId, address: row?.address ?? '', open: Number(row?.open ?? 0) };
}
