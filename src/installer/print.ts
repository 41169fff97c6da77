import type { Database } from '../database/database.js';
import type { Sql } from '../database/sql.js';

/** A statement as an administrator would run it: values in place. */
export function printed({ dialect }: Database, statement: Sql): string {
  const { text, parameters } = statement.render(dialect);
  const inPlace = text.replace(dialect.name === 'mssql' ? /@(\d+)\b/g : /\$(\d+)\b/g, (found, n: string) => {
    const at = dialect.name === 'mssql' ? Number(n) : Number(n) - 1;
    return at in parameters ? literal(parameters[at]) : found;
  });
  const end = dialect.name === 'mssql' ? '\nGO' : /;\s*$/.test(inPlace) ? '' : ';';
  return `${inPlace.trim()}${end}`;
}

/** A driver's parameter may carry its type beside its value. */
const literal = (given: unknown): string => {
  const value = given !== null && typeof given === 'object' && 'value' in given ? given.value : given;
  return value === null || value === undefined
    ? 'NULL'
    : typeof value === 'number'
      ? String(value)
      : `'${String(value).replaceAll("'", "''")}'`;
};
