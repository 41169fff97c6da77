import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { eventNames } from './access/history.js';
import type { Audience } from './api/operation.js';
import { ownTables } from './database/migrate.js';
import { type Use, uses } from './erp/uses.js';
import { settingsSchema } from './options.js';
import { packageRoot } from './package-root.js';

/** What people read of the plugin: the part of the manifest that no code says. */
export const identity = {
  id: 'org.warehouse-reconciliation',
  name: 'Warehouse reconciliation',
  publisher: { name: 'The warehouse-reconciliation authors' },
  support: { url: 'https://www.npmjs.com/package/warehouse-reconciliation' },
} as const;

/** A page that people open from the ERP's menus. */
export interface Screen {
  path: string;
  title: { en: string; bg: string };
  roles: readonly string[];
  /**
   * Category and icon (Font Awesome, without `fa-`) as the ERP's web client knows them; none where the
   * page belongs to one document.
   */
  menu?: { category: string; slug: string; icon: string };
}

export const screens: readonly Screen[] = [
  {
    path: '/manager',
    title: { en: 'Warehouse counts', bg: 'Броене на склада' },
    roles: ['manager'],
    menu: { category: 'Forms_Logistics', slug: 'warehouse-counts', icon: 'clipboard-check' },
  },
  {
    path: '/worker',
    title: { en: 'Counting terminal', bg: 'Терминал за броене' },
    roles: ['worker'],
    menu: { category: 'Forms_Logistics', slug: 'counting-terminal', icon: 'barcode' },
  },
  {
    path: '/clerk/inventory-reconciliations/:id',
    title: { en: 'Lines from the warehouse', bg: 'Редове от склада' },
    roles: ['clerk'],
  },
];

export const roles = [
  {
    role: 'manager',
    who: 'users in an ERP group of ROLE_GROUPS.manager',
    may: 'define the scope, take the snapshot, start counts, review, send to a recount, release, void',
  },
  {
    role: 'worker',
    who: 'users with an active worker record of a warehouse',
    may: 'take count orders of that warehouse, count, void own counts, finish',
  },
  {
    role: 'clerk',
    who: 'users in an ERP group of ROLE_GROUPS.clerk',
    may: 'add released differences to an inventory reconciliation',
  },
] as const;

const name = z.string().min(1);

/** `plugin.manifest.json`: what an administrator or an ERP wants to know before installing. */
export const manifestSchema = z.strictObject({
  $schema: z.string(),
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/)
    .describe('Reverse host name'),
  name,
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  description: name,
  publisher: z.strictObject({ name }),
  license: name.describe('SPDX identifier'),
  support: z.strictObject({ url: z.url() }),
  host: z.strictObject({
    node: name.describe('Range of Node.js versions'),
    erp: z.strictObject({ name, from: name.describe('First version with every table that is read') }),
  }),
  databases: z.array(z.strictObject({ name, from: name, url: name.nullable() })).min(1),
  tables: z.strictObject({
    added: z.array(name).describe('Tables the installer adds'),
    erp: z
      .array(
        z.strictObject({
          name,
          reads: z.array(name).describe('Every column that is named'),
          inserts: z.array(name).describe('Columns of added rows'),
          updates: z.array(name).describe('Changed columns'),
        }),
      )
      .describe('Tables of the ERP that are read or written; their structure is never changed'),
  }),
  screens: z.array(
    z.strictObject({
      path: z.string().startsWith('/'),
      title: z.record(z.string(), name),
      roles: z.array(name),
      menu: z
        .strictObject({
          category: name,
          slug: z.string().regex(/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/),
          icon: name,
        })
        .optional(),
    }),
  ),
  roles: z.array(z.strictObject({ role: name, who: name, may: name })),
  jobs: z.array(name).describe('Background work by its name'),
  endpoints: z.array(
    z.strictObject({ method: name, path: z.string().startsWith('/'), for: z.union([name, z.array(name)]) }),
  ),
  settings: z.array(
    z.strictObject({ name, type: name, default: z.unknown().optional(), values: z.array(name).optional() }),
  ),
  events: z.array(name).describe('What a host can listen to'),
});
export type Manifest = z.output<typeof manifestSchema>;

export interface Endpoint {
  method: string;
  path: string;
  for: Audience;
}

/** The manifest as the code has it; `endpoints` and `jobs` are what the running application knows. */
export function manifestOf(endpoints: readonly Endpoint[], jobs: readonly string[]): Manifest {
  const { version, description, license, engines } = JSON.parse(
    readFileSync(join(packageRoot, 'package.json'), 'utf8'),
  );
  return manifestSchema.parse({
    $schema: './plugin.manifest.schema.json',
    ...identity,
    version,
    description,
    license,
    host: { node: engines.node, erp: { name: 'ERP.net', from: '22.1.6.31' } },
    databases: [
      { name: 'SQL Server', from: '2017', url: 'mssql://' },
      { name: 'PostgreSQL', from: '15', url: 'postgres://' },
      { name: 'embedded (demo)', from: 'any', url: null },
    ],
    tables: {
      added: Object.keys(ownTables()).sort(),
      erp: Object.entries(uses as Record<string, Use>).map(
        ([table, { reads, inserts = [], updates = [] }]) => ({
          name: table,
          reads: [...reads],
          inserts: [...inserts],
          updates: [...updates],
        }),
      ),
    },
    screens,
    roles,
    jobs: [...jobs].sort(),
    endpoints: [...endpoints].sort((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1)),
    settings: settingsOf(),
    events: [...eventNames],
  });
}

interface Setting {
  type?: string | string[];
  default?: unknown;
  enum?: string[];
}

/** Each setting with its type and default, as the options are checked. */
function settingsOf() {
  const { properties } = settingsSchema() as { properties: Record<string, Setting> };
  return Object.entries(properties).map(([setting, { type = 'string', default: value, enum: values }]) => ({
    name: setting,
    type: String(type),
    ...(value === undefined ? {} : { default: value }),
    ...(values ? { values } : {}),
  }));
}
