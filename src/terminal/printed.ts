import { gtinForms } from '../erp/products.js';
import { type Gs1Element, parseBarcode } from './gs1/index.js';
import { namesOn, wantedOf } from './wanted.js';

/** Kinds of fields that a manager types or scans one thing into. */
export type PrintedKind = 'product' | 'lot' | 'serial' | 'unit';

/** What a label names, as the ERP may write it; null where it names none of these. */
export type Printed = Record<PrintedKind, string[] | null>;

/** What a scanned label names; nothing of a text that is no label. */
export function readPrinted(text: string): Printed & { text: string } {
  const parsed = parseBarcode(text);
  const elements: readonly Gs1Element[] =
    parsed.elements.length > 0 ? parsed.elements : (parsed.readings[0] ?? []);
  const { sscc, gtin, lot, serial } = namesOn(elements);
  return {
    text: parsed.text,
    product: gtin === null ? null : gtinForms(gtin),
    lot: lot === null ? null : [lot],
    serial: serial === null ? null : [serial],
    unit: sscc === null ? null : [sscc, `00${sscc}`],
  };
}

/** Of a label that holds one thing only and came without its mark: what stands before the number. */
const before: Partial<Record<PrintedKind, string>> = { lot: '10', serial: '21' };

/**
 * How the ERP may write what was typed or scanned into a field for one kind of thing: the number that a GS1
 * label says, else the text without what a scanner puts before it. Nothing for an empty text.
 */
export function printedAs(kind: PrintedKind, text: string): string[] {
  const label = readPrinted(text);
  if (label[kind]) return label[kind];
  if (label.text === '') return [];
  const { gtins } = wantedOf(parseBarcode(text));
  const ai = before[kind];
  const bare = ai && label.text.startsWith(ai) && label.text.length > ai.length ? [label.text.slice(2)] : [];
  return [...new Set([label.text, ...bare, ...(kind === 'product' ? gtins : [])])];
}
