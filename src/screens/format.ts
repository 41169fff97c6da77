import Handlebars from 'handlebars';

/** How a page writes numbers and times: in the reader's language, at the warehouse's clock. */
export interface Locale {
  language: string;
  /** IANA name. */
  timeZone: string;
}

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = kept.get(key) ?? make();
  kept.set(key, found);
  return found as T;
}

/** English is written the way Europe writes days: 23 Nov 2026. */
const tag = (language: string): string => (language === 'en' ? 'en-GB' : language);

const numbers = (language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  keep(`${language} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(tag(language), options));

const times = ({ language, timeZone }: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  keep(
    `${language} ${timeZone} ${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(tag(language), { timeZone, hourCycle: 'h23', ...options }),
  );

/** Intl takes decimal text and keeps every digit of it; the sign is a true minus. */
const written = (format: Intl.NumberFormat, value: string | number): string =>
  format.format(value as number).replace('-', '−');

/** A whole number or a quantity, grouped; nothing for nothing. */
export const asNumber = (language: string, value: string | number | null | undefined): string =>
  value === null || value === undefined || value === ''
    ? ''
    : written(numbers(language, { maximumFractionDigits: 3, useGrouping: 'always' as never }), value);

/** The value of goods: two decimals. */
export const asValue = (language: string, value: string | number | null | undefined): string =>
  value === null || value === undefined || value === ''
    ? ''
    : written(
        numbers(language, {
          minimumFractionDigits: 2,
          maximumFractionDigits: 2,
          useGrouping: 'always' as never,
        }),
        value,
      );

/** A day without a time: `2026-11-23` as 23 Nov 2026. */
export const asDay = (language: string, day: string): string =>
  times({ language, timeZone: 'UTC' }, { day: 'numeric', month: 'short', year: 'numeric' }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  );

const dayOf = (locale: Locale, at: Date): string =>
  times(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at);

/** A moment as its time; with the day when that is not today. */
export function asTime(locale: Locale, iso: string, now = new Date()): string {
  const at = new Date(iso);
  const time = times(locale, { hour: '2-digit', minute: '2-digit' }).format(at);
  if (dayOf(locale, at) === dayOf(locale, now)) return time;
  const sameYear = at.getUTCFullYear() === now.getUTCFullYear();
  const day = times(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
  return `${day.format(at)} ${time}`;
}

/** To the second, for what is live. */
export const asClock = (locale: Locale, iso: string): string =>
  times(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso));

/** Part of a whole in percent; never 100 before all is done, never 0 once something is. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0 || part <= 0) return 0;
  return part >= whole ? 100 : Math.min(99, Math.max(1, Math.round((part / whole) * 100)));
}

const isZero = (value: string): boolean => /^-?0*(\.0*)?$/.test(value);

/** A difference with its sign and its side's colour: − less, + more; zero is plain ink. */
export function signed(text: string, value: string | null): Handlebars.SafeString | string {
  if (value === null || value === '' || isZero(value)) return text;
  const less = value.startsWith('-');
  const shown = Handlebars.escapeExpression(less ? text : `+${text}`);
  return new Handlebars.SafeString(`<span class="${less ? 'less' : 'more'}">${shown}</span>`);
}
