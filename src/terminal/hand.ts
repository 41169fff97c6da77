import type { Fault } from '../errors.js';
import type { Item, LabelMeasure, LogisticUnit, Place, Seen } from './seen.js';

/** What a product that was scanned still lacks before it can be counted. */
export type Need = 'variant' | 'lot' | 'serial' | 'logistic-unit' | 'quantity' | 'weight';

/** A product on its way to becoming a count. */
export interface Draft {
  /** The scan it came from. */
  scanId: string;
  text: string;
  productId: string;
  partNumber: string;
  name: string;
  variantId: string | null;
  variant: string | null;
  lotId: string | null;
  lot: string | null;
  serialNumberId: string | null;
  serial: string | null;
  /** What the worker said it is without. */
  without: ('variant' | 'lot')[];
  /** The lot is that of the same item counted before, not one that was scanned. */
  lotAssumed: boolean;
  /** Of its own label; else the one in hand. */
  logisticUnit: LogisticUnit | null;
  unitId: string | null;
  quantity: string | null;
  /** In the base unit, or in `measureUnitId`. */
  quantityBase: string | null;
  measureUnitId: string | null;
  measures: LabelMeasure[];
  /** Codes of the questions answered with yes. */
  confirmed: string[];
  /** What it waits for; null while a question about it is open. */
  need: Need | null;
}

/** The last product counted at the location: scanned again, it is the same item. */
export type Last = Pick<
  Draft,
  'productId' | 'partNumber' | 'name' | 'variantId' | 'variant' | 'lotId' | 'lot' | 'without'
> & {
  logisticUnitId: string | null;
  /** The count, where its lot was assumed and nothing was scanned since: a lot scanned now may be its. */
  assumedIn: string | null;
};

/** One button of a question. */
export interface Choice {
  /** What a scan carries as `answer`. */
  answer: string;
  kind: Seen['kind'];
  /** What stands on the button: a code, an address, a product's name. */
  label: string;
  detail: string | null;
  seen: Seen;
}

/** What the worker was asked and has not answered. */
export interface Question {
  scanId: string;
  text: string;
  code: string;
  choices: Choice[];
  /** How sure the location was before; an answer that is no location brings it back. */
  lostBefore: Lost | null;
  /**
   * `scan`: what a scan was; never answered, it is kept as an exception. `place`: where the worker is,
   * asked until he is somewhere. `product`: ends with the product in hand.
   */
  about: 'scan' | 'place' | 'product';
}

/** Since when nobody knows where the worker is. */
export interface Lost {
  /** The scan it began with; what follows is kept under it, to be put right in one step. */
  scanId: string;
  /** Where he may be. */
  place: Place | null;
}

/** What a worker has in hand after a scan. Kept with the scan, as JSON; the next one starts from it. */
export interface Hand {
  location: Place | null;
  lost: Lost | null;
  /** `hereAt`: the location at which the worker said it really stands. */
  logisticUnit: (LogisticUnit & { hereAt: string | null }) | null;
  /** He said that there is no logistic unit here. */
  withoutUnit: boolean;
  /** For the next count. Decimal text. */
  quantity: string | null;
  draft: Draft | null;
  last: Last | null;
  question: Question | null;
  /** Scanned while the location is uncertain, and already kept: what follows may belong to it. */
  loose: { exceptionId: string; draft: Draft } | null;
  /** The scan just before was kept as this exception. */
  exceptionId: string | null;
  /** What was read last, and when by the device's clock (milliseconds). */
  read: { text: string; at: number } | null;
}

export const emptyHand: Hand = {
  location: null,
  lost: null,
  logisticUnit: null,
  withoutUnit: false,
  quantity: null,
  draft: null,
  last: null,
  question: null,
  loose: null,
  exceptionId: null,
  read: null,
};

/** A hand as it was stored; of a count that came without a scan, empty. */
export const handOf = (json: string): Hand => ({ ...emptyHand, ...(JSON.parse(json) as Partial<Hand>) });

