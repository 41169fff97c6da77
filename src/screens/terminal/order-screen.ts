import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { Counts } from '../../reconciliation/counting/counts.js';
import { type OpenOrder, WorkerOrders } from '../../reconciliation/counting/worker-orders.js';
import { Scans } from '../../terminal/scans.js';
import { say } from '../texts.js';
import type { Cue } from './cue.js';
import { countRow, openLineRow, placesOf } from './order.view.js';
import { type ScanField, type Screen, shortNo } from './show.js';

/** What of an order is looked at. */
export interface OrderLook {
  tab?: 'lines' | 'counts';
  /** First line shown, by its place on the way; absent: a little before the next open one. */
  from?: number;
  cursor?: string;
  cue?: Cue;
}

/** Lines on a page: a terminal scrolls by hand. */
const LINES = 60;
const BEFORE_NEXT = 3;
const COUNTS = 30;

/** Screens about an order as a whole (terminal.md, screens 3 and 5). */
@Injectable()
export class OrderScreen {
  constructor(
    private readonly orders: WorkerOrders,
    private readonly counts: Counts,
    private readonly scans: Scans,
    private readonly options: ErpOptions,
  ) {}

  /** Its lines or its counts. Throws `order.unknown` (404). */
  async order(actor: Actor, id: string, look: OrderLook): Promise<Screen> {
    const { tab = 'lines', cursor, cue } = look;
    const order = await this.orders.find(actor, id);
    const next = await this.orders.next(actor, id);
    const page = tab === 'counts' ? { limit: COUNTS, cursor } : { limit: 1 };
    const counts = await this.counts.ofOrder(actor, id, {}, page);
    return {
      ...(await this.head(actor, order)),
      view: 'terminal/order',
      path: `/worker/orders/${id}${tab === 'counts' ? '?tab=counts' : ''}`,
      cue,
      tab,
      next: next && { locationId: next.locationId, location: next.location },
      ...(tab === 'lines' ? this.linesOf(actor, order, look, next?.id) : {}),
      countTotal: counts.total,
      ...(tab === 'counts'
        ? {
            counts: counts.items.map((count) => countRow(this.voice(actor), count, true)),
            nextCursor: counts.nextCursor,
          }
        : {}),
    };
  }

  /** What is open, and what becomes of it. Throws `order.unknown` (404). */
  async ending(actor: Actor, id: string): Promise<Screen> {
    const order = await this.orders.find(actor, id);
    const open = order.lines.filter(({ state }) => state === 'open');
    return {
      ...(await this.head(actor, order)),
      view: 'terminal/finish',
      title: say(actor.language, 'terminal.finish'),
      path: `/worker/orders/${id}/finish`,
      open: open.slice(0, LINES).map((line) => openLineRow(this.voice(actor), line)),
      openTotal: open.length,
      done: order.lines.length - open.length,
    };
  }

  /** Some of the lines, and where the others begin. */
  private linesOf(actor: Actor, order: OpenOrder, look: OrderLook, nextId: string | undefined) {
    const { lines, recount } = order;
    const at = lines.findIndex(({ id }) => id === nextId);
    const from = Math.min(look.from ?? Math.max(0, at - BEFORE_NEXT), Math.max(0, lines.length - 1));
    return {
      places: placesOf(this.voice(actor), lines.slice(from, from + LINES), recount),
      earlier: from > 0 ? { from: Math.max(0, from - LINES) } : null,
      later: from + LINES < lines.length ? { from: from + LINES } : null,
    };
  }

  private async head(actor: Actor, order: OpenOrder) {
    const { state } = await this.scans.inHand(actor, order.id);
    const field: ScanField = {
      kind: 'scan',
      action: `/worker/orders/${order.id}/scans`,
      placeholder: say(actor.language, 'terminal.scanLocation'),
      orderId: order.id,
      last: state.lastScanId,
    };
    return { title: order.documentNo, order, no: shortNo(order.documentNo), field };
  }

  private voice = (actor: Actor) => ({ actor, timeZone: this.options.timeZone });
}
