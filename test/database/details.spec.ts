import { selectionSql } from '../../src/reconciliation/details/filter.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

describe('details by filter', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  it('every condition is a statement that the database takes', async () => {
    const id = '11111111-1111-1111-1111-111111111111';
    const select = await selectionSql(test.database, id, {
      filter: {
        session: 1,
        reviewStatus: ['Finished', 'Recount'],
        zoneId: id,
        zone: 'A-03',
        locationId: id,
        productId: id,
        lotId: id,
        lot: 'L-1',
        serial: 'D8-55120',
        logisticUnitId: id,
        logisticUnit: '00350',
        orderId: id,
        counted: true,
        hasDifference: true,
        differenceAtLeast: '1.5',
        valueAtLeast: '100',
        within: { quantity: '1', percent: '2.5', value: '10' },
        moved: 'during',
        stale: false,
        q: '50%_a[',
      },
    });
    expect(await test.database.query(select)).toEqual([]);
    expect(await test.database.query(await selectionSql(test.database, id, { ids: [id] }))).toEqual([]);
    expect(await test.database.query(await selectionSql(test.database, id, { ids: [] }))).toEqual([]);
  });
});
