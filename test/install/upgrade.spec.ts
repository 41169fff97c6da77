import { randomUUID } from 'node:crypto';
import { Tokens } from '../../src/access/tokens.js';
import { migrations } from '../../src/database/migrate.js';
import type { Migration } from '../../src/database/migration.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text, uuid } from '../../src/database/words.js';
import { noBinding } from '../../src/erp/binding.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { type Installed, install } from '../../src/installer/install.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Details } from '../../src/reconciliation/details/details.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type Client, openTestHost } from '../support/host.js';
import { counting, makeCount } from '../support/orders.js';
import { Rows } from '../support/rows.js';

/** A newer release meets a database in which people are counting. */
let at: TestDatabase;
afterEach(() => at.close());

/** Touches every table that an order in the middle of its count lives in. */
const next: Migration = {
  name: 'Next9999999999999',
  columns: {
    wr_options: { colour: "varchar(8)? = 'red'" },
    wr_lines: { colour: "varchar(8)? = 'red'" },
    wr_members: { colour: 'varchar(8)?' },
    wr_scans: { colour: "varchar(8)? = 'red'" },
    wr_replies: { colour: 'varchar(8)?' },
  },
};
const upgrade = (): Promise<Installed> =>
  install(at.database, { binding: noBinding, upgrade: true, migrations: [...migrations, next] });

test('there is nothing to upgrade where nothing is installed', async () => {
  at = await openTestDatabase('erp');

  await expect(upgrade()).rejects.toMatchObject({ findings: [{ code: 'own.missing' }] });
});

/** Works with the program as it is after each start: the people stay, the process is another. */
async function atWork<T>(work: (ivo: Client) => Promise<T>): Promise<T> {
  const host = await openTestHost(
    { tokens: new Tokens({ secret: 's'.repeat(40) }) },
    { ...at, close: async () => undefined },
  );
  try {
    return await work(host.as('ivo'));
  } finally {
    await host.close();
  }
}

test('an order half counted goes on, and what is sent again is not counted twice', async () => {
  at = await openTestDatabase();
  const shelves = [
    { at: 'E-01-007', product: '88-1216' },
    { at: 'A-05-01-1', product: '88-1204' },
  ];
  const { order } = await makeCount(at, { rows: shelves });
  const scannedAt = new Date().toISOString();
  const [first, second] = [randomUUID(), randomUUID()];
  const scans = {
    sentAt: scannedAt,
    scans: [
      { scanId: first, after: null, text: 'E-01-007', scannedAt },
      { scanId: second, after: first, text: '88-1216', scannedAt },
    ],
  };
  const typed = counting(at, { at: 'A-05-01-1', product: '88-1204', quantity: '12' });
  const keyed = counting(at, { at: 'A-05-01-1', product: '88-1204', quantity: '3' });
  const key = { 'idempotency-key': randomUUID() };
  const sendAll = (ivo: Client) =>
    Promise.all([
      ivo.post(`/api/worker/orders/${order.id}/scans`, scans),
      ivo.post(`/api/worker/orders/${order.id}/counts`, typed),
      ivo.post(`/api/worker/orders/${order.id}/counts`, keyed, key),
    ]);
  const quantities = async () =>
    (
      await at.database.query<{ quantity: string }>(
        sql`SELECT ${text(sql`"Quantity"`)} AS "quantity" FROM ${erp.counts} WHERE "Warehouse_Order_Id" = ${uuid(order.id)}`,
      )
    )
      .map(({ quantity }) => Number(quantity))
      .sort((a, b) => a - b);
  const before = await atWork(sendAll);
  expect(before.map(({ status }) => status)).toEqual([200, 201, 201]);
  expect(await quantities()).toEqual([1, 3, 12]);

  const { plan } = await upgrade();

  expect(plan.length).toBeGreaterThan(0);
  expect(await at.database.query(sql`SELECT DISTINCT colour FROM ${own.scans}`)).toEqual([{ colour: 'red' }]);
  await atWork(async (ivo) => {
    const again = await sendAll(ivo);
    expect(again.map(({ body }) => body)).toEqual(before.map(({ body }) => body));
    expect(await quantities()).toEqual([1, 3, 12]);

    for (const line of Object.values(order.lines))
      await ivo.post(`/api/worker/orders/${order.id}/lines/${line}/done`);
    const finished = await ivo.post(`/api/worker/orders/${order.id}/finish`);
    expect([finished.status, finished.body.code]).toEqual([200, undefined]);
  });
  // The order is done: a scan that hung in a handheld meanwhile still has its answer.
  await atWork(async (ivo) => {
    const { body } = await ivo.post(`/api/worker/orders/${order.id}/scans`, scans);
    expect(body.results).toEqual(before[0].body.results);
  });
  expect(await quantities()).toEqual([1, 3, 12]);
});

test('rows that differ, populated before lists were read from facts alone, are found after it', async () => {
  at = await openTestDatabase('erp');
  const older = migrations.slice(
    0,
    migrations.findIndex(({ name }) => name.startsWith('FactsNarrowed')),
  );
  await install(at.database, { binding: noBinding, migrations: older });
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const place = { location: await rows.location('A-01'), product: await rows.product('tea') };
  const detail = await rows.detail(reconciliation, { ...place, snapshot: '3', counted: '2' });
  await rows.put(own.facts, {
    detail_id: detail,
    reconciliation_id: reconciliation,
    line_no: 1,
    difference: '-1',
    difference_value: '-1',
    differs: true,
  });

  await install(at.database, { binding: noBinding, upgrade: true });

  const options = new ErpOptions();
  const details = new Details(at.database, new Counts(at.database, new Documents(options), options));
  const filter = { reviewStatus: 'Approved', zoneId: rows.zone, q: 'A-0' } as const;
  const { items } = await details.list(
    rows.actor('manager'),
    reconciliation,
    filter,
    { limit: 10 },
    'difference',
  );
  expect(items.map(({ id }) => id)).toEqual([detail]);
});
