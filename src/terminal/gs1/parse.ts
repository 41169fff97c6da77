import { BRACKETED, readBracketed } from './bracketed.js';
import { readDigitalLink, WEB_ADDRESS } from './digital-link.js';
import type { Fault, Gs1Element, Outcome, Warning } from './element.js';
import { readElementString } from './element-string.js';
import { readLostSeparators } from './lost-separator.js';
import { GS, readText, type ScannedText } from './text.js';

/** What a scanned text is, before the database is asked. */
export interface Parsed {
  /**
   * `gs1`: marked by AIM prefix, leading separator or brackets. `digital-link`: web address with a GS1 key.
   * `unmarked-gs1`: begins with a valid 00, 01 or 02 and reads completely; an exact code may match as well.
   * `code`: anything else.
   */
  kind: 'gs1' | 'digital-link' | 'unmarked-gs1' | 'code';
  /** What to look up as a code: no white space around, no AIM prefix, separators as 0x1D. */
  text: string;
  /** As it stands; empty for a code and where there is a fault. */
  elements: Gs1Element[];
  warnings: Warning[];
  /** Why it cannot be taken as it stands. */
  fault?: Fault;
  /** Other readings if separators got lost: see `chooseReading`. */
  readings: Gs1Element[][];
  /** There are more such readings than were listed. */
  readingsCut: boolean;
}

/** Faults that a missing separator explains. A wrong check digit or date is never explained away. */
const GLUED = new Set(['gs1.too-long', 'gs1.too-short', 'gs1.character']);

/**
 * Reads a scan by its text alone, in the order of terminal.md (One scan field, 1 and 3). Never throws;
 * time grows linearly with the text. `today` places the century of dates.
 */
export function parseBarcode(raw: string, today: Date = new Date()): Parsed {
  const scan = readText(raw);
  const { text } = scan;
  if (scan.marked || text.startsWith(GS) || BRACKETED.test(text)) return marked(scan, today);
  if (WEB_ADDRESS.test(text)) {
    const link = readDigitalLink(text, today);
    if (link) return parsed('digital-link', scan, link);
  }
  if (/^0[012]\d/.test(text)) {
    const unmarked = elementString('unmarked-gs1', scan, 0, today);
    if (!unmarked.fault || unmarked.readings.length > 0) return unmarked;
  }
  return parsed('code', scan, { elements: [], warnings: [] });
}

function marked(scan: ScannedText, today: Date): Parsed {
  const start = scan.text.startsWith(GS) ? 1 : 0;
  const rest = scan.text.slice(start, start + 8);
  if (BRACKETED.test(rest)) return parsed('gs1', scan, readBracketed(scan.text, start, today));
  const link = start === 0 && WEB_ADDRESS.test(rest) ? readDigitalLink(scan.text, today) : null;
  return link ? parsed('digital-link', scan, link) : elementString('gs1', scan, start, today);
}

function elementString(kind: Parsed['kind'], scan: ScannedText, start: number, today: Date): Parsed {
  const outcome = readElementString(scan.text, start, today);
  const found = parsed(kind, scan, outcome);
  if (outcome.fault && !GLUED.has(outcome.fault.code)) return found;
  const { readings, cut } = readLostSeparators(scan.text, start, today);
  return { ...found, readings, readingsCut: cut };
}

function parsed(kind: Parsed['kind'], scan: ScannedText, outcome: Outcome): Parsed {
  const { elements, warnings, fault } = outcome;
  return {
    kind,
    text: scan.text,
    elements,
    warnings,
    ...(fault && { fault: { ...fault, at: scan.origin(fault.at) } }),
    readings: [],
    readingsCut: false,
  };
}
