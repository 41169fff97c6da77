import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { text, uuid } from '../database/words.js';
import { code, type DocumentState, type ReviewStatus, reviewStatuses, reviewStatusOf } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { type OrderHead, readOrders } from './orders/order.js';
import type { Reconciliation } from './reconciliation.js';
import { type Overlap, readLines, readOverlaps, type ScopeLine } from './scope/scope-lines.js';
import { reachable, type StateWord, wordOf } from './states.js';

/** A reconciliation with everything a manager decides by. */
export interface ReconciliationView extends Omit<Reconciliation, 'state' | 'lastSession'> {
  state: StateWord;
  /** States it may be put into now. */
  nextStates: StateWord[];
  /** `2026-11-23`. */
  documentDate: string;
  notes: string | null;
  voidReason: string | null;
  warehouse: string;
  lines: ScopeLine[];
  /** Lines that stand for some of the same locations, which are counted once. */
  overlaps: Overlap[];
  /** The highest counting session so far; 0 before the first count. */
  session: number;
  /** Details by review status. */
  counts: Record<ReviewStatus, number>;
  orders: OrderSummary[];
}

/** A count order and how far it is. */
export interface OrderSummary extends Pick<OrderHead, 'id' | 'documentNo' | 'workerId' | 'session' | 'void'> {
  state: DocumentState;
  worker: string | null;
  lineCount: number;
  /** Lines that are done, empty or left out. */
  closedLines: number;
}

/** Everything about a reconciliation that a manager's page or program reads at once. */
export async function readView(
  reader: Reader,
  found: Reconciliation,
  language: string,
): Promise<ReconciliationView> {
  const { lastSession, ...head } = found;
  const [document] = await reader.query<{
    documentDate: string;
    notes: string | null;
    voidReason: string | null;
    warehouse: string;
  }>(sql`
    SELECT ${text(sql`d."Document_Date"`)} AS "documentDate", d."Notes" AS "notes", d."Void_Reason" AS "voidReason",
      w."Warehouse_Name" AS "warehouse"
    FROM ${erp.documents} d JOIN ${erp.warehouses} w ON w."Warehouse_Id" = ${uuid(found.warehouseId)}
    WHERE d."Id" = ${uuid(found.documentId)}`);
  if (!document) throw new Error(`The document of reconciliation ${found.id} is gone.`);
  const lines = await readLines(reader, found.id, language);
  const { counts, session } = await readCounts(reader, found.id);
  return {
    ...head,
    ...document,
    state: wordOf(found),
    nextStates: reachable(found),
    warehouse: textIn(document.warehouse, language),
    lines,
    overlaps: lines.length > 1 ? await readOverlaps(reader, found) : [],
    session: Math.max(lastSession, session),
    counts,
    orders: await readOrderSummaries(reader, found.id, language),
  };
}

async function readCounts(
  reader: Reader,
  id: string,
): Promise<{ counts: Record<ReviewStatus, number>; session: number }> {
  const rows = await reader.query<{ status: string; rows: number | string; session: number }>(sql`
    SELECT "Review_Status" AS "status", COUNT(*) AS "rows", MAX("Session") AS "session" FROM ${erp.details}
    WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)} GROUP BY "Review_Status"`);
  const counts = Object.fromEntries(reviewStatuses.map((status) => [status, 0])) as Record<
    ReviewStatus,
    number
  >;
  for (const row of rows) counts[reviewStatusOf(row.status)] += Number(row.rows);
  return { counts, session: Math.max(0, ...rows.map(({ session }) => session)) };
}

async function readOrderSummaries(reader: Reader, id: string, language: string): Promise<OrderSummary[]> {
  const orders = await readOrders(reader, sql`r."Warehouse_Reconciliation_Id" = ${uuid(id)}`);
  if (orders.length === 0) return [];
  const lines = await reader.query<{ id: string; worker: string | null; lines: number; closed: number }>(sql`
    SELECT o."Warehouse_Order_Id" AS "id", MAX(w."Warehouse_Worker_Name") AS "worker",
      COUNT(n."Warehouse_Order_Line_Id") AS "lines", COUNT(CASE WHEN s.state <> 'open' THEN 1 END) AS "closed"
    FROM ${erp.documents} d
    JOIN ${erp.orders} o ON o."Document_Id" = d."Id" AND o."Task_Type" = ${code.taskType.Count}
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = o."Warehouse_Worker_Id"
    LEFT JOIN ${erp.orderLines} n ON n."Warehouse_Order_Id" = o."Warehouse_Order_Id"
    LEFT JOIN ${own.lines} s ON s.line_id = n."Warehouse_Order_Line_Id"
    WHERE d."Prime_Cause_Document_Id" = (
      SELECT "Document_Id" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)})
    GROUP BY o."Warehouse_Order_Id"`);
  const linesOf = new Map(lines.map((row) => [row.id, row]));
  return orders.map((order) => {
    const row = linesOf.get(order.id);
    return {
      id: order.id,
      documentNo: order.documentNo,
      state: order.state,
      void: order.void,
      workerId: order.workerId,
      worker: row?.worker ? textIn(row.worker, language) : null,
      session: order.session,
      lineCount: Number(row?.lines ?? 0),
      closedLines: Number(row?.closed ?? 0),
    };
  });
}
