import { randomUUID } from 'node:crypto';
import { raw, sql } from '../../src/database/sql.js';
import { FALSE, now, text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { countOrder, Truth } from '../support/floor-truth.js';
import { openTestHost, type TestHost } from '../support/host.js';

/** Something leaves a location after the snapshot, before it is counted (process.md, Movements while counting). */
let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

/** A location of one product, of which one piece was picked and booked before all that is left was counted. */
async function picked(movementPolicy: 'warn' | 'recount' | 'rollForward', address: string) {
  const mira = host.as('mira');
  const { body: made } = await mira.post('/api/reconciliations', {
    ...{ warehouseId: host.demo.warehouseId, movementPolicy },
    lines: [{ locationId: host.demo.ids.location(address) }],
  });
  const at = `/api/reconciliations/${made.id}`;
  await mira.post(`${at}/state`, { state: 'Planned' });
  await host.ended(mira, await mira.post(`${at}/snapshot`));
  const truth = await Truth.ofSnapshot(host, made.id);
  const { body: orders } = await mira.post(`${at}/initial-count`);
  const [first] = truth.lying;
  if (!first) throw new Error(`${address} is empty in the demo.`);
  await pick(first);
  first.base = first.quantity = String(Number(first.base) - 1);
  await countOrder(host.as('ivo'), orders.orders[0].id, truth);
  expect((await host.ended(mira, await mira.post(`${at}/populate`))).state).toBe('completed');
  const { body } = await mira.get(
    `${at}/details?productId=${first.productId}&locationId=${first.locationId}`,
  );
  return { mira, at, first, row: body.items[0] };
}

const idOf = (id: string | null) => (id === null ? raw('NULL') : uuid(id));

const pick = (of: Truth['lying'][number]) =>
  host.database.transaction((tx) =>
    tx.run(sql`
      INSERT INTO ${erp.transactions} ("Warehouse_Transaction_Id", "Task_Type", "Direction", "Warehouse_Id",
        "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id",
        "Quantity", "Quantity_Unit_Id", "Quantity_Base", "Standard_Quantity", "Is_Auto_Accepted",
        "Creation_Time_Utc", "Creation_User_Id")
      VALUES (${uuid(randomUUID())}, 'PIK', 'O', ${uuid(host.demo.warehouseId)}, ${uuid(of.locationId)},
        ${uuid(of.productId)}, ${idOf(of.variantId)}, ${idOf(of.lotId)}, ${idOf(of.serialNumberId)},
        ${idOf(of.logisticUnitId)}, 1, ${uuid(of.baseUnitId)}, 1, 1, ${FALSE}, ${now},
        ${uuid(host.demo.people.mira.userId)})`),
  );

async function available(of: Truth['lying'][number]): Promise<number> {
  const [row] = await host.database.query<{ base: string }>(sql`
    SELECT ${text(sql`SUM("Quantity_Base_Available")`)} AS "base" FROM ${erp.availability}
    WHERE "Warehouse_Location_Id" = ${uuid(of.locationId)} AND "Product_Id" = ${uuid(of.productId)}`);
  return Number(row?.base);
}

test('shown: the difference is that from the snapshot, and the manager sees what moved', async () => {
  const { row } = await picked('warn', 'A-03-03-1');

  expect(row).toMatchObject({ differenceBase: '-1', movement: { before: '-1', during: '0', after: '0' } });
});

test('rolled forward: what was picked is expected to be gone, and is not taken out again', async () => {
  const { mira, at, first, row } = await picked('rollForward', 'A-03-03-2');
  expect(row).toMatchObject({ differenceBase: '0', differs: false, movement: { before: '-1' } });
  await mira.post(`${at}/review`, { select: { filter: {} }, reviewStatus: 'Approved' });

  const released = await host.ended(mira, await mira.post(`${at}/state`, { state: 'Released' }));

  expect(released).toMatchObject({ state: 'completed', result: { transactions: 0 } });
  expect(await available(first)).toBe(Number(first.base));
});

test('counted again: not approved before, and afterwards compared with what stood there then', async () => {
  const { mira, at, first, row } = await picked('recount', 'A-03-03-4');
  const select = { ids: [row.id] };
  const refused = await mira.post(`${at}/review`, { select, reviewStatus: 'Approved' });
  expect(refused.body).toMatchObject({ status: 422, errors: [{ row: row.id, code: 'detail.moved' }] });

  await mira.post(`${at}/review`, { select, reviewStatus: 'Recount' });
  const { body } = await mira.post(`${at}/recount-orders`, { mode: 'single', select });
  // One more is gone, and nobody booked it.
  const truth = Truth.of([{ ...row, snapshotQuantityBase: first.base }]).less(1);
  await countOrder(host.as('lena'), body.orders[0].id, truth);
  await host.ended(mira, await mira.post(`${at}/populate`));

  const approved = await mira.post(`${at}/review`, { select, reviewStatus: 'Approved' });
  expect(approved.body).toMatchObject({ changed: 1 });
  expect((await mira.get(`${at}/details/${row.id}`)).body).toMatchObject({ differenceBase: '-1' });
});
