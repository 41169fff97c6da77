import { Refusal } from '../errors.js';
import {
  mustBeCounting,
  mustBeOpenAbove,
  type OrderInHand,
} from '../reconciliation/counting/order-in-hand.js';
import type { Performed } from './doing.js';
import { type Hand, lost } from './hand.js';
import { keep } from './keep.js';
import type { Scan } from './scan.js';
import type { Taking } from './take-scan.js';
import { toldRefusal } from './told.js';

/** Why nothing can be counted in an order, or null. */
export const notCounting = (order: OrderInHand): Refusal | null => refusalOf(() => mustBeCounting(order));

/**
 * A scan that waited on the device while the order was finished or taken back. As long as the
 * reconciliation is open it is kept: the manager may bind it to what it was. What it is nobody looks up
 * any more, so after it nobody knows where the worker is.
 */
export async function tooLate(
  { tx, actor, order }: Taking,
  scan: Scan,
  hand: Hand,
  at: Date,
  refusal: Refusal,
): Promise<Performed> {
  const said = { hand: { ...hand, exceptionId: null }, told: toldRefusal(refusal) };
  const something = scan.answer === undefined ? scan.text !== '' : typeof scan.answer === 'object';
  if (order.void || !something || refusalOf(() => mustBeOpenAbove(order))) return said;
  const { scanId } = scan;
  const text = scan.text || JSON.stringify(scan.answer);
  const of = { kind: 'late', code: refusal.code, text, scanId, draft: hand.draft, hand, at } as const;
  const exceptionId = await keep(tx, actor, order, of);
  const after = hand.lost ? hand : lost(hand, scanId, null);
  return { hand: { ...after, exceptionId }, told: { ...said.told, exceptionId } };
}

function refusalOf(check: () => void): Refusal | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
