import { randomUUID } from 'node:crypto';
import { insertRows } from '../../src/database/insert.js';
import { sql } from '../../src/database/sql.js';
import { uuid } from '../../src/database/words.js';
import type { ReviewStatus } from '../../src/erp/codes.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Details, sorts } from '../../src/reconciliation/details/details.js';
import type { DetailFilter } from '../../src/reconciliation/details/filter.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Rows } from '../support/rows.js';

/** Lists by difference are read otherwise than those in walking order: what a filter finds is the same. */
let at: TestDatabase;
let hall: Awaited<ReturnType<typeof makeHall>>;
let details: Details;
beforeAll(async () => {
  at = await openTestDatabase();
  const options = new ErpOptions();
  details = new Details(at.database, new Counts(at.database, new Documents(options), options));
  hall = await makeHall();
});
afterAll(() => at.close());

interface Row {
  line: number;
  place: 'rack' | 'shelf' | 'floor';
  address: string;
  status: ReviewStatus;
  session: number;
  difference: number;
  moved: boolean;
}

/** Twelve rows in three zones, a shelf below the rack; the floor's address begins as 2,001 others do. */
async function makeHall() {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const product = await rows.product('tea');
  const zone = async (code: string, parent: string | null) => {
    const id = randomUUID() as string;
    const row = { Warehouse_Zone_Code: code, Warehouse_Zone_Name: code, Parent_Warehouse_Zone_Id: parent };
    await rows.put(erp.zones, { Warehouse_Zone_Id: id, Warehouse_Id: rows.warehouse, ...row });
    return id;
  };
  const rack = await zone('R', null);
  const shelf = await zone('R-1', rack);
  const zones = { rack, shelf, floor: await zone('F', null), nothing: await zone('N', null) };
  const places = ['rack', 'shelf', 'floor'] as const;
  const statuses: ReviewStatus[] = ['Finished', 'Approved', 'Recount', 'Finished'];
  const made = Array.from({ length: 12 }, (_, i): Row => {
    const place = places[i % 3] as Row['place'];
    return {
      line: i + 1,
      place,
      address: `${{ rack: 'K', shelf: 'KS', floor: 'Z' }[place]}-${i}`,
      status: statuses[i % 4] as ReviewStatus,
      session: 1 + (i % 2),
      difference: i % 5 === 0 ? 0 : i - 6,
      moved: i % 3 === 0,
    };
  });
  const others = Array.from({ length: 2_001 }, (_, n) => [randomUUID(), rows.warehouse, rack, `Z-9${n}`]);
  const columns = ['Warehouse_Location_Id', 'Warehouse_Id', 'Warehouse_Zone_Id', 'Location_Address'];
  await at.database.transaction((tx) => insertRows(tx, erp.locations, columns, others));
  for (const { line, place, address, status, session, difference, moved } of made) {
    const location = await rows.location(address, zones[place]);
    const counted = String(20 + difference);
    const of = { location, product, snapshot: '20', counted, lineNo: line, zone: zones[place] };
    const detail = await rows.detail(reconciliation, { ...of, status, session });
    await rows.facts(reconciliation, detail, {
      line_no: line,
      differs: difference !== 0,
      difference,
      difference_base: difference,
      difference_value: difference * 2,
      moved,
    });
  }
  return { rows, reconciliation, zones, made, product, first: await rows.location('K-0') };
}

