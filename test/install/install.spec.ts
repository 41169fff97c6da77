import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { createTable } from '../../src/database/columns.js';
import type { Database } from '../../src/database/database.js';
import { isOutdated, ownTables } from '../../src/database/migrate.js';
import { raw, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { newId } from '../../src/database/words.js';
import { noBinding } from '../../src/erp/binding.js';
import { extensions } from '../../src/erp/extensions.js';
import { type Finding, Refused } from '../../src/installer/finding.js';
import { type InstallOptions, install } from '../../src/installer/install.js';
import { readStatus } from '../../src/installer/status.js';
import { uninstall } from '../../src/installer/uninstall.js';
import { verify } from '../../src/installer/verify.js';
import { queueSchema } from '../../src/jobs/queue-tables.js';
import { readDatabaseOptions } from '../../src/options.js';
import { type Beginning, openTestDatabase, type TestDatabase } from '../support/database.js';

/** An administrator puts us into databases of every kind, and takes us out again. */
const opened: TestDatabase[] = [];
afterEach(async () => {
  for (const at of opened.splice(0)) await at.close();
});
const open = async (beginning: Beginning): Promise<TestDatabase> => {
  const at = await openTestDatabase(beginning);
  opened.push(at);
  return at;
};

/** BullMQ's tables are part of it where they belong into the database. */
const queueOf = ({ url }: TestDatabase) => (url?.startsWith('postgres') ? queueSchema() : undefined);
const options = (at: TestDatabase, more: Partial<InstallOptions> = {}): InstallOptions => ({
  binding: noBinding,
  queue: queueOf(at),
  ...more,
});

/** Every column of every table and view there is, but for the server's own. */
const structure = async ({ database }: TestDatabase): Promise<string[]> => {
  const rows = await database.query<{ column: string }>(sql`
    SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME, ' ', DATA_TYPE, ' ', IS_NULLABLE) AS "column"
    FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA NOT IN ('pg_catalog', 'information_schema', 'sys')`);
  return rows.map(({ column }) => column).sort();
};

const refusalOf = async (work: Promise<unknown>): Promise<readonly Finding[]> => {
  const error = await work.then(
    () => new Error('It was not refused.'),
    (reason) => reason,
  );
  if (!(error instanceof Refused)) throw error;
  return error.findings;
};

const codesOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort();

test('a dry run prints what an installation does, and does nothing', async () => {
  const at = await open('erp');
  const before = await structure(at);
  const { plan } = await install(at.database, options(at, { dryRun: true }));
  expect(await structure(at)).toEqual(before);

  const made = await install(at.database, options(at));
  const texts = (of: typeof plan) => of.map((statement) => statement.render(at.database.dialect).text);
  expect(texts(made.plan)).toEqual(texts(plan));
  expect(await isOutdated(at.database)).toBe(false);
  const after = await structure(at);
  expect(after).toEqual(expect.arrayContaining(before));
  expect((await readStatus(at.database, queueOf(at))).state).toBe('installed');
});

test('twice is once, also at the same time', async () => {
  const at = await open('erp');
  await Promise.all([install(at.database, options(at)), install(at.database, options(at))]);
  const once = await structure(at);
  expect((await install(at.database, options(at))).plan).toEqual([]);
  expect(await structure(at)).toEqual(once);
});

/** Lets the statement with this number inside a transaction fail. */
function failAt(database: Database, nth: number): () => void {
  const { source } = database;
  const createQueryRunner = source.createQueryRunner.bind(source);
  let statements = 0;
  source.createQueryRunner = (...mode) => {
    const runner = createQueryRunner(...mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    runner.query = ((...args: unknown[]) => {
      const counts =
        runner.isTransactionActive && !/^(START|BEGIN|COMMIT|ROLLBACK|SET)/i.test(String(args[0]));
      if (counts && ++statements === nth) throw new Error('Cut');
      return query(...args);
    }) as QueryRunner['query'];
    return runner;
  };
  return () => {
    source.createQueryRunner = createQueryRunner;
  };
}

test('a failure at any step leaves the database as it was', async () => {
  const at = await open('erp');
  const before = await structure(at);
  const { plan } = await install(at.database, options(at, { dryRun: true }));
  let failures = 0;
  for (let nth = 1; ; nth++) {
    const heal = failAt(at.database, nth);
    const cut = await install(at.database, options(at)).then(
      () => false,
      (error) => error.message === 'Cut',
    );
    heal();
    if (!cut) break;
    failures += 1;
    expect(await structure(at)).toEqual(before);
  }
  expect(failures).toBeGreaterThanOrEqual(plan.length);
  expect(await isOutdated(at.database)).toBe(false);
});

test('in an empty database it is refused, in one line', async () => {
  const at = await open('empty');
  const before = await structure(at);
  expect(codesOf(await refusalOf(install(at.database, options(at))))).toEqual(['erp.none']);
  expect(await structure(at)).toEqual(before);
});

test('half of an installation is refused, table by table', async () => {
  const at = await open('erp');
  await at.database.query(createTable('wr_options', ownTables().wr_options as never));
  await at.database.query(createTable('wr_lines', ownTables().wr_lines as never));
  const before = await structure(at);
  const findings = await refusalOf(install(at.database, options(at)));
  expect(codesOf(findings)).toEqual(['own.half']);
  expect(findings).toHaveLength(2);
  expect(await structure(at)).toEqual(before);
});

test('a table of ours that is gone is not made anew: its rows would be missing', async () => {
  const at = await open('installed');
  await at.database.query(sql`DROP TABLE ${own.scans}`);
  expect(codesOf(await refusalOf(install(at.database, options(at))))).toEqual(['own.lost']);
});

describe('tables of the ERP’s names that are there already', () => {
  const details = 'Wms_Warehouse_Reconciliation_Details';
  const made = ownTables();

  test('are refused with the reason', async () => {
    const at = await open('erp');
    await at.database.query(createTable(details, made[details] as never));
    const [finding] = await refusalOf(install(at.database, options(at)));
    expect(finding).toMatchObject({ code: 'own.foreign', remedy: expect.stringContaining('--adopt') });
  });

  test('are adopted only where positions are unique; the index to create is printed', async () => {
    const at = await open('erp');
    await at.database.query(createTable(details, made[details] as never));
    const [finding] = await refusalOf(install(at.database, options(at, { adopt: true })));
    expect(finding).toMatchObject({ code: 'adopt.not-unique' });

    const create = /Create: (CREATE UNIQUE INDEX .*);/.exec(finding?.remedy ?? '')?.[1] as string;
    await at.database.query(raw(create));
    const before = await structure(at);
    const { warnings } = await install(at.database, options(at, { adopt: true }));
    expect(codesOf(warnings)).toContain('adopt.slow');
    expect((await readStatus(at.database)).adopted).toEqual([details]);
    expect(await structure(at)).toEqual(expect.arrayContaining(before));
    // It was never ours: what we made goes, it stays.
    await uninstall(at.database, { purge: { folder: mkdtempSync(join(tmpdir(), 'wr-purge-')) } });
    expect((await structure(at)).sort()).toEqual(expect.arrayContaining(before));
    expect(await readStatus(at.database)).toMatchObject({ state: 'missing' });
  });

  test('and not where a column does not fit or wants what we do not know', async () => {
    const at = await open('erp');
    const { Review_Status: _, ...rest } = made[details] as Record<string, string>;
    await at.database.query(createTable(details, { ...rest, Approved_By: 'id', Session: 'text' }));
    const found = codesOf(await refusalOf(install(at.database, options(at, { adopt: true }))));
    expect(found).toEqual(expect.arrayContaining(['column.missing', 'column.required', 'column.type']));
  });
});

test('an ERP that is not as it should be: every fault at once, and nothing is changed', async () => {
  const at = await open('erp');
  await at.database.query(raw('ALTER TABLE "Sec_Groups" DROP COLUMN "Group_Name"'));
  await at.database.query(
    raw('ALTER TABLE "Gen_Documents" ADD "Approved_By" varchar(10) NOT NULL DEFAULT \'x\''),
  );
  await at.database.query(raw('DROP TABLE "Inv_Reconciliation_Lines"'));
  await at.database.query(
    createTable('Inv_Reconciliation_Lines', {
      Reconciliation_Line_Id: 'id primary',
      Secret: 'integer',
      Quantity: 'varchar(4)',
    }),
  );
  const before = await structure(at);
  const findings = await refusalOf(install(at.database, options(at)));
  const says = findings.map((finding) => finding.says).join('\n');
  expect(says).toContain('Group_Name is not there');
  expect(says).toContain('Secret wants a value');
  expect(says).toMatch(/Quantity is .*; it must hold decimal/);
  expect(says).not.toContain('Approved_By');
  expect(findings.every(({ remedy }) => remedy)).toBe(true);
  expect(await structure(at)).toEqual(before);
});

test('uninstalled, the rows are kept and found again', async () => {
  const at = await open('erp');
  const before = await structure(at);
  await install(at.database, options(at));
  await at.database.query(sql`INSERT INTO ${own.options} (reconciliation_id) VALUES (${newId})`);
  await uninstall(at.database, { queue: queueOf(at) });
  expect(await readStatus(at.database)).toMatchObject({ state: 'kept' });
  expect(await isOutdated(at.database)).toBe(true);

  await install(at.database, options(at));
  expect(await readStatus(at.database)).toMatchObject({ state: 'installed' });
  expect(await at.database.query(sql`SELECT reconciliation_id FROM ${own.options}`)).toHaveLength(1);

  const folder = mkdtempSync(join(tmpdir(), 'wr-purge-'));
  const { exported } = await uninstall(at.database, { queue: queueOf(at), purge: { folder } });
  expect(exported.wr_options).toBe(1);
  const [line] = readFileSync(join(folder, 'wr_options.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line as string)).toMatchObject({ movement_policy: 'warn', last_session: 0 });
  expect(existsSync(join(folder, 'wr_pins.jsonl'))).toBe(false);
  expect(await structure(at)).toEqual(before);
});

test('a purge writes over no earlier export, and drops nothing then', async () => {
  const at = await open('erp');
  await install(at.database, options(at));
  const folder = mkdtempSync(join(tmpdir(), 'wr-purge-'));
  writeFileSync(join(folder, 'wr_options.jsonl'), 'the only copy');

  const refusal = await refusalOf(uninstall(at.database, { queue: queueOf(at), purge: { folder } }));

  expect(codesOf(refusal)).toEqual(['export.there']);
  expect(readFileSync(join(folder, 'wr_options.jsonl'), 'utf8')).toBe('the only copy');
  expect(await readStatus(at.database)).toMatchObject({ state: 'installed' });
});

const nowhere: [string, (there: string) => string][] = [
  ['in a folder that is not there', (there) => join(there, 'no', 'export')],
  ['in a file', (there) => join(there, 'a-file', 'export')],
  ['a file', (there) => join(there, 'a-file')],
];
test.each(nowhere)('a purge whose place is %s drops nothing', async (_, of) => {
  const at = await open('erp');
  await install(at.database, options(at));
  const there = mkdtempSync(join(tmpdir(), 'wr-purge-'));
  writeFileSync(join(there, 'a-file'), '');

  const refusal = await refusalOf(
    uninstall(at.database, { queue: queueOf(at), purge: { folder: of(there) } }),
  );

  expect(codesOf(refusal)).toEqual(['export.place']);
  expect(await readStatus(at.database)).toMatchObject({ state: 'installed' });
});

test('menu records are written once, brought up to date and taken out; without the table it says so', async () => {
  const at = await open('erp');
  const menus = (address: string) => install(at.database, options(at, { menus: address }));
  expect(codesOf(await refusalOf(menus('https://a.example')))).toEqual(['menus.no-table']);
  await at.database.query(
    createTable('Sys_Extensions', {
      Application_Uri: 'varchar(128)',
      Extension_Data: 'text?',
      Extension_Id: 'id primary',
      Extension_Name: 'varchar(128)',
      Extension_Path: 'varchar(128)?',
      Extension_Uri: 'varchar(128)',
      Hint: 'text?',
      Is_Active: 'boolean = true',
      Title: 'varchar(254)?',
    }),
  );
  await menus('https://a.example');
  await menus('https://b.example');
  expect((await menus('https://b.example')).plan).toEqual([]);
  const records = await at.database.query<{ path: string; data: string }>(
    sql`SELECT "Extension_Path" AS "path", "Extension_Data" AS "data" FROM ${extensions}`,
  );
  expect(records).toHaveLength(2);
  for (const { path, data } of records) {
    expect(path).toBe('/mainmenu/apps');
    expect(JSON.parse(data)).toMatchObject({
      category: 'Forms_Logistics',
      uri: expect.stringContaining('b.example'),
    });
  }
  await uninstall(at.database, { queue: queueOf(at) });
  expect(await at.database.query(sql`SELECT 1 AS "one" FROM ${extensions}`)).toEqual([]);
});

test('verify: only warnings before an installation, none after it, errors where something is wrong', async () => {
  const at = await open('erp');
  const settings = readDatabaseOptions({});
  const levels = (findings: readonly Finding[], level: string) =>
    codesOf(findings.filter((finding) => finding.level === level));
  const before = await verify(at.database, settings, queueOf(at));
  expect(levels(before, 'error')).toEqual([]);
  expect(levels(before, 'warning')).toContain('own.missing');

  await install(at.database, options(at));
  const after = await verify(at.database, settings, queueOf(at));
  expect(levels(after, 'error')).toEqual([]);
  expect(levels(after, 'warning')).not.toContain('own.missing');

  await at.database.query(raw('DELETE FROM "Gen_Document_Types"'));
  expect(levels(await verify(at.database, settings, queueOf(at)), 'error')).toEqual(['site.document-type']);
});

test('verify: what the database must refuse by itself and does not any more is told one by one', async () => {
  const at = await open('erp');
  const errors = async () =>
    (await verify(at.database, readDatabaseOptions({}), queueOf(at))).filter(
      ({ level }) => level === 'error',
    );
  await install(at.database, options(at));
  expect(await errors()).toEqual([]);
  const isSqlServer = at.database.dialect.name === 'mssql';

  await at.database.query(raw(`DROP INDEX wr_member${isSqlServer ? ' ON wr_members' : ''}`));
  await at.database.query(
    raw(isSqlServer ? 'DROP TRIGGER wr_history_is_kept' : 'DROP TRIGGER rows_are_kept ON wr_history'),
  );

  const found = await errors();
  expect(codesOf(found)).toEqual(['own.guard', 'own.index']);
  const create = /Create: (.*);/.exec(found.find(({ code }) => code === 'own.index')?.remedy ?? '')?.[1];
  await at.database.query(raw(create as string));
  expect(codesOf(await errors())).toEqual(['own.guard']);
});
