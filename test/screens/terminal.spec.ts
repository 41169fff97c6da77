import { Pins } from '../../src/access/pins.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { type Login } from '../../src/demo/people.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { actorOf, makeCount, type OrderOf } from '../support/orders.js';
import { Paper } from '../support/paper.js';

let host: TestHost;

beforeAll(async () => {
  host = await openTestHost();
  for (const login of ['ivo', 'lena', 'jon'] as const) {
    const { workerId } = host.demo.people[login];
    await new Pins(host.database).set(actorOf(host, 'mira'), workerId as string, '4711', `BADGE-${login}`);
  }
});
afterAll(() => host?.close());

/** A worker at a terminal whose browser runs no scripts. */
async function worker(login: Login): Promise<Paper> {
  const paper = await new Paper(host.url).get('/worker');
  return paper.press(/^Sign in F1/, { who: login, pin: '4711' });
}

const rows = (...addresses: string[]): OrderOf['rows'] => addresses.map((at) => ({ at }));

/** An order of Ivo's that is started, open on his terminal. */
async function ivoCounts(of: Partial<OrderOf> & { blindRecount?: boolean } = {}) {
  const count = await makeCount(host, { rows: rows('B-01-01', 'B-01-02', 'B-01-03'), ...of });
  const paper = await worker('ivo');
  await paper.get(`/worker/orders/${count.order.id}`);
  return { paper, ...count };
}

describe('sign-in', () => {
  it('takes a badge or a login with a PIN, and goes on to where one wanted', async () => {
    const paper = await new Paper(host.url).get('/worker?q=12');
    expect(paper.path).toBe('/worker/sign-in?next=%2Fworker%3Fq%3D12');
    await paper.press(/^Sign in F1/, { who: 'BADGE-lena', pin: '4711' });
    expect(paper.path).toBe('/worker?q=12');
  });

  it('never says which of the two was wrong', async () => {
    const paper = await new Paper(host.url).get('/worker');
    await paper.press(/^Sign in F1/, { who: 'jon', pin: '0000' });
    expect(paper.status).toBe(403);
    expect(paper.cue).toBe('Not signed in Badge, login or PIN is wrong. Again.');
  });

  it('tells somebody who is no worker so', async () => {
    const paper = await new Paper(host.url).get('/sign-in');
    await paper.press('Petra Hristova');
    await paper.get('/worker');
    expect(paper.status).toBe(403);
    expect(paper.text).toContain('This needs the role worker.');
  });
});

describe('orders', () => {
  it('shows the sections with one action each and finds an order by its number', async () => {
    const mine = await makeCount(host, { rows: rows('C-01-01', 'C-01-02'), state: 'Planned', worker: 'ivo' });
    const free = await makeCount(host, { rows: rows('C-02-01'), state: 'Planned', worker: null });
    const hers = await makeCount(host, { rows: rows('C-02-02'), worker: 'lena' });
    const paper = await worker('ivo');
    expect(paper.text).toContain(`Assigned to me 1 ${mine.order.documentNo} 2 lines`);
    expect(paper.text).toContain(`${free.order.documentNo} 1 line Take & start`);
    expect(paper.text).toContain(`${hers.order.documentNo} 0/1, Lena K. Join`);

    await paper.scan(free.order.documentNo);
    expect(paper.text).toContain('Total: 1 order, 1 line');
    await paper.press(/^Take & start \S+ F1/);
    expect(paper.path).toBe(`/worker/orders/${free.order.id}`);
    expect(paper.text).toContain('Lines 0/1');
  });

  it('hides an order of another warehouse', async () => {
    const { order } = await makeCount(host, { rows: rows('C-01-03') });
    const paper = await worker('jon');
    await paper.get(`/worker/orders/${order.id}`);
    expect(paper.status).toBe(404);
  });
});

