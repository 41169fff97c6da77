import { randomUUID } from 'node:crypto';
import { People, RoleGroups } from '../../src/access/people.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import type { Detail } from '../../src/reconciliation/details/detail-rows.js';
import { Details } from '../../src/reconciliation/details/details.js';
import type { DetailFilter } from '../../src/reconciliation/details/filter.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Counted } from '../support/details.js';
import { Rows } from '../support/rows.js';

let at: TestDatabase;
let details: Details;
beforeAll(async () => {
  at = await openTestDatabase();
  const options = new ErpOptions();
  details = new Details(at.database, new Counts(at.database, new Documents(options), options));
});
afterAll(() => at.close());

/** Seven rows in walking order; every second one differs. */
async function seven() {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const tea = await rows.product('tea');
  for (let line = 1; line <= 7; line++) {
    const location = await rows.location(`A-0${line}`);
    const id = await rows.detail(reconciliation, {
      location,
      product: tea,
      snapshot: '10',
      counted: '10',
      lineNo: line,
    });
    const differs = line % 2 === 1;
    const difference = differs ? (line === 5 ? '-5' : String(line)) : '0';
    await rows.facts(reconciliation, id, {
      line_no: line,
      differs,
      difference,
      difference_base: difference,
      difference_value: difference,
    });
  }
  return { rows, reconciliation, mira: rows.actor('manager') };
}

const lines = (items: readonly Detail[]) => items.map(({ lineNo }) => lineNo);