/** The hand that a new chain starts with, after one that ended with `before` (terminal.md, No scan is lost). */
export function startingHand(before: Hand | null, scanId: string): Hand {
  // A location may have been scanned and lost since: whatever was in hand counts no more.
  const wasSomewhere = before !== null && (before.location !== null || before.lost !== null);
  return wasSomewhere ? { ...emptyHand, lost: { scanId, place: null } } : emptyHand;
}

/** The product that lots and serial numbers are looked for. */
export const productInHand = (hand: Hand): string | null =>
  hand.draft?.productId ?? hand.loose?.draft.productId ?? hand.last?.productId ?? null;

/** A product scanned, with what its label says. The same item again keeps what is known of it. */
export function draftOf(item: Item, scan: { scanId: string; text: string }, hand: Hand): Draft {
  const { last } = hand;
  const unitId = (item.logisticUnit ?? hand.logisticUnit)?.id ?? null;
  const same = last?.productId === item.productId && last.logisticUnitId === unitId;
  const known = same && (item.variantId === null || item.variantId === last.variantId) ? last : null;
  return {
    ...scan,
    productId: item.productId,
    partNumber: item.partNumber,
    name: item.name,
    variantId: item.variantId ?? known?.variantId ?? null,
    variant: item.variant ?? known?.variant ?? null,
    lotId: item.lot ? item.lot.id : (known?.lotId ?? null),
    lot: item.lot ? item.lot.number : (known?.lot ?? null),
    serialNumberId: item.serial?.id ?? null,
    serial: item.serial?.number ?? null,
    without: known?.without ?? [],
    lotAssumed: !item.lot && Boolean(known?.lotId),
    logisticUnit: item.logisticUnit,
    unitId: item.unitId,
    quantity: item.quantity,
    quantityBase: null,
    measureUnitId: null,
    measures: item.measures,
    confirmed: [],
    need: null,
  };
}

/** A question about the product in hand ends with it; others stay open. */
export const openStill = (question: Question | null): Question | null =>
  question?.about === 'product' ? null : question;

/** At a location for certain. What was counted elsewhere is not what is counted here. */
export const arrived = (hand: Hand, location: Place): Hand => ({
  ...hand,
  location,
  lost: null,
  loose: null,
  ...(hand.location?.id === location.id && !hand.lost ? {} : { last: null, withoutUnit: false }),
});

/** A location scan that did not work: nothing falls on the old location from now on. */
export const lost = (hand: Hand, scanId: string, place: Place | null): Hand => ({
  ...hand,
  lost: { scanId, place },
  loose: null,
  draft: null,
  last: null,
});

/** After a count: what is used up is gone, what may come again stays. */
export const counted = (
  hand: Hand,
  draft: Draft,
  of: { countId: string; logisticUnitId: string | null; chipUsed: boolean },
): Hand => ({
  ...hand,
  draft: null,
  question: openStill(hand.question),
  quantity: of.chipUsed ? null : hand.quantity,
  last: {
    productId: draft.productId,
    partNumber: draft.partNumber,
    name: draft.name,
    variantId: draft.variantId,
    variant: draft.variant,
    lotId: draft.lotId,
    lot: draft.lot,
    without: draft.without,
    logisticUnitId: of.logisticUnitId,
    assumedIn: draft.lotAssumed ? of.countId : null,
  },
});

/** After a count that was refused: what was wrong is asked again, what cannot be mended is dropped. */
export function countRefused(hand: Hand, draft: Draft, faults: readonly Fault[]): Hand {
  const fields = new Set(faults.map(({ field }) => field));
  const mended: Draft | null = fields.has('serialNumberId')
    ? { ...draft, serialNumberId: null, serial: null, need: 'serial' }
    : fields.has('lotId')
      ? { ...draft, lotId: null, lot: null, need: 'lot' }
      : fields.has('quantity') || fields.has('unitId')
        ? {
            ...draft,
            quantity: null,
            quantityBase: null,
            unitId: fields.has('unitId') ? null : draft.unitId,
            need: 'quantity',
          }
        : fields.has('quantityBase')
          ? { ...draft, quantityBase: null, measureUnitId: null, need: 'weight' }
          : null;
  return {
    ...hand,
    draft: mended,
    question: openStill(hand.question),
    quantity: fields.has('quantity') ? null : hand.quantity,
  };
}