describe('a whole count, with nothing but forms', () => {
  it('goes, counts by quantity, adds, takes back, closes and finishes', async () => {
    const { paper, order } = await ivoCounts();
    await paper.press(/B-01-01 F1/);
    expect(paper.plate).toBe('B-01-01');
    await paper.scan('47-1102');
    expect(paper.text).toContain('Claw hammer 450 g 47-1102');
    await paper.press('Count', { quantity: '12' });
    expect(paper.cue).toBe('+12 → 12 pcs Claw hammer 450 g');
    await paper.scan('47-1102');
    await paper.press('Count', { quantity: '3' });
    expect(paper.cue).toBe('+3 → 15 pcs Claw hammer 450 g');
    expect(paper.text).toContain('2 records, 15 pcs');
    await paper.press('Undo');
    expect(paper.cue).toBe('Taken back −3 pcs Claw hammer 450 g');

    await paper.press('Done here');
    expect(paper.cue).toBe('Done B-01-01');
    await paper.press(/B-01-02 F1/);
    await paper.press('Location is Empty');
    expect(paper.cue).toBe('Confirmed empty B-01-02');

    await paper.press(/: back to the order/);
    expect(paper.text).toContain('Lines 2/3');
    expect(paper.text).toContain('B-01-01 counted, 1 record');
    expect(paper.text).toContain('B-01-02 confirmed empty');
    await paper.press(/Finish F2/);
    expect(paper.cue).toBe('1 line open 2 of 3 done');
    expect(paper.text).toContain('B-01-03 not visited');
    await paper.press('Leave out');
    expect(paper.path).toMatch(/^\/worker\?finished=/);
    expect(paper.cue).toBe(`${order.documentNo} finished 1 left out, counted again`);
  });

  it('says what speaks against done and empty, and stays', async () => {
    const { paper } = await ivoCounts();
    await paper.scan('B-01-01');
    await paper.press('Done here');
    expect(paper.cue).toBe('Nothing counted Count it, or confirm that it is empty');
    expect(paper.plate).toBe('B-01-01');
  });

  it('voids one record of the list, from the location and from the order', async () => {
    const { paper, order } = await ivoCounts();
    await paper.scan('B-01-01');
    for (const quantity of ['4', '5']) {
      await paper.scan('47-1102');
      await paper.press('Count', { quantity });
    }
    await paper.press('Void');
    expect(paper.plate).toBe('B-01-01');
    await paper.get(`/worker/orders/${order.id}?tab=counts`);
    await paper.press('Void');
    expect(paper.path).toBe(`/worker/orders/${order.id}?tab=counts`);
    expect(paper.text).toContain('voided: Taken back by the worker');
  });
});

describe('what is asked', () => {
  it('a number that is two things, with two buttons', async () => {
    const { paper } = await ivoCounts({ rows: rows('B-01-01', '204') });
    await paper.scan('B-01-01');
    await paper.scan('204');
    expect(paper.text).toContain('You scanned 204. What is it?');
    await paper.press('Product 52-0090');
    expect(paper.text).toContain('Work gloves');
    await paper.press('back without counting');
    await paper.scan('204');
    await paper.press('Location 204');
    expect(paper.plate).toBe('204');
  });

  it('neither of them, by Esc', async () => {
    const { paper } = await ivoCounts({ rows: rows('B-01-01', '204') });
    await paper.scan('B-01-01');
    await paper.scan('204');
    await paper.press(': neither');
    expect(paper.text).not.toContain('What is it?');
  });

  it("the lot, from the product's own list", async () => {
    const { paper } = await ivoCounts();
    await paper.scan('B-01-01');
    await paper.scan('10-0411');
    expect(paper.text).toContain('Which lot? Scan it, or pick one.');
    await paper.press('24-118');
    await paper.press('Count', { quantity: '2' });
    expect(paper.cue).toBe('+2 → 2 pcs Oat biscuits 400 g, 24-118');
  });

  it('both quantities of what is weighed', async () => {
    const { paper } = await ivoCounts();
    await paper.scan('B-01-01');
    await paper.scan('31-0008');
    await paper.press('K-2291');
    expect(paper.html).toMatch(/name="quantity"[^>]*inputmode="numeric"/);
    await paper.press('Count', { quantity: '3', quantityBase: '12,5' });
    expect(paper.cue).toContain('+3 → 3');
  });

  it('a barcode in the quantity field is a scan', async () => {
    const { paper } = await ivoCounts();
    await paper.scan('B-01-01');
    await paper.scan('47-1102');
    await paper.press('Count', { quantity: 'B-01-02' });
    expect(paper.plate).toBe('B-01-02');
  });

  it('whether to join who is there', async () => {
    const { paper, order } = await ivoCounts();
    await paper.scan('B-01-01');
    const lena = await worker('lena');
    await lena.get(`/worker/orders/${order.id}`);
    await lena.scan('B-01-01');
    expect(lena.text).toMatch(/Ivo Dimitrov|Иво Димитров/);
    await lena.press('F1');
    expect(lena.plate).toBe('B-01-01');
  });
});

