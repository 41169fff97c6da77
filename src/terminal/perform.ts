import { count } from './count.js';
import type { Doing, Performed } from './doing.js';
import type { Effect } from './effect.js';
import { go } from './go.js';
import type { Hand } from './hand.js';
import { keep, keepWith } from './keep.js';
import { handValues, productValues, told, toldQuestion } from './told.js';

/** Does what a step says has to happen, and says what came of it. */
export async function perform(doing: Doing, hand: Hand, effect: Effect): Promise<Performed> {
  switch (effect.kind) {
    case 'go':
      return go(doing, hand, effect.location, effect.knowingly);
    case 'unit': {
      const code = hand.logisticUnit ? 'logistic-unit.taken' : 'logistic-unit.none';
      return { hand, told: told('unit', code, handValues(hand)) };
    }
    case 'quantity':
      return { hand, told: told('quantity', 'quantity.taken', handValues(hand)) };
    case 'needs':
      return {
        hand,
        told: told('product', `product.needs-${effect.draft.need}`, productValues(effect.draft)),
      };
    case 'count':
      return count(doing, hand, effect);
    case 'ask':
      return { hand, told: toldQuestion(effect.question, questionValues(effect.question)) };
    case 'keep':
      return keepScan(doing, hand, effect);
    case 'noted': {
      const values = effect.draft ? productValues(effect.draft) : { lot: hand.last?.lot ?? null };
      return { hand, told: told('product', effect.code, values) };
    }
    case 'refused':
      return { hand, told: told('refused', effect.code, handValues(hand), { status: 422 }) };
  }
}

const questionValues = ({ choices }: { choices: readonly { answer: string; label: string }[] }) => ({
  location: choices.find(({ answer }) => answer.startsWith('location'))?.label ?? null,
  lot: choices.find(({ answer }) => answer === 'instead' || answer === 'keep')?.label ?? null,
  product: choices.find(({ answer }) => answer === 'without-lot')?.label ?? null,
});

async function keepScan(doing: Doing, hand: Hand, effect: Effect & { kind: 'keep' }): Promise<Performed> {
  const { tx, actor, order, scan, at } = doing;
  const { why, code, draft, to } = effect;
  if (to && draft) await keepWith(tx, to, draft);
  const id = to ?? (await keep(tx, actor, order, { kind: why, code, ...scan, draft, hand, at }));
  const values = { ...(draft ? productValues(draft) : {}), text: scan.text };
  const loose = why === 'location-uncertain' && draft ? { exceptionId: id, draft } : hand.loose;
  return {
    hand: { ...hand, exceptionId: id, loose },
    told: told('exception', code, values, { exceptionId: id }),
  };
}
