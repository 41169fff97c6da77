import { sql } from '../../src/database/sql.js';
import { uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { type DetailFilter, selectionSql } from '../../src/reconciliation/details/filter.js';
import type { Tolerance } from '../../src/reconciliation/review/difference.sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Counted } from '../support/details.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

/** Whether a reconciliation has a row that a filter finds. */
async function finds(it: Counted, filter: DetailFilter): Promise<boolean> {
  const rows = await at.database.query(await selectionSql(at.database, it.id, { filter }));
  return rows.length === 1;
}

describe('what a row differs by', () => {
  /** A row of some units of `per` pieces, counted in pieces; with what populate says of it. */
  async function populated(counted: string, snapshot: [string, string], per?: string) {
    const it = await Counted.in(at.database);
    const unit = per === undefined ? it.rows.pieces : await it.rows.unitOf(per);
    const product = await it.rows.product('tea', { defaultUnit: unit });
    const place = { location: await it.rows.location('A-01'), product };
    const detail = await it.detail({
      ...place,
      ...{ snapshot: snapshot[0], snapshotBase: snapshot[1], quantityUnit: unit },
    });
    await it.count(place, counted);
    await it.run();
    const { difference, differenceBase } = await it.row(detail);
    return [difference, differenceBase, await finds(it, { hasDifference: true })];
  }

  test.each([
    ['nothing', '5', '5', ['0', '0', false]],
    ['less', '3.5', '5', ['-1.5', '-1.5', true]],
    ['more than nothing expected', '2', '0', ['2', '2', true]],
    ['more than less than nothing', '0', '-3', ['3', '3', true]],
    ['a thousandth', '0.3', '0.299', ['0.001', '0.001', true]],
  ])('fixed ratio: %s', async (_, counted, expected, result) => {
    expect(await populated(counted, [expected, expected])).toEqual(result);
  });

  test('fixed ratio: a piece of a large box is a difference, though the box shows none', async () => {
    expect(await populated('9999', ['1', '10000'], '10000')).toEqual(['0', '-1', true]);
  });

  test('fixed ratio: only the base difference counts', async () => {
    expect(await populated('1', ['0.334', '1'], '3')).toEqual(['-0.001', '0', false]);
  });

  test.each([
    ['18', '79.65', ['0', '-1.35', true]],
    ['17', '81', ['-1', '0', true]],
    ['18', '81', ['0', '0', false]],
  ])('variable ratio, 18 of 81 kg expected: %s of %s kg', async (quantity, base, result) => {
    const it = await Counted.in(at.database);
    const wheel = await it.rows.unitOf('4.5');
    const product = await it.rows.product('cheese', { variable: true, defaultUnit: wheel });
    const place = { location: await it.rows.location('C-01'), product };
    const detail = await it.detail({ ...place, snapshot: '18', snapshotBase: '81', quantityUnit: wheel });
    await it.count(place, quantity, { base, unit: wheel });

    await it.run();

    const { difference, differenceBase } = await it.row(detail);
    expect([difference, differenceBase, await finds(it, { hasDifference: true })]).toEqual(result);
  });

  test.each([
    ['-12', '1.85', '1', '-22.2'],
    ['-1', '100', '3', '-33.3333'],
    ['2', '100', '3', '66.6667'],
    ['5', '7', '0', '0'],
  ])('%s at %s for %s is worth %s', async (base, cost, lotSize, worth) => {
    const it = await Counted.in(at.database);
    const product = await it.rows.product('tea', { cost });
    await at.database.transaction((tx) =>
      tx.run(
        sql`UPDATE ${erp.products} SET "Standard_Lot_Size_Base" = ${lotSize} WHERE "Id" = ${uuid(product)}`,
      ),
    );
    const place = { location: await it.rows.location('A-01'), product };
    const detail = await it.detail({ ...place, snapshot: '20' });
    await it.count(place, String(20 + Number(base)));

    await it.run();

    expect((await it.row(detail)).value).toBe(worth);
  });
});

describe('tolerance', () => {
  type Amount = [quantity: string, base: string];
  interface Row {
    counted: Amount;
    snapshot: Amount;
    /** What it is compared with, where that is not the snapshot. */
    expected?: Amount;
    variable?: boolean;
    value?: string;
  }
  const both = (amount: string): Amount => [amount, amount];

  async function isWithin(row: Row, within: Tolerance): Promise<boolean> {
    const it = await Counted.in(at.database);
    const { variable = false, value = '0', counted, snapshot, expected } = row;
    const product = await it.rows.product('cheese', { variable });
    const detail = await it.detail({
      ...{ location: await it.rows.location('A-01'), product },
      ...{ snapshot: snapshot[0], snapshotBase: snapshot[1], counted: counted[0], countedBase: counted[1] },
    });
    const less = (side: 0 | 1) => (Number(counted[side]) - Number((expected ?? snapshot)[side])).toFixed(3);
    const differs = Number(less(1)) !== 0 || (variable && Number(less(0)) !== 0);
    await it.rows.facts(it.id, detail, {
      ...{ difference: less(0), difference_base: less(1), difference_value: value, differs },
      ...(expected ? { moved: true, expected: expected[0], expected_base: expected[1] } : {}),
    });
    return finds(it, { within });
  }

  test.each([
    ['98', '100', { percent: '2' }, true],
    ['97.999', '100', { percent: '2' }, false],
    ['102', '100', { percent: '2' }, true],
    ['102.001', '100', { percent: '2' }, false],
    ['0', '0', { percent: '100' }, false],
    ['1', '0', { percent: '100' }, false],
    ['0', '-2', { percent: '1000' }, false],
    ['100', '100', { percent: '0' }, true],
    ['8', '10', { quantity: '2' }, true],
    ['7.999', '10', { quantity: '2' }, false],
    ['12.001', '10', { quantity: '2' }, false],
    ['1', '0', { quantity: '1' }, true],
    ['0', '0', { quantity: '0' }, true],
    ['8', '10', {}, false],
  ])('%s of %s within %j: %s', async (counted, expected, limits, expectation) => {
    expect(await isWithin({ counted: both(counted), snapshot: both(expected) }, limits)).toBe(expectation);
  });

  test.each([
    [{ quantity: '2', percent: '20', value: '5' }, '-5', true],
    [{ quantity: '2', percent: '20', value: '5' }, '-5.01', false],
    [{ quantity: '2', percent: '20', value: '5' }, '5.01', false],
    [{ quantity: '2', percent: '19' }, '0', false],
    [{ quantity: '1', percent: '20' }, '0', false],
  ])('every limit that is given holds: %j, worth %s', async (limits, value, expectation) => {
    const row = { counted: both('8'), snapshot: both('10'), value };

    expect(await isWithin(row, limits)).toBe(expectation);
  });

  test('a limit of zero is no difference at all, also where the shown unit hides it', async () => {
    const row: Row = { counted: ['1', '9999'], snapshot: ['1', '10000'] };

    expect(await isWithin(row, { quantity: '0' })).toBe(false);
    expect(await isWithin(row, { quantity: '0.5' })).toBe(true);
  });

  test.each([
    [['18', '75'], { quantity: '5' }, false],
    [['18', '75'], { quantity: '6' }, true],
    [['18', '75'], { percent: '7' }, false],
    [['18', '75'], { percent: '8' }, true],
    [['15', '81'], { quantity: '2' }, false],
    [['15', '81'], { quantity: '3' }, true],
    [['15', '81'], { percent: '16' }, false],
    [['15', '81'], { percent: '17' }, true],
  ] as [Amount, Tolerance, boolean][])(
    'variable ratio, 18 of 81 kg: both sides are held against quantity and percent: %j within %j',
    async (counted, limits, expectation) => {
      const row = { counted, snapshot: ['18', '81'] as Amount, variable: true };

      expect(await isWithin(row, limits)).toBe(expectation);
    },
  );

  test('a share is one of what is expected, in both quantities, not of the snapshot', async () => {
    const row = { counted: both('45'), expected: both('50'), variable: true };

    for (const snapshot of [both('10'), both('0'), ['10', '50'], ['50', '10']] as Amount[])
      expect(await isWithin({ ...row, snapshot }, { percent: '10' })).toBe(true);
    for (const snapshot of [both('1000'), ['1000', '50'], ['50', '1000']] as Amount[])
      expect(await isWithin({ ...row, snapshot }, { percent: '9' })).toBe(false);
  });

  test('what was not counted is within nothing', async () => {
    const it = await Counted.in(at.database);
    const place = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
    const detail = await it.detail({ ...place, snapshot: '0' });
    await it.rows.facts(it.id, detail, {});

    for (const within of [{ quantity: '9' }, { percent: '100' }, { value: '9' }])
      expect(await finds(it, { within })).toBe(false);
  });
});
