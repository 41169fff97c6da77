import { z } from 'zod';
import { type ReviewStatus, reviewStatuses } from '../../erp/codes.js';
import { refuse } from '../../errors.js';
import { sorts } from '../../reconciliation/details/details.js';
import type { DetailFilter } from '../../reconciliation/details/filter.js';
import { type PrintedKind, printedAs, readPrinted } from '../../terminal/printed.js';
import { blank } from './address.js';

/** Columns of the details grid, in their order. `wide` ones give way on small screens. */
export const columns = [
  'line',
  'zone',
  'location',
  'product',
  'tracking',
  'snapshot',
  'moved',
  'expected',
  'counted',
  'difference',
  'base',
  'unit',
  'bar',
  'value',
  'session',
  'status',
  'note',
] as const;
export type Column = (typeof columns)[number];
export const usualColumns: readonly Column[] = columns.filter((c) => c !== 'zone' && c !== 'base');

const many = <T extends z.ZodType>(type: T) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? [] : [value].flat().filter((one) => one !== '')),
    z.array(type).max(20),
  );
const amount = z
  .string()
  .max(20)
  .transform((value) =>
    value
      .trim()
      .replaceAll(/[\s {2}]/g, '')
      .replace(',', '.'),
  )
  .pipe(z.string().regex(/^\d{1,12}(\.\d{1,4})?$/));

/** What is printed on a thing, or the id of a link. */
const printed = blank(z.string().trim().max(200));
/** The grid as it stands in the address: what is shown, in which order, which columns. */
const fields = z.object({
  q: blank(z.string().max(200)),
  zone: printed,
  status: many(z.enum(reviewStatuses)),
  difference: blank(z.enum(['only', 'none'])),
  size: blank(amount),
  value: blank(amount),
  moved: blank(z.enum(['true', 'false', 'before', 'during', 'after'])),
  session: blank(z.coerce.number().int().min(0).max(9_999)),
  counted: blank(z.enum(['true', 'false'])),
  stale: blank(z.enum(['true', 'false'])),
  location: blank(z.guid()),
  product: blank(z.guid()),
  lot: printed,
  serial: printed,
  unit: printed,
  order: blank(z.guid()),
  sort: blank(z.enum(sorts)),
  col: many(z.enum(columns)),
  cursor: blank(z.string().max(2_000)),
});
/** The usual columns need no word in the address. */
export const asked = fields.transform((query) => ({ ...query, col: isUsual(query.col) ? [] : query.col }));
export type AskedDetails = z.output<typeof asked>;

const isUsual = (chosen: readonly Column[]): boolean =>
  chosen.length === usualColumns.length && chosen.every((column) => usualColumns.includes(column));

/** The filter in an address's words. */
export function filterOf(a: AskedDetails): DetailFilter {
  const flag = (value: string | undefined) => (value === undefined ? undefined : value === 'true');
  const moved = a.moved === 'true' || a.moved === 'false' ? a.moved === 'true' : a.moved;
  const given: { [K in keyof DetailFilter]: DetailFilter[K] | undefined } = {
    ...searched(a.q),
    ...either(a.zone, 'zoneId', 'zone'),
    reviewStatus: a.status.length > 0 ? (a.status as ReviewStatus[]) : undefined,
    hasDifference: a.difference && a.difference === 'only',
    differenceAtLeast: a.size,
    valueAtLeast: a.value,
    moved,
    session: a.session,
    counted: flag(a.counted),
    stale: flag(a.stale),
    locationId: a.location,
    productId: a.product,
    ...scanned('lot', a.lot, 'lotId', 'lot'),
    ...scanned('serial', a.serial, 'serial', 'serial'),
    ...scanned('unit', a.unit, 'logisticUnitId', 'logisticUnit'),
    orderId: a.order,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as DetailFilter;
}

/** What a field of the form takes, where it was given something else; a choice is changed by choosing. */
const takes: Partial<Record<keyof AskedDetails, { label: string; takes: string }>> = {
  q: { label: 'manager.search', takes: 'manager.wrong.text' },
  zone: { label: 'manager.zone', takes: 'manager.wrong.text' },
  size: { label: 'manager.details.sizeAtLeast', takes: 'manager.wrong.amount' },
  value: { label: 'manager.details.valueAtLeast', takes: 'manager.wrong.amount' },
  lot: { label: 'manager.only.lot', takes: 'manager.wrong.text' },
  serial: { label: 'manager.only.serial', takes: 'manager.wrong.text' },
  unit: { label: 'manager.only.unit', takes: 'manager.wrong.text' },
  session: { label: 'manager.session', takes: 'manager.wrong.session' },
};

/** Fields that were not understood, each with its name and what it takes. */
export const wrongOf = (wrong: Record<string, string>) =>
  Object.keys(wrong).map((field) => ({
    field,
    takes: 'manager.wrong.choice',
    ...takes[field as keyof AskedDetails],
  }));

export const isId = (text: string | undefined): boolean => z.guid().safeParse(text).success;

const either = (text: string | undefined, id: keyof DetailFilter, words: keyof DetailFilter) => ({
  [isId(text) ? id : words]: text,
});

/** What a scanner types into a field for one thing: a label says its number among others. */
const scanned = (
  kind: PrintedKind,
  text: string | undefined,
  id: keyof DetailFilter,
  words: keyof DetailFilter,
) => (text === undefined ? {} : isId(text) ? { [id]: text } : { [words]: oneOrMore(printedAs(kind, text)) });

/** What the search is for: all that a label names, or a text as it begins. */
function searched(q: string | undefined): Partial<DetailFilter> {
  if (q === undefined) return {};
  const { text, product, lot, serial, unit } = readPrinted(q);
  const named = { productCode: product, lot, serial, logisticUnit: unit };
  const found = Object.entries(named).flatMap(([name, words]) => (words ? [[name, oneOrMore(words)]] : []));
  return found.length > 0 ? Object.fromEntries(found) : { q: text };
}

const oneOrMore = (words: string[]): string | string[] => (words.length === 1 ? (words[0] as string) : words);

/** An address's query from its fields; what is empty is left out. */
export function addressOf(fields: Partial<Record<keyof AskedDetails, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) if (one !== undefined && one !== '') query.append(name, String(one));
  }
  return query.toString();
}

/**
 * A query as a form kept it in one hidden field. Throws `filter.not-understood` (400): without a part of it
 * more rows would be meant than were shown.
 */
export function readKept(kept: string | undefined): AskedDetails {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(kept ?? '')) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  const read = asked.safeParse(fields);
  if (read.success) return read.data;
  const message = 'This filter is not understood. Go back to the rows and choose them again.';
  throw refuse('malformed', 'filter.not-understood', message, { field: 'kept', value: kept });
}
