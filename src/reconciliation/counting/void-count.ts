import { type Actor, must } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import type { Reader, Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { moment, TRUE, touch, uuid } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import { erp } from '../../erp/tables.js';
import { refuse, unknown } from '../../errors.js';
import { type OrderHead, readOrder } from '../orders/order.js';
import { markCountsChanged } from '../populate/stale.js';
import { mustBeIn, type Reconciliation, readReconciliation } from '../reconciliation.js';
import { locationLock } from './claims.js';
import { reopenIfBare } from './lines-at.js';
import { join, mustBeCounting, openForWorker } from './order-in-hand.js';

interface Found {
  orderId: string;
  lineId: string | null;
  locationId: string;
  void: unknown;
  /** Who counted; null for a record that no scan made. */
  workerId: string | null;
  userId: string;
}

const LONGEST_REASON = 254;

/** See `Counts.void`. */
export async function voidCount(
  tx: Tx,
  actor: Actor,
  countId: string,
  reason: string | undefined,
  timeZone: string,
): Promise<void> {
  const count = await readCount(tx, countId);
  if (!count) throw unknown('count', countId);
  // A manager who is a worker too takes back his own like any worker.
  const asManager = actor.roles.has('manager') && !(isMine(actor, count) && !reason?.trim());
  const order = asManager
    ? await openAsManager(tx, actor, countId, count)
    : await openAsWorker(tx, actor, countId, count);
  if (!order) return;
  const why = readReason(reason, asManager ? undefined : 'Taken back by the worker');
  const { time } = await erpNow(tx, timeZone);
  await tx.run(sql`
    UPDATE ${erp.counts} SET ${touch} "Void" = ${TRUE}, "Void_Reason" = ${why}, "Void_Time" = ${moment(time)},
      "Void_User" = ${actor.login} WHERE "Warehouse_Count_Id" = ${uuid(countId)}`);
  const reopened = order.state === 'Released' && (await reopenIfBare(tx, order.id, count));
  if (order.state === 'Completed') await markCountsChanged(tx, order.reconciliationId, [countId]);
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'count',
    subjectId: countId,
    event: 'count.voided',
    before: { void: false },
    after: { void: true, reason: why, orderId: order.id, ...(reopened ? { reopened: count.lineId } : {}) },
  });
}

/** The count's order, locked; null where the record is void already. */
async function openAsWorker(tx: Tx, actor: Actor, countId: string, count: Found): Promise<OrderHead | null> {
  const order = await openForWorker(tx, actor, count.orderId);
  if (!isMine(actor, count))
    throw refuse(
      'forbidden',
      'count.of-other-worker',
      'Somebody else counted this. Only he or a manager can void it.',
      {
        value: countId,
      },
    );
  if (await isVoid(tx, order, countId, count)) return null;
  mustBeCounting(order);
  await join(tx, actor, order);
  return order;
}

async function openAsManager(tx: Tx, actor: Actor, countId: string, count: Found): Promise<OrderHead | null> {
  must(actor, 'manager');
  const { id, reconciliationId } = await readOrder(tx, count.orderId);
  await tx.lock(`reconciliation:${reconciliationId}`, 'shared');
  await tx.lock(`order:${id}`, 'shared');
  const order = await readOrder(tx, id);
  if (await isVoid(tx, order, countId, count)) return null;
  mustBeIn((await readReconciliation(tx, reconciliationId)) as Reconciliation, ['Planned', 'FirmPlanned']);
  return order;
}

async function isVoid(tx: Tx, order: OrderHead, countId: string, { locationId }: Found): Promise<boolean> {
  await tx.lockAll([locationLock(order, locationId)]);
  return Boolean((await readCount(tx, countId))?.void);
}

const isMine = (actor: Actor, { workerId, userId }: Found): boolean =>
  workerId ? actor.workers.some((w) => w.workerId === workerId) : userId === actor.userId;

async function readCount(reader: Reader, countId: string): Promise<Found | undefined> {
  const [row] = await reader.query<Found>(sql`
    SELECT c."Warehouse_Order_Id" AS "orderId", c."Warehouse_Order_Line_Id" AS "lineId",
      c."Warehouse_Location_Id" AS "locationId", c."Void" AS "void", s.worker_id AS "workerId",
      c."Creation_User_Id" AS "userId"
    FROM ${erp.counts} c LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
    WHERE c."Warehouse_Count_Id" = ${uuid(countId)}`);
  return row;
}

function readReason(reason: string | undefined, otherwise?: string): string {
  const found = reason?.trim() || otherwise;
  if (!found)
    throw refuse('rule', 'void.reason-missing', 'Say why this count is void.', {
      field: 'reason',
      value: reason ?? null,
    });
  if (found.length <= LONGEST_REASON) return found;
  throw refuse('rule', 'void.reason-too-long', `The reason has at most ${LONGEST_REASON} characters.`, {
    field: 'reason',
    value: found.length,
    allowed: LONGEST_REASON,
  });
}
