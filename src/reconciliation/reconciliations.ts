import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../access/actor.js';
import { remember } from '../access/history.js';
import { Database, type Tx } from '../database/database.js';
import { insertRows } from '../database/insert.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { FALSE, TRUE, touch, uuid } from '../database/words.js';
import { code } from '../erp/codes.js';
import { Documents } from '../erp/documents.js';
import { erp } from '../erp/tables.js';
import { Refusal, refuse } from '../errors.js';
import { checkDays, checkNew, type NewReconciliation } from './new-reconciliation.js';
import { readOrders } from './orders/order.js';
import { VoidOrders } from './orders/void-orders.js';
import type { Listing, Page } from './paging.js';
import {
  findReconciliation,
  mustBeIn,
  mustNotHaveStarted,
  openReconciliation,
  type Reconciliation,
} from './reconciliation.js';
import {
  type ReconciliationFilter,
  type ReconciliationItem,
  readReconciliations,
} from './reconciliation-list.js';
import { type ReconciliationView, readView } from './reconciliation-view.js';
import {
  checkLines,
  checkLinesExist,
  readLines,
  type ScopeLineInput,
  samePlaces,
  writeLines,
} from './scope/scope-lines.js';
import { changeOfState, type StateWord, wordOf } from './states.js';

/** Width of `Void_Reason`. */
const REASON = 254;

/** Reconciliations themselves: making, scoping, planning, finding. Snapshot and release are jobs of their own. */
@Injectable()
export class Reconciliations {
  constructor(
    private readonly database: Database,
    private readonly documents: Documents,
    private readonly voiding: VoidOrders,
  ) {}

  /**
   * Makes a reconciliation in state New. Throws, all faults at once: `warehouse.unknown`,
   * `document-date.not-a-day`; then what `replaceLines` says of lines.
   */
  async create(actor: Actor, input: NewReconciliation): Promise<{ id: string }> {
    must(actor, 'manager');
    const id = randomUUID();
    const { movementPolicy = 'warn', blindRecount = true } = input;
    await this.database.transaction(async (tx) => {
      await checkNew(tx, input);
      const draft = await this.documents.create(tx, actor, {
        entity: code.entity.reconciliation,
        typeId: await this.documents.reconciliationType(tx),
        warehouseId: input.warehouseId,
        state: 'New',
        date: input.documentDate,
        notes: input.notes,
        documents: [{}],
      });
      await insertRows(
        tx,
        erp.reconciliations,
        ['Warehouse_Reconciliation_Id', 'Document_Id', 'Warehouse_Id'],
        [[id, draft.ids[0], input.warehouseId]],
      );
      await tx.run(sql`
        INSERT INTO ${own.options} (reconciliation_id, movement_policy, blind_recount)
        VALUES (${uuid(id)}, ${movementPolicy}, ${blindRecount ? TRUE : FALSE})`);
      await writeLines(tx, id, input.lines ?? []);
      await checkLinesExist(tx, id);
      await remember(tx, actor, {
        reconciliationId: id,
        subject: 'reconciliation',
        subjectId: id,
        event: 'reconciliation.created',
        after: { ...input, movementPolicy, blindRecount },
      });
      await this.documents.number(tx, draft);
    });
    return { id };
  }

  /** Reconciliations of all warehouses, the newest first. Throws `filter.not-a-day` (400). */
  async list(actor: Actor, filter: ReconciliationFilter, page: Page): Promise<Listing<ReconciliationItem>> {
    must(actor, 'manager');
    checkDays({ from: filter.from, to: filter.to });
    return readReconciliations(this.database, filter, page, actor.language);
  }

  /** A reconciliation by its id or its document's. Throws `reconciliation.unknown`. */
  async find(actor: Actor, id: string): Promise<ReconciliationView> {
    return readView(this.database, await findReconciliation(this.database, actor, id), actor.language);
  }

