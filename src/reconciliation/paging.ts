import type { Database, Reader } from '../database/database.js';
import { all, Fragment, join, often, raw, type Sql, sql } from '../database/sql.js';
import { binary, datetime, integer, iso, moment, text, uuid } from '../database/words.js';
import { refuse } from '../errors.js';

/** Which part of a list is wanted. */
export interface Page {
  /** 1 to 1,000. */
  limit: number;
  /** `nextCursor` of the part before. */
  cursor?: string | undefined;
}

/** A part of a list. `total` is exact up to 10,000, beyond that an estimate. */
export interface Listing<T> {
  items: T[];
  nextCursor: string | null;
  total: number;
  totalExact: boolean;
}

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 1000;
const COUNTED_EXACTLY = 10_000;

/** The page a request asked for. Throws `limit.out-of-range` (400). */
export function readPage(query: { limit?: unknown; cursor?: unknown }): Page {
  const limit = query.limit === undefined || query.limit === '' ? DEFAULT_LIMIT : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw refuse('malformed', 'limit.out-of-range', `limit is a whole number from 1 to ${MAX_LIMIT}.`, {
      field: 'limit',
      value: query.limit,
      allowed: `1 to ${MAX_LIMIT}`,
    });
  }
  if (query.cursor === undefined || query.cursor === '') return { limit };
  if (typeof query.cursor !== 'string') throw strange(query.cursor);
  return { limit, cursor: query.cursor };
}

/** `datetime` is a column of the ERP, `moment` one of ours. */
export type KeyType = 'id' | 'text' | 'integer' | 'decimal' | 'moment' | 'datetime';

/**
 * What a list is sorted by, most significant first; the last key is unique. `by` is never NULL
 * (COALESCE it), or rows would be lost between pages.
 */
export interface Key {
  by: Sql | Fragment;
  type: KeyType;
  descending?: boolean;
}

export interface ListOf {
  /** Says what list and order a cursor is of: `details:lineNo`. */
  name: string;
  columns: Sql | Fragment;
  /** After FROM, with its joins. */
  from: Sql | Fragment;
  where: readonly (Sql | Fragment)[];
  keys: readonly Key[];
  /** Fewer joins for counting, where `where` does not need them all. */
  countFrom?: Sql | Fragment;
  /** The same conditions about `countFrom`, where they can be said with less. */
  countWhere?: readonly (Sql | Fragment)[];
  /** Number of rows when there are more than 10,000: cheap and roughly right. */
  estimate?: () => Promise<number>;
  /** It is read with every scan (`often`). */
  isOften?: boolean;
}

/**
 * Reads one page by its keys, so that page 1,000 costs what page 1 costs. Rows are what `columns`
 * gives. Throws `cursor.invalid` (400) for a cursor that is not of this list.
 */
export async function readList<Row extends object>(
  database: Database,
  page: Page,
  of: ListOf,
): Promise<Listing<Row>> {
  const reading = readPart<Row>(database, page, of);
  // A long list is counted beside the reading of its page: a person waits for the longer one, not for both.
  const counting = of.estimate && count(database, of);
  const [part] = await Promise.all([reading, counting]);
  if (page.cursor === undefined && part.nextCursor === null) {
    return { ...part, total: part.items.length, totalExact: true };
  }
  return { ...part, ...(await (counting ?? count(database, of))) };
}

/** Every row of a list, `limit` at a time: whoever reads slowly is waited for, and nothing is kept. */
export async function* readEach<Row extends object>(
  reader: Reader,
  of: ListOf,
  limit: number,
): AsyncGenerator<Row[]> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const part: Part<Row> = await readPart<Row>(reader, { limit, cursor }, of);
    if (part.items.length > 0) yield part.items;
    cursor = part.nextCursor;
  }
}

type Part<Row> = Pick<Listing<Row>, 'items' | 'nextCursor'>;

async function readPart<Row extends object>(reader: Reader, page: Page, of: ListOf): Promise<Part<Row>> {
  const from = page.cursor === undefined ? [] : [after(of.keys, readCursor(page.cursor, of))];
  const keys = of.keys.map((key, i) => sql`${kinds[key.type].out(key.by)} AS ${raw(`"key_${i}"`)}`);
  const statement = sql`
    SELECT ${of.columns}, ${join(keys)} FROM ${of.from} WHERE ${all([...of.where, ...from])}
    ORDER BY ${join(of.keys.map((key) => sql`${sorted(key)}${raw(key.descending ? ' DESC' : '')}`))}
    OFFSET 0 ROWS FETCH NEXT ${integer(page.limit + 1)} ROWS ONLY`;
  const rows = await reader.query<Row & Record<`key_${number}`, unknown>>(
    of.isOften ? often(statement) : statement,
  );
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const values = of.keys.map((_, i) => (last ? String(last[`key_${i}`]) : ''));
  for (const row of shown) for (const i of of.keys.keys()) delete row[`key_${i}`];
  return { items: shown, nextCursor: rows.length > page.limit ? writeCursor(of.name, values) : null };
}

