import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { TRUE } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { Transfer } from '../../src/reconciliation/transfer/transfer.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf } from '../support/release.js';
import { Rows } from '../support/rows.js';
import { StoreRows } from '../support/store-rows.js';

let opened: TestDatabase;
let database: Database;
let transfer: Transfer;
let rows: Rows;
let store: StoreRows;
let location: string;

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

beforeAll(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  transfer = new Transfer(database);
});
afterAll(() => opened.close());
beforeEach(async () => {
  rows = await Rows.in(database);
  store = await StoreRows.of(rows);
  location = await rows.location('A-01');
});

const clerk = () => rows.actor('clerk');

/** A count transaction of the test's warehouse, an hour old. */
const counted = (
  product: string,
  quantity: string,
  of: Parameters<Rows['transaction']>[2] & { lot?: string } = {},
) => rows.transaction({ location, product, lot: of.lot }, quantity, { type: 'CNT', time: ago(1), ...of });

describe('each transaction once', () => {
  it('run again, only what is new', async () => {
    const product = await rows.product('gloves');
    await counted(product, '1', { time: ago(5) });
    const document = await store.reconciliation({ no: 'IR-000088' });
    await transfer.add(clerk(), document, 1);
    await counted(product, '2', { time: ago(4) });

    const again = await transfer.add(clerk(), document, 1);

    expect(again).toMatchObject({
      added: 1,
      skipped: [{ reason: 'already-imported', document: 'IR-000088', count: 1 }],
    });
    expect(await store.lines(document)).toMatchObject([
      { line: 10, base: '1.000' },
      { line: 20, available: '1.000', base: '3.000' },
    ]);
  });

  it('ten imports at once, into ten documents', async () => {
    const product = await rows.product('gloves');
    for (let i = 0; i < 4; i++) await counted(product, '1');
    const documents = [];
    for (let i = 0; i < 10; i++) documents.push(await store.reconciliation());

    const results = await Promise.all(documents.map((document) => transfer.add(clerk(), document, 1)));

    expect(results.map(({ added }) => added).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    const [row] = await database.query<{ lines: number }>(sql`
      SELECT COUNT(*) AS "lines" FROM ${erp.inventoryReconciliationLines} WHERE "Product_Id" = ${product}`);
    expect(Number(row?.lines)).toBe(4);
  });

  it('imported before by hand in the ERP: left alone, until that line is deleted', async () => {
    const product = await rows.product('gloves');
    const transaction = await counted(product, '1');
    const document = await store.reconciliation();
    const line = await store.line(await store.reconciliation(), { product }, '1', { transaction });
    expect(await transfer.add(clerk(), document, 1)).toMatchObject({ added: 0 });

    await database.transaction((tx) =>
      tx.run(sql`DELETE FROM ${erp.inventoryReconciliationLines} WHERE "Reconciliation_Line_Id" = ${line}`),
    );

    expect(await transfer.add(clerk(), document, 1)).toMatchObject({ added: 1 });
  });

  it('void Inventory Reconciliation frees the transaction', async () => {
    const product = await rows.product('gloves');
    await counted(product, '1');
    const first = await store.reconciliation();
    await transfer.add(clerk(), first, 1);
    await database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" = (
        SELECT "Document_Id" FROM ${erp.inventoryReconciliations} WHERE "Reconciliation_Id" = ${first})`),
    );
    const second = await store.reconciliation();

    expect(await transfer.add(clerk(), second, 1)).toMatchObject({ added: 1 });
    expect(await store.lines(second)).toMatchObject([{ available: '0.000', base: '1.000' }]);
  });

  // An embedded database has one connection: nobody else can be in between.
  (process.env.TEST_DATABASE_URL?.startsWith('postgres') ? it : it.skip)(
    'a document that the ERP makes void while lines are added gets none',
    async () => {
      await counted(await rows.product('gloves'), '1');
      const document = await store.reconciliation();
      let added: Promise<string> | undefined;
      let over = false;
      const waits = async () => {
        const waiting = await database.query(sql`
          SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
        return waiting.length > 0;
      };

      await database.transaction(async (tx) => {
        await tx.run(sql`UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" = (
          SELECT "Document_Id" FROM ${erp.inventoryReconciliations} WHERE "Reconciliation_Id" = ${document})`);
        added = refusalOf(transfer.add(clerk(), document, 1))
          .then(({ code }) => code)
          .finally(() => {
            over = true;
          });
        added.catch(() => undefined);
        while (!over && !(await waits())) await new Promise(setImmediate);
      });

      expect(await added).toBe('inventory-reconciliation.void');
      expect(await store.lines(document)).toEqual([]);
    },
  );

  it('the database refuses a transaction for two imports of ours', async () => {
    const product = await rows.product('gloves');
    const transaction = await counted(product, '1');
    await transfer.add(clerk(), await store.reconciliation(), 1);

    const again = rows.put(own.imports, {
      ...{ transaction_id: transaction, inventory_reconciliation_id: rows.zone, line_id: rows.zone },
      ...{ imported_at: new Date(), imported_by: 'petra' },
    });
    await expect(again).rejects.toThrow();
  });
});

describe('refused', () => {
  it.each(['Released', 'Completed', 'Closed', 'Adjustment'] as const)(
    'a document that is %s',
    async (state) => {
      const refusal = await refusalOf(transfer.add(clerk(), await store.reconciliation({ state }), 1));
      expect(refusal).toMatchObject({ kind: 'conflict', code: 'inventory-reconciliation.state-not-allowed' });
    },
  );

  it('a void document', async () => {
    const refusal = await refusalOf(transfer.add(clerk(), await store.reconciliation({ void: true }), 1));
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'inventory-reconciliation.void' });
  });

  it('no default store, and wrong days: both at once', async () => {
    const document = await store.reconciliation({ store: null });
    const refusal = await refusalOf(transfer.preview(clerk(), document, 0));
    expect(refusal.kind).toBe('rule');
    expect(refusal.faults.map(({ code }) => code)).toEqual(['days.out-of-range', 'store.missing']);
  });

  it('a store that no warehouse manages', async () => {
    const unmanaged = await StoreRows.of(rows, null);
    const refusal = await refusalOf(transfer.add(clerk(), await unmanaged.reconciliation(), 1));
    expect(refusal).toMatchObject({ kind: 'rule', code: 'store.no-warehouse' });
  });

  it.each([0, -1, 1.5, 367, Number.NaN])('%s days', async (days) => {
    expect((await refusalOf(transfer.add(clerk(), await store.reconciliation(), days))).code).toBe(
      'days.out-of-range',
    );
  });

  it('somebody who is no clerk, and a document that is not there', async () => {
    const document = await store.reconciliation();
    expect((await refusalOf(transfer.add(rows.actor('manager'), document, 1))).kind).toBe('forbidden');
    expect((await refusalOf(transfer.add(clerk(), rows.zone, 1))).kind).toBe('unknown');
  });
});
