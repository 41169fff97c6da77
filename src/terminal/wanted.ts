import { gtinForms } from '../erp/products.js';
import { type Gs1Element, gtin14, type Parsed } from './gs1/index.js';

/** What the database is asked about a scan. */
export interface Wanted {
  /** The scan as a code, in the spellings of its letters' case. */
  codes: string[];
  /** Trade item numbers of the scan, as a product's code may be written. */
  gtins: string[];
  /** Serial shipping container codes, as a logistic unit's may be written. */
  ssccs: string[];
  /** Variants, lots and serial numbers that a label says of its product. */
  variants: string[];
  lots: string[];
  serials: string[];
}

/** Longer than any code column of the ERP. */
const LONGEST_CODE = 64;
/** Up to so many letters every spelling is looked up; of longer codes those that people use. */
const ALL_SPELLINGS = 4;

const GTIN = new Set(['01', '02']);
const VARIANT = new Set(['20', '22']);
const LOT = new Set(['10']);
const SERIAL = new Set(['21', '235']);

/** What to look up for a scan; labels with all their readings. */
export function wantedOf(parsed: Parsed): Wanted {
  const elements = [parsed.elements, ...parsed.readings].flat();
  const values = (ais: ReadonlySet<string>) => [
    ...new Set(elements.filter(({ ai }) => ais.has(ai)).map(({ value }) => value)),
  ];
  const bare = gtin14(parsed.text);
  return {
    codes: isCode(parsed.text) ? spellings(parsed.text) : [],
    gtins: [...new Set([...values(GTIN), ...(bare ? [bare] : [])].flatMap(gtinForms))],
    ssccs: values(new Set(['00'])).flatMap((sscc) => [sscc, `00${sscc}`]),
    variants: values(VARIANT),
    lots: values(LOT),
    serials: values(SERIAL),
  };
}

/** Whether a text can be a code at all. */
export const isCode = (text: string): boolean =>
  text.length > 0 &&
  text.length <= LONGEST_CODE &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no code of the ERP has control characters
  !/[\x00-\x1f\x7f]/.test(text);

/**
 * Spellings of a code that differ in letters' case. A database that minds the case finds twins by
 * them through its index; one that does not needs none of them.
 */
export function spellings(text: string): string[] {
  const letters = [...text].filter((c) => c.toLowerCase() !== c.toUpperCase()).length;
  if (letters > ALL_SPELLINGS) {
    const lower = text.toLowerCase();
    return [...new Set([text, lower, text.toUpperCase(), lower.charAt(0).toUpperCase() + lower.slice(1)])];
  }
  return [...text].reduce<string[]>(
    (all, c) =>
      all.flatMap((start) => [...new Set([c, c.toLowerCase(), c.toUpperCase()])].map((one) => start + one)),
    [''],
  );
}

/** The value of the first element that has one of these AIs. */
const first = (elements: readonly Gs1Element[], ais: ReadonlySet<string>): string | null =>
  elements.find(({ ai }) => ais.has(ai))?.value ?? null;

/** What a label names. */
export const namesOn = (elements: readonly Gs1Element[]) => ({
  sscc: first(elements, new Set(['00'])),
  gtin: first(elements, GTIN),
  variants: elements.filter(({ ai }) => VARIANT.has(ai)).map(({ value }) => value),
  lot: first(elements, LOT),
  serial: first(elements, SERIAL),
});