  /**
   * Replaces the scope, before the count has started. Other places than before make the snapshot
   * outdated; other workers alone do not. Throws `line.without-place`, `line.zone-unknown` and the like
   * with every faulty line; in Planned and FirmPlanned also what does not belong to the warehouse.
   */
  async replaceLines(
    actor: Actor,
    id: string,
    lines: readonly ScopeLineInput[],
    version?: string,
  ): Promise<void> {
    await this.change(actor, id, version, async (tx, found) => {
      mustBeIn(found);
      mustNotHaveStarted(found);
      const before = await readLines(tx, found.id, 'en');
      await writeLines(tx, found.id, lines);
      await checkLinesExist(tx, found.id);
      if (found.state !== 'New') await checkLines(tx, found);
      await tx.run(sql`
        UPDATE ${erp.reconciliations} SET ${touch} "Warehouse_Id" = "Warehouse_Id"
        WHERE "Warehouse_Reconciliation_Id" = ${uuid(found.id)}`);
      if (found.snapshotAt !== null && !samePlaces(before, lines)) {
        await tx.run(sql`
          UPDATE ${own.options} SET snapshot_outdated = ${TRUE} WHERE reconciliation_id = ${uuid(found.id)}`);
      }
      const places = before.map(({ zoneId, locationId, workerId }) => ({ zoneId, locationId, workerId }));
      await remember(tx, actor, {
        reconciliationId: found.id,
        subject: 'reconciliation',
        subjectId: found.id,
        event: 'scope.replaced',
        before: places,
        after: lines,
      });
    });
  }

  /**
   * Puts a reconciliation into any state but Released, which is a job. The state it has is no change.
   * Planned and FirmPlanned check the lines. Void voids the open orders and their counts with the same
   * reason, which is needed once the count has started. Throws what `changeOfState` says, the faults of
   * the lines, `void.reason-missing` and `void.reason-too-long`.
   */
  async changeState(
    actor: Actor,
    id: string,
    { state, voidReason }: { state: StateWord; voidReason?: string | null | undefined },
    version?: string,
  ): Promise<void> {
    await this.change(actor, id, version, async (tx, found) => {
      const wish = changeOfState(found, state);
      if ('fault' in wish) throw new Refusal('conflict', [wish.fault]);
      if (!wish.change) return;
      if (state === 'Released') throw new Error('A release is a job, not a change of state.');
      if (state === 'Void') await this.void(tx, actor, found, voidReason ?? '');
      else {
        if (state === 'Planned' || state === 'FirmPlanned') await checkLines(tx, found);
        await this.documents.changeState(tx, actor, [found.documentId], state);
      }
      await remember(tx, actor, {
        reconciliationId: found.id,
        subject: 'reconciliation',
        subjectId: found.id,
        event: 'state.changed',
        before: { state: wordOf(found) },
        after: { state, ...(state === 'Void' ? { voidReason } : {}) },
      });
    });
  }

  private async void(tx: Tx, actor: Actor, found: Reconciliation, given: string): Promise<void> {
    const reason = given.trim();
    if (reason.length > REASON || (reason === '' && found.started)) {
      throw refuse(
        'rule',
        reason === '' ? 'void.reason-missing' : 'void.reason-too-long',
        reason === ''
          ? 'Say why it is void: its counts will carry the reason.'
          : `A reason has at most ${REASON} characters.`,
        { field: 'voidReason', value: given, allowed: `1 to ${REASON} characters` },
      );
    }
    const open = await readOrders(
      tx,
      sql`r."Warehouse_Reconciliation_Id" = ${uuid(found.id)} AND d."Void" = ${FALSE} AND d."State" < ${code.state.Completed}`,
    );
    await this.voiding.voidOrders(
      tx,
      actor,
      open.map((order) => order.id),
      reason,
    );
    await this.documents.void(tx, actor, [found.documentId], reason);
  }

  /** One verb on one reconciliation; a stale caller is shown the present content with the refusal. */
  private async change(
    actor: Actor,
    id: string,
    version: string | undefined,
    verb: (tx: Tx, found: Reconciliation) => Promise<void>,
  ): Promise<void> {
    try {
      await this.database.transaction(async (tx) =>
        verb(tx, await openReconciliation(tx, actor, id, version)),
      );
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'stale') throw error;
      throw new Refusal('stale', error.faults, { present: await this.find(actor, id) });
    }
  }
}
