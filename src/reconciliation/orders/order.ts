import type { Reader, Tx } from '../../database/database.js';
import { type Fragment, type Sql, sql } from '../../database/sql.js';
import { text, uuid } from '../../database/words.js';
import { code, type DocumentState, documentStateOf } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { Refusal, unknown } from '../../errors.js';

/** A count order's head as every verb needs it. */
export interface OrderHead {
  id: string;
  documentId: string;
  documentNo: string;
  warehouseId: string;
  workerId: string | null;
  state: DocumentState;
  void: boolean;
  /** The reconciliation it counts for, and its document. */
  reconciliationId: string;
  sourceDocumentId: string;
  /** The counting session it was made for. */
  session: number;
  /** Changes with every change of the document, for `If-Match`. */
  version: string;
}

/**
 * Count orders name the reconciliation's document as prime cause, first counts and recounts alike.
 * `o` is the order, `d` its document, `r` the reconciliation. Of `o` the caller asks for the task type.
 */
export const countOrders = sql`${erp.orders} o
  JOIN ${erp.documents} d ON d."Id" = o."Document_Id"
  JOIN ${erp.reconciliations} r ON r."Document_Id" = d."Prime_Cause_Document_Id"`;

/** Count orders for which a condition on `o`, `d` or `r` (see `countOrders`) holds, by number. */
export async function readOrders(reader: Reader, where: Sql | Fragment): Promise<OrderHead[]> {
  const rows = await reader.query<
    Omit<OrderHead, 'state' | 'session'> & { state: number; details: string | null }
  >(sql`
    SELECT o."Warehouse_Order_Id" AS "id", o."Document_Id" AS "documentId", d."Document_No" AS "documentNo",
      o."Warehouse_Id" AS "warehouseId", o."Warehouse_Worker_Id" AS "workerId", d."State" AS "state",
      d."Void" AS "void", r."Warehouse_Reconciliation_Id" AS "reconciliationId",
      r."Document_Id" AS "sourceDocumentId", ${text(sql`d."Document_Version"`)} AS "version", o."Additional_Details_Json" AS "details"
    FROM ${countOrders} WHERE o."Task_Type" = ${code.taskType.Count} AND (${where})
    ORDER BY d."Document_No", o."Warehouse_Order_Id"`);
  return rows.map(({ details, state, ...row }) => ({
    ...row,
    void: Boolean(row.void),
    state: documentStateOf(state),
    session: sessionIn(details),
  }));
}

/**
 * A count order by its own key or its document's, whoever asks. Throws `order.unknown`, also for an
 * order that is no count of a reconciliation.
 */
export async function readOrder(reader: Reader, id: string): Promise<OrderHead> {
  const order =
    (await readOrders(reader, sql`o."Warehouse_Order_Id" = ${uuid(id)}`))[0] ??
    (await readOrders(reader, sql`o."Document_Id" = ${uuid(id)}`))[0];
  if (!order) throw unknown('order', id);
  return order;
}

/** Locks taken in one round trip. */
const LOCKS = 500;

/** Waits until nobody counts in these orders, or starts, finishes or gives them away. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const locks = [...new Set(orderIds)]
    .sort()
    .map((id) => ({ name: `order:${id}`, mode: 'exclusive' as const }));
  for (let from = 0; from < locks.length; from += LOCKS) await tx.lockAll(locks.slice(from, from + LOCKS));
}

/** Refuses an order that was changed since the version that somebody saw (`order.changed-meanwhile`). */
export function mustBeFresh(order: OrderHead, expected: string | undefined): void {
  if (expected === undefined || expected === order.version) return;
  const message = `${order.documentNo} was changed meanwhile. Look at it again.`;
  throw new Refusal(
    'stale',
    [{ code: 'order.changed-meanwhile', message, value: expected, allowed: order.version }],
    { present: order },
  );
}

/** `Additional_Details_Json` of a count order. The total stays exact: it is written as it is read. */
export const orderDetails = (session: number, totalQuantityBase: string): string =>
  `{"CountingSession":${session},"TotalQuantityBase":${totalQuantityBase}}`;

/** The counting session in an order's `Additional_Details_Json`; 0 where somebody took it out. */
export function sessionIn(details: string | null): number {
  try {
    const { CountingSession } = JSON.parse(details ?? '{}') as { CountingSession?: unknown };
    return Number.isInteger(CountingSession) ? (CountingSession as number) : 0;
  } catch {
    return 0;
  }
}
