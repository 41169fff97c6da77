import { Injectable } from '@nestjs/common';
import { type Actor, must, workerIn } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';
import type { DocumentState } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { refuse, unknown } from '../../errors.js';
import { mustBeIn, openReconciliation } from '../reconciliation.js';
import { mustBeFresh, readOrder } from './order.js';
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

/** Count orders that are given out: reading, taking back. */
@Injectable()
export class Orders {
  constructor(
    private readonly database: Database,
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
