import type { DetailBehind } from '../../reconciliation/details/details.js';
import { exact } from '../../reconciliation/quantity.js';
import type { Locale } from '../format.js';
import { asTime } from '../format.js';
import { rowOf } from './details-grid.js';

/** Where the line of time begins and how long it is, in pixels. */
const START = 10;
const LENGTH = 210;

/** What is behind a row: the sum as a sentence, counts, sessions and when what happened. */
export function behindOf(detail: DetailBehind, locale: Locale) {
  const row = rowOf(detail, Math.abs(Number(detail.differenceValue ?? 0)));
  const valid = detail.counts.filter((count) => !count.void);
  const last = detail.sessions.at(-1);
  const sameUnit = detail.quantityUnit === detail.baseUnit;
  const counted = new Set(valid.map(({ session }) => session));
  const agree =
    counted.size > 1 &&
    new Set(detail.sessions.filter(({ session }) => session > 0).map(({ quantityBase }) => quantityBase))
      .size === 1;
  return {
    ...row,
    less: detail.difference?.startsWith('-') ?? false,
    size: detail.difference?.replace('-', '') ?? null,
    equal: detail.difference !== null && exact(detail.difference).isZero(),
    sameUnit,
    agree,
    sessions: detail.sessions.map(({ session, quantityBase }) => ({
      session,
      quantityBase,
      difference: session === 0 ? null : exact(quantityBase).minus(detail.snapshotQuantityBase).toFixed(),
    })),
    lastSession: last?.session,
    counts: detail.counts,
    marks: marksOf(detail, locale),
  };
}

/** Counts on a line of time, apart by how far apart they were; labels that would touch are set lower. */
function marksOf({ counts }: DetailBehind, locale: Locale) {
  if (counts.length === 0) return [];
  const times = counts.map(({ at }) => new Date(at).getTime());
  const from = Math.min(...times);
  const span = Math.max(...times) - from;
  let before = Number.NEGATIVE_INFINITY;
  let low = false;
  return counts.map((count, i) => {
    const x = START + (span === 0 ? LENGTH / 2 : (((times[i] as number) - from) / span) * LENGTH);
    low = x - before < 44 && !low;
    before = x;
    return {
      x: Math.round(x),
      labelX: Math.round(Math.max(2, x - 12)),
      y: low ? 72 : 60,
      void: count.void,
      hour: asTime(locale, count.at).slice(-5),
      quantity: count.quantity,
    };
  });
}
