import { aiAt } from './ai.js';
import { combine } from './combination.js';
import { isProblem, type Outcome, type Placed, readValue } from './element.js';
import { GS } from './text.js';

/**
 * Reads an element string as it stands, from `start` (behind the mark). Elements of predefined length
 * need no separator and tolerate one; every other runs to the next separator or the end.
 * Every character is looked at once.
 */
export function readElementString(text: string, start: number, today: Date): Outcome {
  const placed: Placed[] = [];
  for (let at = start; at < text.length; ) {
    const ai = aiAt(text, at);
    if (!ai)
      return refuse('gs1.unknown-ai', `no Application Identifier begins with ${text.slice(at, at + 4)}`, at);
    const from = at + ai.ai.length;
    const end = ai.predefined ? endOfFixed(text, from, ai.max) : endOfRun(text, from);
    const value = text.slice(from, end);
    const element = readValue(ai, value, today);
    if (isProblem(element)) {
      const { offset, ...problem } = element;
      return { elements: [], warnings: [], fault: { ...problem, at: from + offset, ai: ai.ai, value } };
    }
    placed.push({ ai, element, at });
    at = text[end] === GS ? end + 1 : end;
  }
  return placed.length ? combine(placed) : refuse('gs1.empty', 'nothing stands behind the GS1 mark', start);
}

/** Where the run of characters ends that began at `from`: the next separator or the text's end. */
export function endOfRun(text: string, from: number): number {
  const gs = text.indexOf(GS, from);
  return gs < 0 ? text.length : gs;
}

/** A separator inside a fixed length ends it early: it is then too short. */
export function endOfFixed(text: string, from: number, length: number): number {
  const gs = text.slice(from, from + length).indexOf(GS);
  return gs < 0 ? Math.min(from + length, text.length) : from + gs;
}

function refuse(code: string, message: string, at: number): Outcome {
  return { elements: [], warnings: [], fault: { code, message, at } };
}
