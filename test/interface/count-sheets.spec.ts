import { extractText, getDocumentProxy } from 'unpdf';
import { openTestHost, type TestHost } from '../support/host.js';
import { counted, type Made, planned } from '../support/office.js';

/** Count sheets, opened again by a reader that is not ours. */
let host: TestHost;
let made: Made;
let at: string;
beforeAll(async () => {
  host = await openTestHost();
  made = await planned(host, ['A-03-01-4', 'C-01-01', 'C-01-02']);
  at = `/api/reconciliations/${made.id}`;
  await host.as('mira').post(`${at}/initial-count`);
});
afterAll(() => host.close());

async function sheets(of: string, login: string | null = 'mira') {
  const headers = login ? { authorization: `Bearer ${host.token(login)}` } : undefined;
  const response = await fetch(host.url + of, { headers });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) return { response, pages: [], text: '', bytes };
  const { text } = await extractText(await getDocumentProxy(bytes.slice()));
  return { response, pages: text, text: text.join('\n').replaceAll(/\s+/g, ' '), bytes };
}
const orders = async (of = at) => (await host.as('mira').get(of)).body.orders;

test('each open order with its number, every line and its pages', async () => {
  const { text, response } = await sheets(`${at}/count-sheets.pdf?language=en`);

  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename=${made.documentNo}-count-sheets.pdf`,
  );
  for (const { documentNo } of await orders()) expect(text).toContain(documentNo);
  for (const address of ['A-03-01-4', 'C-01-01', 'C-01-02']) expect(text).toContain(address);
  expect(text).toContain('Page 1 of 1');
  expect(text).toContain('nobody yet');
});

test('the first count names no product and no quantity', async () => {
  const { text } = await sheets(`${at}/count-sheets.pdf?language=en`);

  const { items } = (await host.as('mira').get(`${at}/details?limit=1000`)).body;
  for (const { product } of items) if (product) expect(text).not.toContain(product);
  expect(text).toContain('Whole location: write what lies there');
});

test('in Bulgarian the letters are right', async () => {
  const { text } = await sheets(`${at}/count-sheets.pdf?language=bg`);

  expect(text).toContain('Лист за броене');
  expect(text).toContain('Цяла локация: запишете какво лежи там');
});

test('a recount names each position in the language of who prints, and not what is expected', async () => {
  const again = await counted(host, ['A-01-01-1', 'A-01-01-2'], (truth) => {
    const [first] = truth.lying;
    if (first) first.base = first.quantity = '1';
  });
  const of = `/api/reconciliations/${again.id}`;
  const { items } = (await host.as('mira').get(`${of}/details?limit=1000`)).body;
  await host.as('mira').post(`${of}/review`, {
    select: { ids: items.map((item: { id: string }) => item.id) },
    reviewStatus: 'Recount',
  });
  const recount = await host.as('mira').post(`${of}/recount-orders`, { mode: 'single' });
  const [order] = recount.body.orders;

  const { text } = await sheets(`${of}/count-sheets.pdf?orderId=${order.id}`);

  expect(text).toContain(order.documentNo);
  for (const item of items.filter((one: { product: string | null }) => one.product)) {
    expect(text).toContain(item.product);
    expect(text).toContain(item.productName);
    // Small numbers are numbers of lines, sizes and pages too.
    if (Number(item.snapshotQuantity) > 9)
      expect(text).not.toMatch(new RegExp(`\\b${item.snapshotQuantity}\\b`));
  }
});

test('an order that is not of it is not there; a worker prints nothing', async () => {
  const other = await planned(host, ['C-02-01']);
  const [order] = await orders();

  const [elsewhere, none, worker] = [
    await sheets(`/api/reconciliations/${other.id}/count-sheets.pdf?orderId=${order.id}`),
    await sheets(`/api/reconciliations/${other.id}/count-sheets.pdf`),
    await sheets(`${at}/count-sheets.pdf`, 'ivo'),
  ];

  expect([elsewhere, none, worker].map(({ response }) => response.status)).toEqual([404, 422, 403]);
});
