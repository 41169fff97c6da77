import { bg } from './texts/bg.js';
import { en } from './texts/en.js';

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;

const languages: Readonly<Record<string, Texts>> = { en, bg };

/** A text in a language (English where there is none), with `{name}` filled in. */
export function say(language: string, key: TextKey, values: Record<string, unknown> = {}): string {
  const text = (languages[language] ?? en)[key] ?? en[key];
  if (text === undefined) throw new Error(`No text ${key}.`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

type Counted = TextKey extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;

/** A text about `n` of something: its `.one` or `.other`. Both languages ask for no more forms. */
export const sayCount = (
  language: string,
  key: Counted,
  n: number,
  values: Record<string, unknown> = {},
): string => say(language, `${key}.${n === 1 ? 'one' : 'other'}`, { n, ...values });

/** Whether there is a text of that name, for names that are made from codes. */
export const isText = (key: string): key is TextKey => key in en;
