import { openTestHost, type TestHost } from '../support/host.js';
import { deskOf, planned } from '../support/office.js';
import type { Paper } from '../support/paper.js';

/** Count sheets on the manager's pages, as a browser without scripts sees them. */
let host: TestHost;
let mira: Paper;
beforeAll(async () => {
  host = await openTestHost();
  mira = await deskOf(host, 'mira');
});
afterAll(() => host.close());

async function started(...addresses: string[]) {
  const made = await planned(host, addresses);
  const { body } = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
  return { ...made, order: body.orders[0] as { id: string; documentNo: string } };
}
const countsOf = async (id: string) =>
  (await host.as('mira').get(`/api/reconciliations/${id}/counts`)).body.items as any[];
const ivo = () => host.demo.people.ivo.workerId as string;
/** Nothing in any row but the first ones. */
const column = (...values: string[]) => [...values, ...Array.from({ length: 6 - values.length }, () => '')];

test('a sheet is typed in for a worker; both names are kept', async () => {
  const made = await started('A-03-01-4');
  await mira.get(`${made.page}/orders/${made.order.id}`);
  await mira.press('Type the sheet in');

  await mira.press('Enter the counts', {
    worker: ivo(),
    product: column('47-1180'),
    quantity: column('4,0'),
  });

  expect(mira.text).toContain('1 count entered.');
  expect(mira.path).toBe(`${made.page}/orders/${made.order.id}`);
  const [count] = await countsOf(made.id);
  expect(count).toMatchObject({ product: '47-1180', quantity: '4', workerId: ivo(), location: 'A-03-01-4' });
  expect(count.enteredBy).not.toBeNull();
});

test('what is refused stays on the page, row for row, with all that was typed', async () => {
  const made = await started('A-03-03-4');
  await mira.get(`${made.page}/orders/${made.order.id}/sheet`);

  await mira.press('Enter the counts', {
    worker: ivo(),
    product: column('no-such', '47-1180'),
    quantity: column('7', '5'),
  });

  expect(mira.status).toBe(422);
  expect(mira.text).toContain('Nothing was entered. Row 1: Nobody knows the product no-such.');
  expect(mira.text).toContain('Row 2: Write where it was found.');
  expect(mira.html).toContain('value="no-such"');
  expect(mira.html).toContain('value="7"');
  expect(await countsOf(made.id)).toEqual([]);
});

test('the same form twice is entered once', async () => {
  const made = await started('A-03-04-1');
  const typed = { worker: ivo(), product: column('47-1180'), quantity: column('2') };
  await mira.get(`${made.page}/orders/${made.order.id}/sheet`);
  const { html, path } = mira;
  await mira.press('Enter the counts', typed);
  Object.assign(mira, { html, path });

  await mira.press('Enter the counts', typed);

  expect(mira.text).toContain('0 counts entered. 1 was there before.');
  expect(await countsOf(made.id)).toHaveLength(1);
});

test('markup in a product typed by hand is text', async () => {
  const made = await started('A-03-04-2');
  await mira.get(`${made.page}/orders/${made.order.id}/sheet`);

  await mira.press('Enter the counts', {
    worker: ivo(),
    product: column('"><script>alert(1)</script>'),
    quantity: column('1'),
  });

  expect(mira.status).toBe(422);
  expect(mira.html).not.toContain('<script>alert');
});

test('files are offered where they are needed, with the filter of the page', async () => {
  const made = await started('A-03-04-3');

  await mira.get(`${made.page}?difference=only&status=Finished&status=Recount&sort=-value`);
  const files = /href="([^"]+details\.xlsx\?[^"]+)"/.exec(mira.html)?.[1]?.replaceAll('&amp;', '&');
  await mira.get(made.page);
  const all = /href="([^"]+details\.csv\?[^"]+)"/
    .exec(mira.html)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&#x3D;', '=');
  await mira.get(`${made.page}/orders`);

  // Nothing is shown, nothing is offered.
  expect(files).toBeUndefined();
  expect(all).toContain('language=en');
  expect(mira.html).toContain('/count-sheets.pdf?language=en');
  const answer = await fetch(host.url + all, { headers: { authorization: `Bearer ${host.token('mira')}` } });
  expect(answer.status).toBe(200);
});