async function count(database: Database, of: ListOf): Promise<{ total: number; totalExact: boolean }> {
  const counting = sql`
    SELECT COUNT(*) AS "rows" FROM (
      SELECT 1 AS one FROM ${of.countFrom ?? of.from} WHERE ${all(of.countWhere ?? of.where)}
      ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT ${integer(COUNTED_EXACTLY + 1)} ROWS ONLY) AS some_rows`;
  const { shortly } = database.dialect;
  const isLong = of.estimate !== undefined;
  const [row] =
    isLong && shortly
      ? await database.transaction(async (tx) => {
          await tx.query(shortly);
          return tx.query<{ rows: number | string }>(counting);
        })
      : await database.query<{ rows: number | string }>(counting);
  const counted = Number(row?.rows ?? 0);
  if (counted <= COUNTED_EXACTLY) return { total: counted, totalExact: true };
  return { total: Math.max(counted, (await of.estimate?.()) ?? 0), totalExact: false };
}

/** A place in a list as opaque text. */
export const writeCursor = (name: string, values: readonly string[]): string =>
  Buffer.from(JSON.stringify([name, ...values])).toString('base64url');

/** The key values of a cursor. Throws `cursor.invalid` for one that somebody made up. */
export function readCursor(cursor: string, of: { name: string; keys: readonly Key[] }): string[] {
  let found: unknown;
  try {
    found = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw strange(cursor);
  }
  if (!Array.isArray(found) || found.length !== of.keys.length + 1) throw strange(cursor);
  const [name, ...values] = found as unknown[];
  const fits = (value: unknown, i: number): value is string =>
    typeof value === 'string' && kinds[(of.keys[i] as Key).type].fits(value);
  if (name !== of.name || !values.every(fits)) throw strange(cursor);
  return values as string[];
}

const strange = (cursor: unknown) =>
  refuse('malformed', 'cursor.invalid', 'This cursor is not of this list. Begin at its first page.', {
    field: 'cursor',
    value: cursor,
  });

/** Rows behind the place: (a, b) > (x, y), spelled out because T-SQL does not compare rows. */
function after(keys: readonly Key[], values: readonly string[]): Sql {
  const place = keys.map((key, i) => ({
    by: sorted(key),
    sign: raw(key.descending ? '<' : '>'),
    value: kinds[key.type].in(values[i] as string),
  }));
  const steps = place.map((key, i) =>
    all([
      ...place.slice(0, i).map((k) => sql`${k.by} = ${k.value}`),
      sql`${key.by} ${key.sign} ${key.value}`,
    ]),
  );
  const [first] = place;
  // What the first key alone rules out, said by itself: an index begins to read there.
  const bound = first ? sql`${first.by} ${first.sign}= ${first.value}` : raw('1 = 1');
  return all([
    bound,
    join(
      steps.map((step) => sql`(${step})`),
      ' OR ',
    ),
  ]);
}

/** Text is sorted by its bytes: the same on every vendor. */
const sorted = (key: Key): Sql => (key.type === 'text' ? sql`${key.by} ${binary}` : sql`${key.by}`);

interface Kind {
  fits(value: string): boolean;
  in(value: string): Sql | Fragment;
  out(expression: Sql | Fragment): Sql | Fragment;
}

const isMoment = (value: string): boolean =>
  /^(19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));

const kinds: Record<KeyType, Kind> = {
  id: {
    fits: (value) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value),
    in: uuid,
    out: (expression) => expression,
  },
  text: {
    fits: (value) => value.length <= 2000 && !value.includes('\0'),
    in: (value) => sql`${value}`,
    out: (expression) => expression,
  },
  integer: {
    fits: (value) => /^-?\d{1,10}$/.test(value) && Math.abs(Number(value)) < 2 ** 31,
    in: (value) => integer(Number(value)),
    out: text,
  },
  decimal: {
    fits: (value) => /^-?\d{1,27}(\.\d{1,6})?$/.test(value),
    in: (value) => sql`CAST(${value} AS decimal(33, 6))`,
    out: text,
  },
  moment: { fits: isMoment, in: (value) => moment(new Date(value)), out: iso },
  datetime: { fits: isMoment, in: (value) => datetime(new Date(value)), out: iso },
};
