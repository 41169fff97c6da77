import { bg } from './words/bg.js';
import { en, type Words } from './words/en.js';

export type { Words };

const languages: Readonly<Record<string, Words>> = { en, bg };

/** The texts of printed and exported things in a language; English where there are none. */
export const wordsOf = (language: string): Words => languages[language] ?? en;

/** A text with `{name}` filled in. */
export const filled = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
