import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { Counts } from '../../reconciliation/counting/counts.js';
import { WorkerOrders } from '../../reconciliation/counting/worker-orders.js';
import type { ScanResult } from '../../terminal/scan.js';
import { type InHand, Scans } from '../../terminal/scans.js';
import { say, type TextKey } from '../texts.js';
import { askingOf, countedOf, doubleReadOf, positionsOf, waitingOf } from './count.view.js';
import { type Cue, cueOf } from './cue.js';
import { OrderScreen } from './order-screen.js';
import { type ScanField, type Screen, shortNo } from './show.js';

const GS = '\u001d';
const SEPARATOR = '␝';
/** Records in the list of a location: what does not fit there is in the order's list. */
const RECORDS = 12;

/** What scans do while the screen is open: go on, wait for the answer, or are perhaps the answer. */
export type Asks = 'nothing' | 'choice' | 'more';

/** Where a worker counts: the location, or what is asked about the last scan (terminal.md, screen 4). */
@Injectable()
export class CountScreen {
  constructor(
    private readonly scans: Scans,
    private readonly orders: WorkerOrders,
    private readonly counts: Counts,
    private readonly orderScreen: OrderScreen,
    private readonly options: ErpOptions,
  ) {}

  /** The screen that what is in hand leads to. `cue`: of a key, instead of the last scan's. */
  async show(actor: Actor, orderId: string, cue?: Cue): Promise<Screen & { asks: Asks }> {
    return this.of(actor, await this.scans.inHand(actor, orderId), cue);
  }

  /** As `show`, of what is in hand. */
  async of(actor: Actor, found: InHand, cue?: Cue): Promise<Screen & { asks: Asks }> {
    const { order, state, last } = found;
    const { language } = actor;
    const said = cue ?? (last ? cueOf(language, last) : undefined);
    const common = this.common(language, found, said);
    if (state.question)
      return {
        ...common('terminal.scansWait', { hold: true }),
        view: 'terminal/ask',
        asks: 'choice',
        asking: askingOf(language, state.question, last),
      };
    if (!cue && last?.code === 'scan.possible-double-read' && last.choices)
      return {
        ...common('terminal.scanOn'),
        view: 'terminal/ask',
        asks: 'nothing',
        asking: doubleReadOf(language, last),
      };
    if (state.waiting) {
      const waiting = waitingOf(language, state.waiting);
      const measured = waiting.asksQuantity || waiting.asksWeight;
      const screen = common(`terminal.scan.${waiting.need}` as TextKey, { none: measured });
      return { ...screen, view: measured ? 'terminal/quantity' : 'terminal/pick', asks: 'more', waiting };
    }
    if (!cue && state.exceptionId && last && said?.kind === 'err')
      return {
        ...common('terminal.scanOn'),
        view: 'terminal/exception',
        asks: 'nothing',
        exceptionId: state.exceptionId,
        raw: rawOf(last),
      };
    if (!state.location) {
      const screen = await this.orderScreen.order(actor, order.id, { cue: said });
      return { ...screen, asks: 'nothing' };
    }
    return { ...common('terminal.scan'), ...(await this.location(actor, found, state.location.id, said)) };
  }

  /** What all these screens have. */
  private common(language: string, { order, state }: InHand, cue: Cue | undefined) {
    return (placeholder: TextKey, { hold = false, none = false } = {}) => {
      const field: ScanField = {
        kind: none ? 'none' : 'scan',
        action: `/worker/orders/${order.id}/scans`,
        placeholder: say(language, placeholder),
        orderId: order.id,
        last: state.lastScanId,
        hold,
      };
      return {
        title: state.location?.address ?? order.documentNo,
        plate: state.location?.address ?? shortNo(order.documentNo),
        path: `/worker/orders/${order.id}/count`,
        order,
        state,
        field,
        cue,
      };
    };
  }

  private async location(
    actor: Actor,
    { order, state, lines }: InHand,
    locationId: string,
    cue: Cue | undefined,
  ) {
    const { language } = actor;
    const voice = { actor, timeZone: this.options.timeZone };
    const here = await this.counts.ofOrder(actor, order, { locationId }, { limit: RECORDS });
    const open = lines.filter(({ state: of }) => of === 'open');
    const next = await this.orders.next(actor, order, Math.max(0, ...lines.map(({ lineNo }) => lineNo)));
    const elsewhere = next && next.locationId !== locationId ? next : null;
    const toCount = order.recount ? positionsOf(language, lines) : [];
    return {
      view: 'terminal/location',
      asks: 'nothing' as const,
      cue,
      open: open.length > 0,
      // In a recount some positions may be left that nothing was found of.
      bare: open.some(({ counts }) => counts === 0),
      next: elsewhere && { locationId: elsewhere.locationId, location: elsewhere.location },
      unitEnd: state.logisticUnit?.code.slice(-4),
      contents: order.recount && !order.blind && state.logisticUnit !== null,
      toCount,
      counted: countedOf(voice, here.items, here.total),
      listed: toCount.length + here.total,
    };
  }
}

/** What was read, in pieces around its separators. */
function rawOf({ values }: ScanResult): string[] {
  return String(values.text ?? '')
    .replaceAll(GS, SEPARATOR)
    .split(SEPARATOR);
}
