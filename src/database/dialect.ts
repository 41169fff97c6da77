import { createHash } from 'node:crypto';
import { MssqlParameter } from 'typeorm';
import { type Fragment, join, raw, type Sql, sql } from './sql.js';

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
  /** A value as its driver takes it; a moment becomes UTC with milliseconds, without its zone. */
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
  /** A moment as ISO 8601 text with Z. */
  iso(moment: Sql): Sql;
  /** Row version as text. */
  version(column: Sql): Sql;
  /** Assignment that changes the row version, with its comma; empty where the vendor does it. */
  readonly touch: Sql;
  /** Moment plus a number of seconds (may be negative). */
  addSeconds(moment: Sql, seconds: Sql): Sql;
  /** Rows (`id`) of a text of ids with commas between: any number of ids in one parameter. */
  idsIn(text: Sql): Sql;
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

const codeOf = (error: unknown): { code?: string; number?: number; constraint?: string; message?: string } =>
  ((error as { driverError?: object }).driverError ?? error) as never;

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

const postgresTypes: Record<ColumnWord, string> = {
  id: 'uuid',
  boolean: 'boolean',
  integer: 'integer',
  smallint: 'smallint',
  tinyint: 'smallint',
  decimal: 'numeric',
  varchar: 'varchar',
  char: 'char',
  text: 'text',
  binary: 'bytea',
  date: 'date',
  datetime: 'timestamp(3)',
  moment: 'timestamp(3)',
  rowversion: 'bigint',
};
const mssqlTypes: Record<ColumnWord, string> = {
  id: 'uniqueidentifier',
  boolean: 'bit',
  integer: 'int',
  smallint: 'smallint',
  tinyint: 'tinyint',
  decimal: 'decimal',
  varchar: 'nvarchar',
  char: 'char',
  text: 'nvarchar(max)',
  binary: 'varbinary(max)',
  date: 'date',
  datetime: 'datetime',
  moment: 'datetime2(3)',
  rowversion: 'rowversion',
};

const names = new Map<string, string>();

/** A name for a statement: the same for the same text. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 40);
  names.set(text, name);
  return name;
}

/** What the database says to whoever would change rows that are kept. */
const KEPT = raw('Rows of this table are kept as they were written.');

const many = sql`set_config('jit', 'off', TRUE), set_config('work_mem', '64MB', TRUE)`;

