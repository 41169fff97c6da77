import type { Tx } from '../database/database.js';
import { often, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { newId, now, uuid } from '../database/words.js';
import type { Actor } from './actor.js';

/** What a change was about. */
export type Subject =
  | 'reconciliation'
  | 'detail'
  | 'order'
  | 'count'
  | 'exception'
  | 'worker'
  | 'inventoryReconciliation';

/** Everything that is written into the history, and told to a host that listens. */
export const eventNames = [
  'reconciliation.created',
  'scope.replaced',
  'state.changed',
  'snapshot.generated',
  'initial-count.started',
  'recount.generated',
  'order.assigned',
  'orders.assigned',
  'order.started',
  'order.joined',
  'order.finished',
  'order.voided',
  'sheet.entered',
  'count.recorded',
  'count.voided',
  'line.done',
  'line.empty',
  'line.open',
  'exception.kept',
  'exception.noted',
  'exception.bound',
  'exception.dismissed',
  'exception.taken-back',
  'reconciliation.populated',
  'details.corrected',
  'details.reviewed',
  'reconciliation.released',
  'lines.added-from-wms',
  'pin.set',
  'pin.unlocked',
] as const;
export type EventName = (typeof eventNames)[number];

export interface Event {
  reconciliationId: string | null;
  subject: Subject;
  subjectId: string;
  /** Verb in the past, with the noun: `snapshot.generated`. */
  event: EventName;
  before?: unknown;
  /** What it became; for a step over many rows its filter, counts and job. */
  after?: unknown;
}

/** An event as a host hears of it. */
export interface WarehouseEvent extends Event {
  login: string;
}

/** Writes who changed what into the same transaction as the change. Events are never changed. */
export async function remember(tx: Tx, actor: Actor, of: Event): Promise<void> {
  const event = actor.jobId ? { ...of, after: { ...(of.after as object), jobId: actor.jobId } } : of;
  await tx.run(
    often(sql`
    INSERT INTO ${own.history} (event_id, reconciliation_id, subject, subject_id, event, at, login, user_name, source, "before", "after")
    VALUES (${newId}, ${uuid(event.reconciliationId)}, ${event.subject}, ${uuid(event.subjectId)}, ${event.event}, ${now},
      ${actor.login}, ${actor.name}, ${actor.source.slice(0, 254)}, ${json(event.before)}, ${json(event.after)})`),
  );
  tx.announce({ ...event, login: actor.login } satisfies WarehouseEvent);
}

const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
