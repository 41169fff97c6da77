import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Tx } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { TRUE, touch, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { erp } from '../../erp/tables.js';
import { Refusal } from '../../errors.js';
import { repeatStatus } from '../populate/facts.sql.js';
import { samePositionAsLine } from '../position.sql.js';
import { endClaims } from './claims.js';
import { findForWorker, join, mustBeCounting, type OrderInHand } from './order-in-hand.js';
import { readWorkerLines, type WorkerLine } from './worker-lines.js';

export interface Finished {
  /** How many rows that was is not told: it would say what is expected. */
  finished: true;
  leftOut: WorkerLine[];
}

/** Finishing a count order: the last word of the workers (process.md, step 4). */
@Injectable()
export class Finish {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
  ) {}

  /**
   * Completes a started order, which cannot be revoked: its Started rows become Finished, those of
   * lines that are left out Recount. One of many who finish at once does it, the others are told
   * `order.finished`. Open lines are refused with `order.lines-open` (409) and listed as `openLines`,
   * unless `leaveOut`.
   */
  async finish(actor: Actor, orderId: string, { leaveOut = false } = {}): Promise<Finished> {
    return this.database.transaction(async (tx) => {
      const order = await open(tx, actor, orderId);
      mustBeCounting(order);
      return complete(tx, actor, order, leaveOut, this.documents);
    });
  }
}

/** Completes an order that is being counted, under the locks of its reconciliation and of itself. */
export async function complete(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  leaveOut: boolean,
  documents: Documents,
): Promise<Finished> {
  await join(tx, actor, order);
  const left = await readWorkerLines(tx, actor, order, sql`x.state = 'open'`);
  if (left.length > 0 && !leaveOut) throw linesOpen(order, left);
  await tx.run(sql`
    UPDATE ${own.lines} SET left_out = ${TRUE} WHERE order_id = ${uuid(order.id)} AND state = 'open'`);
  await endClaims(tx, { orderId: order.id });
  const rows = await finishRows(tx, order);
  await documents.changeState(tx, actor, [order.documentId], 'Completed');
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'order',
    subjectId: order.id,
    event: 'order.finished',
    before: { state: order.state },
    after: { state: 'Completed', worker: order.me.name, leftOut: left.length, ...rows },
  });
  return { finished: true, leftOut: left };
}

/** Details change, so the reconciliation waits; then nobody counts any more. */
async function open(tx: Tx, actor: Actor, orderId: string): Promise<OrderInHand> {
  const { id, reconciliationId } = await findForWorker(tx, actor, orderId);
  await tx.lock(`reconciliation:${reconciliationId}`);
  await tx.lock(`order:${id}`);
  return findForWorker(tx, actor, id);
}

/**
 * Rows whose line was closed become Finished; all other Started rows of the order Recount, because
 * Finished without counts means zero and writes stock off. A row that was sent to Recount meanwhile
 * has left the order.
 */
async function finishRows(tx: Tx, order: OrderInHand): Promise<{ rows: number; recount: number }> {
  const ownRow: Sql = order.recount
    ? sql`JOIN ${erp.orderLines} l ON l."Warehouse_Order_Line_Id" = x.line_id AND ${samePositionAsLine(sql`d`, sql`l`)}`
    : sql``;
  // Both sides by an index on the location: an order's statistics are of the time before its count.
  const rows = await tx.run(sql`
    UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status.Finished}
    FROM (
      SELECT DISTINCT d."Warehouse_Reconciliation_Detail_Id" AS id
      FROM ${own.lines} x
      JOIN ${erp.details} d ON d."Warehouse_Location_Id" = x.location_id ${ownRow}
      WHERE x.order_id = ${uuid(order.id)} AND x.state <> 'open'
        AND d."Warehouse_Reconciliation_Id" = ${uuid(order.reconciliationId)}
        AND d."Warehouse_Order_Id" = ${uuid(order.id)} AND d."Review_Status" = ${code.status.Started}) s
    WHERE s.id = ${erp.details}."Warehouse_Reconciliation_Detail_Id"`);
  const recount = await tx.run(sql`
    UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status.Recount}
    WHERE "Warehouse_Order_Id" = ${uuid(order.id)} AND "Review_Status" = ${code.status.Started}`);
  await tx.run(repeatStatus(order.reconciliationId, sql`d."Warehouse_Order_Id" = ${uuid(order.id)}`));
  return { rows, recount };
}

function linesOpen(order: OrderInHand, open: readonly WorkerLine[]): Refusal {
  const [first] = open as [WorkerLine];
  const lines = open.length === 1 ? 'A line is open' : `${open.length} lines are open`;
  return new Refusal(
    'conflict',
    [
      {
        code: 'order.lines-open',
        message: `${lines} in ${order.documentNo}, first ${first.location}. Count them, or leave them out.`,
        row: first.lineNo,
        field: 'leaveOut',
        value: open.length,
        allowed: 0,
      },
    ],
    { openLines: open },
  );
}
