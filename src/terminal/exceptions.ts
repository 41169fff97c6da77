import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../access/actor.js';
import { remember } from '../access/history.js';
import { Database, type Tx } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { now, uuid } from '../database/words.js';
import { ErpOptions } from '../erp/erp-options.js';
import { Policies } from '../erp/policies.js';
import { refuse, unknown } from '../errors.js';
import { type Listing, type Page, readList } from '../reconciliation/paging.js';
import { findReconciliation, mustBeIn, openReconciliation } from '../reconciliation/reconciliation.js';
import { type Binding, type Bound, bind } from './bind.js';
import type { KeptKind } from './effect.js';
import {
  type ExceptionRow,
  type ExceptionState,
  exceptionColumns,
  exceptionsWithNames,
  type Kept,
  type KeptScan,
  openAt,
  readKept,
  shownExceptions,
} from './exception-rows.js';

type Settled = Exclude<ExceptionState, 'open'>;

export interface ExceptionFilter {
  state?: ExceptionState;
  kind?: KeptKind;
  locationId?: string;
  orderId?: string;
}

export type Resolving =
  | { action: 'dismiss'; reason?: string }
  | ({ action: 'bind'; reason?: string } & Binding);

/** What came of resolving an exception. */
export interface Resolved {
  id: string;
  state: ExceptionState;
  countIds: string[];
  /** Scans after it that were put right with it. */
  putRight: string[];
  /** Scans after it that are still open, and what they lack. */
  left: Bound['left'];
  /** Its location, with the exceptions that are still open there: until none is, nothing there is written off. */
  location: { id: string; address: string; open: number } | null;
}

const LONGEST_REASON = 254;

/** Scans that could not be counted, kept for the manager (process.md, Exceptions). */
@Injectable()
export class Exceptions {
  constructor(
    private readonly database: Database,
    private readonly policies: Policies,
    private readonly options: ErpOptions,
  ) {}

  /** The exceptions of a reconciliation, oldest first. Throws `reconciliation.unknown` (404). */
  async list(
    actor: Actor,
    reconciliationId: string,
    page: Page,
    filter: ExceptionFilter = {},
  ): Promise<Listing<KeptScan>> {
    const { id } = await findReconciliation(this.database, actor, reconciliationId);
    const where = [sql`e.reconciliation_id = ${uuid(id)}`];
    if (filter.state) where.push(sql`e.state = ${filter.state}`);
    if (filter.kind) where.push(sql`e.kind = ${filter.kind}`);
    if (filter.locationId) where.push(sql`e.location_id = ${uuid(filter.locationId)}`);
    if (filter.orderId) where.push(sql`e.order_id = ${uuid(filter.orderId)}`);
    const found = await readList<ExceptionRow>(this.database, page, {
      name: 'exceptions',
      columns: exceptionColumns,
      from: exceptionsWithNames,
      countFrom: sql`${own.exceptions} e`,
      where,
      keys: [
        { by: sql`e.at`, type: 'moment' },
        { by: sql`e.exception_id`, type: 'id' },
      ],
    });
    return { ...found, items: await shownExceptions(this.database, found.items, actor.language) };
  }

  /**
   * Dismisses an exception with a reason, or binds it to what it was; until the release. Resolved the
   * same way again it gives the same answer. Throws `exception.unknown` (404), `exception.resolved`,
   * `reconciliation.read-only`, `order.void` (409), `exception.reason-missing`, what a scan lacks and
   * what a count refuses (422).
   */
  async resolve(actor: Actor, id: string, request: Resolving): Promise<Resolved> {
    must(actor, 'manager');
    return this.database.transaction(async (tx) => {
      const { reconciliationId } = await readOne(tx, id);
      const reconciliation = await openReconciliation(tx, actor, reconciliationId);
      const kept = await readOne(tx, id);
      const replay = answered(kept, request);
      if (replay) return replay;
      mustBeIn(reconciliation);
      const answer =
        request.action === 'dismiss'
          ? this.dismiss(kept, request)
          : await this.bind(tx, actor, kept, request);
      const locationId = answer.locationId;
      await this.settle(tx, actor, kept, request, answer);
      const resolved: Resolved = {
        id,
        state: answer.state,
        countIds: answer.countIds,
        putRight: answer.putRight,
        left: answer.left,
        location: locationId ? await openAt(tx, reconciliationId, locationId) : null,
      };
      await tx.run(sql`
        UPDATE ${own.exceptions} SET resolution = ${JSON.stringify({ request: plain(request), answer: resolved })}
        WHERE exception_id = ${uuid(id)}`);
      return resolved;
    });
  }

  private dismiss(kept: Kept, { reason }: { reason?: string }): Bound & { state: Settled } {
    if (!reason?.trim())
      throw refuse('rule', 'exception.reason-missing', 'Say why this scan does not count.', {
        field: 'reason',
        value: reason ?? null,
      });
    return { state: 'dismissed', countIds: [], putRight: [], left: [], locationId: kept.locationId };
  }

  private async bind(
    tx: Tx,
    manager: Actor,
    kept: Kept,
    { action: _, reason: __, ...to }: { action: 'bind'; reason?: string } & Binding,
  ): Promise<Bound & { state: Settled }> {
    const binder = { tx, manager, policies: this.policies, timeZone: this.options.timeZone };
    return { state: 'bound', ...(await bind(binder, kept, to)) };
  }

  private async settle(
    tx: Tx,
    actor: Actor,
    kept: Kept,
    request: Resolving,
    { state, countIds, putRight, locationId }: Bound & { state: Settled },
  ): Promise<void> {
    const [countId = null] = countIds;
    const reason = request.reason?.trim().slice(0, LONGEST_REASON) ?? null;
    await tx.run(sql`
      UPDATE ${own.exceptions} SET state = ${state}, reason = ${reason}, location_id = ${uuid(locationId)},
        count_id = ${uuid(countId)}, resolved_by = ${actor.login}, resolved_at = ${now}
      WHERE exception_id = ${uuid(kept.id)}`);
    await remember(tx, actor, {
      reconciliationId: kept.reconciliationId,
      subject: 'exception',
      subjectId: kept.id,
      event: `exception.${state}`,
      before: { state: kept.state, text: kept.text, code: kept.code },
      after: { ...plain(request), state, countIds, putRight },
    });
  }
}

async function readOne(tx: Tx, id: string): Promise<Kept> {
  const [kept] = await readKept(tx, sql`e.exception_id = ${uuid(id)}`);
  if (!kept) throw unknown('exception', id);
  return kept;
}

/** The answer it was resolved with; undefined while it is open. Another way than then is refused. */
function answered(kept: Kept, request: Resolving): Resolved | undefined {
  if (kept.state === 'open') return undefined;
  const stored = JSON.parse(kept.resolution ?? '{}') as { request?: unknown; answer?: Resolved };
  if (stored.answer && JSON.stringify(stored.request) === JSON.stringify(plain(request)))
    return stored.answer;
  throw refuse('conflict', 'exception.resolved', `This scan is ${kept.state} already.`, {
    value: kept.state,
    allowed: 'open',
  });
}

/** A request as it is compared: members in one order, nothing that was left out. */
const plain = (request: Resolving): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(request)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
