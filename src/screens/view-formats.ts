import type Handlebars from 'handlebars';
import { asClock, asDay, asNumber, asTime, asValue, type Locale, signed } from './format.js';
import { isText, say, sayCount } from './texts.js';

type Options = Handlebars.HelperOptions;
type Amount = string | number | null | undefined;

/** Something to say by key, as `next-step.ts` and its like give it. */
export interface Said {
  key: string;
  n?: number;
  values?: Record<string, string | number | null>;
}

/** A said thing in words. Values named `at…` are moments. */
export function tell(locale: Locale, { key, n, values = {} }: Said): string {
  const written = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number'
        ? asNumber(locale.language, value)
        : /^at([A-Z]|$)/.test(name) && value
          ? asTime(locale, value)
          : value,
    ]),
  );
  const name = n === undefined ? key : `${key}.${n === 1 ? 'one' : 'other'}`;
  if (!isText(name)) throw new Error(`No text ${name}.`);
  return say(locale.language, name, { n: asNumber(locale.language, n), ...written });
}

/** Helpers that write numbers and times the way the page's reader does. */
export function registerFormats(bars: typeof Handlebars): void {
  const locale = (options: Options): Locale => options.data.root as Locale;
  const add = (name: string, helper: (value: Amount, options: Options) => unknown) =>
    bars.registerHelper(name, helper as Handlebars.HelperDelegate);
  add('num', (value, o) => asNumber(locale(o).language, value));
  add('worth', (value, o) => asValue(locale(o).language, value));
  add('diff', (value, o) => signed(asNumber(locale(o).language, value), text(value)));
  add('diffValue', (value, o) => {
    const shown = asValue(locale(o).language, value);
    // What rounds to nothing is nothing to look at.
    return /[1-9]/.test(shown) ? signed(shown, text(value)) : shown.replace('−', '');
  });
  add('day', (value, o) => (value ? asDay(locale(o).language, String(value)) : ''));
  add('time', (value, o) => (value ? asTime(locale(o), String(value)) : ''));
  add('clock', (value, o) => (value ? asClock(locale(o), String(value)) : ''));
  bars.registerHelper('said', (said: Said | undefined, options: Options) =>
    said ? tell(locale(options), said) : '',
  );
  /** Places in a picture: beside something, and inside the right and lower edge of a box. */
  bars.registerHelper('add', (a: number, b: number) => tenth(Number(a) + Number(b)));
  bars.registerHelper('right', (box: Box, inset: number) => tenth(box.x + box.width - inset));
  bars.registerHelper('bottom', (box: Box, inset: number) => tenth(box.y + box.height - inset));
  bars.registerHelper('tn', (key: string, n: number, options: Options) =>
    sayCount(locale(options).language, key as Parameters<typeof sayCount>[1], n, {
      n: asNumber(locale(options).language, n),
      ...options.hash,
    }),
  );
  /** A text whose key is made from a code: `{{word 'manager.status' status}}`. */
  bars.registerHelper('word', (base: string, code: string, options: Options) => {
    const key = `${base}.${code}`;
    return isText(key) ? say(locale(options).language, key, options.hash) : code;
  });
  /** The words of a text, to go through them. */
  bars.registerHelper('split', (text?: string) => text?.split(' ') ?? []);
  bars.registerHelper('or', (...values: unknown[]) => values.slice(0, -1).find(Boolean));
  bars.registerHelper('and', (...values: unknown[]) => values.slice(0, -1).every(Boolean));
  bars.registerHelper('not', (value: unknown) => !value);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const tenth = (value: number): number => Math.round(value * 10) / 10;
const text = (value: Amount): string | null => (value === null || value === undefined ? null : String(value));
