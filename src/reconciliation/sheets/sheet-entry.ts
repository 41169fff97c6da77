import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, ids, now, uuid } from '../../database/words.js';
import { Documents } from '../../erp/documents.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { type Product, readProducts } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import { type Fault, Refusal, refuse, refuseAll } from '../../errors.js';
import { enterCount, mustBeOpenFor, startIfNeeded } from '../counting/enter.js';
import { complete } from '../counting/finish.js';
import { findForNamed, join, type OrderInHand, outboxLock } from '../counting/order-in-hand.js';
import { contentHash } from '../counting/scan-store.js';
import { Lookups } from '../lookups.js';
import { readQuantity } from '../quantity.js';
import { idOf } from './scan-ids.js';
import { meaningOf, type RowMeans, type SheetRow } from './sheet-rows.js';
import { Sheets } from './sheets.js';

/** Rows of a sheet at the most; a longer one comes in parts. */
export const MOST_ROWS = 2_000;

export interface SheetRequest {
  /** Who counted. */
  workerId: string;
  rows: readonly SheetRow[];
  /**
   * What makes the rows the same ones when they come again. A file's rows are known by what they are
   * about; a form has a word of its own, because a second form may count the same position once more.
   */
  form?: string | undefined;
  /** Codes of the questions that were answered with yes for all rows: `serial.counted-elsewhere`, … */
  confirmed?: readonly string[] | undefined;
  /** The order is done with it: completed, unless lines are open. */
  finish?: boolean | undefined;
}

/** What came of a sheet. */
export interface EnteredSheet {
  /** Counts that were recorded now. */
  recorded: number;
  /** Rows that had been entered before, exactly so; those whose count is void meanwhile among them. */
  repeated: number;
  void: number;
  /** Locations and positions where nothing was found. */
  empty: number;
  /** Rows without a quantity. */
  blank: number;
  finished: boolean;
  /** Who else was at a location. */
  warnings: Fault[];
}

