import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database, type Tx } from '../database/database.js';
import { sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { ErpOptions } from '../erp/erp-options.js';
import { Policies } from '../erp/policies.js';
import { Refusal, refuse } from '../errors.js';
import { type Count, readCounts } from '../reconciliation/counting/count-rows.js';
import {
  findForWorker,
  mustBeCounting,
  type OrderInHand,
  openForWorker,
} from '../reconciliation/counting/order-in-hand.js';
import { readWorkerLines, type WorkerLine } from '../reconciliation/counting/worker-lines.js';
import { AddressShapes } from './address-shape.js';
import { lastScan, momentOf, placeOf } from './chain.js';
import type { Hand } from './hand.js';
import type { Scan, ScanResult } from './scan.js';
import { shownState, type TerminalState } from './state.js';
import { takeScan } from './take-scan.js';
import { resultOf, told } from './told.js';

/** Scans of a device, in the order they were made. */
export interface ScanRequest {
  /** When they were sent, by the device's clock. ISO 8601. */
  sentAt: string;
  scans: readonly Scan[];
}

export interface ScanAnswer {
  /** One for each scan, in their order. */
  results: ScanResult[];
  state: TerminalState;
}

/** What a worker has in hand in an order, and the order's lines where he is. */
export interface InHand {
  order: OrderInHand;
  state: TerminalState;
  /** What the last scan came to. */
  last: ScanResult | null;
  /** The order's lines at the location in hand. */
  lines: WorkerLine[];
}

/** What a terminal's page shows of an order. */
export interface TerminalPage extends Omit<InHand, 'order'> {
  order: Pick<OrderInHand, 'id' | 'documentNo' | 'recount' | 'blind'>;
  /** The newest records at the location in hand, whoever made them, voided ones too. */
  counted: Count[];
}

export const MOST_SCANS = 50;

interface Taken {
  result: ScanResult;
  /** Missing where nothing was stored. */
  hand?: Hand;
  /** Of one that was stored now. */
  order?: OrderInHand;
}

/** The last scan of a person in an order. */
type Last = Awaited<ReturnType<typeof lastScan>>;

/** What handhelds scan: each once, in order, none lost (terminal.md). */
@Injectable()
export class Scans {
  private readonly shapes = new AddressShapes();

  constructor(
    private readonly database: Database,
    private readonly policies: Policies,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Takes scans one after the other, each in a transaction of its own with an answer of its own. One
   * that came before gets the answer it got then. Throws `order.unknown` (404), `order.not-started`
   * (409), `scans.too-many` (400); whatever else is refused is so in its scan's result.
   */
  async post(actor: Actor, orderId: string, request: ScanRequest): Promise<ScanAnswer> {
    const { results, last } = await this.takeAll(actor, orderId, request);
    const { hand, scanId } = last ?? (await this.before(actor, orderId));
    return { results, state: await shownState(this.database, actor, hand, scanId) };
  }

  /** As `post`, with what the screen after it shows. */
  async postInHand(
    actor: Actor,
    orderId: string,
    request: ScanRequest,
  ): Promise<{ results: ScanResult[]; found: InHand }> {
    const { results, last } = await this.takeAll(actor, orderId, request);
    // What came before and is answered again need not be the last: then the last is read.
    const found = last?.order ? this.shown(actor, last.order, last) : this.inHand(actor, orderId);
    return { results, found: await found };
  }

  /** `last`: of those with a place in the chain, stored now or before. */
  private async takeAll(
    actor: Actor,
    orderId: string,
    { sentAt, scans }: ScanRequest,
  ): Promise<{ results: ScanResult[]; last: (Last & Pick<Taken, 'order'>) | null }> {
    if (scans.length > MOST_SCANS)
      throw refuse('malformed', 'scans.too-many', `At most ${MOST_SCANS} scans are sent at a time.`, {
        field: 'scans',
        value: scans.length,
        allowed: MOST_SCANS,
      });
    const results: ScanResult[] = [];
    let last: (Last & Pick<Taken, 'order'>) | null = null;
    for (const scan of scans) {
      const { result, hand, order } = await this.take(actor, orderId, scan, sentAt);
      results.push(result);
      if (hand) last = { scanId: scan.scanId, hand, order, answer: result };
    }
    return { results, last };
  }

  /**
   * What the worker has in hand in an order, and what is counted where he is. Throws `order.unknown`.
   */
  async state(actor: Actor, orderId: string): Promise<TerminalPage> {
    const { order, ...rest } = await this.inHand(actor, orderId);
    const { id, documentNo, recount, blind } = order;
    const found = { order: { id, documentNo, recount, blind }, ...rest };
    const here = rest.state.location?.id;
    if (!here) return { ...found, counted: [] };
    const at = sql`c."Warehouse_Order_Id" = ${uuid(id)} AND c."Warehouse_Location_Id" = ${uuid(here)}`;
    const counted = await readCounts(this.database, actor, at);
    return { ...found, counted: counted.reverse() };
  }

  /** As `state`, without the records: a location where each piece is scanned has hundreds. */
  async inHand(actor: Actor, orderId: string): Promise<InHand> {
    const order = await findForWorker(this.database, actor, orderId);
    return this.shown(actor, order, await lastScan(this.database, order.id, actor.userId));
  }

  private async shown(actor: Actor, order: OrderInHand, { hand, scanId, answer }: Last): Promise<InHand> {
    const state = await shownState(this.database, actor, hand, scanId);
    // Our side rows are there once something was scanned, and have an index of the locations.
    const at = sql`x.order_id = ${uuid(order.id)} AND x.location_id = ${uuid(state.location?.id ?? null)}`;
    const lines = state.location ? await readWorkerLines(this.database, actor, order, at) : [];
    return { order, state, last: answer, lines };
  }

  /** What is in hand where nothing of a request was stored. */
  private async before(actor: Actor, orderId: string): Promise<Last> {
    const { id } = await findForWorker(this.database, actor, orderId);
    return lastScan(this.database, id, actor.userId);
  }

  private async take(actor: Actor, orderId: string, scan: Scan, sentAt: string): Promise<Taken> {
    const whole = { ...scan, text: scan.text.replaceAll('\0', '␀') };
    const once = (refused?: Refusal) =>
      this.database.transaction((tx) => this.takeIn(tx, actor, orderId, whole, sentAt, refused));
    try {
      return await once();
    } catch (error) {
      // Somebody else stored a scan with this id at the same moment: now it is there to be seen.
      if (this.database.dialect.duplicateOf(error) !== null) return once();
      if (!(error instanceof Refusal) || isOfTheRequest(error)) throw error;
      return once(error);
    }
  }

  private async takeIn(
    tx: Tx,
    actor: Actor,
    orderId: string,
    scan: Scan,
    sentAt: string,
    refused?: Refusal,
  ): Promise<Taken> {
    const order = await openForWorker(tx, actor, orderId);
    const place = await placeOf(tx, scan, order.id, actor.userId);
    const no = (code: string, status: number) => ({
      result: resultOf(scan.scanId, told('refused', code, {}, { status })),
    });
    if (place.kind === 'replay') return { result: place.result, hand: place.hand };
    if (place.kind === 'differs') return no('scan.content-differs', 422);
    if (place.kind === 'missing') return no('scan.predecessor-missing', 409);
    mustBeStarted(order);
    const at = momentOf(scan.scannedAt, { sentAt, now: order.at, notBefore: place.notBefore });
    const taking = {
      tx,
      actor,
      order,
      policies: this.policies,
      shapes: this.shapes,
      timeZone: this.options.timeZone,
    };
    return { ...(await takeScan(taking, scan, place.hand, at, refused)), order };
  }
}

/** Nothing can be scanned in an order before it is started; that is no scan's fault. */
function mustBeStarted(order: Parameters<typeof mustBeCounting>[0]): void {
  const waiting = order.state === 'New' || order.state === 'Planned' || order.state === 'FirmPlanned';
  if (waiting && !order.void) mustBeCounting(order);
}

const isOfTheRequest = ({ kind, code }: Refusal): boolean =>
  kind === 'unknown' || kind === 'forbidden' || code === 'order.not-started';
