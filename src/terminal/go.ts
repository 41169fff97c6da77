import { hourIn } from '../erp/clock.js';
import { type Fault, Refusal } from '../errors.js';
import { CLAIMED, claim, claimFaults, locationLock } from '../reconciliation/counting/claims.js';
import { readLinesAt } from '../reconciliation/counting/lines-at.js';
import { scopeFault } from '../reconciliation/counting/scope-fault.js';
import type { Doing, Performed } from './doing.js';
import { ask, choice } from './effect.js';
import { arrived, type Hand, lost } from './hand.js';
import type { Place } from './seen.js';
import { handValues, told, toldQuestion, toldRefusal, valuesOf } from './told.js';

/** To a location: it must be one of the order's, and somebody who is there is asked about. */
export async function go(doing: Doing, hand: Hand, place: Place, knowingly: boolean): Promise<Performed> {
  const { tx, actor, order, scan, timeZone } = doing;
  await tx.lockAll([locationLock(order, place.id)]);
  const lines = await readLinesAt(tx, order, place.id, actor.language);
  const away = lost(hand, scan.scanId, place);
  if (lines.length === 0) {
    const fault = await scopeFault(tx, order, place.id);
    return { hand: away, told: toldRefusal(new Refusal('rule', [fault]), { location: place.address }) };
  }
  const claiming = await claim(tx, order, lines, knowingly).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  if (claiming instanceof Refusal)
    return { hand: away, told: toldRefusal(claiming, { location: place.address }) };
  const [fault] = claiming.outcome === 'theirs' ? claimFaults(lines, order, timeZone) : [];
  if (fault) {
    const asked = ask(
      away,
      scan,
      CLAIMED,
      [
        choice('join', { kind: 'location', location: place, knowingly: true }, place.address),
        choice('leave', { kind: 'left' }, place.address),
      ],
      'place',
    );
    const told = toldQuestion(asked.question, claimValues(fault, place, timeZone), fault.message);
    return { hand: asked.hand, told };
  }
  const here = arrived(hand, place);
  const values = handValues(here);
  return {
    hand: here,
    told:
      doing.seen.kind === 'unit'
        ? told('unit', 'logistic-unit.taken', values)
        : told('location', 'location.here', values),
  };
}

/** Who is there, and since when. */
export const claimValues = (fault: Fault, place: Place, timeZone: string) => {
  const { since, ...values } = valuesOf(fault);
  return {
    ...values,
    location: place.address,
    since: typeof since === 'string' ? hourIn(since, timeZone) : null,
  };
};
