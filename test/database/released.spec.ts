import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { erp } from '../../src/erp/tables.js';
import type { Release } from '../../src/reconciliation/release/release.js';
import { Transactions } from '../../src/reconciliation/release/transactions.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { countTransactions, onePosition, releaseOf, stateOf } from '../support/release.js';
import { Rows } from '../support/rows.js';

let opened: TestDatabase;
let database: Database;
let release: Release;
let rows: Rows;

beforeAll(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  release = releaseOf(database);
});
afterAll(() => opened.close());
beforeEach(async () => {
  rows = await Rows.in(database);
});

describe('once', () => {
  it('a second release is told so and changes nothing', async () => {
    const { reconciliation } = await onePosition(rows, '10', '8');
    const first = await release.run(rows.actor('manager'), reconciliation);

    const second = await release.run(rows.actor('manager'), reconciliation);

    expect(second).toEqual({ ...first, alreadyReleased: true });
    expect(await countTransactions(database, rows.warehouse)).toHaveLength(1);
    expect(await stateOf(database, reconciliation)).toMatchObject({ state: 30, changes: 1 });
  });

  it('ten releases at once: one wins', async () => {
    const { reconciliation } = await onePosition(rows, '10', '8');

    const results = await Promise.all(
      Array.from({ length: 10 }, () => release.run(rows.actor('manager'), reconciliation)),
    );

    expect(results.filter(({ alreadyReleased }) => !alreadyReleased)).toHaveLength(1);
    expect(new Set(results.map(({ hash }) => hash)).size).toBe(1);
    expect(await countTransactions(database, rows.warehouse)).toHaveLength(1);
    expect(await stateOf(database, reconciliation)).toMatchObject({ changes: 1 });
  });

  it('two counts of one place released at once: what is there once is taken out once', async () => {
    for (let round = 0; round < 5; round++) {
      const at = { location: await rows.location(`A-${round}`), product: await rows.product('gloves') };
      await rows.transaction(at, '10');
      const both = [await rows.reconciliation(), await rows.reconciliation()];
      for (const one of both) await rows.detail(one, { ...at, snapshot: '10', counted: '4' });

      const done = await Promise.allSettled(both.map((one) => release.run(rows.actor('manager'), one)));

      expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    expect(await countTransactions(database, rows.warehouse)).toHaveLength(5);
  });

  it('the database refuses a second transaction for a row', async () => {
    const { reconciliation, detail } = await onePosition(rows, '10', '8');
    await release.run(rows.actor('manager'), reconciliation);

    const again = rows.put(own.releases, {
      ...{ detail_id: detail, transaction_id: rows.pieces, reconciliation_id: reconciliation, line_no: 1 },
    });
    await expect(again).rejects.toThrow();
  });
});

describe('hash of what was approved', () => {
  const hashOf = async (counted: string, status: 'Approved' | 'Cancelled' = 'Approved') => {
    const reconciliation = await rows.reconciliation();
    const product = await rows.product('gloves');
    const detail = await rows.detail(reconciliation, {
      location: await rows.location(counted + status),
      product,
      counted,
      status,
    });
    return { detail, reconciliation, hash: (await release.run(rows.actor('manager'), reconciliation)).hash };
  };

  it('is that of the rows as they are written down, and stands in the history', async () => {
    const { detail, reconciliation, hash } = await hashOf('3');
    const [row] = await database.query<Record<string, string>>(sql`
      SELECT d."Line_No" AS "lineNo", d."Warehouse_Location_Id" AS "location", d."Product_Id" AS "product",
        h."after" AS "after"
      FROM ${erp.details} d JOIN ${own.history} h ON h.reconciliation_id = d."Warehouse_Reconciliation_Id"
      WHERE d."Warehouse_Reconciliation_Detail_Id" = ${detail} AND h.event = 'reconciliation.released'`);
    const line = [row?.lineNo, row?.location, row?.product, '', '', '', '', rows.pieces];
    const text = `${[...line, '0.000', '0.000', '3.000', '3.000', '1', '', ''].join('|')};`;
    const { createHash } = await import('node:crypto');
    const sha = (of: string) => createHash('sha256').update(of).digest('hex');

    expect(hash).toBe(sha(sha(text)));
    expect(JSON.parse(row?.after ?? '{}')).toMatchObject({ hash, approved: 1, transactions: 1, in: 1 });
    expect(reconciliation).toBeTruthy();
  });

  it('nothing approved has a hash too', async () => {
    const { hash } = await hashOf('3', 'Cancelled');
    expect(hash).toMatch(/^[\da-f]{64}$/);
  });
});

describe('preview', () => {
  it('says what would be written, its value, and what stops it', async () => {
    const { reconciliation, detail, at } = await onePosition(rows, '10', '8');
    await rows.facts(reconciliation, detail, { difference_value: '-5.5' });
    const more = { ...at, product: await rows.product('bolts') };
    const found = await rows.detail(reconciliation, { ...more, counted: '3' });
    await rows.facts(reconciliation, found, { difference_value: '1.25' });
    await rows.detail(reconciliation, { location: await rows.location('A-02'), counted: '0' });
    await rows.detail(reconciliation, { location: await rows.location('A-03'), status: 'Recount' });
    await rows.order(reconciliation);

    const preview = await release.preview(rows.actor('manager'), reconciliation);

    expect(preview).toMatchObject({
      in: { transactions: 1, quantityBase: '3', value: '1.25' },
      out: { transactions: 1, quantityBase: '2', value: '5.5' },
      ...{ value: '-4.25', unchanged: 1, openOrders: 1, stopsTotal: 1 },
      stops: [{ code: 'detail.not-decided' }],
      zones: [{ zone: 'Test zone', in: { transactions: 1 }, out: { transactions: 1 } }],
    });
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
  });
});

describe('preview of variable weight', () => {
  /** Ten wheels of cheese, 98.4 kg; a kilogram is worth 2. */
  async function cheese(wheels: string, kilograms: string, value: string) {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    const at = { location: await rows.location('C-01'), product };
    await rows.transaction(at, '98.4');
    const reconciliation = await rows.reconciliation();
    const detail = await rows.detail(reconciliation, {
      ...at,
      ...{ snapshot: '10', snapshotBase: '98.4', quantityUnit: wheel },
      ...{ counted: wheels, countedBase: kilograms },
    });
    await rows.facts(reconciliation, detail, { differs: true, difference_value: value });
    return release.preview(rows.actor('manager'), reconciliation);
  }
  const none = { transactions: 0, quantityBase: '0', value: '0' };

  it('fewer wheels that are heavier: out, and worth more', async () => {
    expect(await cheese('9', '99.4', '2')).toMatchObject({
      in: none,
      out: { transactions: 1, quantityBase: '-1', value: '-2' },
      value: '2',
    });
  });

  it('as many, lighter: in, and worth less', async () => {
    expect(await cheese('10', '97.9', '-1')).toMatchObject({
      in: { transactions: 1, quantityBase: '-0.5', value: '-1' },
      out: none,
      value: '-1',
    });
  });
});

describe('transactions of a release', () => {
  it('are listed in the order of the lines, page by page', async () => {
    const reconciliation = await rows.reconciliation();
    const product = await rows.product('gloves');
    for (let i = 1; i <= 5; i++) {
      await rows.detail(reconciliation, {
        location: await rows.location(`A-${i}`),
        product,
        counted: String(i),
      });
    }
    await release.run(rows.actor('manager'), reconciliation);
    const transactions = new Transactions(database);

    const first = await transactions.list(rows.actor('manager'), reconciliation, { limit: 3 });
    const second = await transactions.list(rows.actor('manager'), reconciliation, {
      limit: 3,
      cursor: first.nextCursor as string,
    });

    expect([...first.items, ...second.items].map(({ location, quantity }) => [location, quantity])).toEqual([
      ['A-1', '1'],
      ['A-2', '2'],
      ['A-3', '3'],
      ['A-4', '4'],
      ['A-5', '5'],
    ]);
    expect(first).toMatchObject({ total: 5, totalExact: true });
    expect(first.items[0]).toMatchObject({
      direction: 'In',
      quantityUnit: 'pcs',
      lineNo: expect.any(Number),
    });
    expect(second.nextCursor).toBeNull();
  });
});
