import type { ProductInHand } from '../erp/products.js';
import { advance, type ScanRules } from './advance.js';
import { asLast, contradicts, filledIn, merged, oneMore, sameItem } from './draft.js';
import { ask, choice, done, leaveAll, leaveProduct, type Step } from './effect.js';
import { type Draft, draftOf, type Hand, lost, openStill } from './hand.js';
import type { Filled, Item, Place, Seen } from './seen.js';

export interface Facts {
  scan: { scanId: string; text: string };
  /** Of the product that the scan is about, if there is one. */
  product: ProductInHand | null;
  rules: ScanRules;
}

/** One step of a worker: what was in hand and what was seen give what is in hand and what has to happen. */
export function step(before: Hand, seen: Seen, facts: Facts): Step {
  // A lot may be said of the count just made, and only of that one.
  const assumedIn = before.last?.assumedIn ?? null;
  const hand = before.last ? { ...before, last: { ...before.last, assumedIn: null } } : before;
  switch (seen.kind) {
    case 'location':
      return toLocation(hand, seen.location, seen.knowingly ?? false);
    case 'unit':
      return takeUnit(hand, seen, facts);
    case 'product':
      return takeProduct(hand, seen.item, {}, facts);
    case 'lot':
      return takeLot(hand, seen.lot, facts, assumedIn);
    case 'serial':
      return fillIn(hand, { serial: seen.serial }, facts);
    case 'quantity':
      return takeQuantity(hand, seen.quantity, facts);
    case 'filled':
      return seen.item ? takeProduct(hand, seen.item, seen.filled, facts) : fillIn(hand, seen.filled, facts);
    case 'confirmed':
      return confirm(hand, seen.code, facts);
    case 'instead':
      return correctLot(hand, seen, facts);
    case 'left':
      return done({ ...hand, draft: null }, { kind: 'noted', code: 'product.left', draft: hand.draft });
    case 'unknown':
      return keepUnknown(hand, seen, facts);
  }
}

function toLocation(hand: Hand, location: Place, knowingly: boolean): Step {
  const here = hand.location?.id === location.id && !hand.lost;
  const left = here ? { hand: { ...hand, question: null }, abandoned: [] } : leaveAll(hand);
  return done(left.hand, { kind: 'go', location, knowingly }, left.abandoned);
}

function takeUnit(hand: Hand, seen: Seen & { kind: 'unit' }, facts: Facts): Step {
  const { unit, at, here } = seen;
  const place = hand.lost ? null : hand.location;
  const taken: Hand = { ...hand, logisticUnit: { ...unit, hereAt: here ? (place?.id ?? null) : null } };
  const [only] = at;
  if (!only || here || at.some(({ id }) => id === place?.id)) {
    if (hand.draft?.need === 'logistic-unit') return goOn(taken, hand.draft, facts);
    return done(taken, { kind: 'unit' });
  }
  if (!place && at.length === 1) return toLocation(taken, only, false);
  return ask(
    hand,
    facts.scan,
    'logistic-unit.elsewhere',
    [
      ...(place ? [choice('here', { ...seen, here: true }, place.address)] : []),
      ...at.map((there) => choice('location', { kind: 'unit', unit, at: [there] }, there.address)),
    ],
    'place',
  );
}

function takeProduct(hand: Hand, item: Item, filled: Filled, facts: Facts): Step {
  if (!hand.location && !hand.lost) return done(hand, { kind: 'refused', code: 'location.missing' });
  const held = item.logisticUnit ? { ...hand, logisticUnit: { ...item.logisticUnit, hereAt: null } } : hand;
  const draft = filledIn(withoutIdle(draftOf(item, facts.scan, held), facts), filled);
  const waiting = hand.draft && sameItem(hand.draft, draft) ? hand.draft : null;
  const left = waiting ? { hand: { ...held, draft: null }, abandoned: [] } : leaveProduct(held);
  const whole = waiting ? merged(waiting, draft) : draft;
  const problem = left.hand.lost ? null : numberProblem(item, facts);
  const next = problem ? unknownNumber(left.hand, whole, problem, facts) : goOn(left.hand, whole, facts);
  return { ...next, abandoned: [...left.abandoned, ...next.abandoned] };
}

/** A label's lot or serial number says nothing where the product has none of them. */
function withoutIdle(draft: Draft, { product }: Facts): Draft {
  const lots = product?.lots !== 'never';
  const serials = product?.serialized ?? true;
  return {
    ...draft,
    ...(lots ? {} : { lotId: null, lot: null, lotAssumed: false }),
    ...(serials ? {} : { serialNumberId: null, serial: null }),
  };
}

/** A number on the label that the product asks for and the ERP does not know. */
function numberProblem(item: Item, { product }: Facts): 'lot.unknown' | 'serial.unknown' | null {
  if (product?.serialized && item.serial && !item.serial.id) return 'serial.unknown';
  return product && product.lots !== 'never' && item.lot && !item.lot.id ? 'lot.unknown' : null;
}

function unknownNumber(hand: Hand, draft: Draft, code: string, { scan, product }: Facts): Step {
  if (code === 'lot.unknown' && product?.lots === 'allowed')
    return ask(
      { ...hand, draft: { ...draft, need: null } },
      scan,
      code,
      [
        choice('without-lot', { kind: 'filled', item: null, filled: { lot: null } }, draft.partNumber),
        choice('keep', { kind: 'unknown', reason: code }, draft.lot ?? ''),
      ],
      'product',
    );
  return done(hand, { kind: 'keep', why: 'unknown', code, draft });
}

