import { type Actor, must } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import type { Reader, Tx } from '../../database/database.js';
import type { Lock, LockMode } from '../../database/dialect.js';
import { often, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, now, TRUE, text, truth, uuid } from '../../database/words.js';
import { code, type DocumentState, documentStateOf } from '../../erp/codes.js';
import type { Documents } from '../../erp/documents.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { activeToday } from '../../erp/workers.js';
import { type Refusal, refuse, unknown } from '../../errors.js';
import { countOrders, type OrderHead, readOrder, sessionIn } from '../orders/order.js';

/** A count order with the worker it is opened for. */
export interface OrderInHand extends OrderHead {
  /** Who counts: the worker's record in the order's warehouse. */
  me: { workerId: string; userId: string | null; name: string };
  /** He works on it: started it, or joined. */
  joined: boolean;
  /** Made from rows to be counted again: a line stands for its own row only. */
  recount: boolean;
  /** What is expected must not be shown. The first count is always blind. */
  blind: boolean;
  reconciliationState: DocumentState;
  reconciliationVoid: boolean;
  /** When it was read, by the database's clock: ISO 8601, UTC. What is written in this step carries it. */
  at: string;
}

interface Row extends Omit<OrderHead, 'state' | 'session' | 'void'> {
  state: number;
  void: unknown;
  details: string | null;
  meId: string;
  meUser: string | null;
  meName: string;
  joined: unknown;
  parentId: string | null;
  blindRecount: unknown;
  reconciliationState: number;
  reconciliationVoid: unknown;
  at: string;
}

/**
 * Orders together with a worker `w` of their warehouse, for whom a condition on `w`, `o`, `d`, `r`
 * (`countOrders`) or the reconciliation's document `rd` holds. Of a person's worker records the one the
 * order is assigned to comes first, then one that joined it.
 */
export async function readOrdersInHand(reader: Reader, language: string, where: Sql): Promise<OrderInHand[]> {
  const rows = await reader.query<Row>(
    often(sql`
    SELECT o."Warehouse_Order_Id" AS "id", o."Document_Id" AS "documentId", d."Document_No" AS "documentNo",
      o."Warehouse_Id" AS "warehouseId", o."Warehouse_Worker_Id" AS "workerId", d."State" AS "state", d."Void" AS "void",
      r."Warehouse_Reconciliation_Id" AS "reconciliationId", r."Document_Id" AS "sourceDocumentId",
      o."Additional_Details_Json" AS "details", d."Parent_Document_Id" AS "parentId",
      w."Warehouse_Worker_Id" AS "meId", w."User_Id" AS "meUser", w."Warehouse_Worker_Name" AS "meName",
      ${truth(sql`m.order_id IS NOT NULL`)} AS "joined", COALESCE(p.blind_recount, ${TRUE}) AS "blindRecount",
      rd."State" AS "reconciliationState", rd."Void" AS "reconciliationVoid", ${text(sql`d."Document_Version"`)} AS "version",
      ${iso(now)} AS "at"
    FROM ${countOrders}
    JOIN ${erp.documents} rd ON rd."Id" = r."Document_Id"
    JOIN ${erp.workers} w ON w."Warehouse_Id" = o."Warehouse_Id"
    LEFT JOIN ${own.members} m ON m.order_id = o."Warehouse_Order_Id" AND m.worker_id = w."Warehouse_Worker_Id"
    LEFT JOIN ${own.options} p ON p.reconciliation_id = r."Warehouse_Reconciliation_Id"
    WHERE o."Task_Type" = ${code.taskType.Count} AND (${where})
    ORDER BY d."Document_No", CASE WHEN w."Warehouse_Worker_Id" = o."Warehouse_Worker_Id" THEN 0
      WHEN m.order_id IS NOT NULL THEN 1 ELSE 2 END, w."Warehouse_Worker_Id"`),
  );
  return rows.map(({ details, parentId, blindRecount, meId, meUser, meName, ...row }) => ({
    ...row,
    state: documentStateOf(row.state),
    void: Boolean(row.void),
    session: sessionIn(details),
    me: { workerId: meId, userId: meUser, name: textIn(meName, language) },
    joined: Boolean(row.joined),
    recount: parentId !== null,
    blind: parentId === null || Boolean(blindRecount),
    reconciliationState: documentStateOf(row.reconciliationState),
    reconciliationVoid: Boolean(row.reconciliationVoid),
  }));
}

/** Whether `w` is the actor, working there today. */
export const isMe = (actor: Actor): Sql => sql`w."User_Id" = ${uuid(actor.userId)} AND ${activeToday}`;

/**
 * A count order as one of its warehouse's active workers sees it. Throws `access.role-missing` (403) and
 * `order.unknown` (404), also for an order elsewhere.
 */
export async function findForWorker(reader: Reader, actor: Actor, orderId: string): Promise<OrderInHand> {
  must(actor, 'worker');
  const found =
    (await byKey(reader, actor, sql`o."Warehouse_Order_Id"`, orderId)) ??
    (await byKey(reader, actor, sql`o."Document_Id"`, orderId));
  if (!found) throw unknown('order', orderId);
  return found;
}

/** The order itself where it is in hand already, else as `findForWorker`. */
export const orderInHand = async (
  reader: Reader,
  actor: Actor,
  order: string | OrderInHand,
): Promise<OrderInHand> => (typeof order === 'string' ? findForWorker(reader, actor, order) : order);

const byKey = async (reader: Reader, actor: Actor, key: Sql, id: string): Promise<OrderInHand | undefined> =>
  (await readOrdersInHand(reader, actor.language, sql`${key} = ${uuid(id)} AND ${isMe(actor)}`))[0];

