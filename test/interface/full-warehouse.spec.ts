import { sql } from '../../src/database/sql.js';
import { text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { countOrder, Truth } from '../support/floor-truth.js';
import { type Client, openTestHost, type TestHost } from '../support/host.js';

/** The customer's first scenario: a broad first count, one focused recount, release, transfer. */
let host: TestHost;
let mira: Client;
let ivo: Client;
let lena: Client;
let petra: Client;
beforeAll(async () => {
  host = await openTestHost();
  mira = host.as('mira');
  ivo = host.as('ivo');
  lena = host.as('lena');
  petra = host.as('petra');
});
afterAll(() => host.close());

/** Availability in the base unit, by position. */
async function availability(): Promise<Map<string, string>> {
  const rows = await host.database.query<Record<string, string | null>>(sql`
    SELECT "Warehouse_Location_Id" AS l, "Product_Id" AS p, "Product_Variant_Id" AS v, "Lot_Id" AS t,
      "Serial_Number_Id" AS s, "Logistic_Unit_Id" AS u, ${text(sql`"Quantity_Base_Available"`)} AS q
    FROM ${erp.availability} WHERE "Warehouse_Id" = ${uuid(host.demo.warehouseId)}`);
  return new Map(
    rows
      .filter(({ q }) => Number(q) !== 0)
      .map(({ q, ...key }) => [Object.values(key).join('|'), String(Number(q))]),
  );
}

test('from the scope to the clerk’s lines', async () => {
  const { ids } = host.demo;
  const job = async (accepted: Promise<any>) => {
    const ended = await host.ended(mira, await accepted);
    expect(ended).toMatchObject({ state: 'completed' });
    return ended.result;
  };

  // The manager prepares the count of two zones and one more location.
  const created = await mira.post('/api/reconciliations', {
    warehouseId: host.demo.warehouseId,
    lines: [{ zoneId: ids.zone('A') }, { zoneId: ids.zone('B') }, { locationId: ids.location('E-01-009') }],
  });
  expect(created.status).toBe(201);
  const at = `/api/reconciliations/${created.body.id}`;
  expect((await mira.post(`${at}/state`, { state: 'Planned' })).body.state).toBe('Planned');
  const snapshot = await job(mira.post(`${at}/snapshot`));
  expect(snapshot.details).toBeGreaterThan(100);

  // What really lies there: biscuits are missing, a drill is gone, bolts lie where nothing should be.
  const truth = await Truth.ofSnapshot(host, created.body.id);
  const biscuits = truth.of({
    location: ids.location('A-03-01-4'),
    product: ids.product('10-0411'),
    lot: ids.lot('24-118'),
  });
  const drill = truth.of({
    location: ids.location('A-03-03-1'),
    product: ids.product('47-3301'),
    serial: ids.serial('D8-55121'),
  });
  const crackers = truth.of({ location: ids.location('A-03-02-1'), product: ids.product('10-0418') });
  const bolts = truth.of({ location: ids.location('A-05-01-1'), product: ids.product('88-1204') });
  if (!biscuits || !drill || !crackers || !bolts) throw new Error('The demo is another one.');
  biscuits.base = biscuits.quantity = '228';
  truth.take(drill);
  truth.put({ ...bolts, locationId: ids.location('A-03-02-3'), quantity: '5', base: '5' });
  // Miscounted the first time.
  crackers.base = crackers.quantity = '57';

  // First count, by two people.
  const started = await mira.post(`${at}/initial-count`);
  expect(started.status).toBe(201);
  expect(started.body.session).toBe(1);
  expect(started.body.orders.length).toBeGreaterThan(1);
  for (const [i, order] of started.body.orders.entries())
    await countOrder(i % 2 ? lena : ivo, order.id, truth);

  const populated = await job(mira.post(`${at}/populate`));
  expect(populated).toMatchObject({ found: 1 });
  const different = await mira.get(`${at}/details?hasDifference=true`);
  const differences = different.body.items.map((row: any) => [row.location, row.product, row.differenceBase]);
  expect(differences).toEqual(
    expect.arrayContaining([
      ['A-03-01-4', '10-0411', '-12'],
      ['A-03-03-1', '47-3301', '-1'],
      ['A-03-02-3', '88-1204', '5'],
      ['A-03-02-1', '10-0418', '-3'],
    ]),
  );
  expect(differences).toHaveLength(4);

  // Review: what agrees is approved, what differs is counted again.
  const approved = await mira.post(`${at}/review`, {
    select: { filter: { hasDifference: false } },
    reviewStatus: 'Approved',
  });
  expect(approved.body.refused).toEqual([]);
  const sent = await mira.post(`${at}/review`, {
    select: { filter: { hasDifference: true } },
    reviewStatus: 'Recount',
  });
  expect(sent.body.changed).toBe(4);
  const recount = await mira.post(`${at}/recount-orders`, { mode: 'single' });
  expect(recount.status).toBe(201);
  expect(recount.body).toMatchObject({ session: 2 });
  expect(recount.body.orders).toHaveLength(1);
  const blind = await ivo.get(`/api/orders/${recount.body.orders[0].id}`);
  expect(JSON.stringify(blind.body)).not.toMatch(/expected|snapshot|TotalQuantity/i);

  crackers.base = crackers.quantity = '60';
  await countOrder(ivo, recount.body.orders[0].id, truth);
  await job(mira.post(`${at}/populate`));
  const left = await mira.get(`${at}/details?hasDifference=true`);
  expect(left.body.items).toHaveLength(3);
  await mira.post(`${at}/review`, {
    select: { filter: { reviewStatus: 'Finished' } },
    reviewStatus: 'Approved',
  });

  // Release: three transactions, and availability is what lies there.
  const before = await availability();
  const released = await job(mira.post(`${at}/state`, { state: 'Released' }));
  expect(released).toMatchObject({ transactions: 3, in: 1, out: 2 });
  const after = await availability();
  for (const one of truth.lying) {
    const key = [
      one.locationId,
      one.productId,
      one.variantId,
      one.lotId,
      one.serialNumberId,
      one.logisticUnitId,
    ].join('|');
    expect([key, after.get(key)]).toEqual([key, String(Number(one.base))]);
  }
  expect([...before.keys()].filter((key) => !after.has(key))).toHaveLength(1);

  // The clerk pulls them, once.
  const lines = `/api/inventory-reconciliations/${host.demo.inventoryReconciliationId}/lines-from-wms`;
  expect((await petra.get(`${lines}?days=1`)).body.added).toBe(3);
  expect((await petra.post(lines, { days: 1 })).body.added).toBe(3);
  expect((await petra.post(lines, { days: 1 })).body).toMatchObject({ added: 0 });

  const history = await mira.get(`${at}/history`);
  const events = history.body.items.map(({ event }: any) => event);
  expect(events).toContain('reconciliation.released');
  expect((await mira.post(`${at}/state`, { state: 'Completed' })).body.state).toBe('Completed');
});