/** Counts typed back in from a sheet, for a named worker; the manager's name is kept beside his. */
@Injectable()
export class SheetEntry {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly options: ErpOptions,
    private readonly sheets: Sheets,
    private readonly lookups: Lookups,
  ) {}

  /**
   * Records all rows or none. What was entered before, row for row, changes nothing; a row that was
   * entered before with something else is refused until that count is void. The lines that the sheet is
   * about are closed. Throws `order.unknown` (404), `order.void`, `reconciliation.not-counting`,
   * `order.lines-open` (409) and with every fault of every row (422).
   */
  async enter(manager: Actor, orderId: string, request: SheetRequest): Promise<EnteredSheet> {
    must(manager, 'manager');
    if (request.rows.length > MOST_ROWS) {
      throw refuse('rule', 'sheet.too-many-rows', `A sheet has up to ${MOST_ROWS} rows. Send it in parts.`, {
        value: request.rows.length,
        allowed: MOST_ROWS,
      });
    }
    // Names are looked up before anything is locked.
    const sheet = await this.sheets.read(manager, orderId);
    const products = new Map<string, Product | undefined>();
    const product = async (id: string) => {
      if (!products.has(id)) {
        products.set(id, (await readProducts(this.database, [id], manager.language)).get(id));
      }
      return products.get(id);
    };
    const read = await meaningOf(manager, sheet, request.rows, { lookups: this.lookups, product });
    return this.database.transaction(async (tx) => {
      const order = await this.open(tx, manager, sheet.id, request);
      mustBeOpenFor(order);
      const started = await startIfNeeded(tx, manager, order, this.documents);
      await join(tx, manager, started);
      const counted = await this.record(tx, manager, started, read.means, request, read.faults);
      const empty = await this.close(tx, started, read.means);
      const finished = (request.finish ?? false) && started.state === 'Released';
      const { warnings, ...figures } = { ...counted, empty, blank: read.blank, finished };
      await remember(tx, manager, {
        reconciliationId: order.reconciliationId,
        subject: 'order',
        subjectId: order.id,
        event: 'sheet.entered',
        before: { state: order.state },
        after: { worker: order.me.name, documentNo: order.documentNo, rows: request.rows.length, ...figures },
      });
      if (finished) await complete(tx, manager, started, false, this.documents);
      return { ...figures, warnings };
    });
  }

  private async open(
    tx: Tx,
    manager: Actor,
    orderId: string,
    { workerId, finish }: SheetRequest,
  ): Promise<OrderInHand> {
    const found = await findForNamed(tx, manager, orderId, workerId);
    await tx.lock(`reconciliation:${found.reconciliationId}`, finish ? 'exclusive' : 'shared');
    await tx.lockAll([
      { name: `order:${found.id}`, mode: 'exclusive' },
      outboxLock(found.id, manager.userId),
    ]);
    return findForNamed(tx, manager, found.id, workerId);
  }

  /** Every row that is new. Throws with the faults of all rows, those that were known before among them. */
  private async record(
    tx: Tx,
    manager: Actor,
    order: OrderInHand,
    means: readonly RowMeans[],
    { form, confirmed = [] }: SheetRequest,
    known: readonly Fault[],
  ): Promise<Pick<EnteredSheet, 'recorded' | 'repeated' | 'void' | 'warnings'>> {
    const result = { recorded: 0, repeated: 0, void: 0, warnings: [] as Fault[] };
    const faults = [...known];
    const times = new Map<string, number>();
    for (const { kind, row, ...of } of means) {
      if (kind === 'empty' || !('input' in of)) continue;
      const { input } = of;
      const position = JSON.stringify([
        input.locationId,
        input.productId,
        input.variantId,
        input.lotId,
        input.serialNumberId,
        input.logisticUnitId,
      ]);
      const nth = times.get(position) ?? 0;
      times.set(position, nth + 1);
      const hash = contentHash([order.me.workerId, { ...input, quantity: digits(input.quantity) }]);
      try {
        const scan = await scanOf(tx, order, [form ?? 'sheet', order.id, position, nth], hash);
        if ('scanId' in scan) {
          const request = { ...input, confirmed, scanId: scan.scanId };
          const { timeZone } = this.options;
          result.warnings.push(
            ...(await enterCount(tx, manager, order, request, { hash, timeZone })).warnings,
          );
          result.recorded += 1;
        } else {
          result.repeated += 1;
          if (scan.void) result.void += 1;
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        faults.push(...error.faults.map((fault) => ({ ...fault, row })));
      }
    }
    refuseAll(
      'rule',
      faults.toSorted((a, b) => Number(a.row) - Number(b.row)),
    );
    return result;
  }

  /** What the sheet was about is done; where it says that nothing is there, it is empty. */
  private async close(tx: Tx, order: OrderInHand, means: readonly RowMeans[]): Promise<number> {
    const empty = means.filter(({ kind }) => kind === 'empty');
    if (order.state !== 'Released') return empty.length;
    const about = [...new Set(means.flatMap(({ line }) => line?.id ?? []))];
    const hasCounts = sql`EXISTS (SELECT 1 FROM ${erp.counts} c WHERE c."Warehouse_Order_Line_Id" = ${own.lines}.line_id
      AND c."Void" = ${FALSE})`;
    const closed = (state: 'done' | 'empty', lines: readonly string[]) => sql`
      UPDATE ${own.lines} SET state = ${state}, closed_at = ${now}, closed_by = ${uuid(order.me.workerId)},
        claimed_by = NULL, claimed_at = NULL, last_scan_at = NULL, joined = NULL
      WHERE order_id = ${uuid(order.id)} AND state = 'open' AND line_id IN ${ids(lines)}`;
    await tx.run(sql`${closed('done', about)} AND ${hasCounts}`);
    const emptied = empty.map(({ line }) => line?.id as string);
    await tx.run(sql`${closed('empty', emptied)} AND NOT ${hasCounts}`);
    const contradicted = await tx.query<{ id: string }>(sql`
      SELECT line_id AS "id" FROM ${own.lines} WHERE line_id IN ${ids(emptied)} AND ${hasCounts}`);
    refuseAll(
      'rule',
      empty
        .filter(({ line }) => contradicted.some(({ id }) => id === line?.id))
        .map(({ row, line }) => ({
          code: 'line.has-counts',
          message: `${line?.location} has counts. Void what is wrong, or leave the 0 out.`,
          row,
          field: 'quantity',
          value: '0',
        })),
    );
    return empty.length;
  }
}

/** 12 and 12.0 are the same quantity. */
function digits(quantity: string): string {
  const read = readQuantity(quantity, 'quantity');
  return 'quantity' in read ? read.quantity.toFixed() : quantity;
}

/**
 * The id a row is recorded under, or that it was: the first of its ids that nobody used. One that was
 * used for something else counts only while that count stands.
 */
async function scanOf(
  tx: Tx,
  order: OrderInHand,
  words: readonly (string | number)[],
  hash: string,
): Promise<{ scanId: string } | { void: boolean }> {
  for (let attempt = 0; ; attempt++) {
    const scanId = idOf(...words, attempt);
    const [stored] = await tx.query<{
      hash: string;
      orderId: string;
      void: unknown;
      worker: string | null;
    }>(sql`
      SELECT s.content_hash AS "hash", s.order_id AS "orderId", c."Void" AS "void", w."Warehouse_Worker_Name" AS "worker"
      FROM ${own.scans} s LEFT JOIN ${erp.counts} c ON c."Warehouse_Count_Id" = s.count_id
      LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = s.worker_id
      WHERE s.scan_id = ${uuid(scanId)}`);
    if (!stored) return { scanId };
    if (stored.hash.trim() === hash && stored.orderId === order.id) return { void: Boolean(stored.void) };
    if (!stored.void) {
      throw refuse(
        'rule',
        'sheet.row-differs',
        'This row was entered before with another quantity, unit or worker. Void that count first.',
        { field: 'quantity', value: stored.worker },
      );
    }
  }
}
