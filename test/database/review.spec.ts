import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../src/erp/codes.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Review } from '../../src/reconciliation/review/review.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { refusalOf } from '../support/refusals.js';
import { Rows } from '../support/rows.js';

let at: TestDatabase;
let reviews: Review;
beforeAll(async () => {
  at = await openTestDatabase();
  reviews = new Review(at.database, new ErpOptions());
});
afterAll(() => at.close());

/** A planned reconciliation with one location; rows are counted and finished unless a test says otherwise. */
async function hall() {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const location = await rows.location('A-01');
  const mira = rows.actor('manager');
  return {
    rows,
    reconciliation,
    mira,
    location,
    /** A finished row with this difference, in the shown unit and in the base unit. */
    async row(product: string, difference: string, base = difference, facts: Record<string, unknown> = {}) {
      const counted = (amount: string) => String(10 + Number(amount));
      const id = await rows.detail(reconciliation, {
        location,
        product,
        status: 'Finished',
        snapshot: '10',
        counted: counted(difference),
        countedBase: counted(base),
      });
      const differs = Number(difference) !== 0 || Number(base) !== 0;
      await rows.facts(reconciliation, id, { differs, difference, difference_base: base, ...facts });
      return id;
    },
    /** Something was scanned here that nobody has recognised yet. */
    unknownScan: (place = location) =>
      rows.put(own.exceptions, {
        exception_id: randomUUID(),
        reconciliation_id: reconciliation,
        order_id: randomUUID(),
        location_id: place,
        kind: 'unknown',
        code: 'scan.unknown',
        text: '4006381333931',
        scan_id: randomUUID(),
        worker_id: randomUUID(),
        user_id: randomUUID(),
        at: new Date(),
      }),
    approve: (ids: string[], partial = false) =>
      reviews.review(mira, reconciliation, { select: { ids }, reviewStatus: 'Approved', partial }),
  };
}

async function statusOf(id: string): Promise<ReviewStatus> {
  const [row] = await at.database.query<{ status: string }>(sql`
    SELECT "Review_Status" AS "status" FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(id)}`);
  return reviewStatusOf(row?.status ?? '');
}

test('a refusal names every reason of every row, in the order of the rows', async () => {
  const { rows, reconciliation, location, row, unknownScan, approve } = await hall();
  const short = await row(await rows.product('tea'), '-2', '-2', {
    counts_changed_at: new Date(),
    moved: true,
    moved_during: '1',
  });
  const uncounted = await rows.detail(reconciliation, {
    location,
    product: await rows.product('salt'),
    status: 'Finished',
  });
  const created = await rows.detail(reconciliation, {
    location,
    product: await rows.product('oil'),
    status: 'Created',
  });
  await rows.put(own.options, { reconciliation_id: reconciliation, movement_policy: 'recount' });
  await unknownScan();

  const { faults } = await refusalOf(approve([created, uncounted, short]));

  expect(faults.map(({ row, code }) => [row, code])).toEqual([
    [short, 'detail.counts-changed'],
    [short, 'detail.exception-open'],
    [short, 'detail.moved'],
    [uncounted, 'detail.not-counted'],
    [created, 'detail.status-not-allowed'],
  ]);
  expect(await statusOf(short)).toBe('Finished');
});

test('partial: what can be changed is, the others are counted once each with all their reasons', async () => {
  const { rows, row, unknownScan, approve, location } = await hall();
  const tea = await rows.product('tea');
  const more = await row(tea, '3');
  const less = await row(await rows.product('salt'), '-1', '-1', { counts_changed_at: new Date() });
  await unknownScan(location);

  const done = await approve([more, less], true);

  expect(done.changed).toBe(1);
  expect(done.refusedTotal).toBe(1);
  expect(done.refused.map(({ code }) => code)).toEqual(['detail.counts-changed', 'detail.exception-open']);
  expect([await statusOf(more), await statusOf(less)]).toEqual(['Approved', 'Finished']);
});

test('a Started row that is sent to Recount leaves its order; a finished one keeps the order it was counted in', async () => {
  const { rows, reconciliation, location, mira } = await hall();
  const order = randomUUID();
  const ids: string[] = [];
  for (const status of ['Started', 'Finished'] as const)
    ids.push(
      await rows.detail(reconciliation, {
        location,
        product: await rows.product('tea'),
        status,
        order,
        counted: '9',
      }),
    );

  await reviews.review(mira, reconciliation, { select: { ids }, reviewStatus: 'Recount' });

  const left = await at.database.query<{ order: string | null }>(sql`
    SELECT "Warehouse_Order_Id" AS "order" FROM ${erp.details}
    WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliation)} ORDER BY "Line_No"`);
  expect(left.map((row) => row.order)).toEqual([null, order]);
});

