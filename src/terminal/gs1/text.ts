/** The group separator: what FNC1 inside a symbol becomes. */
export const GS = '\x1d';

/** GS as it is written out by wedges that cannot send it, and as `visible` shows it. */
const SPELLINGS = /<GS>|\{GS\}|\\u001d|␝/gi;

/** ISO 15424: ], a letter for the symbology, one character for the options. */
const AIM = /^\][A-Za-z][0-9A-Z]/;
const AIM_GS1 = new Set([']C1', ']e0', ']d2', ']Q3', ']J1']);

/** A scan made uniform, with the way back to the positions in the text as it came. */
export interface ScannedText {
  /** Without white space around it and without AIM prefix, every separator one 0x1D. */
  text: string;
  /** The AIM prefix says GS1. */
  marked: boolean;
  /** Position in the text as it came. */
  origin(at: number): number;
}

/** Every spelling of the separator as 0x1D, white space around and AIM prefix taken off. */
export function readText(raw: string): ScannedText {
  const begin = raw.length - raw.trimStart().length;
  const trimmed = raw.trim();
  const prefix = AIM.exec(trimmed)?.[0];
  const taken = prefix && (AIM_GS1.has(prefix) || trimmed.length > prefix.length) ? prefix.length : 0;
  const shifts: { after: number; by: number }[] = [];
  let shift = 0;
  const text = trimmed.slice(taken).replace(SPELLINGS, (spelling, at: number) => {
    const after = at - shift;
    shift += spelling.length - 1;
    shifts.push({ after, by: shift });
    return GS;
  });
  return {
    text,
    marked: prefix !== undefined && AIM_GS1.has(prefix),
    origin: (at) => begin + taken + at + (shifts.findLast((one) => one.after < at)?.by ?? 0),
  };
}

/** For people: separators and other control characters as visible signs (GS is ␝). */
export function visible(text: string): string {
  return (
    text
      .replace(SPELLINGS, GS)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is shown
      .replace(/[\x00-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
  );
}

/**
 * The quantity a scan can mean where no code matched: digits followed by `*`, or digits up to 999
 * (terminal.md, One scan field, 4). A decimal string in the unit in hand; null if it is none.
 */
export function quantityOf(text: string): string | null {
  const digits = /^(\d{1,7})\*$/.exec(text.trim())?.[1] ?? /^\d{1,3}$/.exec(text.trim())?.[0];
  return digits === undefined ? null : String(Number(digits));
}

/** Whether a scan can be a quantity; see `quantityOf`. */
export function isQuantityText(text: string): boolean {
  return quantityOf(text) !== null;
}

/**
 * Whether what came into a quantity field is a scan instead: eight or more digits in a row, a separator
 * in any spelling, or letters, which an AIM prefix always has (terminal.md, One scan field).
 */
export function cannotBeQuantity(text: string): boolean {
  const plain = text.trim().replace(SPELLINGS, GS);
  return /\d{8}|\p{L}/u.test(plain) || plain.includes(GS);
}
