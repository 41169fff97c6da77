import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { erp } from '../../src/erp/tables.js';
import { Transfer } from '../../src/reconciliation/transfer/transfer.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { releaseOf } from '../support/release.js';
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

describe('lines from WMS', () => {
  it('one line for each count transaction, from what the store has', async () => {
    const product = await rows.product('gloves');
    await store.receive({ product }, '100');
    const transaction = await counted(product, '8', { direction: 'O' });
    const document = await store.reconciliation({ no: 'IR-000087' });

    const result = await transfer.add(clerk(), document, 3);

    expect(result).toMatchObject({ documentNo: 'IR-000087', added: 1, negative: 0, skipped: [] });
    expect(result.lines).toMatchObject([
      {
        ...{ lineNo: 10, transactionId: transaction, availableBase: '100', differenceBase: '-8' },
        ...{ quantityBase: '92', quantity: '92', quantityUnit: 'pcs', negative: false, from: null },
      },
    ]);
    expect(await store.lines(document)).toEqual([
      {
        ...{
          line: 10,
          transaction,
          available: '100.000',
          base: '92.000',
          quantity: '92.000',
          standard: '92.000',
        },
        ...{ unit: rows.pieces, store: store.store, bin: store.bin, product, lot: null },
      },
    ]);
  });

  it('same item twice in one import: the second starts where the first ends', async () => {
    const [gloves, bolts] = [await rows.product('gloves'), await rows.product('bolts')];
    await store.receive({ product: gloves }, '1360');
    await counted(gloves, '24', { direction: 'O', time: ago(1) });
    await counted(gloves, '8', { direction: 'O', time: ago(3) });
    await counted(bolts, '5', { time: ago(2) });
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { line: 10, product: gloves, available: '1360.000', base: '1352.000' },
      { line: 20, product: bolts, available: '0.000', base: '5.000' },
      { line: 30, product: gloves, available: '1352.000', base: '1328.000' },
    ]);
  });

  it('starts from what the last line of the same item left in this document, and numbers on', async () => {
    const product = await rows.product('gloves');
    await store.receive({ product }, '100');
    const document = await store.reconciliation();
    await store.line(document, { product }, '70', { order: 10 });
    await store.line(document, { product }, '60', { order: 25 });
    await counted(product, '5');

    await transfer.add(clerk(), document, 1);

    expect((await store.lines(document)).at(-1)).toMatchObject({
      line: 30,
      available: '60.000',
      base: '65.000',
    });
  });

  it('knows lots, bins and other stores apart', async () => {
    const product = await rows.product('tea');
    const [old, fresh] = [rows.zone, rows.pieces];
    await store.receive({ product, lot: old }, '7');
    await store.receive({ product }, '1000');
    await store.receive({ product, lot: old }, '500', null);
    await (await StoreRows.of(rows, null)).receive({ product, lot: old }, '900');
    await counted(product, '1', { lot: old, time: ago(3) });
    await counted(product, '2', { lot: fresh, time: ago(2) });
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { lot: old, available: '7.000', base: '8.000' },
      { lot: fresh, available: '0.000', base: '2.000' },
    ]);
  });

  it('knows stores apart where goods are in no bin', async () => {
    const product = await rows.product('tea');
    await store.receive({ product }, '500');
    await store.receive({ product }, '7', null);
    await (await StoreRows.of(rows, null)).receive({ product }, '900', null);
    await counted(product, '1');
    const document = await store.reconciliation({ bin: null });

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([{ available: '7.000', base: '8.000', bin: null }]);
  });

  it.each(['variant', 'serial'] as const)('knows two of one product by their %s apart', async (by) => {
    const product = await rows.product('bolt');
    const [one, other] = [randomUUID(), randomUUID()];
    await store.receive({ product }, '1000');
    await store.receive({ product, [by]: one }, '7');
    await store.receive({ product, [by]: other }, '300');
    const put = (of: object, quantity: string, hours: number) =>
      rows.transaction({ location, product, ...of }, quantity, { type: 'CNT', time: ago(hours) });
    await put({ [by]: one }, '1', 4);
    await put({ [by]: other }, '2', 3);
    await put({}, '4', 2);
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);
    await put({ [by]: one }, '8', 1);
    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { available: '7.000', base: '8.000' },
      { available: '300.000', base: '302.000' },
      { available: '1000.000', base: '1004.000' },
      { available: '8.000', base: '16.000' },
    ]);
  });

  it('does not start from lines of another store or bin in the same document', async () => {
    const product = await rows.product('gloves');
    await store.receive({ product }, '100');
    const document = await store.reconciliation();
    const other = await StoreRows.of(rows, null);
    await other.line(document, { product }, '7', { order: 10 });
    const elsewhere = await store.line(document, { product }, '8', { order: 20 });
    await database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.inventoryReconciliationLines} SET "Store_Bin_Id" = NULL
        WHERE "Reconciliation_Line_Id" = ${elsewhere}`),
    );
    await database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.inventoryReconciliationLines} SET "Store_Bin_Id" = ${store.bin}
        WHERE "Reconciliation_Id" = ${document} AND "Line_Ord" = ${10}`),
    );
    await counted(product, '5');

    await transfer.add(clerk(), document, 1);

    expect((await store.lines(document)).at(-1)).toMatchObject({ available: '100.000', base: '105.000' });
  });

  it('takes in more than a warehouse transaction can hold', async () => {
    const product = await rows.product('dust');
    for (let i = 0; i < 3; i++) await store.receive({ product }, '999999999');
    await counted(product, '1.5');
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { available: '2999999997.000', base: '2999999998.500', quantity: '2999999998.500' },
    ]);
  });

  it('one product counted in two units: each line once, in its own', async () => {
    const dozen = await rows.unitOf('12');
    const product = await rows.product('nails', { defaultUnit: await rows.unitOf('144') });
    await counted(product, '24', { quantity: '2', unit: dozen, time: ago(2) });
    await counted(product, '6', { time: ago(1) });
    const document = await store.reconciliation();

    expect(await transfer.add(clerk(), document, 1)).toMatchObject({ added: 2 });
    expect(await store.lines(document)).toMatchObject([
      { base: '24.000', quantity: '2.000', unit: dozen },
      { base: '30.000', quantity: '30.000', unit: rows.pieces },
    ]);
  });

  it('counted in a unit without a ratio: the line is in the base unit', async () => {
    const [mass, kilo] = [randomUUID(), randomUUID()];
    await rows.put(erp.unitCategories, { Id: mass, Measurement_Category_Name: 'mass', Is_Default: false });
    await rows.put(erp.units, {
      ...{
        Id: kilo,
        Measurement_Category_Id: mass,
        Measurement_Unit_Code: 'kg',
        Measurement_Unit_Name: 'kg',
      },
      ...{ Is_Default_Unit: true, Multiplier: '1', Divisor: '1' },
    });
    const product = await rows.product('nails');
    await counted(product, '24', { quantity: '2', unit: kilo });
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { base: '24.000', quantity: '24.000', unit: rows.pieces },
    ]);
  });

  it.each([
    ['as many, but lighter', { quantity: '0', base: '-0.5', standard: '0' }, '99.500', '100.000'],
    ['more, of the same weight', { quantity: '1', base: '0', standard: '10' }, '100.000', '110.000'],
  ])('variable weight, %s: changes something', async (_, { quantity, base, standard }, left, byTheBook) => {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    await store.receive({ product }, '100');
    await counted(product, base, { unit: wheel, quantity, standard });
    const document = await store.reconciliation();

    expect(await transfer.add(clerk(), document, 1)).toMatchObject({ added: 1, skipped: [] });
    expect(await store.lines(document)).toMatchObject([{ base: left, standard: byTheBook }]);
  });

  it('variable weight: a second import goes on from both quantities of the first', async () => {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    await store.receive({ product }, '100');
    const out = { direction: 'O', unit: wheel, quantity: '1', standard: '10' } as const;
    const document = await store.reconciliation();
    await counted(product, '9.5', { ...out, time: ago(3) });
    await transfer.add(clerk(), document, 1);
    await counted(product, '9.7', { ...out, time: ago(2) });

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { available: '100.000', base: '90.500', standard: '90.000', quantity: '9.000' },
      { available: '90.500', base: '80.800', standard: '80.000', quantity: '8.000' },
    ]);
  });

  it('takes the period, the warehouse and the task type at their word', async () => {
    const product = await rows.product('gloves');
    const inside = await counted(product, '1', { time: ago(23) });
    await counted(product, '2', { time: ago(25) });
    await counted(product, '4', { type: 'REC' });
    await counted(product, '8', { warehouse: (await Rows.in(database)).warehouse });
    const document = await store.reconciliation();

    expect(await transfer.add(clerk(), document, 1)).toMatchObject({ added: 1, skipped: [] });
    expect(await store.lines(document)).toMatchObject([{ transaction: inside }]);
  });

  it('skips what changes nothing and what is in another document, and says so', async () => {
    const product = await rows.product('gloves');
    await counted(product, '0');
    const byHand = await counted(product, '3');
    const other = await store.reconciliation({ no: 'IR-000085' });
    await store.line(other, { product }, '3', { transaction: byHand });
    const document = await store.reconciliation();

    const result = await transfer.add(clerk(), document, 1);

    expect(result).toMatchObject({
      added: 0,
      skipped: expect.arrayContaining([
        { reason: 'zero-quantity', count: 1 },
        { reason: 'already-imported', document: 'IR-000085', count: 1 },
      ]),
    });
    expect(await store.lines(document)).toEqual([]);
  });

  it('a negative result is written and flagged', async () => {
    const product = await rows.product('gloves');
    await counted(product, '4', { direction: 'O' });
    const document = await store.reconciliation();

    const result = await transfer.add(clerk(), document, 1);

    expect(result).toMatchObject({ added: 1, negative: 1, lines: [{ quantityBase: '-4', negative: true }] });
    expect(await store.lines(document)).toMatchObject([{ available: '0.000', base: '-4.000' }]);
  });

  it('fixed ratio in another unit: the quantity is the base quantity in that unit', async () => {
    const [dozen, gross] = [await rows.unitOf('12'), await rows.unitOf('144')];
    const product = await rows.product('nails', { defaultUnit: gross });
    await store.receive({ product }, '30');
    await counted(product, '24', { quantity: '2', unit: dozen });
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { available: '30.000', base: '54.000', standard: '54.000', quantity: '4.500', unit: dozen },
    ]);
  });

  it('variable weight: pieces and weight go their own way, also from line to line', async () => {
    const wheel = await rows.unitOf('10');
    const product = await rows.product('cheese', { defaultUnit: wheel, variable: true });
    await store.receive({ product }, '100');
    const out = { direction: 'O', unit: wheel } as const;
    await counted(product, '19.3', { ...out, quantity: '2', standard: '20', time: ago(3) });
    await counted(product, '-1', { ...out, quantity: '1', standard: '10', time: ago(2) });
    const document = await store.reconciliation();

    await transfer.add(clerk(), document, 1);

    expect(await store.lines(document)).toMatchObject([
      { available: '100.000', base: '80.700', standard: '80.000', quantity: '8.000', unit: wheel },
      { available: '80.700', base: '81.700', standard: '70.000', quantity: '7.000', unit: wheel },
    ]);
  });

  it('preview says the same and writes nothing', async () => {
    const product = await rows.product('gloves');
    await store.receive({ product }, '10');
    await counted(product, '3', { direction: 'O' });
    await counted(product, '0');
    const document = await store.reconciliation();

    const preview = await transfer.preview(clerk(), document, 2);

    expect(await store.lines(document)).toEqual([]);
    const { from: _from, to: _to, ...same } = await transfer.add(clerk(), document, 2);
    expect(preview).toMatchObject(same);
  });

  it('says which reconciliation a line comes from', async () => {
    const product = await rows.product('gloves');
    const reconciliation = await rows.reconciliation({ no: 'WR-000214' });
    await rows.detail(reconciliation, { location, product, counted: '3' });
    await releaseOf(database).run(rows.actor('manager'), reconciliation);

    const { lines } = await transfer.add(clerk(), await store.reconciliation(), 1);

    expect(lines).toMatchObject([{ quantityBase: '3', from: 'WR-000214' }]);
  });
});