/**
 * A count order as a named worker of its warehouse has it, for a manager. Throws `order.unknown` (404)
 * and `worker.of-other-warehouse` (422).
 */
export async function findForNamed(
  reader: Reader,
  manager: Actor,
  orderId: string,
  workerId: string,
): Promise<OrderInHand> {
  must(manager, 'manager');
  const { id, documentNo } = await readOrder(reader, orderId);
  const [found] = await readOrdersInHand(
    reader,
    manager.language,
    sql`o."Warehouse_Order_Id" = ${uuid(id)} AND w."Warehouse_Worker_Id" = ${uuid(workerId)}`,
  );
  if (found) return found;
  throw refuse('rule', 'worker.of-other-warehouse', `${documentNo} is counted by workers of its warehouse.`, {
    field: 'workerId',
    value: workerId,
    allowed: 'a worker of the warehouse',
  });
}

/**
 * Opens a count order for a worker's verb: waits until nobody finishes or voids it (`exclusive`: until
 * nobody counts in it either) and until his scans before this one are through, then reads what is
 * there. Two round trips: every scan begins with it.
 */
export async function openForWorker(
  tx: Tx,
  actor: Actor,
  orderId: string,
  mode: LockMode = 'shared',
): Promise<OrderInHand> {
  must(actor, 'worker');
  const locked = async (id: string) => {
    await tx.lockAll([{ name: `order:${id}`, mode }, outboxLock(id, actor.userId)]);
    return byKey(tx, actor, sql`o."Warehouse_Order_Id"`, id);
  };
  // Whoever names the order by its document waits for a lock more.
  return (
    (await locked(orderId.toLowerCase())) ??
    orFail(await locked((await findForWorker(tx, actor, orderId)).id), orderId)
  );
}

function orFail(found: OrderInHand | undefined, id: string): OrderInHand {
  if (found) return found;
  throw unknown('order', id);
}

/** Whose scans of an order come one after the other: the lock of an outbox. */
export const outboxLock = (orderId: string, userId: string): Lock => ({
  name: `scans:${orderId}:${userId}`,
  mode: 'exclusive',
});

/**
 * Refuses an order that cannot be counted in: `order.void`, `order.finished`, `order.not-started`,
 * `reconciliation.not-counting`.
 */
export function mustBeCounting(order: OrderInHand): void {
  const about = { value: order.void ? 'Void' : order.state, allowed: 'Released' };
  const no = (what: string, message: string): Refusal =>
    refuse('conflict', what, `${order.documentNo} ${message}`, about);
  if (order.void) throw no('order.void', 'is void. Take another order.');
  if (order.state === 'Completed' || order.state === 'Closed')
    throw no('order.finished', 'is finished. Nothing can be counted in it any more.');
  mustBeOpenAbove(order);
  if (order.state !== 'Released') throw no('order.not-started', 'is not started. Start it first.');
}

/** Refuses an order whose reconciliation is void, not planned any more, or released already. */
export function mustBeOpenAbove(order: OrderInHand): void {
  const counting: readonly DocumentState[] = ['Planned', 'FirmPlanned'];
  if (!order.reconciliationVoid && counting.includes(order.reconciliationState)) return;
  const value = order.reconciliationVoid ? 'Void' : order.reconciliationState;
  throw refuse(
    'conflict',
    'reconciliation.not-counting',
    `The reconciliation of ${order.documentNo} is ${value}. Nothing is counted for it now.`,
    { value, allowed: counting },
  );
}

/**
 * Notes that a worker works on an order; whoever does anything in a started order joins it
 * (process.md, step 4). Makes sure that every line has its side row, which counting goes by.
 */
export async function join(tx: Tx, actor: Actor, order: OrderInHand): Promise<void> {
  if (order.joined) return;
  await tx.lock(`members:${order.id}`);
  const added = await tx.run(sql`
    INSERT INTO ${own.members} (order_id, worker_id, joined_at)
    SELECT ${uuid(order.id)}, ${uuid(order.me.workerId)}, ${now}
    WHERE NOT EXISTS (SELECT 1 FROM ${own.members} WHERE order_id = ${order.id} AND worker_id = ${order.me.workerId})`);
  if (added === 0) return;
  await tx.run(sql`
    INSERT INTO ${own.lines} (line_id, order_id, location_id, state, left_out)
    SELECT l."Warehouse_Order_Line_Id", l."Warehouse_Order_Id", l."Warehouse_Location_Id", 'open', ${FALSE}
    FROM ${erp.orderLines} l
    WHERE l."Warehouse_Order_Id" = ${order.id}
      AND NOT EXISTS (SELECT 1 FROM ${own.lines} s WHERE s.line_id = l."Warehouse_Order_Line_Id")`);
  await tx.run(sql`
    UPDATE ${own.lines} SET location_id = l.location
    FROM (SELECT "Warehouse_Order_Line_Id" AS id, "Warehouse_Location_Id" AS location FROM ${erp.orderLines}
      WHERE "Warehouse_Order_Id" = ${order.id}) l
    WHERE ${own.lines}.order_id = ${order.id} AND ${own.lines}.location_id IS NULL AND l.id = ${own.lines}.line_id`);
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'order',
    subjectId: order.id,
    event: 'order.joined',
    after: { workerId: order.me.workerId, worker: order.me.name },
  });
}

/** An order that waited is being counted from now on; `workerId`: whose it is then. */
export async function begin(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  workerId: string | null,
  documents: Documents,
): Promise<void> {
  await documents.changeState(tx, actor, [order.documentId], 'Released');
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'order',
    subjectId: order.id,
    event: 'order.started',
    before: { state: order.state, workerId: order.workerId },
    after: { state: 'Released', workerId, worker: order.me.name },
  });
}
