import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database, type Tx } from '../../database/database.js';
import { all, type Sql, sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';
import { Documents } from '../../erp/documents.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { unknown } from '../../errors.js';
import { type Listing, type Page, readList } from '../paging.js';
import { samePosition } from '../position.sql.js';
import { findReconciliation } from '../reconciliation.js';
import { trackedOf } from './count-check.js';
import { type Count, countColumns, countsWithNames, readCounts, shownCount } from './count-rows.js';
import { type CountRequest, type Entered, enterCount, mustBeOpenFor, startIfNeeded } from './enter.js';
import {
  findForNamed,
  join,
  mustBeCounting,
  type OrderInHand,
  openForWorker,
  orderInHand,
  outboxLock,
} from './order-in-hand.js';
import { contentHash, findReply } from './scan-store.js';
import { voidCount } from './void-count.js';

export interface CountAnswer extends Entered {
  /** Answered from memory: the record was there already. */
  replayed: boolean;
}

/** Count records: made, voided, listed; never changed and never deleted (process.md, step 4). */
@Injectable()
export class Counts {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Records what a worker counted. Sent again with the same `scanId` it gives the same answer. Throws
   * `order.unknown` (404), `order.not-started`, `order.finished`, `order.void` (409), and with every
   * fault of the count (422).
   */
  async record(actor: Actor, orderId: string, request: CountRequest): Promise<CountAnswer> {
    return this.once(() =>
      this.database.transaction(async (tx) => {
        const order = await openForWorker(tx, actor, orderId);
        return this.answer(tx, actor, order, request, mustBeCounting);
      }),
    );
  }

  /**
   * Records what a named worker counted on paper; the manager's name is kept beside his. Possible until
   * the reconciliation is released: it starts an order that is not started, and makes rows stale in
   * one that is finished.
   */
  async enterFor(
    manager: Actor,
    orderId: string,
    workerId: string,
    request: CountRequest,
  ): Promise<CountAnswer> {
    return this.once(() =>
      this.database.transaction(async (tx) => {
        const found = await findForNamed(tx, manager, orderId, workerId);
        await tx.lock(`reconciliation:${found.reconciliationId}`, 'shared');
        await tx.lockAll([
          { name: `order:${found.id}`, mode: 'exclusive' },
          outboxLock(found.id, manager.userId),
        ]);
        const order = await findForNamed(tx, manager, found.id, workerId);
        return this.answer(tx, manager, order, request, mustBeOpenFor);
      }),
    );
  }

  /** Answers from memory, else records. */
  private async answer(
    tx: Tx,
    actor: Actor,
    order: OrderInHand,
    request: CountRequest,
    mustBeOpen: (order: OrderInHand) => void,
  ): Promise<CountAnswer> {
    const { scanId, confirmed: _, ...content } = request;
    const hash = contentHash([order.me.workerId, { ...content, ...trackedOf(content) }]);
    const reply = await findReply<Entered>(tx, { scanId, orderId: order.id, userId: actor.userId, hash });
    if (reply) return { ...reply, replayed: true };
    mustBeOpen(order);
    const started = await startIfNeeded(tx, actor, order, this.documents);
    await join(tx, actor, started);
    const answer = await enterCount(tx, actor, started, request, { hash, timeZone: this.options.timeZone });
    return { ...answer, replayed: false };
  }

  /** Two people who use the same id at once: the second one is answered from what the first stored. */
  private async once(work: () => Promise<CountAnswer>): Promise<CountAnswer> {
    try {
      return await work();
    } catch (error) {
      if (this.database.dialect.duplicateOf(error) === null) throw error;
      return work();
    }
  }

  /**
   * Voids a record, with who, when and why. A worker voids his own until the order is finished (the
   * reason may be left out); a manager any, with a reason, until the release. Voiding the last count of
   * a closed line opens it again; in a finished order the row becomes stale. One that is void already
   * stays as it is. Throws `count.unknown` (404), `count.of-other-worker` (403), `order.finished`,
   * `reconciliation.read-only` (409), `void.reason-missing`, `void.reason-too-long` (422).
   */
  async void(actor: Actor, countId: string, reason?: string): Promise<Count> {
    return this.database.transaction(async (tx) => {
      await voidCount(tx, actor, countId, reason, this.options.timeZone);
      const [count] = await readCounts(tx, actor, sql`c."Warehouse_Count_Id" = ${uuid(countId)}`);
      if (!count) throw unknown('count', countId);
      return count;
    });
  }

  /** The records of a reconciliation, newest first; `detailId`: all behind that row, of every session. */
  async list(
    actor: Actor,
    reconciliationId: string,
    filter: { detailId?: string; orderId?: string },
    page: Page,
  ): Promise<Listing<Count>> {
    const { documentId } = await findReconciliation(this.database, actor, reconciliationId);
    const where = [sql`c."Source_Document_Id" = ${uuid(documentId)}`];
    if (filter.orderId) where.push(sql`c."Warehouse_Order_Id" = ${uuid(filter.orderId)}`);
    if (filter.detailId)
      where.push(sql`EXISTS (SELECT 1 FROM ${erp.details} d
        WHERE d."Warehouse_Reconciliation_Detail_Id" = ${uuid(filter.detailId)} AND ${samePosition(sql`c`, sql`d`)})`);
    return this.page(actor, page, 'counts', where);
  }

  /** The records of an order, newest first, for a worker who may count in it. */
  async ofOrder(
    actor: Actor,
    of: string | OrderInHand,
    filter: { locationId?: string },
    page: Page,
  ): Promise<Listing<Count>> {
    const order = await orderInHand(this.database, actor, of);
    const where = [
      sql`c."Source_Document_Id" = ${uuid(order.sourceDocumentId)}`,
      sql`c."Warehouse_Order_Id" = ${uuid(order.id)}`,
    ];
    if (filter.locationId) where.push(sql`c."Warehouse_Location_Id" = ${uuid(filter.locationId)}`);
    return this.page(actor, page, 'order-counts', where);
  }

  private async page(actor: Actor, page: Page, name: string, where: readonly Sql[]): Promise<Listing<Count>> {
    const found = await readList<Count>(this.database, page, {
      name,
      isOften: true,
      columns: countColumns,
      from: countsWithNames,
      countFrom: sql`${erp.counts} c`,
      where,
      keys: [
        { by: sql`c."Creation_Time_UTC"`, type: 'datetime', descending: true },
        { by: sql`c."Warehouse_Count_Id"`, type: 'id', descending: true },
      ],
      estimate: async () => {
        const [row] = await this.database.query<{ rows: number | string }>(
          sql`SELECT COUNT(*) AS "rows" FROM ${erp.counts} c WHERE ${all(where)}`,
        );
        return Number(row?.rows ?? 0);
      },
    });
    return { ...found, items: found.items.map((row) => shownCount(row, actor)) };
  }
}
