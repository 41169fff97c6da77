import { countOrder, Truth } from '../support/floor-truth.js';
import { openTestHost, type TestHost } from '../support/host.js';

/** The customer's second scenario: a snapshot of everything, a recount of one product only. */
let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

/** A snapshot of everything, and the rows of one product counted and populated. */
async function oneProduct() {
  const mira = host.as('mira');
  const created = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId });
  const at = `/api/reconciliations/${created.body.id}`;
  await mira.post(`${at}/state`, { state: 'FirmPlanned' });
  await host.ended(mira, await mira.post(`${at}/snapshot`));
  const truth = await Truth.ofSnapshot(host, created.body.id);
  const product = host.demo.ids.product('10-0411');
  const filter = { productId: product };
  const expected = await mira.get(`${at}/details?productId=${product}`);
  expect(expected.body.total).toBeGreaterThan(1);

  const sent = await mira.post(`${at}/review`, { select: { filter }, reviewStatus: 'Recount' });
  expect(sent.body.changed).toBe(expected.body.total);
  const recount = await mira.post(`${at}/recount-orders`, { mode: 'single' });
  expect(recount.body).toMatchObject({ session: 1, orders: [{ lineCount: expected.body.total }] });

  // One pack more than expected in the first place.
  const first = truth.lying.find((one) => one.productId === product);
  if (!first) throw new Error('The demo is another one.');
  first.base = first.quantity = String(Number(first.base) + 1);
  await countOrder(host.as('lena'), recount.body.orders[0].id, truth);
  expect((await host.ended(mira, await mira.post(`${at}/populate`))).state).toBe('completed');
  return { mira, at, filter, truth, rows: expected.body.items as { id: string }[] };
}

test('one product in a whole warehouse, straight to the recount', async () => {
  const { mira, at, filter } = await oneProduct();

  await mira.post(`${at}/review`, { select: { filter }, reviewStatus: 'Approved' });

  const released = await host.ended(mira, await mira.post(`${at}/state`, { state: 'Released' }));
  expect(released).toMatchObject({ state: 'completed', result: { transactions: 1, in: 1, out: 0 } });
  const transactions = await mira.get(`${at}/transactions`);
  expect(transactions.body.items).toMatchObject([{ quantity: '1' }]);
});

test('a row that was counted again has changed counts until it is populated again', async () => {
  const { mira, at, truth, rows } = await oneProduct();
  const [{ id }] = rows as [{ id: string }];
  const select = { ids: [id] };
  const stale = async () =>
    (await mira.get(`${at}/details?stale=true`)).body.items.map((row: { id: string }) => row.id);
  await mira.post(`${at}/review`, { select, reviewStatus: 'Recount' });
  const { body } = await mira.post(`${at}/recount-orders`, { mode: 'single', select });
  expect(await stale()).toEqual([]);

  await countOrder(host.as('lena'), body.orders[0].id, truth);

  expect(await stale()).toEqual([id]);
  const refused = await mira.post(`${at}/review`, { select, reviewStatus: 'Approved' });
  expect(refused.body).toMatchObject({ status: 422, errors: [{ row: id, code: 'detail.counts-changed' }] });

  await host.ended(mira, await mira.post(`${at}/populate`));

  expect(await stale()).toEqual([]);
  const approved = await mira.post(`${at}/review`, { select, reviewStatus: 'Approved' });
  expect(approved.body).toMatchObject({ changed: 1 });
});
