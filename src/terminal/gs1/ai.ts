import { AI_TABLE } from './ai-table.js';

/** What a character of a component may be: digit, CSET 82, CSET 39, base64url. */
export type Charset = 'n' | 'x' | 'y' | 'z';

export interface Component {
  charset: Charset;
  min: number;
  max: number;
  optional: boolean;
  rules: string[];
}

/** One Application Identifier, ready to use. Lengths are in characters, without the AI itself. */
export interface Ai {
  ai: string;
  title: string;
  /** 310n is one meaning whatever its decimals: two AIs of a family contradict each other. */
  family: string;
  /** Needs no separator after it. */
  predefined: boolean;
  min: number;
  max: number;
  components: Component[];
}

/** First two digits whose length is fixed for all time (GS1 General Specifications 7.8.5). */
const PREDEFINED = /^(0[0-4]|1[1-9]|20|3[1-6]|41)/;

const byAi = new Map<string, Ai>();
for (const [range, format, title] of AI_TABLE) {
  const [first, last] = range.split('-') as [string, string?];
  const components = format.split(' ').map(component);
  for (let n = Number(first); n <= Number(last ?? first); n++) {
    const ai = String(n).padStart(first.length, '0');
    byAi.set(ai, {
      ai,
      title,
      family: last && ai.length === 4 ? ai.slice(0, 3) : ai,
      predefined: PREDEFINED.test(ai),
      min: components.reduce((sum, c) => sum + (c.optional ? 0 : c.min), 0),
      max: components.reduce((sum, c) => sum + c.max, 0),
      components,
    });
  }
}

/** The AI of exactly this number, if the dictionary has it. */
export function findAi(ai: string): Ai | undefined {
  return byAi.get(ai);
}

/** The AI that starts at this position: no AI is the beginning of another, so there is at most one. */
export function aiAt(text: string, at: number): Ai | undefined {
  return (
    byAi.get(text.slice(at, at + 2)) ?? byAi.get(text.slice(at, at + 3)) ?? byAi.get(text.slice(at, at + 4))
  );
}

/** Every AI known, in the order of the table. */
export function allAis(): Ai[] {
  return [...byAi.values()];
}

function component(format: string): Component {
  const [shape, ...rules] = format.split(':') as [string, ...string[]];
  const optional = shape.endsWith('?');
  const length = Number(shape.replace(/\D/g, ''));
  return {
    charset: shape[0] as Charset,
    min: shape.includes('..') ? 1 : length,
    max: length,
    optional,
    rules,
  };
}
