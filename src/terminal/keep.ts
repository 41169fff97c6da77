import { randomUUID } from 'node:crypto';
import type { Actor } from '../access/actor.js';
import { remember } from '../access/history.js';
import type { Tx } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { moment, now, quantity, text, uuid } from '../database/words.js';
import type { OrderInHand } from '../reconciliation/counting/order-in-hand.js';
import { readQuantity } from '../reconciliation/quantity.js';
import type { KeptKind } from './effect.js';
import type { Draft, Hand } from './hand.js';

export interface Keeping {
  kind: KeptKind;
  code: string;
  text: string;
  scanId: string;
  draft: Draft | null;
  /** What was in hand when it was scanned: where that was, or since when nobody knows. */
  hand: Hand;
  /** Overrides the hand's group: the scan itself began the uncertainty. */
  groupId?: string;
  at: Date;
}

/** Keeps a scan that could not be counted for the manager; nothing that was scanned is lost. */
export async function keep(tx: Tx, actor: Actor, order: OrderInHand, of: Keeping): Promise<string> {
  const id = randomUUID();
  const place = of.hand.lost ? of.hand.lost.place : of.hand.location;
  const group = of.groupId ?? of.hand.lost?.scanId ?? null;
  await tx.run(sql`
    INSERT INTO ${own.exceptions} (exception_id, reconciliation_id, order_id, location_id, kind, code, text, draft,
      quantity, scan_id, group_id, worker_id, user_id, at, state)
    VALUES (${uuid(id)}, ${uuid(order.reconciliationId)}, ${uuid(order.id)}, ${uuid(place?.id ?? null)}, ${of.kind},
      ${of.code}, ${of.text.slice(0, 2000)}, ${of.draft && JSON.stringify(of.draft)}, ${quantity(counted(of.draft))},
      ${uuid(of.scanId)}, ${uuid(group)}, ${uuid(order.me.workerId)}, ${uuid(actor.userId)}, ${moment(of.at)}, 'open')`);
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'exception',
    subjectId: id,
    event: 'exception.kept',
    after: { state: 'open', kind: of.kind, code: of.code, text: of.text, worker: order.me.name },
  });
  return id;
}

/** What belongs to a scan that is already kept: its lot, its serial number, how many. */
export async function keepWith(tx: Tx, exceptionId: string, draft: Draft): Promise<void> {
  await tx.run(sql`
    UPDATE ${own.exceptions} SET draft = ${JSON.stringify(draft)},
      quantity = COALESCE(${quantity(counted(draft))}, quantity)
    WHERE exception_id = ${uuid(exceptionId)} AND state = 'open'`);
}

/** A quantity that a count could have; what could not is left in the draft. */
function counted(draft: Draft | null): string | null {
  const read = draft?.quantity ? readQuantity(draft.quantity, 'quantity') : null;
  return read && 'quantity' in read ? read.quantity.toFixed() : null;
}

/**
 * How many it were and a word about it, from the worker who scanned it, while it is open. False where
 * there is no such exception of his.
 */
export async function note(
  tx: Tx,
  actor: Actor,
  exceptionId: string,
  of: { quantity: string | null; note: string | null },
): Promise<boolean> {
  const mine = sql`exception_id = ${uuid(exceptionId)} AND user_id = ${uuid(actor.userId)} AND state = 'open'`;
  const [before] = await tx.query<{ id: string; quantity: string | null; note: string | null }>(sql`
    SELECT reconciliation_id AS "id", ${text(sql`quantity`)} AS "quantity", note AS "note"
    FROM ${own.exceptions} WHERE ${mine}`);
  const changed = await tx.run(sql`
    UPDATE ${own.exceptions} SET quantity = COALESCE(${quantity(of.quantity)}, quantity),
      note = COALESCE(${of.note}, note)
    WHERE ${mine}`);
  if (!before || changed === 0) return false;
  const { id: reconciliationId, ...was } = before;
  await remember(tx, actor, {
    reconciliationId,
    subject: 'exception',
    subjectId: exceptionId,
    event: 'exception.noted',
    before: was,
    after: { quantity: of.quantity ?? was.quantity, note: of.note ?? was.note },
  });
  return true;
}

/** The worker takes back what he scanned by mistake a moment ago. False where somebody has resolved it. */
export async function takeBack(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  exceptionId: string,
): Promise<boolean> {
  const reason = 'Taken back by the worker';
  const changed = await tx.run(sql`
    UPDATE ${own.exceptions} SET state = 'dismissed', reason = ${reason}, resolved_by = ${actor.login}, resolved_at = ${now}
    WHERE exception_id = ${uuid(exceptionId)} AND user_id = ${uuid(actor.userId)} AND state = 'open'`);
  if (changed === 0) return false;
  await remember(tx, actor, {
    reconciliationId: order.reconciliationId,
    subject: 'exception',
    subjectId: exceptionId,
    event: 'exception.taken-back',
    before: { state: 'open' },
    after: { state: 'dismissed', reason },
  });
  return true;
}