export const postgres: Dialect = {
  name: 'postgres',
  parameter: (n) => `$${n}`,
  value: (value) => (value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : value),
  true: raw('TRUE'),
  false: raw('FALSE'),
  now: raw(`CAST(clock_timestamp() AT TIME ZONE 'UTC' AS timestamp(3))`),
  newId: raw('gen_random_uuid()'),
  uuidType: raw('uuid'),
  momentType: raw('timestamp(3)'),
  datetimeType: raw('timestamp(3)'),
  withRecursive: raw('WITH RECURSIVE'),
  binary: raw('COLLATE "C"'),
  iso: (moment) => sql`to_char(${moment}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  version: (column) => sql`CAST(${column} AS varchar(20))`,
  touch: raw('"Row_Version" = "Row_Version" + 1, '),
  addSeconds: (moment, seconds) => sql`(${moment} + CAST(${seconds} AS integer) * INTERVAL '1 second')`,
  idsIn: (text) =>
    sql`SELECT CAST(part AS uuid) AS id FROM unnest(string_to_array(${text}, ',')) AS parts(part)`,
  lock: (wanted) =>
    sql`SELECT ${join(
      wanted.map(
        ({ name, mode }) =>
          sql`${raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')}(hashtextextended(${name}, 0))`,
      ),
    )}`,
  sha256: (text) => sql`sha256(convert_to(${text}, 'UTF8'))`,
  gathered: (text, order, separator) => sql`string_agg(${text}, ${raw(`'${separator}'`)} ORDER BY ${order})`,
  manyRows: sql`SELECT ${many}, set_config('enable_nestloop', 'on', TRUE)`,
  // The driver takes a name beside the text, and prepares the statement once on each connection.
  planned: (text) => ({ name: nameOf(text), text }) as unknown as string,
  manyFresh: sql`SELECT ${many}, set_config('enable_nestloop', 'off', TRUE)`,
  analyze: (table) => sql`ANALYZE ${table}`,
  holdStill: () => null,
  schema: raw('current_schema()'),
  mayDo: (table, right) =>
    sql`CASE WHEN has_table_privilege(to_regclass(${table}), ${right}) THEN 1 ELSE 0 END`,
  isThere: (table) => sql`CASE WHEN to_regclass(${table}) IS NULL THEN 0 ELSE 1 END`,
  lockTable: (table) => sql`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`,
  keepRows: (table, guard) => sql`DO $do$ BEGIN
    CREATE OR REPLACE FUNCTION ${guard}() RETURNS trigger LANGUAGE plpgsql AS
      $is$ BEGIN RAISE EXCEPTION '${KEPT}'; END $is$;
    CREATE TRIGGER rows_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION ${guard}();
    END $do$`,
  dropGuard: (guard) => sql`DROP FUNCTION IF EXISTS ${guard}()`,
  table: (name) => raw(`"${name}"`),
  code: (canonical) => canonical,
  columnType: (word, length) => postgresTypes[word] + length,
  isTransient: (error) => ['40001', '40P01', '55P03'].includes(codeOf(error).code ?? ''),
  duplicateOf: (error) => (codeOf(error).code === '23505' ? (codeOf(error).constraint ?? '') : null),
  isOverflow: (error) => codeOf(error).code === '22003',
  isLockTimeout: (error) => codeOf(error).code === '55P03',
};

/** Longer text is nvarchar(max). */
const NVARCHAR = 4_000;

export const mssql: Dialect = {
  name: 'mssql',
  parameter: (n) => `@${n - 1}`,
  value: (value) => {
    const given = value instanceof Date ? value.toISOString().replace('Z', '') : value;
    // Of one width, or the server would make a plan for every length that a text happens to have.
    return typeof given === 'string' && given.length <= NVARCHAR
      ? new MssqlParameter(given, 'nvarchar', NVARCHAR)
      : given;
  },
  true: raw('1'),
  false: raw('0'),
  now: raw('CAST(SYSUTCDATETIME() AS datetime2(3))'),
  newId: raw('NEWID()'),
  uuidType: raw('uniqueidentifier'),
  momentType: raw('datetime2(3)'),
  datetimeType: raw('datetime'),
  withRecursive: raw('WITH'),
  binary: raw('COLLATE Latin1_General_BIN2'),
  iso: (moment) => sql`REPLACE(CONVERT(varchar(23), CAST(${moment} AS datetime2(3)), 121), ' ', 'T') + 'Z'`,
  version: (column) => sql`CONVERT(varchar(20), CAST(${column} AS bigint))`,
  touch: raw(''),
  addSeconds: (moment, seconds) => sql`DATEADD(second, CAST(${seconds} AS int), ${moment})`,
  idsIn: (text) => sql`SELECT CAST(value AS uniqueidentifier) AS id FROM STRING_SPLIT(${text}, ',')`,
  lock: (wanted) =>
    sql`DECLARE @got int; ${join(
      wanted.map(
        ({ name, mode }) =>
          sql`EXEC @got = sp_getapplock @Resource = ${name}, @LockMode = ${raw(mode === 'shared' ? "'Shared'" : "'Exclusive'")}, @LockOwner = 'Transaction', @LockTimeout = 60000; IF @got < 0 THROW 51205, 'The lock was not granted.', 1`,
      ),
      '; ',
    )}`,
  sha256: (text) => sql`HASHBYTES('SHA2_256', LOWER(CAST(${text} AS varchar(max))))`,
  // Of a shorter type it would end at 8,000 bytes.
  gathered: (text, order, separator) =>
    sql`STRING_AGG(CAST(${text} AS varchar(max)), ${raw(`'${separator}'`)}) WITHIN GROUP (ORDER BY ${order})`,
  manyRows: null,
  // Plans of parameterised statements are remembered by the server.
  planned: (text) => text,
  manyFresh: null,
  analyze: () => null,
  // With READ_COMMITTED_SNAPSHOT a statement reads one moment by itself.
  holdStill: (table) => sql`
    IF NOT EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND is_read_committed_snapshot_on = 1)
    BEGIN
      DECLARE @one int; SET LOCK_TIMEOUT 60000;
      SELECT TOP (1) @one = 1 FROM ${table} WITH (TABLOCK, HOLDLOCK);
      SET LOCK_TIMEOUT -1;
    END`,
  schema: raw('SCHEMA_NAME()'),
  mayDo: (table, right) => sql`HAS_PERMS_BY_NAME(${table}, 'OBJECT', ${right})`,
  isThere: (table) => sql`CASE WHEN OBJECT_ID(${table}) IS NULL THEN 0 ELSE 1 END`,
  lockTable: (table) => sql`SELECT TOP (1) 1 AS "one" FROM ${table} WITH (TABLOCKX, HOLDLOCK)`,
  // TRUNCATE knows no triggers, and takes a right that is not given to whoever runs us.
  keepRows: (table, guard) => sql`CREATE TRIGGER ${guard} ON ${table} INSTEAD OF UPDATE, DELETE AS
    BEGIN THROW 51206, '${KEPT}', 1; END`,
  dropGuard: () => null,
  table: (name) => raw(`"${name}"`),
  code: (canonical) => canonical,
  columnType: (word, length) => mssqlTypes[word] + length,
  isTransient: (error) => [1205, 3960, 51205].includes(codeOf(error).number ?? 0),
  duplicateOf: (error) => {
    const { number, message } = codeOf(error);
    return number === 2601 || number === 2627 ? (/'([^']+)'/.exec(message ?? '')?.[1] ?? '') : null;
  },
  isOverflow: (error) =>
    codeOf(error).number === 8115 || /numeric field overflow/.test(codeOf(error).message ?? ''),
  isLockTimeout: (error) => codeOf(error).number === 1222,
};
