import type { Database } from '../database/database.js';
import type { Sql } from '../database/sql.js';

/** A statement as an administrator would run it: values in place. */
export function printed({ dialect }: Database, statement: Sql): string {
  const values: string[] = [];
  const { text } = statement.render({
    ...dialect,
    value: (value) => values.push(literal(dialect.value(value))),
    parameter: (n) => values[n - 1] ?? '',
    planned: (text) => text,
  });
  const trimmed = text.trim();
  return trimmed.endsWith(dialect.end) ? trimmed : `${trimmed}${dialect.end}`;
}

/** SQL Server's driver takes a text's type beside it; without `N` the server would take it for one of its code page. */
const literal = (given: unknown): string => {
  const typed = given !== null && typeof given === 'object' && 'value' in given;
  const held = typed ? given.value : given;
  const value = held instanceof Date ? held.toISOString().replace('Z', '') : held;
  return value === null || value === undefined
    ? 'NULL'
    : typeof value === 'number'
      ? String(value)
      : `${typed ? 'N' : ''}'${String(value).replaceAll("'", "''")}'`;
};
