import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Tokens } from '../../src/access/tokens.js';
import { scenarioCommand } from '../../src/cli/scenario.js';
import { optionsOf } from '../../src/database/address.js';
import { Database } from '../../src/database/database.js';
import { raw } from '../../src/database/sql.js';
import {
  type Binding,
  BindingError,
  bindingOf,
  noBinding,
  readBinding,
  siteOf,
} from '../../src/erp/binding.js';
import { hasErrors } from '../../src/installer/finding.js';
import { install } from '../../src/installer/install.js';
import { rightsSql } from '../../src/installer/rights.js';
import { verify } from '../../src/installer/verify.js';
import { readDatabaseOptions } from '../../src/options.js';
import { audit } from '../../src/reconciliation/audit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openTestHost } from '../support/host.js';
import { makeLogin } from '../support/login.js';
import { becomeSite, foreignSite } from '../support/renamed.js';

/** Sites that are not as ours: other names, and a database user who may do only what he must. */
/** A whole warehouse is counted, one request after the other. */
const PATIENCE = 900_000;
const secret = 's'.repeat(40);
const isSqlServer = process.env.TEST_DATABASE_URL?.startsWith('mssql') ?? false;
const onServer = process.env.TEST_DATABASE_URL !== undefined;

/** A whole warehouse from the scope to the release over HTTP, and the clerk's lines after it. */
async function countEverything(at: TestDatabase): Promise<void> {
  const host = await openTestHost(
    { tokens: new Tokens({ secret }) },
    { ...at, close: async () => undefined },
  );
  process.env.AUTH_JWT_SECRET = secret;
  try {
    await scenarioCommand().parseAsync(['--url', host.url], { from: 'user' });
    const path = `/api/inventory-reconciliations/${at.demo.inventoryReconciliationId}/lines-from-wms`;
    const { status, body } = await host.as('petra').post(path, { days: 7 });
    expect([status, body.added > 0]).toEqual([200, true]);
    expect(await audit(at.database)).toEqual([]);
  } finally {
    delete process.env.AUTH_JWT_SECRET;
    await host.close();
  }
}

const bound = (binding: Binding) => ({ ...readDatabaseOptions({}), binding });

test(
  'an ERP with other tables, columns, schema and codes: verify, install, a whole count',
  async () => {
    const at = await openTestDatabase('erp');
    try {
      await becomeSite(at.database, foreignSite);
      const database = new Database(at.database.source, siteOf(foreignSite, 'counting'));
      const unbound = await verify(at.database, bound(noBinding));
      expect(unbound.map(({ code }) => code)).toContain('erp.none');
      const before = await verify(database, bound(foreignSite));
      expect(before.filter(({ level }) => level === 'error')).toEqual([]);

      await install(database, { binding: foreignSite });
      expect((await install(database, { binding: foreignSite })).plan).toEqual([]);
      expect(hasErrors(await verify(database, bound(foreignSite)))).toBe(false);
      await countEverything({ ...at, database });
    } finally {
      await at.close();
    }
  },
  PATIENCE,
);

(onServer ? test : test.skip)(
  'a database user with the printed rights and no other: a whole count',
  async () => {
    const at = await openTestDatabase('erp');
    const { user, url, close } = await makeLogin(at, `Aa1-${randomUUID()}`);
    const database = new Database(at.database.source, siteOf(noBinding, 'counting'));
    let source: DataSource | undefined;
    try {
      await install(database, { binding: noBinding });
      if (!isSqlServer) await database.query(raw('REVOKE ALL ON SCHEMA public FROM PUBLIC'));
      for (const statement of await rightsSql(database, user)) await database.query(raw(statement));
      source = await new DataSource(optionsOf(url)).initialize();
      const restricted = new Database(source, database.site);
      expect((await verify(restricted, bound(noBinding))).filter(({ level }) => level === 'error')).toEqual(
        [],
      );
      await expect(restricted.query(raw('DELETE FROM "Gen_Documents"'))).rejects.toThrow(
        /permission (was )?denied/,
      );
      await countEverything({ ...at, database: restricted });

      await database.query(raw(`REVOKE INSERT ON "Wms_Warehouse_Transactions" FROM "${user}"`));
      expect(
        (await verify(restricted, bound(noBinding))).filter(({ level }) => level === 'error'),
      ).toMatchObject([
        { code: 'right.missing', says: expect.stringContaining('INSERT on "Wms_Warehouse_Transactions"') },
      ]);
    } finally {
      await source?.destroy();
      await close();
    }
  },
  PATIENCE,
);

test('a binding that cannot be used says everything that is wrong with it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'wr-binding-')), 'binding.json');
  writeFileSync(
    file,
    JSON.stringify({
      tables: {
        Sec_Users: 'a"; DROP TABLE x',
      },
      taskCodes: { count: 'LONG' },
      unknown: 1,
    }),
  );
  const lines = (() => {
    try {
      readBinding(file);
      return [];
    } catch (error) {
      if (!(error instanceof BindingError)) throw error;
      return error.lines;
    }
  })();
  for (const part of ['tables.Sec_Users', 'taskCodes.count', 'unknown'])
    expect(lines.join('\n')).toContain(part);

  // Names are looked at once they can be names.
  expect(() =>
    bindingOf({
      tables: {
        Nowhere: 'X',
        Gen_Products: { columns: { Colour: 'c' } },
        Wms_Warehouse_Counts: { columns: { Quantity: 'q' } },
      },
    }),
  ).toThrow(/Nowhere is not a table.*\n.*Colour is not a column.*\n.*Wms_Warehouse_Counts is ours/);
});
