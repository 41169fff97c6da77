import { Injectable } from '@nestjs/common';
import { type Actor, must, workerIn } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { uuid } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import type { DocumentState } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { activeOn } from '../../erp/workers.js';
import { Refusal, refuse, unknown } from '../../errors.js';
import { mustBeIn, openReconciliation } from '../reconciliation.js';
import { type OrderHead, readOrder } from './order.js';
import { type OrderLine, readOrderLines } from './order-lines.js';
import { type VoidedOrders, VoidOrders } from './void-orders.js';

/** A count order with its lines. What is expected is not in it: a worker reads it too. */
export interface CountOrder {
  id: string;
  documentNo: string;
  state: DocumentState;
  void: boolean;
  reconciliationId: string;
  warehouseId: string;
  workerId: string | null;
  worker: string | null;
  session: number;
  version: string;
  lines: OrderLine[];
}

/** Width of `Void_Reason`. */
const REASON = 254;

/** Count orders that are given out: reading, assigning, taking back. */
@Injectable()
export class Orders {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly options: ErpOptions,
    private readonly voiding: VoidOrders,
  ) {}

  /**
   * An order by its id or its document's: any for a manager, for a worker those of the warehouses he
   * works in. Throws `order.unknown`, `access.role-missing`.
   */
  async find(actor: Actor, id: string): Promise<CountOrder> {
    if (!actor.roles.has('manager')) must(actor, 'worker');
    const head = await readOrder(this.database, id);
    if (!actor.roles.has('manager') && !workerIn(actor, head.warehouseId)) throw unknown('order', id);
    const { documentId: _, sourceDocumentId: __, ...order } = head;
    return {
      ...order,
      worker: await this.workerName(head.workerId, actor.language),
      lines: await readOrderLines(this.database, head, actor.language),
    };
  }

  /**
   * Voids an order with its counts, also a completed one, until its reconciliation is released
   * (process.md, step 4). One that is void already stays as it is. Says what that changed. Throws `order.unknown`,
   * `void.reason-missing`, `order.changed-meanwhile`, `reconciliation.read-only`, `reconciliation.void`.
   */
  async void(actor: Actor, id: string, reason: string, expected?: string): Promise<VoidedOrders> {
    must(actor, 'manager');
    const why = readReason(reason);
    return this.database.transaction(async (tx) => {
      const order = await readOrder(tx, id);
      const found = await openReconciliation(tx, actor, order.reconciliationId);
      mustBeFresh(await readOrder(tx, order.id), expected);
      mustBeIn(found);
      return this.voiding.voidOrders(tx, actor, [order.id], why);
    });
  }

  /**
   * Assigns an order with all its lines to a worker of its warehouse, or to nobody. Throws
   * `order.unknown`, `order.changed-meanwhile`, `order.state-not-allowed`, `worker.not-available`,
   * `worker.counted-before`.
   */
  async assign(actor: Actor, id: string, workerId: string | null, expected?: string): Promise<void> {
    must(actor, 'manager');
    await this.database.transaction(async (tx) => {
      const { id: key } = await readOrder(tx, id);
      await tx.lock(`order:${key}`);
      const order = await readOrder(tx, key);
      mustBeFresh(order, expected);
      mustBeOpen(order);
      const userId = workerId === null ? null : await this.userOf(tx, order, workerId);
      if (workerId !== null) await mustHaveWork(tx, order, workerId);
      await tx.run(sql`
        UPDATE ${erp.orders} SET "Warehouse_Worker_Id" = ${uuid(workerId)} WHERE "Warehouse_Order_Id" = ${order.id}`);
      await tx.run(sql`
        UPDATE ${erp.orderLines} SET "Warehouse_Worker_Id" = ${uuid(workerId)} WHERE "Warehouse_Order_Id" = ${order.id}`);
      await this.documents.assign(tx, order.documentId, userId);
      await remember(tx, actor, {
        reconciliationId: order.reconciliationId,
        subject: 'order',
        subjectId: order.id,
        event: 'order.assigned',
        before: { workerId: order.workerId },
        after: { workerId },
      });
    });
  }

  /** The user of somebody who works in the order's warehouse today. */
  private async userOf(tx: Tx, order: OrderHead, workerId: string): Promise<string> {
    const { day } = await erpNow(tx, this.options.timeZone);
    const [worker] = await tx.query<{ userId: string }>(sql`
      SELECT w."User_Id" AS "userId" FROM ${erp.workers} w JOIN ${erp.users} u ON u."User_Id" = w."User_Id"
      WHERE w."Warehouse_Worker_Id" = ${uuid(workerId)} AND w."Warehouse_Id" = ${uuid(order.warehouseId)}
        AND ${activeOn(day)}`);
    if (worker) return worker.userId;
    throw refuse(
      'rule',
      'worker.not-available',
      `${order.documentNo} needs a worker who is active in its warehouse today.`,
      { field: 'workerId', value: workerId, allowed: 'an active worker of the warehouse' },
    );
  }

  private async workerName(workerId: string | null, language: string): Promise<string | null> {
    if (workerId === null) return null;
    const [worker] = await this.database.query<{ name: string }>(sql`
      SELECT "Warehouse_Worker_Name" AS "name" FROM ${erp.workers} WHERE "Warehouse_Worker_Id" = ${uuid(workerId)}`);
    return worker ? textIn(worker.name, language) : null;
  }
}

function readReason(reason: string): string {
  const why = reason.trim();
  if (why !== '' && why.length <= REASON) return why;
  throw refuse(
    'rule',
    why === '' ? 'void.reason-missing' : 'void.reason-too-long',
    why === '' ? 'Say why the order is void.' : `A reason has at most ${REASON} characters.`,
    { field: 'reason', value: reason, allowed: `1 to ${REASON} characters` },
  );
}

function mustBeFresh(order: OrderHead, expected: string | undefined): void {
  if (expected === undefined || expected === order.version) return;
  const message = `${order.documentNo} was changed meanwhile. Look at it again.`;
  throw new Refusal(
    'stale',
    [{ code: 'order.changed-meanwhile', message, value: expected, allowed: order.version }],
    { present: order },
  );
}

function mustBeOpen({ documentNo, state, void: isVoid }: OrderHead): void {
  const open: readonly DocumentState[] = ['New', 'Planned', 'FirmPlanned', 'Released'];
  if (!isVoid && open.includes(state)) return;
  const value = isVoid ? 'Void' : state;
  throw refuse(
    'conflict',
    'order.state-not-allowed',
    `${documentNo} is ${value} and needs nobody any more.`,
    {
      value,
      allowed: open,
    },
  );
}

/** Refuses who may count none of the lines, because he counted every row before. */
async function mustHaveWork(reader: Reader, order: OrderHead, workerId: string): Promise<void> {
  const [lines] = await reader.query<Record<'all' | 'avoiding', number | string | null>>(sql`
    SELECT COUNT(*) AS "all", SUM(CASE WHEN x.avoid LIKE ${`%${workerId.toLowerCase()}%`} THEN 1 ELSE 0 END) AS "avoiding"
    FROM ${erp.orderLines} l LEFT JOIN ${own.lines} x ON x.line_id = l."Warehouse_Order_Line_Id"
    WHERE l."Warehouse_Order_Id" = ${uuid(order.id)}`);
  if (Number(lines?.avoiding ?? 0) === 0 || Number(lines?.avoiding) < Number(lines?.all)) return;
  throw refuse(
    'rule',
    'worker.counted-before',
    `${order.documentNo} is for somebody who has not counted its rows before.`,
    { field: 'workerId', value: workerId },
  );
}
