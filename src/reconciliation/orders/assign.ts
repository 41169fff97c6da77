import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { ids, touch, uuid } from '../../database/words.js';
import type { DocumentState } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuse, refuseAll } from '../../errors.js';
import { mustBeIn, openReconciliation } from '../reconciliation.js';
import { type Candidate, readBarred, readCandidates } from './candidates.js';
import { lockOrders, mustBeFresh, type OrderHead, readOrder, readOrders } from './order.js';
import { shareOut } from './share.js';

/** Which orders: these, or all that nobody has. */
export type SelectOrders = { ids: readonly string[] } | { unassigned: true };

/** What giving out many orders did. */
export interface AssignedOrders {
  /** How many orders changed hands, by who has them now. */
  given: { workerId: string; worker: string; orders: number }[];
  /** Orders that were theirs already. */
  unchanged: number;
  /** Orders that were not given, and workers who cannot be given any, with the reason. */
  refused: Fault[];
}

/** Gives count orders to workers. */
@Injectable()
export class AssignOrders {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Assigns an order with all its lines to a worker of its warehouse, or to nobody; also one that is being
   * counted. Throws `order.unknown`, `order.changed-meanwhile`, `order.state-not-allowed`,
   * `worker.not-available`, `worker.counted-before`.
   */
  async assign(actor: Actor, id: string, workerId: string | null, expected?: string): Promise<void> {
    must(actor, 'manager');
    await this.database.transaction(async (tx) => {
      const { id: key } = await readOrder(tx, id);
      await lockOrders(tx, [key]);
      const order = await readOrder(tx, key);
      mustBeFresh(order, expected);
      refuseAll('conflict', pastCounting(order));
      const worker = workerId === null ? null : await this.availableFor(tx, actor, order, workerId);
      await this.give(tx, [order], worker);
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

  /**
   * Gives waiting orders to a worker, or spreads them evenly over several (`shareOut`); what can be given is
   * given, the rest is listed. One that somebody counts stays with him: `assign` gives it away. Asked twice
   * nothing changes. Throws `reconciliation.*`, and `worker.not-available` where no worker is left.
   */
  async assignMany(
    actor: Actor,
    id: string,
    select: SelectOrders,
    workerIds: readonly string[],
  ): Promise<AssignedOrders> {
    return this.database.transaction(async (tx) => {
      const found = await openReconciliation(tx, actor, id);
      mustBeIn(found);
      const orders = await openOrders(tx, found.id, select);
      const has = orders.flatMap(({ workerId }) => workerId ?? []);
      const people = await this.people(tx, actor, found.warehouseId, [...workerIds, ...has]);
      const workers = [...new Set(workerIds)].filter((worker) => people.get(worker)?.available);
      const away = [...new Set(workerIds)]
        .filter((worker) => !workers.includes(worker))
        .map((worker) => notHere(found.documentNo, worker, people.get(worker)));
      if (workers.length === 0) refuseAll('rule', away);

      const open = orders.filter((order) => pastCounting(order).length === 0);
      const barred = await readBarred(
        tx,
        open.map((order) => order.id),
      );
      const shares = shareOut(
        open.map(({ id, workerId, state }) => ({
          id,
          workerId,
          fixed: state === 'Released',
          barred: barred.get(id),
        })),
        workers,
      );
      const changed = open.filter((order) => shares.has(order.id) && shares.get(order.id) !== order.workerId);
      const given: AssignedOrders['given'] = [];
      for (const worker of workers) {
        const his = changed.filter((order) => shares.get(order.id) === worker);
        if (his.length === 0) continue;
        const who = people.get(worker) as Candidate;
        await this.give(tx, his, who);
        given.push({ workerId: worker, worker: who.name, orders: his.length });
      }
      const left = orders.filter((order) => !shares.has(order.id));
      const refused = [
        ...away,
        ...missing(found.documentNo, orders, select),
        ...left.map((order) => notGiven(order, people.get(order.workerId ?? '')?.name)),
      ];
      if (changed.length > 0) {
        await remember(tx, actor, {
          reconciliationId: found.id,
          subject: 'reconciliation',
          subjectId: found.id,
          event: 'orders.assigned',
          before: { orders: changed.map(({ id, documentNo, workerId }) => ({ id, documentNo, workerId })) },
          after: {
            orders: changed.map(({ id }) => ({ id, workerId: shares.get(id) })),
            given,
            refused: refused.length,
          },
        });
      }
      return { given, unchanged: shares.size - changed.length, refused };
    });
  }

  private people(tx: Tx, { language }: Actor, warehouseId: string, workerIds: readonly string[]) {
    return readCandidates(tx, { warehouseId, timeZone: this.options.timeZone, language }, workerIds);
  }

  /** Somebody who works in the order's warehouse today and may count some of its lines. */
  private async availableFor(tx: Tx, actor: Actor, order: OrderHead, workerId: string): Promise<Candidate> {
    const worker = (await this.people(tx, actor, order.warehouseId, [workerId])).get(workerId);
    const field = 'workerId';
    if (!worker?.available) {
      throw refuse(
        'rule',
        'worker.not-available',
        `${order.documentNo} needs a worker who is active in its warehouse today.`,
        { field, value: workerId, allowed: 'an active worker of the warehouse' },
      );
    }
    if ((await readBarred(tx, [order.id])).get(order.id)?.has(workerId)) {
      refuseAll('rule', [{ ...countedBefore(order), field, value: workerId }]);
    }
    return worker;
  }

  /** Header, lines and, for the ERP, the document (R37895). */
  private async give(tx: Tx, orders: readonly OrderHead[], worker: Candidate | null): Promise<void> {
    const which = ids(orders.map(({ id }) => id));
    for (const table of [erp.orders, erp.orderLines]) {
      await tx.run(sql`
        UPDATE ${table} SET ${touch} "Warehouse_Worker_Id" = ${uuid(worker?.id ?? null)}
        WHERE "Warehouse_Order_Id" IN ${which}`);
    }
    const documents = orders.map(({ documentId }) => documentId);
    await this.documents.assign(tx, documents, worker?.userId ?? null);
  }
}

const toBeCounted: readonly DocumentState[] = ['New', 'Planned', 'FirmPlanned', 'Released'];

/** The orders as they are once nobody else can change them. */
async function openOrders(tx: Tx, reconciliationId: string, select: SelectOrders): Promise<OrderHead[]> {
  const its = sql`r."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`;
  const wanted = async (some?: readonly string[]) => {
    const orders = await readOrders(tx, some ? sql`${its} AND o."Warehouse_Order_Id" IN ${ids(some)}` : its);
    const nobodys = (order: OrderHead) =>
      order.workerId === null && order.state !== 'Released' && pastCounting(order).length === 0;
    return 'ids' in select ? orders : orders.filter(nobodys);
  };
  const seen = (await wanted('ids' in select ? select.ids : undefined)).map(({ id }) => id);
  await lockOrders(tx, seen);
  return wanted(seen);
}

function pastCounting({ id, documentNo, state, void: isVoid }: OrderHead): Fault[] {
  if (!isVoid && toBeCounted.includes(state)) return [];
  const value = isVoid ? 'Void' : state;
  const message = `${documentNo} is ${value} and needs nobody any more.`;
  return [{ code: 'order.state-not-allowed', message, row: id, value, allowed: toBeCounted }];
}

const countedBefore = ({ id, documentNo }: OrderHead): Fault => ({
  code: 'worker.counted-before',
  message: `${documentNo} is for somebody who has not counted its rows before.`,
  row: id,
});

/** Why none of the workers got an order. */
function notGiven(order: OrderHead, worker: string | undefined): Fault {
  const [past] = pastCounting(order);
  if (past) return past;
  if (order.state !== 'Released') return countedBefore(order);
  const by = worker ? ` by ${worker}` : '';
  const message = `${order.documentNo} is being counted${by}. Assign it by itself.`;
  return { code: 'order.being-counted', message, row: order.id, value: order.state };
}

const notHere = (documentNo: string, workerId: string, worker: Candidate | undefined): Fault => ({
  code: 'worker.not-available',
  message: `${worker?.name ?? 'One of the workers'} does not work in the warehouse of ${documentNo} today.`,
  field: 'workerIds',
  value: workerId,
  allowed: 'an active worker of the warehouse',
});

/** What was asked for and is no order of the reconciliation. */
function missing(documentNo: string, orders: readonly OrderHead[], select: SelectOrders): Fault[] {
  if (!('ids' in select)) return [];
  const found = new Set(orders.map(({ id }) => id));
  const message = `There is no such order in ${documentNo}.`;
  return [...new Set(select.ids)]
    .filter((id) => !found.has(id))
    .map((id) => ({ code: 'order.unknown', message, row: id, value: id }));
}
