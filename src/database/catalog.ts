import type { Reader } from './database.js';
import type { Dialect } from './dialect.js';
import { Fragment, join, list, raw, type Sql, sql } from './sql.js';

/** A column as the database describes it. */
export interface FoundColumn {
  table: string;
  name: string;
  /** The vendor's word, in lower case. */
  type: string;
  /** Characters; null where it says nothing, -1 without a limit (SQL Server). */
  length: number | null;
  precision: number | null;
  scale: number | null;
  nullable: boolean;
  /** Whether a row that does not name it has a value all the same. */
  filled: boolean;
}

/** A unique or plain index whose rows nothing filters out. */
export interface FoundIndex {
  table: string;
  name: string;
  unique: boolean;
  columns: string[];
}

/** The schema of names that say none. */
export async function defaultSchema(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ name: string }>(sql`SELECT ${new Fragment((d) => d.schema)} AS "name"`);
  return row?.name ?? '';
}

export async function hasSchema(reader: Reader, schema: string): Promise<boolean> {
  const rows = await reader.query(
    sql`SELECT SCHEMA_NAME AS "name" FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = ${schema}`,
  );
  return rows.length > 0;
}

/** Whether a table (or the view in its place) is where this site has it. */
export async function hasTable(reader: Reader, canonical: string): Promise<boolean> {
  const there = new Fragment((d) => d.isThere(written(d, canonical)));
  const [row] = await reader.query<{ there: number }>(sql`SELECT ${there} AS "there"`);
  return Number(row?.there) === 1;
}

const written = (d: Dialect, canonical: string): string => d.table(canonical).strings.join('');

/** Names of all tables and views of a schema that this user may see. */
export async function readTables(reader: Reader, schema: string): Promise<Set<string>> {
  const rows = await reader.query<{ name: string }>(
    sql`SELECT TABLE_NAME AS "name" FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ${schema}`,
  );
  return new Set(rows.map(({ name }) => name));
}

const filled = new Fragment((d) =>
  raw(
    d.name === 'postgres'
      ? `CASE WHEN COLUMN_DEFAULT IS NOT NULL OR IS_IDENTITY = 'YES' OR IS_GENERATED = 'ALWAYS' THEN 1 ELSE 0 END`
      : `CASE WHEN COLUMN_DEFAULT IS NOT NULL OR DATA_TYPE IN ('timestamp', 'rowversion')
           OR COLUMNPROPERTY(OBJECT_ID(CONCAT('"', TABLE_SCHEMA, '"."', TABLE_NAME, '"')), COLUMN_NAME, 'IsIdentity') = 1
           OR COLUMNPROPERTY(OBJECT_ID(CONCAT('"', TABLE_SCHEMA, '"."', TABLE_NAME, '"')), COLUMN_NAME, 'IsComputed') = 1
         THEN 1 ELSE 0 END`,
  ),
);

/** Columns of some tables of a schema, as far as this user may see them. */
export async function readColumns(
  reader: Reader,
  schema: string,
  tables: readonly string[],
): Promise<FoundColumn[]> {
  if (tables.length === 0) return [];
  const rows = await reader.query<FoundColumn & { isNullable: string; isFilled: number }>(sql`
    SELECT TABLE_NAME AS "table", COLUMN_NAME AS "name", LOWER(DATA_TYPE) AS "type",
      CHARACTER_MAXIMUM_LENGTH AS "length", NUMERIC_PRECISION AS "precision", NUMERIC_SCALE AS "scale",
      IS_NULLABLE AS "isNullable", ${filled} AS "isFilled"
    FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ${schema} AND TABLE_NAME IN (${list(tables)})`);
  return rows.map(({ isNullable, isFilled, ...column }) => ({
    ...column,
    nullable: isNullable === 'YES',
    filled: Number(isFilled) === 1,
  }));
}