describe('a row that moved', () => {
  it.each([
    ['recount', { moved_before: '1' }, 1, 1],
    ['recount', { moved_before: '1' }, 2, 0],
    ['recount', { moved_during: '-1' }, 2, 1],
    ['recount', { moved_after: '1' }, 2, 1],
    ['recount', {}, 1, 0],
    ['warn', { moved_before: '1', moved_during: '1', moved_after: '1' }, 1, 0],
    ['rollForward', { moved_before: '1', moved_during: '1', moved_after: '1' }, 1, 0],
  ])('under %s, %j in session %i', async (policy, moves, session, held) => {
    const { rows, reconciliation, row, approve } = await hall();
    await rows.put(own.options, { reconciliation_id: reconciliation, movement_policy: policy });
    const tea = await row(await rows.product('tea'), '1', '1', { moved: true, ...moves });
    await at.database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.details} SET "Session" = ${session}
        WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(tea)}`),
    );

    const { refused } = await approve([tea], true);

    expect(refused.map(({ code }) => code)).toEqual(Array(held).fill('detail.moved'));
  });
});

test('a row of another reconciliation is refused, and so is one of a released one', async () => {
  const [mine, other] = [await hall(), await hall()];
  const theirs = await other.row(await other.rows.product('tea'), '1');

  expect((await refusalOf(mine.approve([theirs]))).code).toBe('detail.unknown');
  await at.database.transaction((tx) =>
    tx.run(sql`UPDATE ${erp.documents} SET "State" = 30 WHERE "Id" = (
      SELECT "Document_Id" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${uuid(other.reconciliation)})`),
  );

  expect((await refusalOf(other.approve([theirs]))).code).toBe('reconciliation.read-only');
  expect(await statusOf(theirs)).toBe('Finished');
});

test('a version that somebody has outdated: many rows are held to the reconciliation’s, one to its own', async () => {
  const { rows, reconciliation, row, mira } = await hall();
  const ids = [await row(await rows.product('tea'), '1'), await row(await rows.product('salt'), '1')];
  const codeOf = async (select: string[]) => {
    const request = { select: { ids: select }, reviewStatus: 'Approved' } as const;
    return (await refusalOf(reviews.review(mira, reconciliation, request, 'outdated'))).code;
  };

  expect(await codeOf(ids)).toBe('reconciliation.changed-meanwhile');
  expect(await codeOf(ids.slice(1))).toBe('detail.changed-meanwhile');
  expect(await statusOf(ids[0] as string)).toBe('Finished');
});

describe('an open exception at the location', () => {
  it.each([
    ['less of both', '-1', '-1', 1],
    ['less in the base unit alone', '0', '-0.4', 1],
    ['less in the shown unit alone', '-1', '0', 1],
    ['less in the shown unit, more in the base unit', '-1', '2', 1],
    ['more of both', '1', '1.2', 0],
  ])('holds back a row whose ratio varies: %s', async (_, shown, base, held) => {
    const { rows, row, unknownScan, approve } = await hall();
    const cheese = await row(await rows.product('cheese', { variable: true }), shown, base);
    await unknownScan();

    const { refused } = await approve([cheese], true);

    expect(refused.map(({ code }) => code)).toEqual(Array(held).fill('detail.exception-open'));
  });

  it('says nothing about a fixed ratio that only rounds to less in the shown unit', async () => {
    const { rows, row, unknownScan, approve } = await hall();
    const tea = await row(await rows.product('tea'), '-0.001', '0', { differs: false });
    await unknownScan();

    expect((await approve([tea])).changed).toBe(1);
  });

  it('at another location holds nothing back, and a dismissed one neither', async () => {
    const { rows, reconciliation, row, unknownScan, approve } = await hall();
    const tea = await row(await rows.product('tea'), '-1');
    await unknownScan(await rows.location('B-01'));
    await unknownScan();
    await at.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.exceptions} SET state = 'dismissed'
        WHERE reconciliation_id = ${uuid(reconciliation)} AND location_id = (
          SELECT "Warehouse_Location_Id" FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(tea)})`),
    );

    expect((await approve([tea])).changed).toBe(1);
  });
});

test('many rows are told apart in one go, and how far it is is told', async () => {
  const { rows, row, mira, reconciliation } = await hall();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await row(await rows.product(`p${i}`), i % 2 === 0 ? '0' : '1'));
  const told: number[] = [];

  const done = await reviews.review(
    mira,
    reconciliation,
    { select: { filter: { hasDifference: false } }, reviewStatus: 'Approved' },
    undefined,
    (percent) => told.push(percent),
  );

  expect(done.changed).toBe(3);
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(await Promise.all(ids.map(statusOf))).toEqual([
    'Approved',
    'Finished',
    'Approved',
    'Finished',
    'Approved',
  ]);
});
