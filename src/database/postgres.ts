import { createHash } from 'node:crypto';
import { type ColumnWord, codeOf, type Dialect, KEPT } from './dialect.js';
import { join, raw, sql } from './sql.js';

const types: Record<ColumnWord, string> = {
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

const names = new Map<string, string>();

/** A name for a statement: the same for the same text. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 40);
  names.set(text, name);
  return name;
}

const many = sql`set_config('jit', 'off', TRUE), set_config('work_mem', '64MB', TRUE)`;

/** PostgreSQL, and PGlite, which is one. */
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
  countsVersions: false,
  addSeconds: (moment, seconds) => sql`(${moment} + CAST(${seconds} AS integer) * INTERVAL '1 second')`,
  idsIn: (text) =>
    sql`SELECT CAST(part AS uuid) AS id FROM unnest(string_to_array(${text}, ',')) AS parts(part)`,
  isOneOf: (column, text) => sql`${column} = ANY (CAST(string_to_array(${text}, ',') AS uuid[]))`,
  isAmong: (column, ids) => sql`(${column} IN (${ids})) IS TRUE`,
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
  shortly: sql`SELECT set_config('max_parallel_workers_per_gather', '0', TRUE)`,
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
  sameName: (a, b) => a === b,
  end: ';',
  grantUse: (schema, user) => `GRANT USAGE ON SCHEMA "${schema}" TO ${user}`,
  columnType: (word, length) => types[word] + length,
  isTransient: (error) => ['40001', '40P01', '55P03'].includes(codeOf(error).code ?? ''),
  duplicateOf: (error) => (codeOf(error).code === '23505' ? (codeOf(error).constraint ?? '') : null),
  isOverflow: (error) => codeOf(error).code === '22003',
  isLockTimeout: (error) => codeOf(error).code === '55P03',
};
