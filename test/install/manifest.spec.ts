import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { z } from 'zod';
import { AUDIENCE } from '../../src/api/operation.js';
import { uses } from '../../src/erp/uses.js';
import { Catalogue } from '../../src/jobs/catalogue.js';
import { type Endpoint, type Manifest, manifestOf, manifestSchema } from '../../src/manifest.js';
import { settingsSchema } from '../../src/options.js';
import { packageRoot } from '../../src/package-root.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { usesInSources } from '../support/uses.js';

/**
 * The manifest says what the code does, both ways. After a change of routes, tables, jobs, settings or
 * events: `npm run manifest` writes it anew.
 */
const file = (name: string): string => join(packageRoot, name);
const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'));
const publishedSchema = () => ({
  $id: 'https://unpkg.com/warehouse-reconciliation/plugin.manifest.schema.json',
  ...z.toJSONSchema(manifestSchema),
});

let host: TestHost;
let made: Manifest;
beforeAll(async () => {
  host = await openTestHost();
  made = manifestOf(endpointsOf(host), host.app.get(Catalogue).names);
  if (!process.env.WRITE_MANIFEST) return;
  writeFileSync(file('plugin.manifest.json'), text(made));
  writeFileSync(file('plugin.manifest.schema.json'), text(publishedSchema()));
});
afterAll(() => host.close());

/** What Nest's router was given. */
function endpointsOf({ app }: TestHost): Endpoint[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype, instance }) => {
    const prefix = Reflect.getMetadata(PATH_METADATA, metatype as object) as string;
    const handlers = Object.getOwnPropertyNames(Object.getPrototypeOf(instance)).map(
      (key) => Object.getPrototypeOf(instance)[key] as object,
    );
    return handlers.flatMap((handler) => {
      if (!Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] as string;
      return [Reflect.getMetadata(PATH_METADATA, handler)].flat().map((path: string) => ({
        method,
        path: `/${[prefix, path].join('/').split('/').filter(Boolean).join('/')}`,
        for: Reflect.getMetadata(AUDIENCE, handler),
      }));
    });
  });
}

/** What the web server answers to, however it came there. */
function answered({ app }: TestHost): string[] {
  const { stack } = app.getHttpAdapter().getInstance().router as {
    stack: { route?: { path: string; methods: Record<string, boolean> } }[];
  };
  return stack
    .flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((m) => `${m.toUpperCase()} ${route.path}`) : [],
    )
    .filter((route) => !route.includes(' /api/docs') && !route.includes(' /api/openapi'));
}

test.each(['version', 'tables', 'screens', 'roles', 'jobs', 'endpoints', 'settings', 'events'] as const)(
  'its %s are those of the code',
  (part) => {
    expect(read('plugin.manifest.json')[part]).toEqual(JSON.parse(JSON.stringify(made[part])));
  },
);

test('it fits the published schema, which is the one it is checked by', () => {
  expect(manifestSchema.safeParse(read('plugin.manifest.json')).error?.issues ?? []).toEqual([]);
  expect(read('plugin.manifest.schema.json')).toEqual(JSON.parse(JSON.stringify(publishedSchema())));
});

test('every route the server answers to is in it, and no other', () => {
  const told = (read('plugin.manifest.json') as Manifest).endpoints.map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(told.sort()).toEqual([...new Set(answered(host))].sort());
});

test('a screen is a page that is there, in a category and with a slug the ERP takes', () => {
  const { screens, endpoints } = read('plugin.manifest.json') as Manifest;
  const pages = endpoints.filter(({ method }) => method === 'GET').map(({ path }) => path);
  for (const { path, roles, menu } of screens) {
    expect(pages).toContain(path);
    if (menu) expect(menu.category).toMatch(/^Forms_[A-Z]\w+$/);
    expect(endpoints.find((e) => e.method === 'GET' && e.path === path)?.for).toEqual(roles);
  }
});

test('every setting of the options is in it', () => {
  const names = Object.keys((settingsSchema() as { properties: object }).properties);
  expect(read('plugin.manifest.json').settings.map(({ name }: { name: string }) => name)).toEqual(names);
  const readme = readFileSync(file('README.md'), 'utf8');
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

test('what it says of the ERP’s tables is what the statements do', () => {
  const ours = /^Wms_Warehouse_(Reconciliation|Counts)/;
  const told = uses as Record<
    string,
    { reads: readonly string[]; inserts?: readonly string[]; updates?: readonly string[] }
  >;
  const found = Object.entries(usesInSources()).filter(([table]) => !ours.test(table));
  expect(found.map(([table]) => table)).toEqual(Object.keys(told).sort());
  for (const [table, { reads, inserts, updates, deletes }] of found) {
    const missing = (of: readonly string[], from: readonly string[] = []) =>
      of.filter((c) => !from.includes(c));
    expect([
      table,
      missing(
        reads.filter((c) => c !== 'Row_Version'),
        told[table]?.reads,
      ),
    ]).toEqual([table, []]);
    expect([table, missing(inserts, told[table]?.inserts)]).toEqual([table, []]);
    expect([table, missing(updates, told[table]?.updates)]).toEqual([table, []]);
    expect([table, deletes]).toEqual([table, false]);
  }
});
