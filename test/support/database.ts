import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { optionsOf } from '../../src/database/address.js';
import { Database, written } from '../../src/database/database.js';
import { openEmbedded } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { createDemo, type Demo, demoOf } from '../../src/demo/demo.js';
import { createErp } from '../../src/demo/erp-schema.js';
import { noBinding, placeInErp, siteOf } from '../../src/erp/binding.js';
import { erpTables } from '../../src/erp/columns.js';
import { install } from '../../src/installer/install.js';
import { packageRoot } from '../../src/package-root.js';
import { becomeSite, columnsAt, createSite, otherSite } from './renamed.js';

export interface TestDatabase {
  database: Database;
  /** Its address, when it is on a server. */
  url?: string;
  /** What is in it: the small demo, made for `today`. */
  demo: Demo;
  close(): Promise<void>;
}

const today = new Date('2026-11-23T00:00:00Z');

/**
 * What a database for a spec begins with. `installed`: the demo ERP and our tables (or, with
 * TEST_SITE=other, an ERP that calls everything otherwise, and our tables in a schema of their own).
 * `erp`: the demo ERP alone. `empty`: nothing.
 */
export type Beginning = 'installed' | 'erp' | 'empty';

/**
 * A database of its own for a spec: embedded, or on the server at TEST_DATABASE_URL. What every spec
 * begins with is made once and copied.
 */
export async function openTestDatabase(beginning: Beginning = 'installed'): Promise<TestDatabase> {
  const server = process.env.TEST_DATABASE_URL;
  return server ? onServer(server, beginning) : embedded(beginning);
}

const isOther = (beginning: Beginning): boolean =>
  beginning === 'installed' && process.env.TEST_SITE === 'other';
const siteFor = (beginning: Beginning) => (isOther(beginning) ? siteOf(otherSite, 'counting') : undefined);
const nameOf = (beginning: Beginning): string => (isOther(beginning) ? 'other' : beginning);

async function prepare(source: DataSource, beginning: Beginning): Promise<void> {
  if (beginning === 'empty') return;
  const database = new Database(source);
  await createDemo(database, { today });
  if (isOther(beginning)) await becomeSite(database, otherSite);
  await putIn(source, beginning);
}

/** Our tables beside the ERP's, where a spec begins with them. */
async function putIn(source: DataSource, beginning: Beginning): Promise<void> {
  if (beginning !== 'installed') return;
  if (!isOther(beginning)) return migrate(new Database(source));
  await install(new Database(source, siteFor(beginning)), { binding: otherSite });
}

async function embedded(beginning: Beginning): Promise<TestDatabase> {
  const image = await once(`image-${nameOf(beginning)}`, 'tar', async (file) => {
    const engine = await openEmbedded();
    const source = await new DataSource(engine.options).initialize();
    await prepare(source, beginning);
    await source.destroy();
    writeFileSync(file, Buffer.from(await (await engine.dump()).arrayBuffer()));
    await engine.close();
  });
  const engine = await openEmbedded(undefined, new Blob([new Uint8Array(readFileSync(image))]));
  const source = await new DataSource(engine.options).initialize();
  return {
    database: new Database(source, siteFor(beginning)),
    demo: demoOf(),
    close: async () => {
      await source.destroy();
      await engine.close();
    },
  };
}

async function onServer(server: string, beginning: Beginning): Promise<TestDatabase> {
  const admin = await new DataSource(optionsOf(server)).initialize();
  const isSqlServer = admin.options.type === 'mssql';
  const at = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const open = (name: string) => new DataSource(optionsOf(at(name))).initialize();
  const name = `wr_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const template = `wr_template_${nameOf(beginning)}_${sourceHash(server)}`;
  const exists = isSqlServer
    ? `SELECT 1 AS one FROM sys.databases WHERE name = '${template}'`
    : `SELECT 1 AS one FROM pg_database WHERE datname = '${template}'`;
  if ((await admin.query(exists)).length === 0) rmSync(onceFile(template, 'done'), { force: true });
  await once(template, 'done', async (file) => {
    await admin.query(`DROP DATABASE IF EXISTS ${template}`);
    await admin.query(`CREATE DATABASE ${template}`);
    const source = await open(template);
    await prepare(source, beginning);
    await source.destroy();
    writeFileSync(file, '');
  });
  await admin.query(`CREATE DATABASE ${name}${isSqlServer ? '' : ` TEMPLATE ${template}`}`);
  const source = await open(name);
  if (isSqlServer) await copyInto(new Database(source), template, beginning);
  return {
    database: new Database(source, siteFor(beginning)),
    url: at(name),
    demo: demoOf(),
    close: async () => {
      await source.destroy();
      await (isSqlServer ? dropWhenFree(admin, name) : admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
      await admin.destroy();
    },
  };
}

/** SQL Server has no templates: the tables are made anew, which is quick, and the ERP's filled from the template. */
async function copyInto(database: Database, template: string, beginning: Beginning): Promise<void> {
  if (beginning === 'empty') return;
  await (isOther(beginning) ? createSite(database, otherSite) : createErp(database));
  const site = isOther(beginning) ? otherSite : noBinding;
  const copies = Object.keys(erpTables).map((table) => {
    const { schema = 'dbo', name } = placeInErp(site, table);
    const place = written({ schema, name });
    const columns = columnsAt(site, table).map((column) => `"${column}"`);
    return `INSERT INTO ${place} (${columns}) SELECT ${columns} FROM ${template}.${place}`;
  });
  await database.source.query(copies.join(';\n'));
  await putIn(database.source, beginning);
}

/** SQL Server refuses while a connection that was just closed is still there. */
async function dropWhenFree(admin: DataSource, name: string): Promise<void> {
  for (const end = Date.now() + 60_000; ; ) {
    try {
      return await admin.query(`DROP DATABASE ${name}`);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

const onceFile = (name: string, ending: string): string =>
  join(tmpdir(), `warehouse-reconciliation-${name}-${sourceHash()}.${ending}`);

/** Makes a file once for this state of the sources, whoever comes first; the others wait for it. */
async function once(name: string, ending: string, make: (file: string) => Promise<void>): Promise<string> {
  const file = onceFile(name, ending);
  const lock = `${file}.lock`;
  for (;;) {
    if (existsSync(file)) return file;
    try {
      mkdirSync(lock);
    } catch {
      // Somebody makes it; a lock left by a killed run is not waited for.
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 120_000)
        rmSync(lock, { recursive: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    try {
      if (!existsSync(file)) {
        await make(`${file}.new`);
        renameSync(`${file}.new`, file);
      }
      return file;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** Changes when anything changes that a prepared database is made of. */
function sourceHash(server = ''): string {
  const hash = createHash('sha256').update(server);
  for (const folder of [
    'src/database',
    'src/demo',
    'src/erp',
    'src/installer',
    'migrations',
    'test/support',
  ]) {
    for (const file of readdirSync(join(packageRoot, folder)).sort()) {
      if (folder === 'test/support' && file !== 'renamed.ts') continue;
      hash.update(file).update(readFileSync(join(packageRoot, folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
