import { MssqlParameter } from 'typeorm';
import { type ColumnWord, codeOf, type Dialect, KEPT } from './dialect.js';
import { join, raw, sql } from './sql.js';

const types: Record<ColumnWord, string> = {
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

/** Longer text is nvarchar(max). */
const NVARCHAR = 4_000;

/** SQL Server 2017 and later; Babelfish takes the same words. */
export const mssql: Dialect = {
  name: 'mssql',
  parameter: (n) => `@${n - 1}`,
  value: (value) => {
    // As text it would be read anew for each row that it is compared with; that takes Babelfish 0.3 ms.
    if (value instanceof Date) return new MssqlParameter(value, 'datetime2', 3);
    // Of one width, or the server would make a plan for every length that a text happens to have.
    return typeof value === 'string' && value.length <= NVARCHAR
      ? new MssqlParameter(value, 'nvarchar', NVARCHAR)
      : value;
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
  iso: (moment) => {
    const written = sql`CONVERT(varchar(23), CAST(${moment} AS datetime2(3)), 121)`;
    // Babelfish leaves zeros at the end out; as text a moment would not be in its place.
    return sql`REPLACE(${written}, ' ', 'T') + SUBSTRING('.000', LEN(${written}) - 18, 4) + 'Z'`;
  },
  version: (column) => sql`CONVERT(varchar(20), CAST(${column} AS bigint))`,
  touch: raw(''),
  countsVersions: true,
  addSeconds: (moment, seconds) => sql`DATEADD(second, CAST(${seconds} AS int), ${moment})`,
  idsIn: (text) => sql`SELECT CAST(value AS uniqueidentifier) AS id FROM STRING_SPLIT(${text}, ',')`,
  isOneOf: (column, text) =>
    sql`${column} IN (SELECT CAST(value AS uniqueidentifier) FROM STRING_SPLIT(${text}, ',') WHERE value <> '')`,
  isAmong: (column, ids) => sql`${column} IN (${ids})`,
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
  shortly: null,
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
  // As most collations say.
  sameName: (a, b) => a.toLowerCase() === b.toLowerCase(),
  end: '\nGO',
  grantUse: () => null,
  columnType: (word, length) => types[word] + length,
  isTransient: (error) => [1205, 3960, 51205].includes(codeOf(error).number ?? 0),
  duplicateOf: (error) => {
    const { number, message } = codeOf(error);
    return number === 2601 || number === 2627 ? (/'([^']+)'/.exec(message ?? '')?.[1] ?? '') : null;
  },
  isOverflow: (error) =>
    codeOf(error).number === 8115 || /numeric field overflow/.test(codeOf(error).message ?? ''),
  isLockTimeout: (error) => codeOf(error).number === 1222,
};
