import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, moment, now, uuid } from '../../database/words.js';
import { code, type DocumentState } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { Refusal } from '../../errors.js';
import { detailsInOrder, expectMany } from '../many.js';
import { readOrders } from '../orders/order.js';
import { VoidOrders } from '../orders/void-orders.js';
import { findReconciliation, mustBeIn, openReconciliation, type Reconciliation } from '../reconciliation.js';
import { obstacles } from './obstacles.js';
import { post } from './post.js';
import { type Preview, preview } from './preview.js';
import { seal } from './seal.js';

export interface ReleaseOptions {
  /** Rows without a difference become transactions with quantity 0, as evidence. */
  recordZero?: boolean;
}

/** What a release did. */
export interface Released {
  /** Somebody had released it before: nothing was done now, the figures are those of that release. */
  alreadyReleased: boolean;
  transactions: number;
  /** With those of quantity 0, where they were asked for. */
  in: number;
  out: number;
  /** SHA-256 of what was approved (`seal.ts`). */
  hash: string;
  /** Open count orders that the release made void. */
  voidedOrders: number;
}

/** States a release starts from (process.md, Document states). */
const from: readonly DocumentState[] = ['Planned', 'FirmPlanned'];
const EVENT = 'reconciliation.released';

/** Turns approved differences into warehouse transactions (process.md, step 8). */
@Injectable()
export class Release {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly orders: VoidOrders,
  ) {}

  /**
   * Refuses a release that would be refused now, with every fault: state (409), rows that are not
   * decided or stale, differences the stock does not allow (422). A released one is no fault: asking
   * for the state it has is no change.
   */
  async check(reader: Reader, actor: Actor, id: string): Promise<void> {
    const found = await findReconciliation(reader, actor, id);
    if (isReleased(found)) return;
    mustBeIn(found, from);
    await this.expectMany(reader, found);
    await mustBeReleasable(reader, actor, found);
  }

  /**
   * Releases: all transactions and the state, or nothing. Run again it says `alreadyReleased` and
   * changes nothing. Refusals are those of `check`.
   */
  async run(
    actor: Actor,
    id: string,
    { recordZero = false }: ReleaseOptions = {},
    progress: (percent: number) => void = () => undefined,
  ): Promise<Released> {
    return this.database.transaction(async (tx) => {
      const found = await openReconciliation(tx, actor, id);
      if (isReleased(found)) return { ...(await earlier(tx, found)), alreadyReleased: true };
      mustBeIn(found, from);
      // Two releases at once in a warehouse would each not see what the other takes.
      await tx.lock(`ledger:${found.warehouseId}`);
      // Before the check, which then sees the rows as the void has left them.
      const voidedOrders = await this.voidOpenOrders(tx, actor, found);
      await this.expectMany(tx, found);
      const { hash, approved, inTheWay, out } = await seal(tx, found.id, found.warehouseId);
      progress(20);
      await mustBeReleasable(tx, actor, found, inTheWay);
      progress(40);
      const at = await clock(tx);
      const transactions = await post(tx, actor, found, { moment: at, recordZero });
      progress(90);
      await this.documents.changeState(tx, actor, [found.documentId], 'Released');
      await noteRelease(tx, found, at);
      const figures = { transactions, in: transactions - out, out, hash, voidedOrders };
      await remember(tx, actor, {
        reconciliationId: found.id,
        subject: 'reconciliation',
        subjectId: found.id,
        event: EVENT,
        before: { state: found.state },
        after: { state: 'Released', approved, recordZero, ...figures },
      });
      return { ...figures, alreadyReleased: false };
    });
  }

  /** What a release would write now, and what stands in its way. Changes nothing. */
  async preview(actor: Actor, id: string): Promise<Preview> {
    return this.database.transaction(async (tx) => {
      const found = await findReconciliation(tx, actor, id);
      await this.expectMany(tx, found);
      return preview(tx, actor, found);
    });
  }

  /** The status of all rows changed since anybody looked at them. */
  private async expectMany(reader: Reader, found: Reconciliation): Promise<void> {
    await expectMany(this.database, reader, detailsInOrder(found.id));
  }

  private async voidOpenOrders(tx: Tx, actor: Actor, found: Reconciliation): Promise<number> {
    const open = await readOrders(
      tx,
      sql`r."Warehouse_Reconciliation_Id" = ${uuid(found.id)} AND d."Void" = ${FALSE}
        AND d."State" < ${code.state.Completed}`,
    );
    const ids = open.map(({ id }) => id);
    return (await this.orders.voidOrders(tx, actor, ids, `${found.documentNo} was released.`)).ids.length;
  }
}

const isReleased = (found: Reconciliation): boolean =>
  !found.void && code.state[found.state] >= code.state.Released;

async function mustBeReleasable(
  reader: Reader,
  actor: Actor,
  found: Reconciliation,
  inTheWay?: number,
): Promise<void> {
  const { faults, total } = await obstacles(reader, actor, found, inTheWay);
  const [first, ...others] = faults;
  if (first) throw new Refusal('rule', [first, ...others], { total });
}

/** The figures of the release that was made. One made by the ERP has none of ours. */
async function earlier(reader: Reader, found: Reconciliation): Promise<Omit<Released, 'alreadyReleased'>> {
  const [row] = await reader.query<{ after: string }>(sql`
    SELECT "after" AS "after" FROM ${own.history}
    WHERE reconciliation_id = ${uuid(found.id)} AND event = ${EVENT}
    ORDER BY at DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  const {
    transactions = 0,
    in: ins = 0,
    out = 0,
    hash = '',
    voidedOrders = 0,
  } = JSON.parse(row?.after ?? '{}');
  return { transactions, in: ins, out, hash, voidedOrders };
}

/** The database's clock: one moment for all transactions. */
async function clock(reader: Reader): Promise<Date> {
  const [row] = await reader.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
  return new Date((row as { at: string }).at);
}

async function noteRelease(tx: Tx, found: Reconciliation, at: Date): Promise<void> {
  const noted = await tx.run(sql`
    UPDATE ${own.options} SET released_at = ${moment(at)} WHERE reconciliation_id = ${uuid(found.id)}`);
  if (noted === 0) {
    await tx.run(sql`
      INSERT INTO ${own.options} (reconciliation_id, released_at) VALUES (${uuid(found.id)}, ${moment(at)})`);
  }
}
