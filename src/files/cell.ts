/** What stands in a cell of a table that leaves as a file. */
export type Cell =
  /** Anything somebody typed, scanned or named; comes out as text whatever is in it. */
  | string
  /** A whole number. */
  | number
  /** Decimal text of the database: every digit of it is kept. */
  | { decimal: string | null }
  | null;

/** A table on its way out: the names of its columns, then rows, a few at a time. */
export interface Table {
  /** Name of the sheet. */
  name: string;
  columns: readonly string[];
  rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

// What no reader shows: controls, halves of a character, what XML has no place for.
const unreadable = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
// Marks that turn the direction of the text that follows them.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text that every format can carry: controls become `�`, marks of direction are left out. */
export const readable = (text: string): string => text.replace(unreadable, '\ufffd').replace(turning, '');

/** Whether a spreadsheet would take a text for a formula (OWASP, CSV injection). */
export const isFormula = (text: string): boolean => /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(text);