/** A lot of the product in hand. */
function takeLot(
  hand: Hand,
  lot: { id: string; number: string },
  facts: Facts,
  assumedIn: string | null,
): Step {
  const { last } = hand;
  if (hand.lost || hand.draft || !last || assumedIn === null) return fillIn(hand, { lot }, facts);
  // The same item was counted a moment ago by an assumed lot: this may be said of that piece.
  if (last.lotId === lot.id) return done(hand, { kind: 'noted', code: 'lot.confirmed', draft: null });
  return ask(
    hand,
    facts.scan,
    'lot.instead',
    [
      choice('instead', { kind: 'instead', countId: assumedIn, lot }, last.lot ?? ''),
      choice('one-more', { kind: 'filled', item: null, filled: { lot } }, lot.number),
    ],
    'product',
  );
}

function correctLot(hand: Hand, { countId, lot }: Seen & { kind: 'instead' }, facts: Facts): Step {
  const draft = oneMore(hand, facts.scan, { lot });
  const next = draft && goOn(hand, draft, facts);
  if (next?.effect.kind !== 'count') return next ?? done(hand, { kind: 'refused', code: 'product.missing' });
  return { ...next, effect: { ...next.effect, replaces: countId } };
}

function takeQuantity(hand: Hand, quantity: string, facts: Facts): Step {
  const { draft, loose } = hand;
  if (hand.lost && loose) return goOn(hand, { ...loose.draft, quantity }, facts);
  if (draft?.need === 'quantity') return goOn(hand, { ...draft, quantity }, facts);
  if (draft?.need === 'weight')
    return goOn(hand, { ...draft, quantityBase: quantity, measureUnitId: null }, facts);
  return done({ ...hand, quantity }, { kind: 'quantity' });
}

/** What was picked, typed or scanned for the product that waits; else for one more of the last one. */
function fillIn(hand: Hand, filled: Filled, facts: Facts): Step {
  if (hand.lost && hand.loose) return goOn(hand, filledIn(hand.loose.draft, filled), facts);
  const unit = filled.logisticUnit;
  const held: Hand =
    unit === undefined
      ? hand
      : { ...hand, logisticUnit: unit && { ...unit, hereAt: null }, withoutUnit: unit === null };
  const { draft } = held;
  if (draft && !contradicts(draft, filled)) return goOn(held, filledIn(draft, filled), facts);
  const numbered = filled.lot !== undefined || filled.serial !== undefined || filled.variant !== undefined;
  if (!numbered && unit !== undefined) return done(held, { kind: 'unit' });
  const next = numbered
    ? oneMore(draft ? { ...held, last: asLast(draft, held) } : held, facts.scan, filled)
    : null;
  if (!next) return done(hand, { kind: 'refused', code: 'product.missing' });
  const left = leaveProduct(held);
  const went = goOn(left.hand, next, facts);
  return { ...went, abandoned: [...left.abandoned, ...went.abandoned] };
}

function confirm(hand: Hand, code: string, facts: Facts): Step {
  const { draft } = hand;
  if (!draft) return done(hand, { kind: 'refused', code: 'product.missing' });
  return goOn(hand, { ...draft, confirmed: [...draft.confirmed, code] }, facts);
}

function keepUnknown(hand: Hand, { reason, item }: Seen & { kind: 'unknown' }, { scan }: Facts): Step {
  const draft = item ? draftOf(item, scan, hand) : hand.draft;
  const kept: Step['effect'] = { kind: 'keep', why: 'unknown', code: reason, draft };
  if (reason === 'location.unknown') {
    const left = leaveAll(hand);
    return done(lost(left.hand, scan.scanId, null), { ...kept, draft: null }, left.abandoned);
  }
  // Asked about and given up, the product is not in hand any more; scanned beside it, it still waits.
  return done(hand.draft?.need === null ? { ...hand, draft: null } : hand, kept);
}

function goOn(hand: Hand, draft: Draft, facts: Facts): Step {
  if (hand.lost) return keepLoose(hand, draft);
  if (!facts.product) return done(hand, { kind: 'refused', code: 'product.unknown' });
  const free = { ...hand, question: openStill(hand.question) };
  const next = advance(draft, hand, facts.product, facts.rules);
  if ('need' in next) {
    const waiting = { ...draft, need: next.need };
    return done({ ...free, draft: waiting }, { kind: 'needs', draft: waiting });
  }
  return done({ ...free, draft: { ...draft, need: null } }, { kind: 'count', draft, complete: next });
}

/** Scanned while nobody knows where: kept with all that is known of it. */
function keepLoose(hand: Hand, draft: Draft): Step {
  const to = hand.loose?.draft.scanId === draft.scanId ? hand.loose.exceptionId : undefined;
  const whole: Draft = {
    ...draft,
    quantity: draft.quantity ?? hand.quantity,
    logisticUnit: draft.logisticUnit ?? hand.logisticUnit,
    need: null,
  };
  const next = { ...hand, draft: null, quantity: draft.quantity === null ? null : hand.quantity };
  return done(next, {
    kind: 'keep',
    why: 'location-uncertain',
    code: 'location.uncertain',
    draft: whole,
    ...(to ? { to } : {}),
  });
}
