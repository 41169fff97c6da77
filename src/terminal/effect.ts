import type { Complete } from './advance.js';
import { type Choice, type Draft, type Hand, openStill, type Question } from './hand.js';
import type { Place, Seen } from './seen.js';

/** What has to happen because of a scan. */
export type Effect =
  /** Claim the location and be there. */
  | { kind: 'go'; location: Place; knowingly: boolean }
  | { kind: 'unit' }
  | { kind: 'quantity' }
  /** A product waits for `draft.need`. */
  | { kind: 'needs'; draft: Draft }
  /** Write the count. `replaces`: instead of that one. */
  | { kind: 'count'; draft: Draft; complete: Complete; replaces?: string }
  | { kind: 'ask'; question: Question }
  /** Keep it for the manager. `to`: in that exception, which it belongs to. */
  | { kind: 'keep'; why: KeptKind; code: string; draft: Draft | null; to?: string }
  /** Nothing is to be done: it was said before, or a product is left. */
  | { kind: 'noted'; code: string; draft: Draft | null }
  | { kind: 'refused'; code: string };

/** Why a scan is kept: nobody knows it, nobody knows where it was, it was never finished, it came too late. */
export type KeptKind = 'unknown' | 'location-uncertain' | 'unfinished' | 'late';

/** What was begun and will not be finished: kept, because something was scanned. */
export interface Abandoned {
  scanId: string;
  text: string;
  draft: Draft | null;
}

export interface Step {
  hand: Hand;
  effect: Effect;
  abandoned: Abandoned[];
}

export const done = (hand: Hand, effect: Effect, abandoned: Abandoned[] = []): Step => ({
  hand,
  effect,
  abandoned,
});

/** Another product comes: the one that waits will not be finished. */
export function leaveProduct(hand: Hand): { hand: Hand; abandoned: Abandoned[] } {
  const { draft } = hand;
  const free = { ...hand, draft: null, question: openStill(hand.question) };
  return {
    hand: free,
    abandoned: draft ? [{ scanId: draft.scanId, text: draft.text, draft }] : [],
  };
}

/** Another location comes: what waits and what was asked will not be finished. */
export function leaveAll(hand: Hand): { hand: Hand; abandoned: Abandoned[] } {
  const { hand: free, abandoned } = leaveProduct(hand);
  return { hand: { ...free, question: null }, abandoned: [...abandoned, ...unanswered(hand.question)] };
}

const unanswered = (question: Question | null): Abandoned[] =>
  question?.about === 'scan' ? [{ scanId: question.scanId, text: question.text, draft: null }] : [];

/**
 * A question. While it may be about where the worker is, nothing falls on the old location.
 */
export function ask(
  hand: Hand,
  scan: { scanId: string; text: string },
  code: string,
  choices: readonly Choice[],
  about: Question['about'],
): Step & { question: Question } {
  const places = choices.flatMap(({ seen }) =>
    seen.kind === 'location' ? [seen.location] : seen.kind === 'unit' && !seen.here ? seen.at : [],
  );
  const [place = null] = places;
  const lost =
    places.length === 0 ? hand.lost : { scanId: scan.scanId, place: places.length === 1 ? place : null };
  const question: Question = { ...scan, code, choices: named(choices), lostBefore: hand.lost, about };
  const again = hand.question?.text === scan.text;
  const left = again ? [] : unanswered(hand.question);
  return { ...done({ ...hand, question, lost }, { kind: 'ask', question }, left), question };
}

/** Answers that a button can be told by: two of a kind get a number. */
function named(choices: readonly Choice[]): Choice[] {
  return choices.map((one, i) => {
    const alike = choices.filter(({ answer }) => answer === one.answer);
    const nth = choices.slice(0, i + 1).filter(({ answer }) => answer === one.answer).length;
    return alike.length === 1 ? one : { ...one, answer: `${one.answer}-${nth}` };
  });
}

/** A button. */
export const choice = (answer: string, seen: Seen, label: string, detail: string | null = null): Choice => ({
  answer,
  kind: seen.kind,
  label,
  detail,
  seen,
});

/** The hand in which an answer is taken: what is no place brings back how sure the place was. */
export function answering(hand: Hand, question: Question, seen: Seen): Hand {
  const place = seen.kind === 'location' || (seen.kind === 'unit' && !seen.here && seen.at.length > 0);
  const open = place || seen.kind === 'left' || seen.kind === 'unknown';
  return { ...hand, question: null, lost: open ? hand.lost : question.lostBefore };
}
