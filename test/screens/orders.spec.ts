import { openTestHost, type TestHost } from '../support/host.js';
import { deskOf, plannedOf } from '../support/office.js';
import type { Paper } from '../support/paper.js';

/** Orders given out many at a time, by a browser without scripts. */
let host: TestHost;
let ivo: string;
let lena: string;
beforeAll(async () => {
  host = await openTestHost();
  ivo = host.demo.people.ivo.workerId as string;
  lena = host.demo.people.lena.workerId as string;
});
afterAll(() => host?.close());

/** Three waiting orders, one of them nobody's, and the page that shows them. */
async function waiting(addresses: readonly [string, string, string], language: 'en' | 'bg' = 'en') {
  const { ids } = host.demo;
  const [his, hers, nobodys] = addresses;
  const made = await plannedOf(host, [
    { locationId: ids.location(his), workerId: ivo },
    { locationId: ids.location(hers), workerId: lena },
    { locationId: ids.location(nobodys) },
  ]);
  await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
  const paper = await deskOf(host, 'mira', language);
  await paper.get(`${made.page}/orders`);
  const orders = [...paper.html.matchAll(/name="row" value="([\da-f-]+)"/g)].map(([, id]) => id as string);
  return { ...made, paper, orders };
}
/** What came of it; the whole page where it does not say. */
const cue = ({ html, text }: Paper): string => {
  const said = /<div class="cues".*?<\/div>/s.exec(html)?.[0];
  return said
    ? said
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
    : text;
};

it('gives the selected ones to a worker, and says which went to whom', async () => {
  const { paper, orders } = await waiting(['A-01-01-1', 'A-01-01-2', 'A-01-01-3']);

  await paper.press('Assign the selected', { row: orders, worker: [lena] });

  expect(orders).toHaveLength(3);
  expect(cue(paper)).toBe('2 orders were given out: Lena Koleva 2. 1 was theirs already.');
  expect(paper.text).toContain('Select 0 unassigned');
});

it('gives those that nobody has to one of several, without selecting', async () => {
  const { paper } = await waiting(['A-01-02-1', 'A-01-02-2', 'A-01-02-3']);

  await paper.press('Assign all 1 unassigned', { worker: [lena, ivo] });

  expect(cue(paper)).toBe('1 order was given out: Lena Koleva 1.');
});

it('asks for what is missing', async () => {
  const { paper, orders } = await waiting(['A-01-03-1', 'A-01-03-2', 'A-01-03-3']);

  await paper.press('Assign the selected', { worker: [lena] });
  expect(cue(paper)).toBe('Select the orders first.');
  await paper.press('Assign the selected', { row: orders });
  expect(cue(paper)).toBe('Choose who gets them.');
});

it('says why one stays with whom it is: somebody began to count it since the page was made', async () => {
  const { paper, orders } = await waiting(['A-01-04-1', 'A-01-04-2', 'A-01-04-3'], 'bg');
  for (const order of orders) await host.as('ivo').post(`/api/worker/orders/${order}/start`);

  await paper.press('Възложи избраните', { row: orders.slice(0, 1), worker: [lena] });

  expect(cue(paper)).toMatch(
    /^Нито едно задание не беше преместено\. Не са възложени: \d+ се брои от .+\. Възложете го отделно\.$/,
  );
  expect(paper.html).not.toContain('name="row"');
});
