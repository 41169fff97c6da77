import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Place, type Site, written } from '../database/database.js';
import { ownTables } from '../database/migrate.js';
import { Fragment, raw, type Sql, sql } from '../database/sql.js';
import { code, countTask } from './codes.js';
import { EXTENSIONS, extensionColumns } from './extensions.js';
import { uses } from './uses.js';

/** A binding that cannot be used; one line per fault. */
export class BindingError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'BindingError';
  }
}

const ours = ownTables();
const erpUses: Record<string, { reads: readonly string[] }> = {
  ...uses,
  [EXTENSIONS]: { reads: extensionColumns },
};
const identifier = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_$@# ]{0,127}$/u, 'is not a name of a table or column');
const groups = z.array(z.string().min(1)).min(1);

const bound = z.union([
  identifier,
  z.strictObject({
    schema: identifier.optional(),
    name: identifier.optional(),
    columns: z.record(z.string(), identifier).optional(),
  }),
]);

/** How a site calls what our ERP calls otherwise. What is left out is called as we do. */
const schema = z
  .strictObject({
    $schema: z.string().optional(),
    /** Schema of the ERP's tables; else the database user's own. */
    schema: identifier.optional(),
    /** By our name: the site's, or its schema, name and columns (by our names too). */
    tables: z.record(z.string(), bound).default({}),
    /** `Gen_Document_Types.Code` of new reconciliations; the setting RECONCILIATION_DOCUMENT_TYPE goes before. */
    documentTypes: z
      .strictObject({ reconciliation: z.string().min(1) })
      .partial()
      .default({}),
    /** `Gen_Documents.Entity_Name` of each kind of document. */
    entities: z
      .strictObject({ reconciliation: identifier, order: identifier, inventoryReconciliation: identifier })
      .partial()
      .default({}),
    /** `Task_Type` of what belongs to a count. */
    taskCodes: z
      .strictObject({ count: z.string().min(1).max(3) })
      .partial()
      .default({}),
    /** Groups that make managers and clerks; the setting ROLE_GROUPS goes before. */
    roleGroups: z.strictObject({ manager: groups, clerk: groups }).optional(),
  })
  .superRefine(({ tables }, context) => {
    const fault = (path: string[], message: string) =>
      context.addIssue({ code: 'custom', path: ['tables', ...path], message });
    for (const [table, to] of Object.entries(tables)) {
      const use = erpUses[table];
      if (!use && !ours[table]) {
        fault([table], 'is not a table that we use; take our name for it');
        continue;
      }
      const columns = typeof to === 'string' ? {} : (to.columns ?? {});
      if (!use && Object.keys(columns).length > 0)
        fault([table], 'is ours: its columns cannot be called otherwise');
      for (const column of Object.keys(columns))
        if (use && !use.reads.includes(column)) fault([table, column], 'is not a column that we use');
    }
  });

export type Binding = z.output<typeof schema>;
/** As it is written: everything may be left out. */
export type BindingInput = z.input<typeof schema>;

export const noBinding: Binding = schema.parse({});

/** Reads a binding from a JSON file. Throws `BindingError` with every fault at once. */
export function readBinding(file: string): Binding {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BindingError([`cannot be read: ${(error as NodeJS.ErrnoException).code} ${file}`]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BindingError([`${file} is not JSON: ${(error as Error).message}`]);
  }
  return bindingOf(json, file);
}

/** Checks what says how a site calls things. Throws `BindingError` with every fault at once. */
export function bindingOf(json: unknown, from = 'binding'): Binding {
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  throw new BindingError(error.issues.map(({ path, message }) => `${from}: ${path.join('.')} ${message}`));
}

/** A JSON Schema of the file, for editors. */
export const bindingJsonSchema = (): object => z.toJSONSchema(schema, { io: 'input' });

const boundTo = (
  binding: Binding,
  table: string,
): { schema?: string; name?: string; columns?: Record<string, string> } => {
  const to = binding.tables[table];
  return typeof to === 'string' ? { name: to } : (to ?? {});
};

/** Whether a table's columns are called otherwise: then we read and write a view of our own in its place. */
const isView = (binding: Binding, table: string): boolean =>
  Object.keys(boundTo(binding, table).columns ?? {}).length > 0;

/** Where the ERP itself has a table. */
export function placeInErp(binding: Binding, table: string): Place {
  const { schema: own, name = table } = boundTo(binding, table);
  const at = own ?? binding.schema;
  return at ? { schema: at, name } : { name };
}

/** How tables and codes are called at a site; `ourSchema` is where our own tables go, else beside the ERP's. */
export function siteOf(binding: Binding, ourSchema?: string): Site {
  const codes: Record<string, string> = {};
  for (const [kind, name] of Object.entries(binding.entities))
    codes[code.entity[kind as keyof typeof code.entity]] = name;
  if (binding.taskCodes.count) codes[countTask] = binding.taskCodes.count;
  const beside = ourSchema ?? binding.schema;
  return {
    place: (table) => {
      if (isView(binding, table)) return { schema: beside, name: `wr_${table}` };
      if (!ours[table]) return placeInErp(binding, table);
      const { schema: own = beside, name = table } = boundTo(binding, table);
      return own ? { schema: own, name } : { name };
    },
    code: (canonical) => codes[canonical] ?? canonical,
  };
}

/** The views that stand in for tables with other column names, by our name of the table. */
export function viewsOf(binding: Binding, site: Site): Map<string, Sql> {
  const views = new Map<string, Sql>();
  for (const [table, { reads }] of Object.entries(erpUses)) {
    if (!isView(binding, table)) continue;
    const { columns = {} } = boundTo(binding, table);
    const from = written(placeInErp(binding, table));
    const list = (names: readonly string[]) =>
      raw(names.map((column) => `b."${columns[column] ?? column}" AS "${column}"`).join(', '));
    const shown = new Fragment((d) =>
      list(d.countsVersions ? reads.filter((name) => name !== 'Row_Version') : reads),
    );
    views.set(
      table,
      sql`CREATE VIEW ${raw(written(site.place(table)))} AS SELECT ${shown} FROM ${raw(from)} b`,
    );
  }
  return views;
}

/** What a column of a table is called in the ERP itself. */
export const columnInErp = (binding: Binding, table: string, column: string): string =>
  boundTo(binding, table).columns?.[column] ?? column;
