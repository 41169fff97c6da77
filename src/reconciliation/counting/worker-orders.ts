import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { Database, type Tx } from '../../database/database.js';
import { list, sql } from '../../database/sql.js';
import { FALSE, touch, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { Policies } from '../../erp/policies.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { claimAlive } from './claims.sql.js';
import {
  begin,
  findForWorker,
  isMe,
  join,
  mustBeCounting,
  mustBeOpenAbove,
  type OrderInHand,
  openForWorker,
  orderInHand,
  readOrdersInHand,
} from './order-in-hand.js';
import { type Progress, readFacts, readProgress } from './progress.js';
import { firstWorkerLine, readWorkerLines, type WorkerLine } from './worker-lines.js';

export type Section = 'startedByMe' | 'assignedToMe' | 'unassigned' | 'startedByOthers' | 'assignedToOthers';
export type OrderAction = 'continue' | 'start' | 'takeAndStart' | 'join';

const actions: Record<Section, OrderAction> = {
  startedByMe: 'continue',
  assignedToMe: 'start',
  unassigned: 'takeAndStart',
  startedByOthers: 'join',
  assignedToOthers: 'takeAndStart',
};

/** A count order in a worker's list. */
export interface WorkerOrder {
  id: string;
  documentNo: string;
  state: string;
  warehouseId: string;
  session: number;
  recount: boolean;
  /** Who it is assigned to. */
  workerId: string | null;
  worker: string | null;
  /** Code of the zone that all its lines lie in; null when there are several. */
  zone: string | null;
  progress: Progress;
  /** What the one button does. */
  action: OrderAction;
}

export type Sections = Partial<Record<Section, WorkerOrder[]>>;

/** A count order opened by a worker. */
export interface OpenOrder extends WorkerOrder {
  /** Nothing that is expected is shown. */
  blind: boolean;
  lines: WorkerLine[];
}

/** Count orders as workers see them (terminal.md, screens 2 and 3). */
@Injectable()
export class WorkerOrders {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly policies: Policies,
  ) {}

  /**
   * The count orders of the warehouses where the actor works today, by section. Sections that the
   * policies hide are absent; an order he joined is among his own whatever they say.
   */
  async sections(actor: Actor): Promise<Sections> {
    must(actor, 'worker');
    const { state } = code;
    const orders = await readOrdersInHand(
      this.database,
      actor.language,
      sql`${isMe(actor)} AND d."Void" = ${FALSE} AND rd."Void" = ${FALSE}
        AND d."State" IN (${list([state.Planned, state.FirmPlanned, state.Released])})
        AND rd."State" IN (${list([state.Planned, state.FirmPlanned])})`,
    );
    const found: Sections = { startedByMe: [], assignedToMe: [] };
    const warehouses = [...new Set([...actor.workers, ...orders].map(({ warehouseId }) => warehouseId))];
    const shown = new Map<string, Set<Section>>();
    for (const id of warehouses) shown.set(id, await this.shownIn(id));
    for (const section of new Set([...shown.values()].flatMap((of) => [...of]))) found[section] = [];
    const mine = onePerOrder(orders);
    for (const order of await this.described(actor, mine)) {
      const section = sectionOf(mine.find(({ id }) => id === order.id) as OrderInHand);
      if (shown.get(order.warehouseId)?.has(section)) found[section]?.push(order);
    }
    return found;
  }

  private async shownIn(warehouseId: string): Promise<Set<Section>> {
    const policies = await this.policies.terminal(this.database, warehouseId);
    return new Set<Section>([
      'startedByMe',
      'assignedToMe',
      ...(policies.showUnassigned ? (['unassigned'] as const) : []),
      ...(policies.showStartedByOthers ? (['startedByOthers'] as const) : []),
      ...(policies.showAssignedToOthers ? (['assignedToOthers'] as const) : []),
    ]);
  }

  /** An order with its lines, their state and who is there. Throws `order.unknown` (404). */
  async find(actor: Actor, orderId: string): Promise<OpenOrder> {
    const order = await findForWorker(this.database, actor, orderId);
    const [described] = await this.described(actor, [order]);
    return {
      ...(described as WorkerOrder),
      blind: order.blind,
      lines: await readWorkerLines(this.database, actor, order),
    };
  }

  /**
   * The next line to count: open, not claimed by another worker, behind `afterLineNo`; at the end of
   * the way again from its beginning. Null when nothing is left.
   */
  async next(actor: Actor, of: string | OrderInHand, afterLineNo = 0): Promise<WorkerLine | null> {
    const order = await orderInHand(this.database, actor, of);
    const open = sql`COALESCE(x.state, 'open') = 'open'
      AND (x.avoid IS NULL OR x.avoid NOT LIKE ${`%${order.me.workerId}%`})`;
    const free = sql`${open} AND NOT (${claimAlive(sql`x`)} AND x.claimed_by <> ${uuid(order.me.workerId)})`;
    for (const where of [free, open]) {
      for (const after of new Set([afterLineNo, 0])) {
        const line = await firstWorkerLine(this.database, actor, order, after, where);
        if (line) return line;
      }
    }
    return null;
  }

  /**
   * Starts an order, takes it over and starts it, or joins it, whichever its section allows; what he
   * works on already stays as it is. Throws `order.unknown` (404) and, for an order or
   * reconciliation that is past counting, `order.void`, `order.finished`, `reconciliation.not-counting`
   * (409).
   */
  async start(actor: Actor, orderId: string): Promise<OpenOrder> {
    await this.database.transaction(async (tx) => {
      const order = await openForWorker(tx, actor, orderId, 'exclusive');
      if (order.state !== 'Planned' && order.state !== 'FirmPlanned') {
        mustBeCounting(order);
        return join(tx, actor, order);
      }
      if (order.void) mustBeCounting(order);
      mustBeOpenAbove(order);
      if (order.workerId !== order.me.workerId) await take(tx, actor, order, this.documents);
      await join(tx, actor, order);
      await begin(tx, actor, order, order.me.workerId, this.documents);
    });
    return this.find(actor, orderId);
  }

  private async described(actor: Actor, orders: readonly OrderInHand[]): Promise<WorkerOrder[]> {
    if (orders.length === 0) return [];
    const orderIds = orders.map(({ id }) => id);
    const progress = await readProgress(this.database, orderIds);
    const facts = await readFacts(this.database, orderIds);
    return orders.map((order) => {
      const { worker, zone } = facts.get(order.id) ?? { worker: null, zone: null };
      return {
        id: order.id,
        documentNo: order.documentNo,
        state: order.void ? 'Void' : order.state,
        warehouseId: order.warehouseId,
        session: order.session,
        recount: order.recount,
        workerId: order.workerId,
        worker: worker && textIn(worker, actor.language),
        zone,
        progress: progress.get(order.id) as Progress,
        action: actions[sectionOf(order)],
      };
    });
  }
}

/** Which section of the list an order is in for its worker. */
export function sectionOf({ state, workerId, me, joined }: OrderInHand): Section {
  const started = state !== 'Planned' && state !== 'FirmPlanned';
  if (started) return joined || workerId === me.workerId ? 'startedByMe' : 'startedByOthers';
  if (workerId === null) return 'unassigned';
  return workerId === me.workerId ? 'assignedToMe' : 'assignedToOthers';
}

/** Somebody with two worker records in a warehouse sees an order once: as the first of them. */
const onePerOrder = (orders: readonly OrderInHand[]): OrderInHand[] =>
  orders.filter(({ id }, i) => orders.findIndex((order) => order.id === id) === i);

/** From now on the order is his, also for the ERP (R37895). */
async function take(tx: Tx, actor: Actor, order: OrderInHand, documents: Documents): Promise<void> {
  await tx.run(sql`
    UPDATE ${erp.orders} SET ${touch} "Warehouse_Worker_Id" = ${uuid(order.me.workerId)}
    WHERE "Warehouse_Order_Id" = ${uuid(order.id)}`);
  await documents.assign(tx, [order.documentId], actor.userId);
}