describe('an unknown code', () => {
  it('is kept with its separators, takes a quantity and a word, and does not hold anybody up', async () => {
    const { paper, order } = await ivoCounts();
    await paper.scan('B-01-01');
    await paper.scan('0104012345\u001d10AB-77');
    expect(paper.html).toContain('0104012345<mark>GS</mark>10AB-77');
    await paper.press('Go on', { note: 'Torn label', quantity: '6' });
    expect(paper.plate).toBe('B-01-01');
    const kept = await host.database.query(
      sql`SELECT note FROM ${own.exceptions} WHERE order_id = ${order.id} AND note IS NOT NULL`,
    );
    expect(kept).toEqual([{ note: 'Torn label' }]);
  });
});

describe('blind', () => {
  const pallet = { at: 'B-01-01', product: '47-1102', snapshot: '7331987' };

  it('shows nothing that is expected, on no screen of a first count', async () => {
    const { paper, order } = await ivoCounts({ rows: [pallet] });
    const seen: string[] = [];
    const look = () => seen.push(paper.html, JSON.stringify([...paper.headers]));
    look();
    await paper.scan('B-01-01');
    look();
    await paper.scan('47-1102');
    look();
    await paper.press('Count', { quantity: '1' });
    look();
    await paper.get(`/worker/orders/${order.id}/finish`);
    look();
    for (const page of seen) expect(page).not.toMatch(/7\D?331\D?987|987654/);
  });

  it.each([
    { blindRecount: true, shown: false },
    { blindRecount: false, shown: true },
  ])(
    'a recount that is blind ($blindRecount) shows what is expected: $shown',
    async ({ blindRecount, shown }) => {
      const { paper } = await ivoCounts({ rows: [pallet], recount: true, session: 2, blindRecount });
      expect(paper.text).toContain('Claw hammer 450 g');
      expect(/7[,\s]?331/.test(paper.html)).toBe(shown);
      await paper.scan('B-01-01');
      expect(/7[,\s]?331/.test(paper.html)).toBe(shown);
      await paper.press('Claw hammer 450 g');
      expect(paper.html).toMatch(/<input class="big" name="quantity"(?![^>]*value=)/);
    },
  );
});

it('speaks Bulgarian to who reads Bulgarian', async () => {
  const paper = await worker('lena');
  expect(paper.plate).toContain('Задания');
  expect(paper.html).toContain('<html lang="bg">');
  const { order } = await makeCount(host, { rows: rows('B-01-01'), worker: 'lena' });
  await paper.get(`/worker/orders/${order.id}`);
  await paper.scan('B-01-01');
  await paper.press('F1');
  expect(paper.cue).toBe('Нищо не е преброено Пребройте или потвърдете, че е празно');
  await paper.get('/worker/orders/00000000-0000-4000-8000-000000000000');
  expect(paper.text).toContain('Няма такова задание тук.');
});
