import { countOrder, Truth } from '../support/floor-truth.js';
import { openTestHost, type TestHost } from '../support/host.js';

/** The customer's second scenario: a snapshot of everything, a recount of one product only. */
let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

test('one product in a whole warehouse, straight to the recount', async () => {
  const { ids } = host.demo;
  const mira = host.as('mira');
  const created = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId });
  const at = `/api/reconciliations/${created.body.id}`;
  await mira.post(`${at}/state`, { state: 'FirmPlanned' });
  await host.ended(mira, await mira.post(`${at}/snapshot`));
  const truth = await Truth.ofSnapshot(host, created.body.id);
  const product = ids.product('10-0411');
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
  await mira.post(`${at}/review`, { select: { filter }, reviewStatus: 'Approved' });

  const released = await host.ended(mira, await mira.post(`${at}/state`, { state: 'Released' }));
  expect(released).toMatchObject({ state: 'completed', result: { transactions: 1, in: 1, out: 0 } });
  const transactions = await mira.get(`${at}/transactions`);
  expect(transactions.body.items).toMatchObject([{ quantity: '1' }]);
});
