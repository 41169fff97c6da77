import type { Database } from '../../src/database/database.js';
import { Fragment, raw, type Sql, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { TRUE } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { audit } from '../../src/reconciliation/audit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf } from '../support/release.js';
import { Rows } from '../support/rows.js';
import { soundOpenCount, soundRelease } from '../support/sound.js';

let opened: TestDatabase;
let database: Database;
let rows: Rows;

beforeAll(async () => {
  opened = await openTestDatabase();
  database = opened.database;
});
afterAll(() => opened.close());
beforeEach(async () => {
  rows = await Rows.in(database);
});

const change = (statement: Sql) => database.transaction((tx) => tx.run(statement));
const set = (table: Fragment, values: string, key: string, id: string) =>
  change(sql`UPDATE ${table} SET ${raw(values)} WHERE ${raw(`"${key}"`)} = ${id}`);

const DETAIL = 'Warehouse_Reconciliation_Detail_Id';
const codesOf = async (reconciliation?: string) =>
  (await audit(database, reconciliation)).map((violation) => violation.code);

describe('nothing is wrong', () => {
  it('with the demo, a count that runs, a release and its import', async () => {
    const { reconciliation: running } = await soundOpenCount(rows);
    const { reconciliation: released } = await soundRelease(rows);

    expect(await audit(database, running)).toEqual([]);
    expect(await audit(database, released)).toEqual([]);
    expect(await audit(database)).toEqual([]);
  });

  it('a reconciliation that is not there is refused', async () => {
    expect((await refusalOf(audit(database, rows.zone))).code).toBe('reconciliation.unknown');
  });
});

type Count = Awaited<ReturnType<typeof soundOpenCount>>;
type Released = Awaited<ReturnType<typeof soundRelease>>;

const brokenCounts: [string, (of: Count) => Promise<unknown>][] = [
  [
    'detail.sum-of-counts',
    ({ count }) => set(erp.counts, '"Quantity_Base" = 5', 'Warehouse_Count_Id', count),
  ],
  ['detail.half-counted', ({ counted }) => set(erp.details, '"Counted_Quantity" = NULL', DETAIL, counted)],
  ['detail.place-counted', ({ empty }) => set(erp.details, '"Counted_Quantity_Base" = 1', DETAIL, empty)],
  ['detail.touched', ({ created }) => set(erp.details, '"Session" = 1', DETAIL, created)],
  [
    'detail.started-without-order',
    ({ started }) => set(erp.details, '"Warehouse_Order_Id" = NULL', DETAIL, started),
  ],
  [
    'detail.finished-too-early',
    ({ started }) => set(erp.details, `"Review_Status" = 'FIN'`, DETAIL, started),
  ],
  [
    'detail.line-missing',
    ({ line }) => set(erp.orderLines, '"Warehouse_Location_Id" = NULL', 'Warehouse_Order_Line_Id', line),
  ],
  ['detail.session-unknown', ({ started }) => set(erp.details, '"Session" = 3', DETAIL, started)],
  ['detail.facts-differ', ({ counted }) => set(own.facts, '"difference_base" = -2', 'detail_id', counted)],
  [
    'detail.order-void',
    ({ done }) =>
      change(sql`
    UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" IN (
      SELECT "Document_Id" FROM ${erp.orders} WHERE "Warehouse_Order_Id" = ${done})`),
  ],
  [
    'count.in-void-order',
    ({ done }) =>
      change(sql`
    UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" IN (
      SELECT "Document_Id" FROM ${erp.orders} WHERE "Warehouse_Order_Id" = ${done})`),
  ],
  [
    'detail.foreign-order',
    async ({ counted }) =>
      set(
        erp.details,
        `"Warehouse_Order_Id" = '${await rows.order(await rows.reconciliation())}'`,
        DETAIL,
        counted,
      ),
  ],
  [
    'count.void-without-reason',
    ({ count }) =>
      change(sql`
    UPDATE ${erp.counts} SET "Void" = ${TRUE} WHERE "Warehouse_Count_Id" = ${count}`),
  ],
  [
    'count.orphan',
    ({ count }) => set(erp.counts, `"Warehouse_Order_Line_Id" = '${rows.zone}'`, 'Warehouse_Count_Id', count),
  ],
  [
    'order.place-twice',
    async ({ open, line }) => {
      const [row] = await database.query<{ location: string }>(sql`
      SELECT "Warehouse_Location_Id" AS "location" FROM ${erp.orderLines} WHERE "Warehouse_Order_Line_Id" = ${line}`);
      await rows.orderLine(open, row as { location: string });
    },
  ],
  [
    'orphan.detail',
    async ({ empty }) => {
      const elsewhere = await Rows.in(database);
      await set(erp.details, `"Warehouse_Location_Id" = '${await elsewhere.location('X')}'`, DETAIL, empty);
    },
  ],
  ['orphan.facts', ({ reconciliation }) => rows.facts(reconciliation, rows.zone, {})],
  [
    'orphan.exception',
    ({ reconciliation }) =>
      rows.put(own.exceptions, {
        ...{
          exception_id: rows.zone,
          reconciliation_id: reconciliation,
          order_id: rows.zone,
          kind: 'unknown',
          code: 'scan.unknown-code',
          scan_id: rows.zone,
          worker_id: rows.zone,
        },
        ...{ text: 'x', user_id: rows.userId, at: new Date() },
      }),
  ],
  [
    'availability.unexplained',
    async ({ at }) => rows.transaction(at, '1', { time: new Date('2026-11-19T08:00:00Z') }),
  ],
];

const brokenReleases: [string, (of: Released) => Promise<unknown>][] = [
  [
    'release.transaction-missing',
    ({ counted }) => change(sql`DELETE FROM ${own.releases} WHERE detail_id = ${counted}`),
  ],
  [
    'release.transaction-wrong',
    ({ transaction }) => set(erp.transactions, '"Quantity" = 9', 'Warehouse_Transaction_Id', transaction),
  ],
  [
    'release.transaction-shared',
    ({ reconciliation, transaction, empty }) =>
      rows.put(own.releases, {
        ...{ detail_id: empty, transaction_id: transaction, reconciliation_id: reconciliation, line_no: 1 },
      }),
  ],
  ['release.not-decided', ({ empty }) => set(erp.details, `"Review_Status" = 'RCN'`, DETAIL, empty)],
  ['release.seal-broken', ({ empty }) => set(erp.details, '"Session" = 2', DETAIL, empty)],
  ['release.state', ({ source }) => set(erp.documents, '"State" = 10', 'Id', source)],
  ['release.order-open', ({ reconciliation }) => rows.order(reconciliation)],
  [
    'orphan.release',
    ({ transaction }) =>
      change(sql`
    DELETE FROM ${erp.transactions} WHERE "Warehouse_Transaction_Id" = ${transaction}`),
  ],
  [
    'import.twice',
    async ({ store, at, transaction }) => store.line(await store.reconciliation(), at, '1', { transaction }),
  ],
];

describe('what is broken is found', () => {
  it.each(brokenCounts)('%s', async (expected, destroy) => {
    const sound = await soundOpenCount(rows);
    await destroy(sound);
    expect(await codesOf(sound.reconciliation)).toContain(expected);
  });

  it.each(brokenReleases)('%s', async (expected, destroy) => {
    const sound = await soundRelease(rows);
    await destroy(sound);
    expect(await codesOf(sound.reconciliation)).toContain(expected);
  });

  it('import.claim-wrong', async () => {
    const { line } = await soundRelease(rows);
    await change(sql`
      UPDATE ${erp.inventoryReconciliationLines} SET "Warehouse_Transaction_Id" = ${rows.zone}
      WHERE "Reconciliation_Line_Id" = ${line}`);
    expect(await codesOf()).toContain('import.claim-wrong');
  });

  it('orphan.line-state and count.scan-lost', async () => {
    await rows.put(own.lines, { line_id: rows.zone, order_id: rows.pieces, state: 'open' });
    await rows.put(own.scans, {
      ...{ scan_id: rows.zone, order_id: rows.pieces, user_id: rows.userId, text: 'x', content_hash: 'x' },
      ...{
        scanned_at: new Date(),
        outcome: 'counted',
        answer: '{}',
        hand: '{}',
        seq: 1,
        count_id: rows.zone,
      },
    });
    expect(await codesOf()).toEqual(expect.arrayContaining(['orphan.line-state', 'count.scan-lost']));
  });
});

describe('a database that does not forbid it', () => {
  let careless: TestDatabase;
  beforeAll(async () => {
    careless = await openTestDatabase();
  });
  afterAll(() => careless.close());

  it('detail.position-twice', async () => {
    const here = await Rows.in(careless.database);
    const at = { location: await here.location('A-01'), product: await here.product('gloves') };
    const reconciliation = await here.reconciliation();
    const whose = new Fragment((d) => (d.name === 'mssql' ? sql` ON ${erp.details}` : sql``));
    await careless.database.transaction((tx) => tx.run(sql`DROP INDEX wr_detail_position${whose}`));
    for (const counted of ['1', '2']) await here.detail(reconciliation, { ...at, counted });

    const [violation] = await audit(careless.database, reconciliation);

    expect(violation).toMatchObject({ code: 'detail.position-twice', count: 2 });
  });
});
