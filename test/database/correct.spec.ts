import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { datetime, text, uuid } from '../../src/database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../src/erp/codes.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { markCountsChanged } from '../../src/reconciliation/populate/stale.js';
import { correct } from '../../src/reconciliation/review/correct.js';
import { Review } from '../../src/reconciliation/review/review.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Counted } from '../support/details.js';
import { refusalOf } from '../support/refusals.js';
import { Rows } from '../support/rows.js';

/** Counted quantities corrected by hand (rules.md, Review status), on the database. */
let at: TestDatabase;
let reviews: Review;
beforeAll(async () => {
  at = await openTestDatabase();
  reviews = new Review(at.database, new ErpOptions());
});
afterAll(() => at.close());

/** A planned reconciliation; its rows have 10 expected and 8 counted unless a test says otherwise. */
async function hall() {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const location = await rows.location('A-01');
  return {
    rows,
    async row(of: Partial<Parameters<Rows['detail']>[1]> = {}) {
      const product = of.product === undefined ? await rows.product('tea') : of.product;
      const row = { location, status: 'Finished' as const, snapshot: '10', counted: '8', ...of, product };
      const id = await rows.detail(reconciliation, row);
      await rows.facts(reconciliation, id, { differs: true, counts_changed_at: new Date() });
      return id;
    },
    correct: (
      ids: string[],
      wanted: { quantity?: string; base?: string; partial?: boolean; status?: ReviewStatus },
    ) =>
      reviews.review(rows.actor('manager'), reconciliation, {
        select: { ids },
        ...(wanted.quantity === undefined ? {} : { countedQuantity: wanted.quantity }),
        ...(wanted.base === undefined ? {} : { countedQuantityBase: wanted.base }),
        notes: 'Counted once more',
        partial: wanted.partial ?? false,
        ...(wanted.status ? { reviewStatus: wanted.status } : {}),
      }),
  };
}

/** What stands in a row: quantity, base quantity, status. */
async function standing(id: string): Promise<[number, number, ReviewStatus]> {
  const [row] = await at.database.query<{ quantity: string; base: string; status: string }>(sql`
    SELECT ${text(sql`"Counted_Quantity"`)} AS "quantity", ${text(sql`"Counted_Quantity_Base"`)} AS "base",
      "Review_Status" AS "status"
    FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(id)}`);
  return [Number(row?.quantity), Number(row?.base), reviewStatusOf(row?.status ?? '')];
}

