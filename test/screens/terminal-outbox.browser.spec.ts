import type { Route } from 'playwright-core';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { Handheld } from '../support/handheld.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { makeCount } from '../support/orders.js';

/** No scan is lost, none counts twice (terminal.md), in a browser on a bad network. */
describeInBrowser('the outbox', () => {
  let host: TestHost;
  let worker: Handheld;
  beforeAll(async () => {
    host = await openTestHost();
  });
  afterEach(() => worker?.close());
  afterAll(() => host?.close());

  const isScans = /\/scans$/;

  /** Ivo in an order, at its first location. */
  async function counting(of: { scripts?: boolean } = {}) {
    const rows = ['B-01-01', 'B-01-02'].map((at) => ({ at }));
    const { order } = await makeCount(host, { rows });
    worker = await Handheld.open(host, 'ivo', { javaScriptEnabled: of.scripts ?? true });
    await worker.openOrder(order.id);
    return order;
  }

  /** Scans that the server has of an order, as it took them. */
  const stored = (orderId: string) =>
    host.database.query<{ text: string; scanId: string; after: string | null }>(sql`
      SELECT text, scan_id AS "scanId", after_id AS after
      FROM ${own.scans} WHERE order_id = ${orderId} ORDER BY seq`);

  /** Scans that differ, so that each is told from the others. */
  const codes = (count: number) => Array.from({ length: count }, (_, i) => `X-${String(i).padStart(4, '0')}`);

  it('takes 200 scans, 100 ms apart, against answers of 1.5 s: all, in order, within 15 s of the last', async () => {
    const order = await counting();
    await worker.page.route(isScans, async (route) => {
      const answer = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.fulfill({ response: answer });
    });
    const begun = performance.now();
    for (const [i, code] of codes(200).entries()) {
      await worker.shoot(code);
      const early = begun + (i + 1) * 100 - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    }
    const last = performance.now();
    await worker.page.locator('#out:not(.n)').waitFor({ timeout: 120_000 });
    const took = performance.now() - last;

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(codes(200));
    expect(took).toBeLessThan(15_000);
  });

  it('loses nothing and stores nothing twice when 30 % of requests and answers are dropped and the tab is killed', async () => {
    const order = await counting();
    // The same every time: a third of all requests never arrive, a third of the answers never come back.
    let [seed, dropped] = [7, 0];
    const bad = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      const drop = seed % 10 < 3;
      if (drop) dropped += 1;
      return drop;
    };
    const lossy = async (route: Route) => {
      if (bad()) return route.abort();
      const answer = await route.fetch().catch(() => null);
      if (!answer || bad()) return route.abort().catch(() => undefined);
      await route.fulfill({ response: answer }).catch(() => undefined);
    };
    await worker.context.route(isScans, lossy);
    const shoot = async (...texts: string[]) => {
      for (const text of texts) {
        await worker.shoot(text);
        // Some time between scans, or all of them leave in a request or two.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await shoot(...codes(60));
    await worker.reopen(`/worker/orders/${order.id}`);
    await shoot(...codes(90).slice(60));
    await worker.page.locator('#out:not(.n)').waitFor({ timeout: 200_000 });

    const found = await stored(order.id);
    expect(found.map(({ text }) => text)).toEqual(codes(90));
    expect(found.slice(1).map(({ after }) => after)).toEqual(found.slice(0, -1).map(({ scanId }) => scanId));
    expect(dropped).toBeGreaterThan(5);
  });

  it('keeps what is scanned while the page is still opening its storage, each scan by itself', async () => {
    const order = await counting();
    await worker.context.addInitScript(`
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...of) {
        const request = open.apply(this, of);
        const set = (heard) => request.addEventListener('success', (event) => setTimeout(heard, 500, event));
        return Object.defineProperty(request, 'onsuccess', { set });
      };`);
    await worker.reopen(`/worker/orders/${order.id}`);
    for (const text of ['B-01-01', '47-1102', '3']) await worker.shoot(text);
    await worker.reads('#body > .cue', /\+3 → 3 pcs/);

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '47-1102', '3']);
  });

  it('sends again whatever came back instead of an answer: a fault, half of one, nothing, or nonsense', async () => {
    const order = await counting();
    const type = { contentType: 'application/json' };
    const answers: ((route: Route) => Promise<unknown>)[] = [
      (route) => route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>It broke' }),
      (route) => route.fulfill({ status: 503, ...type, body: '{"code":"unavailable"}' }),
      (route) => route.fulfill({ ...type, body: '{"results":[{"scanId":"' }),
      (route) => route.fulfill({ ...type, body: '{"results":[null]}' }),
      (route) => route.fetch().then(() => route.abort('connectionreset')),
    ];
    await worker.page.route(isScans, (route) => answers.shift()?.(route) ?? route.continue());
    for (const text of ['B-01-01', '47-1102', '3']) await worker.shoot(text);
    await worker.reads('#body > .cue', /\+3 → 3 pcs/);
    await worker.settled();

    expect(answers).toEqual([]);
    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '47-1102', '3']);
    expect(worker.complaints).toEqual([]);
  });

  it('keeps scans where there is no network, says so, counts on, and sends them when it is back', async () => {
    const order = await counting();
    await worker.scan('B-01-01');
    await worker.context.setOffline(true);
    await worker.shoot('47-1102');
    await worker.reads('#body > .cue', /No connection/);
    await worker.reads('#out', /^↑1/);
    for (const text of ['7', 'B-01-02']) await worker.shoot(text);
    await worker.reads('#out', /^↑3/);

    await worker.context.setOffline(false);
    await worker.settled();

    expect(await worker.plate()).toBe('B-01-02');
    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '47-1102', '7', 'B-01-02']);
    const { body } = await host.as('ivo').get(`/api/orders/${order.id}`);
    expect(body.lines.map((line: any) => line.state)).toEqual(['open', 'open']);
  });

  it('says that a scan was not kept where the device has no room, and keeps the same scan made again', async () => {
    const order = await counting();
    await worker.page.evaluate(`
      const { add } = IDBObjectStore.prototype;
      window.isFull = true;
      IDBObjectStore.prototype.add = function (...of) {
        const request = add.apply(this, of);
        if (window.isFull) this.transaction.abort();
        return request;
      };`);
    await worker.shoot('B-01-01');
    await worker.reads('#body > .cue', /Not kept.*B-01-01/s);
    expect(await worker.text('#out')).toMatch(/^↑0/);

    await worker.page.evaluate('window.isFull = false');
    await worker.scan('B-01-01');

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01']);
  });

  it('sends what waited when the tab is opened again', async () => {
    const order = await counting();
    await worker.context.route(isScans, (route) => route.abort());
    await worker.shoot('B-01-01');
    await worker.shoot('47-1102');
    await worker.reads('#out', /^↑2/);
    await worker.page.close();
    await worker.context.unroute(isScans);
    await worker.reopen(`/worker/orders/${order.id}`);
    await worker.settled();

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '47-1102']);
    expect(await worker.page.evaluate('document.activeElement.name')).toBe('quantity');
  });

  it('stays in the order that the worker has gone on to, whatever is answered late', async () => {
    const order = await counting();
    const { order: other } = await makeCount(host, { rows: [{ at: 'C-01-01' }] });
    await worker.context.route(isScans, (route) => route.abort());
    await worker.shoot('B-01-01');
    await worker.reads('#out', /^↑1/);
    await worker.openOrder(other.id);
    await worker.reads('#out', /^↑1/);
    await worker.context.unroute(isScans);
    await worker.settled();

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01']);
    expect(worker.page.url()).toContain(other.id);
    expect(await worker.page.locator(`#body[data-order="${other.id}"]`).count()).toBe(1);
  });

  it('ends the location where the key was pressed, though scans lead on before it leaves', async () => {
    const order = await counting();
    await worker.scan('B-01-01', '47-1102', '2');
    const gates = [0, 1, 2].map(() => {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      return { open: () => open(), opened };
    });
    let requests = 0;
    await worker.page.route(isScans, async (route) => {
      await gates[requests++]?.opened;
      await route.continue();
    });
    const leaving = async (step: () => unknown) => {
      const left = worker.page.waitForRequest(isScans);
      await step();
      await left;
    };

    await leaving(() => worker.shoot('B-01-01'));
    await worker.page.keyboard.press('F1');
    await worker.shoot('B-01-02');
    await leaving(() => gates[0]?.open());
    await worker.shoot('47-1102');
    await leaving(() => gates[1]?.open());
    await worker.reads('h1', /B-01-02/);
    gates[2]?.open();
    await worker.settled();

    const { body } = await host.as('ivo').get(`/api/orders/${order.id}`);
    expect(body.lines.map((line: any) => [line.location, line.state])).toEqual([
      ['B-01-01', 'done'],
      ['B-01-02', 'open'],
    ]);
  });

  it('keeps an error until it is seen, and sends what is behind it', async () => {
    const order = await counting();
    for (const text of ['B-01-01', 'WHAT-IS-THIS', '47-1102', '3']) await worker.shoot(text);
    await worker.reads('#body > .cue', /\+3 → 3 pcs/);
    await worker.settled();
    await worker.reads('#unseen', /Unknown code.*WHAT-IS-THIS/s);
    expect((await stored(order.id)).length).toBe(4);

    await worker.reopen(`/worker/orders/${order.id}/count`);
    await worker.reads('#unseen', /WHAT-IS-THIS/);
    await worker.press('Escape');
    expect(await worker.page.locator('#unseen').isHidden()).toBe(true);

    await worker.reopen(`/worker/orders/${order.id}/count`);
    expect(await worker.page.locator('#unseen').isHidden()).toBe(true);
  });

  it('holds what was scanned behind a question until it is answered', async () => {
    const rows = ['B-01-01', '204'].map((at) => ({ at }));
    const { order } = await makeCount(host, { rows });
    worker = await Handheld.open(host, 'ivo');
    await worker.openOrder(order.id);
    await worker.scan('B-01-01', '204');
    for (const text of ['47-1102', '5']) await worker.shoot(text);
    await worker.reads('#out', /^↑2/);
    expect((await stored(order.id)).length).toBe(2);

    await worker.press('F1');

    expect(await worker.plate()).toBe('204');
    expect(await worker.cue()).toContain('+5 → 5 pcs');
  });

  it.each([[[]], [['47-1102', '5']]])(
    'takes one answer to a question, however often its button is touched; behind it: %j',
    async (behind: string[]) => {
      const rows = ['B-01-01', '204'].map((at) => ({ at }));
      const { order } = await makeCount(host, { rows });
      worker = await Handheld.open(host, 'ivo');
      await worker.openOrder(order.id);
      await worker.scan('B-01-01', '204');
      for (const text of behind) await worker.shoot(text);
      await worker.page.evaluate(`
        window.__errors = [];
        new MutationObserver(() => {
          const error = document.querySelector('#body > .cue.err, #unseen:not([hidden])');
          if (error) window.__errors.push(error.innerText);
        }).observe(document.body, { childList: true, subtree: true });`);
      await worker.page.route(isScans, (route) => route.abort());
      await worker.page.keyboard.press('F1');
      await worker.reads('#out', new RegExp(`^↑${behind.length + 1}`));
      await worker.page.keyboard.press('F1');

      await worker.page.unroute(isScans);
      await worker.settled();

      expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '204', '', ...behind]);
      expect(await worker.plate()).toBe('204');
      expect(await worker.page.evaluate('window.__errors')).toEqual([]);
    },
  );

  it('sends a handheld whose session ended to sign in, and the scans after it', async () => {
    const order = await counting();
    await worker.scan('B-01-01');
    await worker.context.clearCookies();
    await worker.shoot('47-1102');
    await worker.page.waitForURL(/sign-in/);

    await worker.page.click('button[value=ivo]');
    await worker.page.waitForURL(/worker\/orders/);
    await worker.settled();

    expect((await stored(order.id)).map(({ text }) => text)).toEqual(['B-01-01', '47-1102']);
  });

  it('counts without scripts just the same', async () => {
    const order = await counting({ scripts: false });
    const focused = () => worker.page.locator('input:focus').waitFor();
    await focused();
    await worker.shoot('B-01-01');
    await worker.reads('h1', /B-01-01/);
    await focused();
    await worker.shoot('47-1102');
    await worker.page.fill('[name=quantity]', '4');
    await worker.page.keyboard.press('Enter');
    await worker.reads('#body > .cue', /\+4 → 4 pcs/);
    expect((await stored(order.id)).length).toBe(3);
  });
});
