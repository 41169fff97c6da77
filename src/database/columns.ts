import type { ColumnWord, Dialect } from './dialect.js';
import { Fragment, join, raw, type Sql, sql } from './sql.js';

/**
 * A column in neutral words: type, `?` when it may be empty, `= default`, `primary`.
 * For example `id primary`, `varchar(64)?`, `decimal(12,3) = 0`, `boolean = false`, `datetime = now`.
 */
export type ColumnWords = string;
export type TableWords = Record<string, ColumnWords>;

export interface ColumnFact {
  word: ColumnWord;
  /** `(12,3)` or empty. */
  length: string;
  nullable: boolean;
  primary: boolean;
  /** `now`, `new`, `false`, `true`, a number or a quoted text. */
  default?: string;
}

const grammar = /^(\w+)(\([\d,]+\))?(\?)?( primary)?(?: = (.+))?$/;

/** What the words of a column say. Throws on words that are none. */
export function readColumn(words: ColumnWords): ColumnFact {
  const match = grammar.exec(words);
  if (!match) throw new Error(`Not a column: ${words}`);
  const [, word, length = '', optional, primary, value] = match;
  return {
    word: word as ColumnWord,
    length,
    nullable: optional !== undefined,
    primary: primary !== undefined,
    default: value,
  };
}

const defaults: Record<string, Fragment> = {
  now: new Fragment((d) => d.now),
  new: new Fragment((d) => d.newId),
  true: new Fragment((d) => d.true),
  false: new Fragment((d) => d.false),
};

/** `CREATE TABLE` for a table in words. `name` is canonical, a site may bind another one. */
export function createTable(name: string, columns: TableWords): Sql {
  const lines = Object.entries(columns).map(([column, words]) => columnOf(column, words));
  return sql`CREATE TABLE ${table(name)} (${join(lines)})`;
}

/** `ALTER TABLE … ADD` for a column in words. */
export const addColumn = (name: string, column: string, words: ColumnWords): Sql =>
  sql`ALTER TABLE ${table(name)} ADD ${columnOf(column, words)}`;

function columnOf(column: string, words: ColumnWords): Fragment {
  const fact = readColumn(words);
  // The vendor writes a row version, or (PostgreSQL) the UPDATE does.
  const given = fact.word === 'rowversion' ? undefined : fact.default;
  const value = given === undefined ? raw('') : sql` DEFAULT ${defaults[given] ?? raw(given)}`;
  return new Fragment((d) => {
    const type = raw(d.columnType(fact.word, fact.length));
    const zero = fact.word === 'rowversion' && d.name === 'postgres' ? raw(' DEFAULT 0') : raw('');
    return sql`${raw(`"${column}"`)} ${type}${raw(fact.nullable ? ' NULL' : ' NOT NULL')}${value}${zero}${raw(fact.primary ? ' PRIMARY KEY' : '')}`;
  });
}

/**
 * `CREATE INDEX`. Empty equals empty in a unique one, on every vendor. `filled` leaves rows out whose
 * column is empty, `only` those that do not meet a plain comparison with a constant. `with` are columns
 * that it holds and is not sorted by.
 */
export function createIndex(
  name: string,
  on: string,
  columns: readonly string[],
  options: { unique?: boolean; filled?: string; only?: Sql; with?: readonly string[] } = {},
): Sql {
  const names = (of: readonly string[]) => raw(of.map((column) => `"${column}"`).join(', '));
  return sql`${new Fragment(
    (d) =>
      sql`CREATE ${raw(options.unique ? 'UNIQUE ' : '')}INDEX ${raw(`"${name}"`)} ON ${table(on)} (${names(columns)})${
        options.with ? sql` INCLUDE (${names(options.with)})` : raw('')
      }${raw(options.unique && d.name === 'postgres' ? ' NULLS NOT DISTINCT' : '')}${raw(
        options.filled ? ` WHERE "${options.filled}" IS NOT NULL` : '',
      )}${options.only ? sql` WHERE ${options.only}` : raw('')}`,
  )}`;
}

/** `DROP INDEX`. PostgreSQL keeps it beside its table and knows it by its name alone. */
export const dropIndex = (name: string, on: string): Sql =>
  sql`DROP INDEX ${new Fragment((d) =>
    d.name === 'postgres'
      ? raw(sql`${table(on)}`.render(d).text.replace(/"[^"]+"$/, `"${name}"`))
      : sql`${raw(`"${name}"`)} ON ${table(on)}`,
  )}`;

/** The guard of a table whose rows are kept, beside the table. */
const guard = (name: string): Fragment =>
  new Fragment((d) => raw(sql`${table(name)}`.render(d).text.replace(/"$/, '_is_kept"')));

/** Lets the database refuse every change of rows that are in a table. */
export const keepRows = (name: string): Sql =>
  sql`${new Fragment((d) => d.keepRows(table(name), guard(name)))}`;

/** What a dropped table of kept rows leaves behind; null where that is nothing. */
export const dropGuard = (d: Dialect, name: string): Sql | null => d.dropGuard(guard(name));

/** A table by its canonical name, as this site calls it. */
export const table = (name: string): Fragment => new Fragment((d) => d.table(name));