const indexRows: Record<'postgres' | 'mssql', (schema: string, tables: Sql) => Sql> = {
  // An index counts NULLs as equal only where it says so; a column it does not know is an expression.
  // Columns that it holds beside its own make nothing unique.
  postgres: (schema, tables) => sql`
    SELECT t.relname AS "table", i.relname AS "name", k.ordinality AS "place",
      CASE WHEN x.indisunique AND x.indnullsnotdistinct THEN 1
           WHEN x.indisunique AND NOT EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = t.oid
             AND o.attnum = ANY ((x.indkey::int2[])[0:x.indnkeyatts - 1]) AND NOT o.attnotnull) THEN 1 ELSE 0 END AS "unique",
      COALESCE(a.attname, '') AS "column"
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(attnum, ordinality)
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0
    WHERE n.nspname = ${schema} AND t.relname IN (${tables}) AND x.indpred IS NULL AND x.indisvalid
      AND k.ordinality <= x.indnkeyatts
    ORDER BY 1, 2, 3`,
  mssql: (schema, tables) => sql`
    SELECT o.name AS "table", i.name AS "name", k.key_ordinal AS "place",
      CASE WHEN i.is_unique = 1 THEN 1 ELSE 0 END AS "unique", c.name AS "column"
    FROM sys.indexes i JOIN sys.objects o ON o.object_id = i.object_id
    JOIN sys.schemas s ON s.schema_id = o.schema_id
    JOIN sys.index_columns k ON k.object_id = i.object_id AND k.index_id = i.index_id
    JOIN sys.columns c ON c.object_id = k.object_id AND c.column_id = k.column_id
    WHERE s.name = ${schema} AND o.name IN (${tables}) AND i.has_filter = 0 AND k.key_ordinal > 0
    ORDER BY 1, 2, 3`,
};

/** Indexes of some tables of a schema; those that leave rows out are not told. */
export async function readIndexes(
  reader: Reader,
  schema: string,
  tables: readonly string[],
): Promise<FoundIndex[]> {
  if (tables.length === 0) return [];
  const rows = await reader.query<{ table: string; name: string; unique: number; column: string }>(
    sql`${new Fragment((d) => indexRows[d.name](schema, list(tables)))}`,
  );
  const found = new Map<string, FoundIndex>();
  for (const { table, name, unique, column } of rows) {
    const index = found.get(`${table}.${name}`) ?? { table, name, unique: Number(unique) === 1, columns: [] };
    index.columns.push(column);
    found.set(`${table}.${name}`, index);
  }
  return [...found.values()];
}

/**
 * Whether the database refuses to change rows of a table (by canonical name; see `keepRows`). Null where this
 * user may not see it: SQL Server hides triggers from who may not alter their table.
 */
export async function refusesChanges(reader: Reader, table: string): Promise<boolean | null> {
  const [row] = await reader.query<{ kept: number }>(
    sql`${new Fragment((d) =>
      d.name === 'postgres'
        ? sql`SELECT COUNT(*) AS "kept" FROM pg_trigger
          WHERE tgrelid = to_regclass(${written(d, table)}) AND tgname = 'rows_are_kept' AND tgenabled IN ('O', 'A')`
        : sql`SELECT CASE
            WHEN EXISTS (SELECT 1 FROM sys.triggers WHERE parent_id = OBJECT_ID(${written(d, table)}) AND is_disabled = 0)
              THEN 1
            WHEN HAS_PERMS_BY_NAME(${written(d, table)}, 'OBJECT', 'ALTER') = 1 THEN 0 ELSE -1 END AS "kept"`,
    )}`,
  );
  const kept = Number(row?.kept);
  return kept < 0 ? null : kept === 1;
}

export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** Which of the rights on tables (by canonical name) this user has not; nothing is told of one that is not there. */
export async function missingRights(
  reader: Reader,
  wanted: readonly { table: string; rights: readonly Right[] }[],
): Promise<{ table: string; right: Right }[]> {
  const pairs = wanted.flatMap(({ table, rights }) => rights.map((right) => ({ table, right })));
  if (pairs.length === 0) return [];
  const columns = pairs.map(
    ({ table, right }, i) =>
      sql`CASE WHEN ${new Fragment((d) => d.isThere(written(d, table)))} = 0 THEN 1 ELSE ${new Fragment((d) => d.mayDo(written(d, table), right))} END AS ${raw(`"r${i}"`)}`,
  );
  const [row] = await reader.query<Record<string, number | boolean | null>>(sql`SELECT ${join(columns)}`);
  return pairs.filter((_, i) => Number(row?.[`r${i}`] ?? 0) !== 1);
}
