import { build, GS, parseBarcode } from '../../../src/terminal/gs1/index.js';

export { GS };

/** All tables are read on this day, so that two-digit years stay what they are. */
export const TODAY = new Date('2026-06-01T12:00:00Z');

export const parse = (text: string) => parseBarcode(text, TODAY);

/** What a text reads as: the bracketed line, the fault's code, or "code". */
export function read(text: string): string {
  const parsed = parse(text);
  if (parsed.kind === 'code') return 'code';
  return parsed.fault ? parsed.fault.code : build(parsed.elements, 'bracketed');
}
