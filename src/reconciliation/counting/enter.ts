import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import type { Documents } from '../../erp/documents.js';
import type { Fault } from '../../errors.js';
import { claimedFault } from './claims.js';
import type { CountInput } from './count-check.js';
import type { Count } from './count-rows.js';
import { begin, mustBeCounting, mustBeOpenAbove, type OrderInHand } from './order-in-hand.js';
import { recordCount } from './record.js';
import { storeScan } from './scan-store.js';

/** A count that comes without a barcode: from a form, a sheet, a program. */
export interface CountRequest extends CountInput {
  /** Made by whoever sends it; the same one again gives the same answer. */
  scanId: string;
}

export interface Entered {
  count: Count;
  /** What the worker should know, for example who else is at the location. */
  warnings: Fault[];
}

/** Records a count that was typed, and keeps its answer under its scan id. The caller has the locks. */
export async function enterCount(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  request: CountRequest,
  { hash, timeZone }: { hash: string; timeZone: string },
): Promise<Entered> {
  const { scanId, confirmed: _, ...content } = request;
  const { count, line, claiming } = await recordCount(tx, actor, order, request, { timeZone, scanId });
  const warned = line && claiming.outcome === 'theirs';
  const answer: Entered = { count, warnings: warned ? [claimedFault(line, claiming.by, timeZone)] : [] };
  await storeScan(tx, {
    scanId,
    order,
    userId: actor.userId,
    after: null,
    text: JSON.stringify(content),
    hash,
    scannedAt: new Date(order.at),
    outcome: 'counted',
    answer,
    countId: count.id,
  });
  return answer;
}

/** Refuses an order for which nothing can be entered any more; a finished one is none of them. */
export function mustBeOpenFor(order: OrderInHand): void {
  if (order.void) mustBeCounting(order);
  mustBeOpenAbove(order);
}

/** A sheet that comes in starts its order. */
export async function startIfNeeded(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  documents: Documents,
): Promise<OrderInHand> {
  if (order.state !== 'Planned' && order.state !== 'FirmPlanned') return order;
  await begin(tx, actor, order, order.workerId, documents);
  return { ...order, state: 'Released' };
}