test('pages follow each other without a gap or a row twice', async () => {
  const { reconciliation, mira } = await seven();
  const seen: (number | null)[] = [];

  let cursor: string | undefined;
  do {
    const page = await details.list(mira, reconciliation, {}, { limit: 3, cursor });
    seen.push(...lines(page.items));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);

  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test.each([
  ['lineNo', [1, 2, 3, 4, 5, 6, 7]],
  ['-lineNo', [7, 6, 5, 4, 3, 2, 1]],
  ['difference', [5, 1, 3, 7]],
  ['-difference', [7, 3, 1, 5]],
  ['value', [5, 1, 3, 7]],
  ['-value', [7, 3, 1, 5]],
])('sorted by %s, over pages of two', async (sort, expected) => {
  const { reconciliation, mira } = await seven();
  const seen: (number | null)[] = [];

  let cursor: string | undefined;
  do {
    const page = await details.list(mira, reconciliation, {}, { limit: 2, cursor }, sort);
    seen.push(...lines(page.items));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);

  expect(seen).toEqual(expected);
});

test('without a difference, sorted by it: those rows, in walking order', async () => {
  const { reconciliation, mira } = await seven();

  const page = await details.list(mira, reconciliation, { hasDifference: false }, { limit: 9 }, 'difference');

  expect(lines(page.items)).toEqual([2, 4, 6]);
});

test('a cursor of one sort is none of another', async () => {
  const { reconciliation, mira } = await seven();
  const { nextCursor } = await details.list(mira, reconciliation, {}, { limit: 2 });

  const wrong = details.list(mira, reconciliation, {}, { limit: 2, cursor: nextCursor as string }, '-value');

  await expect(wrong).rejects.toMatchObject({ kind: 'malformed', code: 'cursor.invalid' });
});

test('a sort that is none is refused with those there are', async () => {
  const { reconciliation, mira } = await seven();

  await expect(details.list(mira, reconciliation, {}, { limit: 2 }, 'colour')).rejects.toMatchObject({
    code: 'sort.unknown',
    faults: [{ allowed: expect.arrayContaining(['-value']) }],
  });
});

test('a row says what it is in words and plain quantities', async () => {
  const { reconciliation, mira } = await seven();

  const { items } = await details.list(mira, reconciliation, { hasDifference: true }, { limit: 1 });

  expect(items[0]).toMatchObject({
    lineNo: 1,
    location: 'A-01',
    zone: 'T',
    productName: 'tea',
    snapshotQuantity: '10',
    countedQuantity: '10',
    quantityUnit: 'pcs',
    difference: '1',
    differs: true,
    reviewStatus: 'Approved',
    movement: null,
  });
});

test('a lot, a serial number and a logistic unit are found as they are printed, whole', async () => {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const [tea, soap] = [await rows.product('tea'), await rows.product('soap')];
  const own = randomUUID().slice(0, 8).toUpperCase();
  const lot = async (product: string, number: string) => {
    const id = randomUUID();
    await rows.put(erp.lots, {
      Lot_Id: id,
      Product_Id: product,
      Lot_Number: number,
      Receipt_Date: '2026-01-01',
    });
    return id;
  };
  const [ofTea, ofSoap] = [await lot(tea, `L-${own}`), await lot(soap, `L-${own}`)];
  const longer = await lot(tea, `L-${own}-2`);
  const unit = await rows.logisticUnit(`U-${own}`);
  const positions = [
    { product: tea, lot: ofTea },
    { product: soap, lot: ofSoap },
    { product: tea, lot: longer },
    { product: tea, unit },
  ];
  for (const [i, position] of positions.entries()) {
    const location = await rows.location(`A-0${i + 1}`);
    await rows.detail(reconciliation, { location, snapshot: '1', lineNo: i + 1, ...position });
  }
  const mira = rows.actor('manager');
  const found = async (filter: DetailFilter) =>
    lines((await details.list(mira, reconciliation, filter, { limit: 9 })).items);

  expect(await found({ lot: `l-${own.toLowerCase()}` })).toEqual([1, 2]);
  expect(await found({ lot: ` L-${own}-2 ` })).toEqual([3]);
  expect(await found({ lot: 'no such lot' })).toEqual([]);
  expect(await found({ logisticUnit: `U-${own}` })).toEqual([4]);
  expect(await found({ logisticUnit: `U-${own}`, lot: `L-${own}` })).toEqual([]);
});

test('a zone by its code is that of the warehouse, with all zones below it', async () => {
  const rows = await Rows.in(at.database);
  const elsewhere = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const product = await rows.product('tea');
  const zone = async (of: Rows, code: string, parent: string | null) => {
    const id = randomUUID();
    await of.put(erp.zones, {
      Warehouse_Zone_Id: id,
      Warehouse_Id: of.warehouse,
      Warehouse_Zone_Code: code,
      Warehouse_Zone_Name: code,
      Parent_Warehouse_Zone_Id: parent,
    });
    return id;
  };
  const racks = await zone(rows, 'R', null);
  const aisle = await zone(rows, 'R-1', racks);
  await zone(elsewhere, 'X', null);
  for (const [i, of] of [racks, aisle, rows.zone].entries()) {
    const location = await rows.location(`A-0${i + 1}`, of);
    await rows.detail(reconciliation, { location, product, snapshot: '1', lineNo: i + 1, zone: of });
  }
  const mira = rows.actor('manager');
  const found = async (code: string) =>
    lines((await details.list(mira, reconciliation, { zone: code }, { limit: 9 })).items);

  expect(await found('r')).toEqual([1, 2]);
  expect(await found('R-1')).toEqual([2]);
  expect(await found('X')).toEqual([]);
});

test('a filter is worth what its rows differ by, less and more apart', async () => {
  const { reconciliation, mira } = await seven();

  expect(await details.sum(mira, reconciliation, {})).toEqual({ rows: 7, less: '-5', more: '11' });
  expect(await details.sum(mira, reconciliation, { hasDifference: false })).toEqual({
    rows: 3,
    less: '0',
    more: '0',
  });
});

test('behind a row: every count, and what each session found', async () => {
  const { rows, reconciliation, mira } = await seven();
  const location = await rows.location('B-01');
  const product = await rows.product('crackers');
  const order = await rows.order(reconciliation);
  const source = await rows.documentOf(reconciliation);
  const detail = await rows.detail(reconciliation, {
    location,
    product,
    snapshot: '48',
    counted: '35',
    order,
  });
  await rows.count(order, { location, product }, '53', { void: true, source });
  await rows.count(order, { location, product }, '20', { source });
  await rows.count(order, { location, product }, '15', { source });
  await rows.count(order, { location, product }, '36', { session: 2, source });

  const behind = await details.find(mira, reconciliation, detail);

  expect(behind.counts).toHaveLength(4);
  expect(behind.sessions).toEqual([
    { session: 0, quantityBase: '48' },
    { session: 1, quantityBase: '35' },
    { session: 2, quantityBase: '36' },
  ]);
});

test('a worker sees no details, and a row of another reconciliation is not there', async () => {
  const one = await seven();
  const other = await seven();
  const {
    items: [theirs],
  } = await details.list(other.mira, other.reconciliation, {}, { limit: 1 });
  const ivo = await new People(at.database, new RoleGroups(['Warehouse Managers'], [])).byLogin(
    'ivo',
    'test',
  );

  await expect(details.list(ivo as never, one.reconciliation, {}, { limit: 1 })).rejects.toMatchObject({
    kind: 'forbidden',
  });
  await expect(details.find(one.mira, one.reconciliation, theirs?.id as string)).rejects.toMatchObject({
    code: 'detail.unknown',
  });
});

test('not counted: the same rows before and after a populate', async () => {
  const it = await Counted.in(at.database);
  const [here, there] = [await it.rows.location('A-01'), await it.rows.location('A-02')];
  const tea = await it.rows.product('tea');
  const counted = await it.detail({ location: here, product: tea, snapshot: '5' });
  const open = await it.detail({ location: there, product: tea, snapshot: '5', status: 'Recount' });
  await it.count({ location: here, product: tea }, '5');
  const listed = async (filter: DetailFilter) =>
    (await details.list(it.mira(), it.id, filter, { limit: 9 })).items.map(({ id }) => id);
  expect(await listed({ counted: false })).toEqual([counted, open]);

  await it.run();

  expect(await listed({ counted: false })).toEqual([open]);
  expect(await listed({ counted: true })).toEqual([counted]);
});
