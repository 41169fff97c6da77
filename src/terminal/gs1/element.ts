import type { Ai, Charset } from './ai.js';
import { type Problem, RULES } from './value-rules.js';

/** One element of a label. */
export interface Gs1Element {
  /** Application Identifier, 2 to 4 digits. */
  ai: string;
  /** The dictionary's data title. */
  title: string;
  /** As it stands in the element string (a Digital Link's short GTIN padded to 14). */
  value: string;
  /** What it means: ISO date, decimal without idle zeros, count, else the value. */
  data: string;
}

/** Why a text that is marked as GS1 cannot be read, and where. */
export interface Fault {
  /** Stable: `gs1.empty`, `gs1.unknown-ai`, `gs1.too-short`, `gs1.too-long`, `gs1.character`, `gs1.check-digit`, `gs1.date`, `gs1.value`, `gs1.conflict`, `gs1.bracket`, `gs1.link`. */
  code: string;
  message: string;
  /** Index into the text as it was given, from 0. */
  at: number;
  ai?: string;
  value?: string;
  allowed?: string;
}

/** Something that was read all the same but that the label should not have. */
export interface Warning {
  code: string;
  message: string;
}

/** What reading a whole label gave; with a fault there are no elements. */
export interface Outcome {
  elements: Gs1Element[];
  warnings: Warning[];
  fault?: Fault;
}

/** An element with the position of its AI. */
export interface Placed {
  ai: Ai;
  element: Gs1Element;
  at: number;
}

const NOT_ALLOWED: Record<Charset, RegExp> = {
  n: /[^0-9]/,
  x: /[^!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/,
  y: /[^#\-/0-9A-Z]/,
  z: /[^-_=0-9A-Za-z]/,
};
const CHARSET_NAME: Record<Charset, string> = {
  n: 'digits',
  x: 'letters, digits and !"%&\'()*+,-./:;<=>?_',
  y: 'capital letters, digits and #-/',
  z: 'letters, digits and -_=',
};

/** Checks a value against its AI's format and gives the element or the problem; looks at no more than the AI's longest value. */
export function readValue(ai: Ai, value: string, today: Date): Gs1Element | Problem {
  const context = { today, lastDigit: Number(ai.ai.at(-1)) };
  let at = 0;
  let data = '';
  for (const component of ai.components) {
    if (at === value.length && component.optional) break;
    const part = value.slice(at, at + component.max);
    const odd = part.search(NOT_ALLOWED[component.charset]);
    if (odd >= 0) return wrongCharacter(ai, part[odd]!, at + odd, CHARSET_NAME[component.charset]);
    if (part.length < component.min) return wrongLength(ai, 'gs1.too-short', value.length);
    let meaning = part;
    for (const name of component.rules) {
      const result = RULES[name]!(part, context);
      if (typeof result !== 'string')
        return { ...result, message: `(${ai.ai}) ${result.message}`, offset: at + result.offset };
      meaning = result;
    }
    data += meaning;
    at += part.length;
  }
  if (at < value.length) return wrongLength(ai, 'gs1.too-long', at);
  return { ai: ai.ai, title: ai.title, value, data };
}

export function isProblem(result: object): result is Problem {
  return 'code' in result;
}

function wrongCharacter(ai: Ai, found: string, offset: number, allowed: string): Problem {
  return {
    code: 'gs1.character',
    message: `(${ai.ai}) takes ${allowed} here, found ${JSON.stringify(found)}`,
    offset,
    allowed,
  };
}

function wrongLength(ai: Ai, code: string, offset: number): Problem {
  const allowed = ai.min === ai.max ? `${ai.max} characters` : `${ai.min} to ${ai.max} characters`;
  return {
    code,
    message: `(${ai.ai}) takes ${allowed}, ${code === 'gs1.too-short' ? `only ${offset} found` : 'more found'}`,
    offset,
    allowed,
  };
}
