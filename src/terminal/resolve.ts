import { gtin14, type Parsed, quantityOf } from './gs1/index.js';
import type { CodeKind, Known, KnownCode } from './known.js';
import { bySpecific, itemOf, readLabel, seenUnit } from './label.js';
import type { Resolution, Seen, SeveralCode } from './seen.js';

/** What the screen that the scan was made on has a use for. */
export interface Screen {
  kinds: ReadonlySet<CodeKind>;
  /** Product in hand: lots and serial numbers are its own. */
  productId: string | null;
}

export const everything: ReadonlySet<CodeKind> = new Set(['location', 'unit', 'product', 'lot', 'serial']);

/**
 * What a scan means, of what the screen allows, by what the database knows; terminal.md, One scan
 * field, in its order of tries: marked label, exact code, unmarked label, quantity. Never guesses:
 * what can be several things is asked, what is nothing is kept.
 */
export function resolve(parsed: Parsed, screen: Screen, known: Known): Resolution {
  const marked = parsed.kind === 'gs1' || parsed.kind === 'digital-link';
  const label = parsed.kind === 'code' ? null : allowed(readLabel(parsed, known, screen.productId), screen);
  if (marked && label && label.kind !== 'unknown') return label;

  const exact = exactly(parsed.text, screen, known);
  // A label that is not marked must be one for certain, and one that names something.
  if (!marked && label && label.kind !== 'unknown')
    return exact ? several('code.several', [...meanings(exact), ...meanings(label)]) : label;
  if (exact) return exact;
  if (label) return label;

  const quantity = quantityOf(parsed.text);
  return quantity === null ? { kind: 'unknown', reason: 'code.unknown' } : { kind: 'quantity', quantity };
}

/** The things whose code is this text; letters' case only makes a difference when two of them have it. */
function exactly(text: string, screen: Screen, known: Known): Resolution | null {
  const gtin = gtin14(text);
  const same = (one: KnownCode) =>
    one.code.toLowerCase() === text.toLowerCase() ||
    (gtin !== null && one.kind === 'product' && gtin14(one.code) === gtin);
  const matching = known.codes.filter((one) => screen.kinds.has(one.kind) && same(one));
  const inUse = matching.filter(
    (one) => one.active || !matching.some((other) => other.kind === one.kind && other.active),
  );
  const found = bySpecific(inUse);
  if (found.length === 0) return null;
  const twins =
    new Set(found.map(({ code }) => code)).size > 1 && found.every(({ code }) => gtin14(code) === null);
  return several(
    twins ? 'code.letter-case' : 'code.several',
    found.map((one) => seenCode(one, known)),
  );
}

function seenCode(one: KnownCode, known: Known): Seen {
  const { id, code } = one;
  switch (one.kind) {
    case 'location':
      return { kind: 'location', location: { id, address: code, zoneId: one.zoneId ?? '' } };
    case 'unit':
      return seenUnit(one, known);
    case 'product':
      return { kind: 'product', item: itemOf(one) };
    case 'lot':
      return { kind: 'lot', lot: { id, number: code } };
    case 'serial':
      return { kind: 'serial', serial: { id, number: code } };
  }
}

const meanings = (found: Resolution): readonly Seen[] => (found.kind === 'several' ? found.of : [found]);

function several(code: SeveralCode, of: readonly Seen[]): Resolution {
  const [first] = of;
  // A label that was mended without anything that speaks for it is asked, even if there is one way only.
  return of.length === 1 && first && code !== 'label.several' ? first : { kind: 'several', code, of };
}

/** What the screen has no use for is not meant. */
function allowed(found: Resolution, screen: Screen): Resolution {
  const of = meanings(found).filter(
    ({ kind }) =>
      kind === 'unknown' ||
      kind === 'quantity' ||
      screen.kinds.has(kind === 'filled' ? 'lot' : (kind as CodeKind)),
  );
  if (of.length === 0) return { kind: 'unknown', reason: 'code.unknown' };
  return several(found.kind === 'several' ? found.code : 'code.several', of);
}
