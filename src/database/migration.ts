import { addColumn, createIndex, createTable, dropIndex, keepRows, type TableWords } from './columns.js';
import type { Sql } from './sql.js';

/** An index in words; see `createIndex`. */
export interface IndexWords {
  name: string;
  on: string;
  columns: readonly string[];
  unique?: boolean;
  filled?: string;
  only?: Sql;
  with?: readonly string[];
}

/**
 * One change of our tables, as data: it is printed before it is made, and it is known what is ours.
 * It reads nothing. Made once, in this order: tables, columns, gone, indexes, kept, statements.
 */
export interface Migration {
  /** Its name in the ledger; never changes. */
  name: string;
  /** New tables by canonical name. */
  tables?: Readonly<Record<string, TableWords>>;
  /** New columns of tables that an earlier change made; empty ones or with a default. */
  columns?: Readonly<Record<string, TableWords>>;
  /** Indexes of an earlier change that others replace. */
  gone?: readonly Pick<IndexWords, 'name' | 'on'>[];
  indexes?: readonly IndexWords[];
  /** Tables to which rows are only added from now on: the database refuses every other change. */
  kept?: readonly string[];
  /** What else it takes, for both vendors. */
  statements?: readonly Sql[];
}

/** The statements of a change, but for tables (and their indexes) that are there already. */
export function statementsOf(migration: Migration, isThere: (table: string) => boolean): Sql[] {
  const { tables = {}, columns = {}, gone = [], indexes = [], kept = [], statements = [] } = migration;
  return [
    ...Object.entries(tables)
      .filter(([name]) => !isThere(name))
      .map(([name, words]) => createTable(name, words)),
    ...Object.entries(columns).flatMap(([on, words]) =>
      Object.entries(words).map(([column, word]) => addColumn(on, column, word)),
    ),
    ...gone.filter(({ on }) => !isThere(on)).map(({ name, on }) => dropIndex(name, on)),
    ...indexes
      .filter(({ on }) => !isThere(on))
      .map(({ name, on, columns: of, ...options }) => createIndex(name, on, of, options)),
    ...kept.map(keepRows),
    ...statements,
  ];
}

/** The indexes that all changes together leave. */
export function indexesOf(all: readonly Migration[]): IndexWords[] {
  const gone = new Set(all.flatMap((change) => change.gone ?? []).map(({ name }) => name));
  return all.flatMap(({ indexes = [] }) => indexes).filter(({ name }) => !gone.has(name));
}