describe('a fixed ratio: the other quantity follows', () => {
  it.each([
    ['the quantity is given', { quantity: '1.5' }, [1.5, 18]],
    ['the base quantity is given', { base: '30' }, [2.5, 30]],
    ['both are given and agree', { quantity: '2', base: '24' }, [2, 24]],
    ['a third of a dozen is rounded once', { base: '4' }, [0.333, 4]],
  ])('%s', async (_, wanted, becomes) => {
    const { rows, row, correct } = await hall();
    const dozen = await rows.unitOf('12');
    const tea = await row({
      product: await rows.product('tea', { defaultUnit: dozen }),
      quantityUnit: dozen,
      counted: '1',
      countedBase: '12',
    });

    const done = await correct([tea], wanted);

    expect(done).toMatchObject({ changed: 1, refusedTotal: 0 });
    expect(await standing(tea)).toEqual([...becomes, 'Finished']);
  });

  it('by the unit of each row, also where the product is shown in another by now', async () => {
    const { rows, row, correct } = await hall();
    const dozen = await rows.unitOf('12');
    const product = await rows.product('tea', { defaultUnit: dozen });
    const inDozens = await row({ product, quantityUnit: dozen, counted: '1', countedBase: '12' });
    const inPieces = await row({ product, location: await rows.location('A-02') });
    const half = await rows.unitOf('1');
    await at.database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.units} SET "Divisor" = 2 WHERE "Id" = ${uuid(half)}`),
    );
    const other = await row({ product: await rows.product('salt', { defaultUnit: half }) });

    await correct([inDozens, inPieces, other], { quantity: '2' });

    expect(await standing(inDozens)).toEqual([2, 24, 'Finished']);
    expect(await standing(inPieces)).toEqual([2, 2, 'Finished']);
    expect(await standing(other)).toEqual([2, 2, 'Finished']);
  });

  it('refuses two that contradict each other, and says what the other would be', async () => {
    const { row, correct } = await hall();
    const tea = await row();

    const { faults } = await refusalOf(correct([tea], { quantity: '7', base: '6' }));

    expect(faults).toEqual([
      expect.objectContaining({ code: 'quantity.ratio-fixed', row: tea, value: '6', allowed: '7' }),
    ]);
    expect(await standing(tea)).toEqual([8, 8, 'Finished']);
  });
});

describe('a variable ratio: both are given', () => {
  it('takes both as they are', async () => {
    const { rows, row, correct } = await hall();
    const cheese = await row({ product: await rows.product('cheese', { variable: true }) });

    await correct([cheese], { quantity: '3', base: '7.25' });

    expect(await standing(cheese)).toEqual([3, 7.25, 'Finished']);
  });

  it.each([
    [{ quantity: '3' }, 'countedQuantityBase'],
    [{ base: '7.25' }, 'countedQuantity'],
  ])('asks for the other one: %j', async (wanted, field) => {
    const { rows, row, correct } = await hall();
    const cheese = await row({ product: await rows.product('cheese', { variable: true }) });

    const { faults } = await refusalOf(correct([cheese], wanted));

    expect(faults).toEqual([expect.objectContaining({ code: 'quantity.both-needed', field, row: cheese })]);
  });
});

describe('where it is possible', () => {
  it.each<[ReviewStatus, number, ReviewStatus]>([
    ['Finished', 1, 'Finished'],
    ['Recount', 1, 'Recount'],
    ['Approved', 1, 'Finished'],
  ])('%s of session %i becomes %s', async (status, session, becomes) => {
    const { row, correct } = await hall();
    const tea = await row({ status, session });

    await correct([tea], { quantity: '9' });

    expect(await standing(tea)).toEqual([9, 9, becomes]);
  });

  it.each<[string, ReviewStatus, number, string | null]>([
    ['created', 'Created', 0, null],
    ['being counted', 'Started', 1, '8'],
    ['sent to Recount before anybody counted', 'Recount', 0, '8'],
    ['finished and not counted', 'Finished', 1, null],
    ['cancelled', 'Cancelled', 1, '8'],
  ])('not where a row is %s', async (_, status, session, counted) => {
    const { row, correct } = await hall();
    const tea = await row({ status, session, counted });
    const before = await standing(tea);

    const { faults } = await refusalOf(correct([tea], { quantity: '9' }));

    expect(faults).toEqual([
      expect.objectContaining({
        code: 'detail.not-correctable',
        row: tea,
        value: status,
        allowed: ['Finished', 'Recount', 'Approved'],
      }),
    ]);
    expect(await standing(tea)).toEqual(before);
  });
});

test('what cannot be a quantity is refused with its reason, row by row, and nothing is changed', async () => {
  const { rows, row, correct } = await hall();
  const nothing = await row({ product: null, counted: null });
  const bolt = await row({ product: await rows.product('bolt', { serialized: true }) });
  const tea = await row();

  const { faults } = await refusalOf(correct([nothing, bolt, tea], { quantity: '9' }));

  expect(faults.map(({ row, code }) => [row, code])).toEqual([
    [nothing, 'detail.no-product'],
    [bolt, 'quantity.serialized'],
  ]);
  expect(await standing(tea)).toEqual([8, 8, 'Finished']);
});

test.each([
  ['-1', 'quantity.negative'],
  ['1.2345', 'quantity.too-fine'],
  ['1e3', 'quantity.not-a-number'],
  ['1000000000', 'quantity.too-large'],
])('%s is refused: %s', async (quantity, code) => {
  const { row, correct } = await hall();

  const { faults } = await refusalOf(correct([await row()], { quantity }));

  expect(faults.map((fault) => fault.code)).toEqual([code]);
});

test('a serial number is there or not', async () => {
  const { rows, row, correct } = await hall();
  const bolt = await row({ product: await rows.product('bolt', { serialized: true }), counted: '1' });
  for (const quantity of ['0', '1']) {
    await correct([bolt], { quantity });
    expect(await standing(bolt)).toEqual([Number(quantity), Number(quantity), 'Finished']);
  }

  expect((await refusalOf(correct([bolt], { quantity: '2' }))).code).toBe('quantity.serialized');
});

test('more than a thousand rows get no quantity by hand at once', async () => {
  const mira = (await Rows.in(at.database)).actor('manager');
  const ids = Array.from({ length: 1_001 }, () => randomUUID());
  const work = at.database.transaction((tx) => correct(tx, mira, 'UTC', { ids, quantity: '1' }));

  expect((await refusalOf(work)).code).toBe('review.too-many-rows');
});

test('a quantity by hand outlives what is populated afterwards', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const detail = await it.detail({ ...tea, snapshot: '5' });
  const count = await it.count(tea, '3');
  await it.run();
  await it.voidCount(count);
  await at.database.transaction(async (tx) => {
    await markCountsChanged(tx, it.id, [count]);
    // As it is after a recount: what stands there is of an order before.
    await tx.run(
      sql`UPDATE ${own.facts} SET populated_order = ${uuid(randomUUID())} WHERE detail_id = ${uuid(detail)}`,
    );
  });

  await reviews.review(it.mira(), it.id, {
    ...{ select: { ids: [detail] }, countedQuantity: '4', notes: 'Counted once more' },
  });

  expect(await it.row(detail)).toMatchObject({ counted: '4', difference: '-1', editedBy: 'mira' });
  expect(
    await at.database.query(
      sql`SELECT populated_order AS "order" FROM ${own.facts} WHERE detail_id = ${uuid(detail)}`,
    ),
  ).toEqual([{ order: it.order }]);
  const kept = await it.run();
  expect(kept).toMatchObject({ filled: 0, edited: { total: 1 } });
  expect(await it.row(detail)).toMatchObject({ counted: '4', difference: '-1', editedBy: 'mira' });
});

test('partial, with a status: it is set where the quantity was, and nowhere else', async () => {
  const { rows, row, correct } = await hall();
  const [tea, bolt] = [
    await row(),
    await row({ product: await rows.product('bolt', { serialized: true }), counted: '1' }),
  ];

  const done = await correct([tea, bolt], { quantity: '7', partial: true, status: 'Approved' });

  expect(done).toMatchObject({ changed: 1, refusedTotal: 1 });
  expect(await standing(tea)).toEqual([7, 7, 'Approved']);
  expect(await standing(bolt)).toEqual([1, 1, 'Finished']);
});

test('a quantity that is nothing in the base unit is refused', async () => {
  const { rows, row, correct } = await hall();
  const cheese = await row({ product: await rows.product('cheese', { variable: true }) });

  const { faults } = await refusalOf(correct([cheese], { quantity: '1', base: '0' }));

  expect(faults.map(({ code }) => code)).toEqual(['quantity.base-zero']);
});

test('partial: what can be corrected is, with who did it, its difference, and no longer stale', async () => {
  const { row, correct } = await hall();
  const aggregatedAt = new Date('2020-01-01T00:00:00Z');
  const [tea, created] = [await row({ aggregatedAt }), await row({ status: 'Created', counted: null })];

  const done = await correct([tea, created], { quantity: '7', partial: true });

  expect(done).toMatchObject({ changed: 1, refusedTotal: 1 });
  expect(await standing(tea)).toEqual([7, 7, 'Finished']);
  const since = await at.database.query(sql`SELECT 1 AS one FROM ${erp.details}
    WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(tea)} AND "Last_Aggregated_At" > ${datetime(aggregatedAt)}`);
  expect(since).toHaveLength(1);
  const [facts] = await at.database.query<{
    by: string;
    difference: string;
    stale: unknown;
    session: number;
  }>(sql`
    SELECT edited_by AS "by", ${text(sql`difference`)} AS "difference", counts_changed_at AS "stale",
      edited_session AS "session" FROM ${own.facts} WHERE detail_id = ${uuid(tea)}`);
  expect({ ...facts, difference: Number(facts?.difference) }).toEqual({
    by: 'mira',
    difference: -3,
    stale: null,
    session: 1,
  });
});