const filters: [string, () => DetailFilter, (row: Row) => boolean][] = [
  ['no filter', () => ({}), () => true],
  ['a status', () => ({ reviewStatus: 'Approved' }), ({ status }) => status === 'Approved'],
  [
    'one of two statuses',
    () => ({ reviewStatus: ['Approved', 'Recount'] }),
    ({ status }) => status !== 'Finished',
  ],
  ['a status that none has', () => ({ reviewStatus: 'Cancelled' }), () => false],
  ['a session', () => ({ session: 2 }), ({ session }) => session === 2],
  ['a zone and those below it', () => ({ zoneId: hall.zones.rack }), ({ place }) => place !== 'floor'],
  ['a zone below', () => ({ zoneId: hall.zones.shelf }), ({ place }) => place === 'shelf'],
  ['a zone by its code', () => ({ zone: 'f' }), ({ place }) => place === 'floor'],
  ['a zone without rows', () => ({ zoneId: hall.zones.nothing }), () => false],
  ['a zone that is not there', () => ({ zoneId: randomUUID() }), () => false],
  ['the begin of a few addresses', () => ({ q: 'KS' }), ({ place }) => place === 'shelf'],
  ['the begin of thousands', () => ({ q: 'z-' }), ({ place }) => place === 'floor'],
  ['a text that nothing begins with', () => ({ q: 'Q' }), () => false],
  ['moved', () => ({ moved: true }), ({ moved }) => moved],
  ['not moved', () => ({ moved: false }), ({ moved }) => !moved],
  ['a size', () => ({ differenceAtLeast: '4' }), ({ difference }) => Math.abs(difference) >= 4],
  [
    'a size that is accepted',
    () => ({ within: { quantity: '3' } }),
    ({ difference }) => Math.abs(difference) <= 3,
  ],
  ['counted', () => ({ counted: true }), () => true],
  ['counts that have not changed', () => ({ stale: false }), () => true],
  ['a product', () => ({ productId: hall.product }), () => true],
  ['a location', () => ({ locationId: hall.first }), ({ address }) => address === 'K-0'],
  [
    'several at once',
    () => ({ reviewStatus: 'Finished', zone: 'R', q: 'K', session: 2 }),
    ({ status, place, session }) => status === 'Finished' && place !== 'floor' && session === 2,
  ],
];

const orders: Record<string, (a: Row, b: Row) => number> = {
  lineNo: (a, b) => a.line - b.line,
  '-lineNo': (a, b) => b.line - a.line,
  difference: (a, b) => a.difference - b.difference || a.line - b.line,
  '-difference': (a, b) => b.difference - a.difference || b.line - a.line,
};

describe.each(filters)('%s', (_, filter, meets) => {
  it.each([...sorts])('by %s, over pages', async (sort) => {
    const bySize = !sort.endsWith('lineNo');
    const order = orders[sort.replace('value', 'difference')];
    const expected = hall.made
      .filter((row) => meets(row) && (!bySize || row.difference !== 0))
      .sort(order)
      .map(({ line }) => line);

    const seen: (number | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await details.list(
        hall.rows.actor('manager'),
        hall.reconciliation,
        filter(),
        { limit: 3, cursor },
        sort,
      );
      expect(page).toMatchObject({ total: expected.length, totalExact: true });
      seen.push(...page.items.map(({ lineNo }) => lineNo));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);

    expect(seen).toEqual(expected);
  });
});

test('zones in a ring end somewhere', async () => {
  const rows = await Rows.in(at.database);
  const reconciliation = await rows.reconciliation();
  const [one, two] = [randomUUID() as string, randomUUID() as string];
  for (const [id, above] of [
    [one, null],
    [two, one],
  ]) {
    const row = { Warehouse_Zone_Code: id?.slice(0, 8), Warehouse_Zone_Name: 'ring' };
    const of = { Warehouse_Zone_Id: id, Warehouse_Id: rows.warehouse, Parent_Warehouse_Zone_Id: above };
    await rows.put(erp.zones, { ...of, ...row });
  }
  await at.database.transaction((tx) =>
    tx.run(
      sql`UPDATE ${erp.zones} SET "Parent_Warehouse_Zone_Id" = ${uuid(two)} WHERE "Warehouse_Zone_Id" = ${uuid(one)}`,
    ),
  );
  await rows.detail(reconciliation, { location: await rows.location('A-01', two), snapshot: '1', zone: two });

  const { items } = await details.list(rows.actor('manager'), reconciliation, { zoneId: one }, { limit: 3 });

  expect(items).toHaveLength(1);
});
