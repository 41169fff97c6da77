import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';
import { Fragment, raw, type Sql, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { moment, now, TRUE } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { audit } from '../../src/reconciliation/audit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf, releaseOf } from '../support/release.js';
import { Rows } from '../support/rows.js';
import { soundCount, soundOpenCount, soundRelease } from '../support/sound.js';

let opened: TestDatabase;
let database: Database;
let rows: Rows;
/** Sound ones that nobody breaks. */
let beside: string[];

beforeAll(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  beside = [
    (await soundOpenCount(await Rows.in(database))).reconciliation,
    (await soundRelease(await Rows.in(database))).reconciliation,
  ];
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
/** It is told of the reconciliation that is broken, and of no other. */
async function expectFound(expected: string, reconciliation: string): Promise<void> {
  expect(await codesOf(reconciliation)).toContain(expected);
  for (const sound of beside) expect(await codesOf(sound)).toEqual([]);
}

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
  ['detail.facts-outdated', ({ counted }) => set(erp.details, `"Review_Status" = 'RCN'`, DETAIL, counted)],
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
    'orphan.line-state',
    ({ open }) => rows.put(own.lines, { line_id: rows.zone, order_id: open, state: 'open' }),
  ],
  [
    'count.scan-lost',
    ({ open }) =>
      rows.put(own.scans, {
        ...{ scan_id: rows.zone, order_id: open, user_id: rows.userId, text: 'x', content_hash: 'x' },
        ...{
          scanned_at: new Date(),
          outcome: 'counted',
          answer: '{}',
          hand: '{}',
          seq: 1,
          count_id: rows.zone,
        },
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
  [
    'import.claim-wrong',
    ({ line }) =>
      set(
        erp.inventoryReconciliationLines,
        `"Warehouse_Transaction_Id" = '${rows.zone}'`,
        'Reconciliation_Line_Id',
        line,
      ),
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
    await expectFound(expected, sound.reconciliation);
  });

  it.each(brokenReleases)('%s', async (expected, destroy) => {
    const sound = await soundRelease(rows);
    await destroy(sound);
    await expectFound(expected, sound.reconciliation);
  });
});

/** One name, another way to be broken. */
type Way<T> = [code: string, how: string, destroy: (of: T) => Promise<unknown>];
const voidOrder = (order: string) =>
  change(sql`
    UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" IN (
      SELECT "Document_Id" FROM ${erp.orders} WHERE "Warehouse_Order_Id" = ${order})`);
const detailIs = (values: string, of: 'started' | 'counted' | 'empty' | 'created') => (sound: Count) =>
  set(erp.details, values, DETAIL, sound[of]);
const countIs = (values: string) => (sound: Count) =>
  set(erp.counts, values, 'Warehouse_Count_Id', sound.count);
const nowhere = '9b0c5c0e-0000-4000-8000-000000000000';

const otherCounts: Way<Count>[] = [
  ['detail.place-counted', 'a base quantity expected', detailIs('"Snapshot_Quantity_Base" = 1', 'empty')],
  ['detail.place-counted', 'a quantity expected', detailIs('"Snapshot_Quantity" = 1', 'empty')],
  ['detail.place-counted', 'a quantity counted', detailIs('"Counted_Quantity" = 1', 'empty')],
  ['detail.touched', 'a counted quantity', detailIs('"Counted_Quantity_Base" = 0', 'created')],
  ['detail.touched', 'an order', detailIs(`"Warehouse_Order_Id" = '${nowhere}'`, 'created')],
  ['detail.started-without-order', 'a void one', ({ open }) => voidOrder(open)],
  [
    'detail.started-without-order',
    'one that is finished',
    ({ done, started }) => set(erp.details, `"Warehouse_Order_Id" = '${done}'`, DETAIL, started),
  ],
  ['detail.order-void', 'not there', detailIs(`"Warehouse_Order_Id" = '${nowhere}'`, 'counted')],
  [
    'detail.line-missing',
    'a line for a product alone',
    ({ line, at }) => set(erp.orderLines, `"Product_Id" = '${at.product}'`, 'Warehouse_Order_Line_Id', line),
  ],
  [
    'detail.facts-differ',
    'nothing counted',
    detailIs('"Counted_Quantity" = NULL, "Counted_Quantity_Base" = NULL', 'counted'),
  ],
  [
    'detail.facts-differ',
    'something else expected',
    ({ counted }) => set(own.facts, '"expected_base" = 5', 'detail_id', counted),
  ],
  ['detail.sum-of-counts', 'a count of another session', countIs('"Session" = 2')],
  ['detail.sum-of-counts', 'a count of another lot', countIs(`"Lot_Id" = '${nowhere}'`)],
  ...['"Void_Reason" = \'x\'', '"Void_Time" = "Creation_Time_UTC"', '"Void_User" = \'x\''].map(
    (known, i, all): Way<Count> => [
      'count.void-without-reason',
      `all but ${known}`,
      async ({ count }) => {
        const others = all.filter((_, n) => n !== i).join(', ');
        await set(erp.counts, others, 'Warehouse_Count_Id', count);
        await change(sql`UPDATE ${erp.counts} SET "Void" = ${TRUE} WHERE "Warehouse_Count_Id" = ${count}`);
      },
    ],
  ),
  ['count.orphan', 'no order', countIs(`"Warehouse_Order_Id" = '${nowhere}'`)],
  [
    'count.orphan',
    'a line of another order',
    ({ count, line }) =>
      set(erp.counts, `"Warehouse_Order_Line_Id" = '${line}'`, 'Warehouse_Count_Id', count),
  ],
  [
    'orphan.line-state',
    'a line of another order',
    ({ line, done }) => rows.put(own.lines, { line_id: line, order_id: done, state: 'open' }),
  ],
  ['orphan.detail', 'no location', detailIs(`"Warehouse_Location_Id" = '${nowhere}'`, 'empty')],
  ...['Product_Variant_Id', 'Lot_Id', 'Serial_Number_Id', 'Logistic_Unit_Id', 'Product_Id'].map(
    (column): Way<Count> => [
      'availability.unexplained',
      `a receipt of another ${column}`,
      ({ at }) => set(erp.transactions, `"${column}" = '${nowhere}'`, 'Warehouse_Location_Id', at.location),
    ],
  ),
];

const otherReleases: Way<Released>[] = [
  ...[
    `"Task_Type" = 'REC'`,
    `"Direction" = 'I'`,
    '"Quantity_Base" = 9',
    ...['Warehouse_Order_Id', 'Warehouse_Location_Id', 'Product_Id', 'Product_Variant_Id', 'Lot_Id'].map(
      (column) => `"${column}" = '${nowhere}'`,
    ),
    ...['Serial_Number_Id', 'Logistic_Unit_Id'].map((column) => `"${column}" = '${nowhere}'`),
  ].map(
    (wrong): Way<Released> => [
      'release.transaction-wrong',
      wrong,
      ({ transaction }) => set(erp.transactions, wrong, 'Warehouse_Transaction_Id', transaction),
    ],
  ),
  [
    'release.transaction-wrong',
    'of a row that was not approved',
    ({ counted }) => set(erp.details, `"Review_Status" = 'CNC'`, DETAIL, counted),
  ],
  [
    'release.transaction-missing',
    'named, but not there',
    ({ transaction }) =>
      change(sql`DELETE FROM ${erp.transactions} WHERE "Warehouse_Transaction_Id" = ${transaction}`),
  ],
  [
    'release.state',
    'a moment, no transactions',
    async ({ reconciliation, source }) => {
      await change(sql`DELETE FROM ${own.releases} WHERE reconciliation_id = ${reconciliation}`);
      await set(erp.documents, '"State" = 10', 'Id', source);
    },
  ],
  [
    'release.state',
    'transactions, no moment',
    async ({ reconciliation, source }) => {
      await set(own.options, '"released_at" = NULL', 'reconciliation_id', reconciliation);
      await set(erp.documents, '"State" = 10', 'Id', source);
    },
  ],
  [
    'import.claim-wrong',
    'a line without a transaction',
    ({ line }) =>
      set(
        erp.inventoryReconciliationLines,
        '"Warehouse_Transaction_Id" = NULL',
        'Reconciliation_Line_Id',
        line,
      ),
  ],
  [
    'import.claim-wrong',
    'a line of another document',
    ({ line }) => set(own.imports, `"inventory_reconciliation_id" = '${nowhere}'`, 'line_id', line),
  ],
  [
    'orphan.release',
    'a row that is not there',
    ({ counted }) => set(own.releases, `"detail_id" = '${nowhere}'`, 'detail_id', counted),
  ],
];

describe('each in every way it can be broken', () => {
  it.each(otherCounts)('%s: %s', async (expected, _, destroy) => {
    const sound = await soundOpenCount(rows);
    await destroy(sound);
    await expectFound(expected, sound.reconciliation);
  });

  it.each(otherReleases)('%s: %s', async (expected, _, destroy) => {
    const sound = await soundRelease(rows);
    await destroy(sound);
    await expectFound(expected, sound.reconciliation);
  });

  /** What belongs to none is found where all are looked at, by the row it is said of. */
  const saidOf = async (code: string) =>
    JSON.stringify((await audit(database)).find((violation) => violation.code === code)?.rows ?? []);

  it('what belongs to no reconciliation', async () => {
    const { started, open } = await soundOpenCount(rows);
    const [exception, line, scan] = [randomUUID(), randomUUID(), randomUUID()];
    await set(erp.details, `"Warehouse_Reconciliation_Id" = '${nowhere}'`, DETAIL, started);
    await rows.put(own.lines, { line_id: line, order_id: nowhere, state: 'open' });
    await rows.put(own.exceptions, {
      ...{ exception_id: exception, reconciliation_id: nowhere, order_id: open, kind: 'unknown' },
      ...{ code: 'scan.unknown-code', scan_id: randomUUID(), worker_id: rows.zone, text: 'x' },
      ...{ user_id: rows.userId, at: new Date() },
    });
    await rows.put(own.scans, {
      ...{ scan_id: scan, order_id: nowhere, user_id: rows.userId, text: 'x', content_hash: 'x', seq: 1 },
      ...{ scanned_at: new Date(), outcome: 'counted', answer: '{}', hand: '{}', count_id: nowhere },
    });

    expect(await saidOf('orphan.detail')).toContain(started);
    expect(await saidOf('orphan.line-state')).toContain(line);
    expect(await saidOf('orphan.exception')).toContain(exception);
    expect(await saidOf('count.scan-lost')).toContain(scan);
  });
});

describe('what only looks like it is not found', () => {
  it.each([
    ['a quantity that a person corrected', sql`edited_session = 1`],
    ['a quantity that is to be populated anew', sql`counts_changed_at = ${now}`],
    ['a quantity that was populated for another order', sql`populated_order = NULL`],
  ] as [string, Sql][])('%s', async (_, fact) => {
    const { reconciliation, counted, count } = await soundOpenCount(rows);
    await set(erp.counts, '"Quantity_Base" = 5', 'Warehouse_Count_Id', count);
    await change(sql`UPDATE ${own.facts} SET ${fact} WHERE detail_id = ${counted}`);

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  it.each([
    ['of another session', async ({ open, at, source }) => rows.count(open, at, '5', { source, session: 2 })],
    [
      'of another position',
      async ({ done, at, source }) => rows.count(done, { ...at, lot: nowhere }, '5', { source }),
    ],
  ] as [string, (of: Count) => Promise<unknown>][])('a quantity beside counts %s', async (_, add) => {
    const sound = await soundOpenCount(rows);
    await add(sound);

    expect(await codesOf(sound.reconciliation)).toEqual([]);
  });

  it('a Finished row whose count order is done', async () => {
    const { reconciliation, counted } = await soundOpenCount(rows);
    await set(erp.details, `"Review_Status" = 'FIN'`, DETAIL, counted);
    await set(own.facts, `"review_status" = 'FIN'`, 'detail_id', counted);

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  it('a Finished row whose open count order is void: it is void, not open', async () => {
    const { reconciliation, counted } = await soundOpenCount(rows);
    const order = await rows.order(reconciliation, { void: true });
    await set(erp.details, `"Review_Status" = 'FIN', "Warehouse_Order_Id" = '${order}'`, DETAIL, counted);
    await set(own.facts, `"review_status" = 'FIN'`, 'detail_id', counted);

    expect(await codesOf(reconciliation)).toEqual(['detail.order-void']);
  });

  it('two products of one location in a count order', async () => {
    const { reconciliation, open, at } = await soundOpenCount(rows);
    for (const name of ['helmet', 'boots'])
      await rows.orderLine(open, { location: at.location, product: await rows.product(name) });

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  it('a difference that was cancelled: a release takes only what was approved', async () => {
    const { reconciliation } = await soundCount(rows);
    const at = { location: await rows.location('A-05'), product: await rows.product('helmet') };
    await rows.detail(reconciliation, { ...at, counted: '4', status: 'Cancelled' });
    await releaseOf(database).run(rows.actor('manager'), reconciliation);

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  const before = new Date('2026-11-20T08:00:00Z');
  it.each([
    ['a receipt after the snapshot', ({ at }) => rows.transaction(at, '5')],
    [
      'what another warehouse has at the location',
      ({ at }) => rows.transaction(at, '5', { time: before, warehouse: nowhere }),
    ],
    [
      'what is booked late of a void reconciliation',
      async ({ at, source }) => {
        await rows.transaction(at, '5', { time: before });
        await change(sql`UPDATE ${erp.documents} SET "Void" = ${TRUE} WHERE "Id" = ${source}`);
      },
    ],
    [
      'what is booked late of one that the ERP has closed',
      async ({ at, source }) => {
        await rows.transaction(at, '5', { time: before });
        await set(erp.documents, '"State" = 50', 'Id', source);
      },
    ],
  ] as [string, (of: Count) => Promise<unknown>][])('%s', async (_, add) => {
    const sound = await soundOpenCount(rows);
    await add(sound);

    expect(await codesOf(sound.reconciliation)).toEqual([]);
  });

  it('a release that a clock has set before its snapshot', async () => {
    const { reconciliation, transaction } = await soundRelease(rows);
    await change(sql`
      UPDATE ${erp.transactions} SET "Creation_Time_Utc" = ${moment(before)}
      WHERE "Warehouse_Transaction_Id" = ${transaction}`);

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  it('an open order of another task of a released reconciliation', async () => {
    const { reconciliation } = await soundRelease(rows);
    const order = await rows.order(reconciliation);
    await set(erp.orders, `"Task_Type" = 'PIK'`, 'Warehouse_Order_Id', order);

    expect(await codesOf(reconciliation)).toEqual([]);
  });

  it('a void count order of a released reconciliation', async () => {
    const { reconciliation } = await soundRelease(rows);
    await rows.order(reconciliation, { void: true });

    expect(await codesOf(reconciliation)).toEqual([]);
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
    await careless.database.transaction((tx) => tx.run(sql`DROP INDEX wr_detail_place${whose}`));
    for (const counted of ['1', '2']) await here.detail(reconciliation, { ...at, counted });

    const [violation] = await audit(careless.database, reconciliation);

    expect(violation).toMatchObject({ code: 'detail.position-twice', count: 2 });
  });
});
