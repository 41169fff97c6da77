import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { TRUE, text } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import type { Release } from '../../src/reconciliation/release/release.js';
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

describe('release of approved differences', () => {
  it('takes out what is missing', async () => {
    const { at, reconciliation } = await onePosition(rows, '10', '8');

    const result = await release.run(rows.actor('manager'), reconciliation);

    expect(result).toMatchObject({ alreadyReleased: false, transactions: 1, in: 0, out: 1 });
    expect(await countTransactions(database, rows.warehouse)).toEqual([
      {
        ...{ direction: 'O', quantity: '2.000', base: '2.000', standard: '2.000', unit: rows.pieces },
        ...{ product: at.product, location: at.location, order: null, user: rows.userId, lot: null },
        logisticUnit: null,
      },
    ]);
    expect(await stateOf(database, reconciliation)).toEqual({
      state: 30,
      changes: 1,
      releasedAt: expect.stringMatching(/^20.*Z$/),
    });
  });

  it('brings in what was found, with its lot and logistic unit', async () => {
    const unit = await rows.logisticUnit('003800001');
    const [lot, location] = ['11111111-0000-4000-8000-000000000001', await rows.location('A-01')];
    const at = { location, product: await rows.product('tea'), lot, unit };
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '0', counted: '3.125' });

    await release.run(rows.actor('manager'), reconciliation);

    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'I', quantity: '3.125', base: '3.125', standard: '3.125', lot, logisticUnit: unit },
    ]);
  });

  it('leaves rows without a difference, cancelled and untouched rows and empty places alone', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '10');
    const product = await rows.product('other');
    await rows.detail(reconciliation, { location: at.location, product, counted: '5', status: 'Cancelled' });
    await rows.detail(reconciliation, { location: await rows.location('A-02'), product, status: 'Created' });
    await rows.detail(reconciliation, { location: await rows.location('A-03'), counted: '0' });

    const result = await release.run(rows.actor('manager'), reconciliation);

    expect(result).toMatchObject({ transactions: 0, in: 0, out: 0 });
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
    expect(await stateOf(database, reconciliation)).toMatchObject({ state: 30 });
  });

  it('records rows without a difference when that is asked for', async () => {
    const { reconciliation } = await onePosition(rows, '10', '10');
    await rows.detail(reconciliation, { location: await rows.location('A-03'), counted: '0' });

    const result = await release.run(rows.actor('manager'), reconciliation, { recordZero: true });

    expect(result).toMatchObject({ transactions: 1, in: 1, out: 0 });
    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'I', quantity: '0.000', base: '0.000', standard: '0.000' },
    ]);
  });

  it('fixed ratio: is in the base unit, whatever unit the row is shown in', async () => {
    const box = await rows.unitOf('12');
    const at = {
      location: await rows.location('A-01'),
      product: await rows.product('nails', { defaultUnit: box }),
    };
    await rows.transaction(at, '24');
    const reconciliation = await rows.reconciliation();
    const counted = {
      snapshot: '2',
      snapshotBase: '24',
      counted: '1.417',
      countedBase: '17',
      quantityUnit: box,
    };
    await rows.detail(reconciliation, { ...at, ...counted });

    await release.run(rows.actor('manager'), reconciliation);

    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'O', quantity: '7.000', base: '7.000', standard: '7.000', unit: rows.pieces },
    ]);
  });

  describe('variable weight', () => {
    /** Wheels of cheese: shown in wheels, measured in kilograms (here the base unit), 10 by the book. */
    async function cheese(snapshot: [string, string], counted: [string, string]) {
      const wheel = await rows.unitOf('10');
      const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
      const at = { location: await rows.location('C-01'), product };
      await rows.transaction(at, snapshot[1]);
      const reconciliation = await rows.reconciliation();
      await rows.detail(reconciliation, {
        ...at,
        ...{ snapshot: snapshot[0], snapshotBase: snapshot[1] },
        ...{ counted: counted[0], countedBase: counted[1], quantityUnit: wheel },
      });
      await release.run(rows.actor('manager'), reconciliation);
      return { wheel };
    }

    it('fewer wheels: out, in wheels, the standard quantity by the book', async () => {
      const { wheel } = await cheese(['10', '98.4'], ['8', '79.1']);
      expect(await countTransactions(database, rows.warehouse)).toMatchObject([
        { direction: 'O', quantity: '2.000', base: '19.300', standard: '20.000', unit: wheel },
      ]);
    });

    it('fewer wheels, but heavier: out, with a negative base quantity', async () => {
      await cheese(['10', '98.4'], ['9', '99.4']);
      expect(await countTransactions(database, rows.warehouse)).toMatchObject([
        { direction: 'O', quantity: '1.000', base: '-1.000', standard: '10.000' },
      ]);
    });

    it('same wheels, lighter: in with quantity 0 and a negative base quantity', async () => {
      await cheese(['10', '98.4'], ['10', '97.9']);
      expect(await countTransactions(database, rows.warehouse)).toMatchObject([
        { direction: 'I', quantity: '0.000', base: '-0.500', standard: '0.000' },
      ]);
    });

    it('more wheels, same weight', async () => {
      await cheese(['10', '98.4'], ['11', '98.4']);
      expect(await countTransactions(database, rows.warehouse)).toMatchObject([
        { direction: 'I', quantity: '1.000', base: '0.000', standard: '10.000' },
      ]);
    });
  });

  it('moved while counting, rolled forward: the difference is that from what was expected', async () => {
    const { reconciliation, at, detail } = await onePosition(rows, '10', '5');
    await rows.transaction(at, '4', { direction: 'O', type: 'DIS' });
    await rows.facts(reconciliation, detail, { moved: true, expected: '6', expected_base: '6' });

    await release.run(rows.actor('manager'), reconciliation);

    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'O', quantity: '1.000', base: '1.000' },
    ]);
  });

  it('variable weight, moved while counting: both quantities are compared with what was expected', async () => {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    const at = { location: await rows.location('C-01'), product };
    await rows.transaction(at, '98.4');
    const reconciliation = await rows.reconciliation();
    const detail = await rows.detail(reconciliation, {
      ...at,
      ...{ snapshot: '10', snapshotBase: '98.4', counted: '8', countedBase: '79.1', quantityUnit: wheel },
    });
    await rows.transaction(at, '9.5', { direction: 'O', type: 'DIS' });
    await rows.facts(reconciliation, detail, { moved: true, expected: '9', expected_base: '88.9' });

    await release.run(rows.actor('manager'), reconciliation);

    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'O', quantity: '1.000', base: '9.800', standard: '10.000', unit: wheel },
    ]);
  });

  it('variable weight, counted in the base unit: the standard quantity is what was counted', async () => {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    const at = { location: await rows.location('C-01'), product };
    await rows.transaction(at, '98.4');
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '98.4', counted: '90' });

    await release.run(rows.actor('manager'), reconciliation);

    expect(await countTransactions(database, rows.warehouse)).toMatchObject([
      { direction: 'O', quantity: '8.400', base: '8.400', standard: '8.400', unit: rows.pieces },
    ]);
  });

  it('a row without a product is nothing to release, whatever stands in it', async () => {
    const { reconciliation } = await onePosition(rows, '10', '8');
    const place = { location: await rows.location('A-02'), snapshot: '3', counted: '1' };
    await rows.detail(reconciliation, place);

    const result = await release.run(rows.actor('manager'), reconciliation, { recordZero: true });

    expect(result).toMatchObject({ transactions: 1, in: 0, out: 1 });
    expect(await countTransactions(database, rows.warehouse)).toHaveLength(1);
  });

  it('availability is what was counted, afterwards', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '7.5');

    await release.run(rows.actor('manager'), reconciliation);

    const [row] = await database.query(sql`
      SELECT ${text(sql`"Quantity_Base_Available"`)} AS "available" FROM ${erp.availability}
      WHERE "Warehouse_Location_Id" = ${at.location}`);
    expect(row).toEqual({ available: '7.500' });
  });

  it('open orders are void with it, and what was counted in them', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '8');
    const order = await rows.order(reconciliation);
    const count = await rows.count(order, at, '3');
    const done = await rows.order(reconciliation, { state: 'Completed' });

    const result = await release.run(rows.actor('manager'), reconciliation);

    expect(result).toMatchObject({ voidedOrders: 1, transactions: 1 });
    const [row] = await database.query<Record<string, unknown>>(sql`
      SELECT c."Void" AS "void", c."Void_Reason" AS "reason", (
        SELECT COUNT(*) FROM ${erp.orders} o JOIN ${erp.documents} d ON d."Id" = o."Document_Id" AND d."Void" = ${TRUE}
        WHERE o."Warehouse_Order_Id" IN (${order}, ${done})) AS "voided"
      FROM ${erp.counts} c WHERE c."Warehouse_Count_Id" = ${count}`);
    expect({ ...row, void: Boolean(row?.void), voided: Number(row?.voided) }).toEqual({
      ...{ void: true, voided: 1 },
      reason: expect.stringMatching(/ was released\.$/),
    });
  });
});
