import { bg } from './words/bg.js';
import { en, type Words } from './words/en.js';

export type { Words };

const known: Readonly<Record<string, Words>> = { en, bg };

/** All there are. */
export const languages: readonly Words[] = Object.values(known);

/** The texts of printed and exported things in a language; English where there are none. */
export const wordsOf = (language: string): Words => known[language] ?? en;

/** A text with `{name}` filled in. */
export const filled = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
