import { findAi } from './ai.js';
import { combine } from './combination.js';
import { isProblem, type Outcome, type Placed, readValue } from './element.js';
import { GS } from './text.js';

/** Begins like a label's human readable line. */
export const BRACKETED = /^\(\d{2,4}\)/;

/**
 * Reads `(01)09521234543213(10)ABC` from `start`. A bracket that belongs to a value is written `\(`
 * (GS1 Syntax Engine); a separator before the next bracket is tolerated.
 */
export function readBracketed(text: string, start: number, today: Date): Outcome {
  const placed: Placed[] = [];
  for (let at = start; at < text.length; ) {
    const number = /^\((\d{2,4})\)/.exec(text.slice(at, at + 6))?.[1];
    if (!number) return refuse('gs1.bracket', 'an AI of 2 to 4 digits in brackets is expected here', at);
    const ai = findAi(number);
    if (!ai) return refuse('gs1.unknown-ai', `there is no Application Identifier ${number}`, at);
    const from = at + number.length + 2;
    const end = endOfValue(text, from);
    const written = text[end - 1] === GS && end > from ? text.slice(from, end - 1) : text.slice(from, end);
    const value = written.replaceAll('\\(', '(');
    const element = readValue(ai, value, today);
    if (isProblem(element)) {
      const { offset, ...problem } = element;
      return { elements: [], warnings: [], fault: { ...problem, at: from + offset, ai: number, value } };
    }
    placed.push({ ai, element, at });
    at = end;
  }
  return combine(placed);
}

/** A value as it has to be written in bracketed text. */
export function escapeBrackets(value: string): string {
  return value.replaceAll('(', '\\(');
}

function endOfValue(text: string, from: number): number {
  let at = text.indexOf('(', from);
  while (at > from && text[at - 1] === '\\') at = text.indexOf('(', at + 1);
  return at < 0 ? text.length : at;
}

function refuse(code: string, message: string, at: number): Outcome {
  return { elements: [], warnings: [], fault: { code, message, at } };
}
