import {
  defaultSchema,
  type FoundColumn,
  hasSchema,
  missingRights,
  type Right,
  readColumns,
} from '../database/catalog.js';
import type { TableWords } from '../database/columns.js';
import { type Database, written } from '../database/database.js';
import { keptTables, ownTables } from '../database/migrate.js';
import { type Binding, columnInErp, placeInErp } from '../erp/binding.js';
import { erpTables, erpViews } from '../erp/columns.js';
import { type Use, uses } from '../erp/uses.js';
import { misfits, unfilled } from './columns-fit.js';
import { error, type Finding, ok } from './finding.js';

const words: Record<string, TableWords> = { ...erpTables, ...erpViews };

/** Columns of many tables, each where the site has it; keyed by our name of the table. */
export async function columnsOf(
  database: Database,
  tables: readonly { table: string; schema?: string; name: string }[],
): Promise<Map<string, FoundColumn[]>> {
  const own = await defaultSchema(database);
  const found = new Map<string, FoundColumn[]>();
  for (const schema of new Set(tables.map((at) => at.schema ?? own))) {
    const here = tables.filter((at) => (at.schema ?? own) === schema);
    const columns = await readColumns(
      database,
      schema,
      here.map(({ name }) => name),
    );
    for (const { table, name } of here)
      found.set(
        table,
        columns.filter((column) => database.dialect.sameName(column.table, name)),
      );
  }
  return found;
}

/** Every table and column of the ERP that we read or write: is it there, and can it hold what we need? */
export async function checkErp(database: Database, binding: Binding): Promise<Finding[]> {
  const missing = await missingSchemas(database, binding);
  if (missing.length > 0) return missing;
  const tables = Object.entries(uses as Record<string, Use>);
  const found = await columnsOf(
    database,
    tables.map(([table]) => ({ table, ...placeInErp(binding, table) })),
  );
  if (tables.every(([table]) => found.get(table)?.length === 0))
    return [
      error(
        'erp.none',
        `There is no ERP in this database: none of the ${tables.length} tables that we use is there, or this user may see none.`,
        'Correct DATABASE_URL; bind schema and names in BINDING_FILE; `demo` makes an ERP to try us with.',
      ),
    ];
  const findings = tables.flatMap(([table, use]) =>
    checkTable(database, binding, table, use, found.get(table) ?? []),
  );
  const count = tables.reduce((sum, [, { reads }]) => sum + reads.length, 0);
  return findings.length > 0
    ? findings
    : [
        ok(
          'erp.columns',
          `All ${count} columns that we use of ${tables.length} tables of the ERP are as expected.`,
        ),
      ];
}

function checkTable(
  database: Database,
  binding: Binding,
  table: string,
  { reads, inserts = [], updates = [] }: Use,
  found: readonly FoundColumn[],
): Finding[] {
  const place = written(placeInErp(binding, table));
  if (found.length === 0)
    return [
      error(
        'table.missing',
        `${place}${place.includes(`"${table}"`) ? '' : ` (our ${table})`} is not there, or this user may not read it.`,
        'If it has another name, bind it (BINDING_FILE); if a right is missing, `rights` prints it.',
      ),
    ];
  const at = (column: string) => columnInErp(binding, table, column);
  const columns = reads.flatMap((column) =>
    misfits(
      {
        name: `${place}.${at(column)}`,
        words: words[table]?.[column] ?? 'id?',
        writes: inserts.includes(column) || updates.includes(column),
      },
      found.find(({ name }) => database.dialect.sameName(name, at(column))),
    ),
  );
  const given = (name: string) => inserts.some((column) => database.dialect.sameName(at(column), name));
  return [...columns, ...(inserts.length > 0 ? unfilled(place, found, given) : [])];
}

async function missingSchemas(database: Database, binding: Binding): Promise<Finding[]> {
  const named = Object.keys(uses).map((table) => placeInErp(binding, table).schema);
  const findings: Finding[] = [];
  for (const schema of new Set(named.filter((name) => name !== undefined)))
    if (!(await hasSchema(database, schema)))
      findings.push(
        error(
          'schema.missing',
          `There is no schema ${schema} in this database.`,
          'Correct it in BINDING_FILE.',
        ),
      );
  return findings;
}

/** What a database user needs on each table, by our name of it. */
export const neededRights = (): { table: string; rights: Right[] }[] => [
  ...Object.entries(uses as Record<string, Use>).map(([table, { inserts, updates }]) => ({
    table,
    rights: [
      'SELECT',
      ...(inserts ? (['INSERT'] as const) : []),
      ...(updates ? (['UPDATE'] as const) : []),
    ] as Right[],
  })),
  ...Object.keys(ownTables()).map((table) => ({
    table,
    rights: (keptTables().includes(table)
      ? ['SELECT', 'INSERT']
      : ['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as Right[],
  })),
];

/** Whether the present user may do what we need with the tables that are there. */
export async function checkRights(
  database: Database,
  isThere: (table: string) => boolean,
): Promise<Finding[]> {
  const missing = await missingRights(
    database,
    neededRights().filter(({ table }) => isThere(table)),
  );
  if (missing.length === 0) return [ok('rights', 'The database user has every right it needs.')];
  return missing.map(({ table, right }) =>
    error(
      'right.missing',
      `The database user may not ${right} on ${written(database.site.place(table))}.`,
      'Grant it; `rights` prints the statement.',
    ),
  );
}
