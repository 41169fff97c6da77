import { type Fragment, raw, type Sql } from './sql.js';

/** How long a lock lasts beside other holders: `shared` beside `shared`, `exclusive` beside nobody. */
export type LockMode = 'shared' | 'exclusive';

/** A named lock and how it is wanted. */
export interface Lock {
  name: string;
  mode: LockMode;
}

/** What the vendors say differently. The only place that knows a vendor's grammar. */
export interface Dialect {
  readonly name: 'postgres' | 'mssql';
  /** Placeholder of the n-th parameter, from 1. */
  parameter(n: number): string;
  /** A value as its driver takes it; of a moment its UTC with milliseconds, without a zone. */
  value(value: unknown): unknown;
  readonly true: Sql;
  readonly false: Sql;
  /** The database's clock, UTC. */
  readonly now: Sql;
  readonly newId: Sql;
  /** Type of an id, for CAST. */
  readonly uuidType: Sql;
  /** Type of a moment, for CAST. */
  readonly momentType: Sql;
  /** Type of the ERP's `datetime` columns, for CAST. */
  readonly datetimeType: Sql;
  /** `WITH` of a recursive common table. */
  readonly withRecursive: Sql;
  /** Byte order, for walking order and cursors. */
  readonly binary: Sql;
  /** A moment as ISO 8601 text with milliseconds and Z: as long for each, so that texts sort as moments do. */
  iso(moment: Sql): Sql;
  /** Row version as text. */
  version(column: Sql): Sql;
  /** Assignment that changes the row version, with its comma; empty where the vendor does it. */
  readonly touch: Sql;
  /** The vendor counts row versions itself. Babelfish refuses changes through a view that shows one. */
  readonly countsVersions: boolean;
  /** Moment plus a number of seconds (may be negative). */
  addSeconds(moment: Sql, seconds: Sql): Sql;
  /** Rows (`id`) of a text of ids with commas between: any number of ids in one parameter. */
  idsIn(text: Sql): Sql;
  /**
   * Whether a column is one of such a text's ids, where these may be thousands of a table's. PostgreSQL
   * sees how many rows they have, which it cannot of rows that are yet to be read.
   */
  isOneOf(column: Sql, text: Sql): Sql;
  /**
   * Whether a column is among the thousands of ids of a statement, for rows that are read in an order.
   * PostgreSQL would look each of them up, and is told to read the ids once.
   */
  isAmong(column: Sql, ids: Sql): Sql;
  /** Takes named locks one after the other, until the transaction ends; waits for each. */
  lock(wanted: readonly Lock[]): Sql;
  /** SHA-256 of ids and digits as text, as bytes. Ids count as lower case. */
  sha256(text: Sql): Sql;
  /** Texts of ids and digits of a group one after another, in an order. */
  gathered(text: Sql, order: Sql, separator: '' | ','): Sql;
  /**
   * Said in a transaction whose statements touch many rows; null where there is nothing to say.
   * PostgreSQL would compile each of them, which takes longer than they do, and sort them on disk.
   * Takes `manyFresh` back.
   */
  readonly manyRows: Sql | null;
  /** A statement as the driver takes it when its plan is to be remembered by the connection. */
  planned(text: string): string;
  /**
   * Said in a transaction before it joins many rows that came or changed shortly before; null where there
   * is nothing to say. PostgreSQL would take them for few until it has looked again, and compare each
   * with each. For a few rows it costs more than it saves.
   */
  readonly manyFresh: Sql | null;
  /**
   * Said in a transaction that counts what a person waits for; null where there is nothing to say.
   * PostgreSQL would share the work among processes that take longer to start than it takes.
   */
  readonly shortly: Sql | null;
  /** Statistics of a table after a bulk write; null where the vendor minds them itself. */
  analyze(table: Sql | Fragment): Sql | null;
  /**
   * Lets nobody write a table until the transaction ends, where a statement would not read it at one
   * moment otherwise; null where every statement does.
   */
  holdStill(table: Sql | Fragment): Sql | null;
  /** The schema of names that say none. */
  readonly schema: Sql;
  /** 1 where this user has the right on a table (as it is written in a statement), 0 or empty where not. */
  mayDo(table: string, right: string): Sql;
  /** 1 where there is a table or view (as it is written in a statement), 0 where not. */
  isThere(table: string): Sql;
  /** Keeps everybody else out of a table until the transaction ends. */
  lockTable(table: Sql | Fragment): Sql;
  /** Lets the database refuse every change of a table's rows; `guard` is the name of what refuses. */
  keepRows(table: Sql | Fragment, guard: Sql | Fragment): Sql;
  /** Drops what such a table leaves behind when it is dropped; null where that is nothing. */
  dropGuard(guard: Sql | Fragment): Sql | null;
  /** A table by its canonical name; a site's binding may give it another name or schema. */
  table(name: string): Sql;
  /** A code of the ERP by its canonical one; a site's binding may give it another. */
  code(canonical: string): string;
  /** Whether two names are the same table or column. */
  sameName(a: string, b: string): boolean;
  /** What ends a statement of a script. */
  readonly end: string;
  /** Lets a user (as it is written in a statement) into a schema; null where a right on a table is enough. */
  grantUse(schema: string, user: string): string | null;
  /** Type of a column (`columns.ts`). */
  columnType(word: ColumnWord, length: string): string;
  /** Whether the error says that the same transaction, begun again, may pass (deadlock, serialization). */
  isTransient(error: unknown): boolean;
  /** Whether the error says that a unique index refused a row; the index's name if it is known. */
  duplicateOf(error: unknown): string | null;
  /** Whether the error says that a number did not fit its type. */
  isOverflow(error: unknown): boolean;
  /** Whether the error says that a table was not to be had in time. */
  isLockTimeout(error: unknown): boolean;
}

/** Column types in neutral words; the length or precision is given beside them. */
export type ColumnWord =
  | 'id'
  | 'boolean'
  | 'integer'
  | 'smallint'
  | 'tinyint'
  | 'decimal'
  | 'varchar'
  | 'char'
  | 'text'
  | 'binary'
  | 'date'
  | 'datetime'
  | 'moment'
  | 'rowversion';

/** What a driver's error says of itself. */
export const codeOf = (
  error: unknown,
): { code?: string; number?: number; constraint?: string; message?: string } =>
  ((error as { driverError?: object }).driverError ?? error) as never;

/** What the database says to whoever would change rows that are kept. */
export const KEPT = raw('Rows of this table are kept as they were written.');
