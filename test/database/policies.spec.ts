import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Floor } from '../support/floor.js';

describe('Policies that apply', () => {
  let opened: TestDatabase;
  let floor: Floor;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    floor = await Floor.in(opened.database);
  });

  const scanning = (zoneId: string | null, productId: string | null) =>
    floor.policies.scanning(opened.database, floor.rows.warehouse, {
      zoneId,
      productId,
      now: new Date().toISOString(),
    });

  it('for a zone hold in the zones below it, not beside it', async () => {
    const [a, b] = [await floor.zone('A'), await floor.zone('B')];
    const below = await floor.zone('A-1', a);
    await floor.policy('QOP', ' True ', { Zone_Id: a });
    expect((await scanning(below, null)).scanCountsOne).toBe(true);
    expect((await scanning(b, null)).scanCountsOne).toBe(false);
    await floor.policy('QOP', 'false', { Zone_Id: below });
    expect((await scanning(below, null)).scanCountsOne).toBe(false);
    expect((await scanning(a, null)).scanCountsOne).toBe(true);
  });

  it('for a product group hold in the groups below it, for a type and a product in these', async () => {
    const product = await floor.rows.product('P');
    const [found] = await opened.database.query<{ group: string; type: string }>(sql`
      SELECT "Product_Group_Id" AS "group", "Product_Type_Id" AS "type" FROM ${erp.products} WHERE "Id" = ${product}`);
    const above = randomUUID();
    const group = (id: unknown, parent: string | null) =>
      floor.rows.put(erp.productGroups, {
        Id: id,
        Parent_Group_Id: parent,
        Full_Path: '/',
        Product_Group_Code: 'G',
        Product_Group_Name: 'G',
      });
    await group(above, null);
    await group(found?.group, above);
    await floor.policy('RPS', 'true', { Product_Group_Id: above });
    expect((await scanning(null, product)).mustScanProduct).toBe(true);
    expect((await scanning(null, await floor.rows.product('Q'))).mustScanProduct).toBe(false);
    await floor.policy('RPS', 'false', { Product_Type_Id: found?.type });
    expect((await scanning(null, product)).mustScanProduct).toBe(false);
    await floor.policy('RPS', 'true', { Product_Id: product });
    expect((await scanning(null, product)).mustScanProduct).toBe(true);
  });

  it('only between their dates, and only in their warehouse', async () => {
    await floor.policy('UOS', 'false', { To_Date: '2020-12-31', Importance: 9 });
    await floor.policy('SOS', 'false', { From_Date: '2999-01-01' });
    await floor.policy('AOS', 'false', { Warehouse_Id: randomUUID() });
    await floor.policy('LUS', 'Never');
    expect(await floor.policies.terminal(opened.database, floor.rows.warehouse)).toEqual({
      showUnassigned: true,
      showStartedByOthers: true,
      showAssignedToOthers: true,
      logisticUnitScreen: 'never',
      faults: [],
    });
  });

  it('with a value that means nothing are reported, and stop no worker', async () => {
    const bad = await floor.policy('UOS', 'perhaps');
    const policies = await floor.policies.terminal(opened.database, floor.rows.warehouse);
    expect(policies).toMatchObject({
      showUnassigned: true,
      faults: [{ code: 'policy.bad-value', row: bad, field: 'UOS', value: 'perhaps' }],
    });
  });
});
