import { type Ai, aiAt } from './ai.js';
import { combine } from './combination.js';
import { type Gs1Element, isProblem, type Placed, readValue } from './element.js';
import { endOfFixed, endOfRun } from './element-string.js';
import { GS } from './text.js';

/** AIs that may follow a lost separator: those a warehouse label carries (terminal.md, GS1). */
const MAY_FOLLOW =
  /^(00|01|02|10|11|12|13|15|16|17|20|21|22|235|30|37|31[0-6]|320|24[01]|250|400|41[0-7]|9[1-9])$/;

/** More separators than this are not lost on one label: lot, serial, count and one more are what vary. */
const MAX_LOST = 3;
/** No label is longer (GS1-128 holds 48 characters, a shipping label's Data Matrix some 200). */
const MAX_LENGTH = 512;
/** Readings listed at most; only digits without end have more. */
export const MAX_READINGS = 64;
/** Elements tried: what keeps the time bounded whatever the text. */
export const MAX_STEPS = 2_000;

export interface LostReadings {
  /** Complete readings in which at least one separator is missing, those with fewer first. */
  readings: Gs1Element[][];
  /** There are more than were looked for. */
  cut: boolean;
  /** Elements tried, at most `MAX_STEPS`. */
  steps: number;
}

/**
 * The other ways to read an element string if separators got lost on the way (a scanner set to drop
 * control characters, a printer without FNC1): an element of variable length may end wherever another
 * element can begin. Each reading is complete and valid in itself, with no AI twice.
 */
export function readLostSeparators(text: string, start: number, today: Date): LostReadings {
  const result: LostReadings = { readings: [], cut: false, steps: 0 };
  const placed: Placed[] = [];

  const walk = (at: number, lost: number): void => {
    if (at >= text.length) {
      if (lost === 0) keep();
      return;
    }
    const ai = aiAt(text, at);
    if (!ai || placed.some((one) => one.ai.family === ai.family)) return;
    const from = at + ai.ai.length;
    const end = ai.predefined ? endOfFixed(text, from, ai.max) : endOfRun(text, from);
    for (
      let next = from + ai.min;
      lost > 0 && !ai.predefined && next < Math.min(end, from + ai.max + 1);
      next++
    )
      if (mayFollow(text, next)) attempt(ai, at, next, next, lost - 1);
    attempt(ai, at, end, text[end] === GS ? end + 1 : end, lost);
  };

  const attempt = (ai: Ai, at: number, end: number, next: number, lost: number): void => {
    if (result.cut) return;
    result.steps += 1;
    if (result.steps >= MAX_STEPS) result.cut = true;
    const element = readValue(ai, text.slice(at + ai.ai.length, end), today);
    if (isProblem(element)) return;
    placed.push({ ai, element, at });
    walk(next, lost);
    placed.pop();
  };

  const keep = () => {
    const outcome = combine(placed);
    if (outcome.fault) return;
    if (result.readings.length === MAX_READINGS) result.cut = true;
    else result.readings.push(outcome.elements);
  };

  if (text.length <= MAX_LENGTH)
    for (let lost = 1; lost <= MAX_LOST && !result.cut; lost++) walk(start, lost);
  return result;
}

function mayFollow(text: string, at: number): boolean {
  const ai = aiAt(text, at);
  return ai !== undefined && MAY_FOLLOW.test(ai.family);
}
