import { Desk } from '../support/desk.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { counted, planned, plannedOf } from '../support/office.js';

/** Something to wait for until it is let go. */
function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The office as people use it: by keys, live, and seen with a reader of screens. */
describeInBrowser('the office in a browser', () => {
  let host: TestHost;
  let desk: Desk;
  beforeAll(async () => {
    host = await openTestHost();
    desk = await Desk.open(host);
  });
  afterAll(async () => {
    await desk?.close();
    await host?.close();
  });
  afterEach(() => expect(desk.complaints).toEqual([]));

  const bar = '#bar';
  const at = () => desk.page.locator('tr.at').getAttribute('id');
  const ticked = () => desk.page.locator('tr.sel').count();
  /** What the focused field is called. */
  const focused = () =>
    desk.page.evaluate<string>("document.activeElement.closest('label')?.innerText ?? ''");

  describe('keys of the grid', () => {
    it('moves, selects, says count and value, approves, and stays where it was', async () => {
      const made = await counted(host, ['A-01-01-1', 'A-01-01-2']);
      await desk.goTo(made.page);

      await desk.press('ArrowDown', 'ArrowDown', ' ', 'Shift+ArrowDown', 'Shift+ArrowDown');
      await desk.reads(bar, /3 rows selected/);
      expect(await ticked()).toBe(3);
      const row = await at();
      await desk.press('a');
      await desk.reads('.cues', /3 rows were changed\./);

      expect(await at()).toBe(row);
      expect(await desk.page.locator('tbody .st.Approved').count()).toBe(3);
      // The focus comes back when the new rows have settled, a moment after they are seen.
      await desk.page.waitForFunction("document.activeElement?.name === 'row'");
    });

    it('opens and closes the row with Enter', async () => {
      const made = await counted(host, ['A-01-02-1']);
      await desk.goTo(made.page);

      await desk.press('ArrowDown', 'Enter');
      await desk.reads('tr.open', /Snapshot \d+.*Sessions side by side/s);
      await desk.press('Enter');

      expect(await desk.page.locator('tr.open').count()).toBe(0);
    });

    it('takes the whole page, then all of the filter, and sends them to recount', async () => {
      const made = await counted(host, ['A-01-02-3', 'A-01-02-4']);
      await desk.goTo(made.page);
      const rows = await desk.page.locator('tbody tr[id]').count();

      await desk.press('Control+a');
      await desk.reads(bar, new RegExp(`${rows} rows selected`));
      await desk.page.click('text=Select all');
      await desk.reads(bar, /Only the rows of this page/);
      await desk.press('r');

      await desk.reads('.cues', new RegExp(`${rows} rows were changed`));
      await desk.reads('.next', new RegExp(`have ${rows} rows counted again`));
    });

    it('corrects a quantity with q', async () => {
      const made = await counted(host, ['A-01-03-1']);
      await desk.goTo(made.page);

      await desk.press('ArrowDown', ' ');
      await desk.reads(bar, /1 row selected/);
      await desk.press('q');
      await desk.page.keyboard.type('7');
      await desk.page.fill('[name=notes]', 'counted once more');
      await desk.page.click('#correct button[value=correct]');

      await desk.reads('.cues', /1 row was changed\./);
      await desk.reads('tbody tr[id]', /counted once more/);
    });

    it('searches with a slash, and letters typed there are no commands', async () => {
      const made = await counted(host, ['A-01-03-2', 'A-01-03-3']);
      await desk.goTo(made.page);
      await desk.press('ArrowDown', ' ', '/');

      await desk.page.keyboard.type('a-01-03-3');
      await desk.page.waitForURL(/q=a-01-03-3/);
      await desk.page.locator('tbody tr[id]', { hasText: 'A-01-03-2' }).waitFor({ state: 'detached' });

      expect(await desk.page.locator('tbody tr[id]').first().innerText()).toContain('A-01-03-3');
      expect(await desk.page.evaluate('document.activeElement.value')).toBe('a-01-03-3');
      expect(await desk.page.locator('.cues').count()).toBe(0);
    });

    it('opens the fields of a lot with f; what is sorted meanwhile stays so', async () => {
      const made = await planned(host, ['A-03-01-1', 'A-03-01-2', 'A-03-04-2']);
      const { items } = (await host.as('mira').get(`/api/reconciliations/${made.id}/details?limit=1000`))
        .body;
      const { lot } = items.find((item: { lot: string | null }) => item.lot);
      await desk.goTo(made.page);
      await desk.page.click('thead th.loc a');
      await desk.page.waitForURL(/sort=-lineNo/);

      await desk.press('f');
      expect(await desk.findings()).toEqual([]);
      await desk.page.keyboard.type(lot);
      await desk.press('Enter');
      await desk.page.waitForURL(/lot=/);
      await desk.reads('.without', new RegExp(`Lot ${lot} ×`));

      expect(desk.page.url()).toContain('sort=-lineNo');
    });

    it('shows all keys with a question mark, the menu with m, and closes them with Escape', async () => {
      const made = await planned(host, ['A-01-03-4']);
      await desk.goTo(made.page);

      await desk.press('?');
      expect(await desk.page.locator('dialog[open]').innerText()).toContain(
        'Approve, Recount, Cancel, Correct',
      );
      await desk.press('Escape', 'm');
      expect(await desk.page.locator('#menu').getAttribute('open')).not.toBeNull();
      await desk.press('Escape');

      expect(await desk.page.locator('#menu').getAttribute('open')).toBeNull();
    });
  });

  describe('work in the background', () => {
    it('shows how far it is and ends with a sentence, without anybody asking', async () => {
      const made = await planned(host, ['A-01-04-1']);
      await desk.goTo(made.page);

      await desk.page.click('#menu summary');
      await desk.page.click('text=Generate snapshot');
      await desk.reads('#job', /The snapshot of \d\d:\d\d has/);

      expect(await desk.page.locator('#job progress').count()).toBe(0);
    });
  });

  describe('after a release', () => {
    it('the focus is on what came of it, and no empty menu is offered', async () => {
      const made = await counted(host, ['A-02-01-2']);
      await host.as('mira').post(`/api/reconciliations/${made.id}/review`, {
        select: { filter: {} },
        reviewStatus: 'Approved',
      });
      await desk.goTo(`${made.page}/release`);

      await desk.press('g');
      await desk.reads('#job', /Released with/);
      await desk.reads('.tabs', /Transactions/);

      await desk.page.waitForFunction("document.activeElement?.matches('#job > .cue')");
      expect(await desk.page.locator('#menu').count()).toBe(0);
    });
  });

  describe('orders', () => {
    it('are assigned by a few keys, and the row stays', async () => {
      const { ids, people } = host.demo;
      const made = await plannedOf(host, [
        { locationId: ids.location('A-02-01-3'), workerId: people.ivo.workerId as string },
        { locationId: ids.location('A-02-01-4'), workerId: people.lena.workerId as string },
      ]);
      await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      await desk.goTo(`${made.page}/orders`);
      const nth = (n: number) => desk.page.locator('tbody tr').nth(n);

      await desk.press('ArrowDown');
      const second = await at();
      await desk.press('w');
      expect(await desk.findings()).toEqual([]);
      await desk.page.keyboard.type('Any');
      await desk.press('Enter');
      await desk.reads('.cues', /is for anybody now/);
      expect(await at()).toBe(second);
      expect(await nth(1).innerText()).toContain('Anybody');
      await desk.press('ArrowUp', 'w');
      await desk.page.keyboard.type('Any');
      await desk.press('Enter');
      await nth(0).filter({ hasText: 'Anybody' }).waitFor();
    });

    it('are given out many at a time: the unassigned, spread over two workers', async () => {
      const { ids, people } = host.demo;
      const made = await plannedOf(host, [
        { locationId: ids.location('A-02-02-1'), workerId: people.ivo.workerId as string },
        { locationId: ids.location('A-02-02-2'), workerId: people.lena.workerId as string },
        { locationId: ids.location('A-03-01-1') },
      ]);
      await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      await desk.goTo(`${made.page}/orders`);

      await desk.press('u');
      expect(await desk.text('#ticked')).toMatch(/Selected:\s*1$/);
      await desk.press('Control+a');
      expect(await desk.text('#ticked')).toMatch(/Selected:\s*3$/);
      await desk.press('w');
      expect(await desk.findings()).toEqual([]);
      for (const name of ['Ivo Dimitrov', 'Lena Koleva']) {
        while (!(await focused()).includes(name)) await desk.press('Tab');
        await desk.press(' ');
      }
      await desk.press('Enter');

      await desk.reads(
        '.cues',
        /1 order was given out: (Ivo Dimitrov|Lena Koleva) 1\. 2 were theirs already\./,
      );
      expect(await desk.page.locator('.grid tr.free').count()).toBe(0);
      await desk.page.locator('.cues:focus').waitFor();
    });
  });

  describe('a count sheet that is typed in', () => {
    it('goes from quantity to quantity with Enter, then to who counted and the button', async () => {
      const made = await planned(host, ['A-03-04-4', 'A-04-01-1']);
      const started = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      const sheet = `${made.page}/orders/${started.body.orders[0].id}/sheet`;
      await desk.goTo(sheet);
      const focused = () =>
        desk.page.evaluate(
          "[...document.querySelectorAll('#sheet [name=quantity], #sheet [name=worker], #sheet .main')].indexOf(document.activeElement)",
        );
      const boxes = await desk.page.locator('#sheet [name=quantity]').count();
      expect(await desk.findings()).toEqual([]);
      expect(await desk.text('dl.facts')).toMatch(/^Positions\s+[\d,]+\s/);

      await desk.page.locator('#sheet [name=product]:not([type=hidden])').first().focus();
      const passed: unknown[] = [];
      for (let i = 0; i <= boxes; i++) {
        await desk.press('Enter');
        passed.push(await focused());
      }
      expect(passed).toEqual(Array.from({ length: boxes + 1 }, (_, i) => i));
      await desk.page.selectOption('#sheet [name=worker]', host.demo.people.ivo.workerId as string);
      await desk.page.locator('#sheet [name=quantity]').last().focus();
      await desk.press('Enter');

      expect(await focused()).toBe(boxes + 1);
      expect(desk.page.url()).toContain(sheet);
    });
  });

  describe('from a wide screen to a tablet held upright', () => {
    it.each([
      ['en', ['A-03-02-1', 'A-03-02-2']],
      ['bg', ['A-03-03-1', 'A-03-03-2']],
    ])('every column of the lists is in sight: %s', async (language, shelves) => {
      const made = await counted(host, shelves, (truth) => {
        const [first] = truth.lying;
        if (first) first.base = first.quantity = '1';
      });
      const other = await desk.another('mira');
      if (language === 'bg') await other.page.click('button[name=language][value=bg]');
      const found: string[] = [];
      for (const path of ['/manager', made.page, `${made.page}/orders`, `${made.page}/counts`]) {
        await other.goTo(path);
        for (const width of [1440, 1280, 1261, 1181, 1024, 1001, 768]) {
          await other.page.setViewportSize({ width, height: 800 });
          const rest = await other.page.evaluate(
            "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.grid'))",
          );
          if (rest !== 0) found.push(`${path} at ${width}: ${rest}`);
        }
      }
      await other.close();

      expect(found).toEqual([]);
    });
  });

  describe('what a menu opens', () => {
    it('is in sight, however wide the page is', async () => {
      const made = await counted(host, ['A-04-01-2']);
      const waiting = await planned(host, ['A-04-01-3']);
      await host.as('mira').post(`/api/reconciliations/${waiting.id}/initial-count`);
      const other = await desk.another('mira');
      const found: string[] = [];
      for (const path of [made.page, `${waiting.page}/orders`, `${made.page}/counts`, '/manager/workers']) {
        await other.goTo(path);
        if (path === made.page) {
          await other.press('ArrowDown', ' ');
          await other.reads('#bar', /1 row selected/);
        }
        for (const width of [1440, 1280, 1024, 768]) {
          await other.page.setViewportSize({ width, height: 800 });
          const outside = await other.page.evaluate<string[]>(`
            [...document.querySelectorAll('details.menu')].filter((menu) => {
              menu.open = true;
              const { left, right } = menu.lastElementChild.getBoundingClientRect();
              menu.open = false;
              return left < 0 || right > innerWidth;
            }).map((menu) => menu.innerText)`);
          found.push(...outside.map((menu) => `${path} at ${width}: ${menu}`));
        }
      }
      await other.close();

      expect(found).toEqual([]);
    });

    it('has a tick at each column that is shown', async () => {
      const made = await planned(host, ['A-04-01-4']);
      await desk.goTo(made.page);

      await desk.page.click('#columns summary');
      const ticks = await desk.page.evaluate<string[]>(
        "[...document.querySelectorAll('#columns :checked')].map((box) => getComputedStyle(box, ':before').display)",
      );

      expect(ticks.length).toBeGreaterThan(5);
      expect(new Set(ticks)).toEqual(new Set(['block'])); // nothing else has a size
    });
  });

  describe('a scope', () => {
    it('is measured while it is chosen, and takes what a scanner types', async () => {
      await desk.goTo(`/manager/new?warehouse=${host.demo.warehouseId}`);
      await desk.page.locator('.tree label', { hasText: 'A-03 Aisle 3' }).click();
      await desk.reads('#scope table', /A-03/);

      await desk.page.focus('#typed');
      await desk.page.keyboard.type('B-01-03');
      await desk.press('Enter');
      await desk.reads('#scope table', /B-01-03/);
      await desk.page.keyboard.type('B-01-04');
      await desk.press('Enter');

      await desk.reads('#scope table', /B-01-04/);
      expect(await desk.page.evaluate('document.activeElement.id')).toBe('typed');
    });

    it('loses no scan while an answer is on its way', async () => {
      await desk.goTo(`/manager/new?warehouse=${host.demo.warehouseId}`);
      const { promise: late, resolve: letGo } = gate();
      await desk.page.route('**/manager/new', async (route) => {
        await late;
        await route.continue().catch(() => undefined); // a later scan took its place
      });
      await desk.page.focus('#typed');
      await desk.page.keyboard.type('B-01-05');
      await desk.press('Enter');
      await desk.page.keyboard.type('B-99');
      await desk.press('Enter');
      await desk.page.keyboard.type('B-01-');
      letGo();
      await desk.reads('#scope [role=alert]', /B-99/);
      await desk.page.keyboard.type('06');
      await desk.press('Enter');
      await desk.reads('#scope table', /B-01-06/);

      expect(await desk.text('#scope table')).toContain('B-01-05');
      await desk.page.unroute('**/manager/new');
    });
  });

  describe('progress', () => {
    const startAndWatch = async (address: string) => {
      const made = await planned(host, [address]);
      await desk.goTo(`${made.page}/progress`);
      const started = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      return { made, order: started.body.orders[0].id };
    };

    it('follows the count by events', async () => {
      const { order } = await startAndWatch('A-01-04-2');
      await desk.reads('#progress', /Locations done\s*0 of 1/);
      expect(await desk.findings()).toEqual([]);

      const { body } = await host.as('ivo').post(`/api/worker/orders/${order}/start`);
      await host.as('ivo').post(`/api/worker/orders/${order}/lines/${body.lines[0].id}/empty`);

      await desk.reads('#progress', /Locations done\s*1 of 1/);
      await desk.reads('#progress .facts', /live/);
    });

    it('shows what happened before the first event came', async () => {
      const { promise: late, resolve: letGo } = gate();
      await desk.page.route('**/progress/stream', async (route) => {
        await late;
        await route.continue();
      });
      await startAndWatch('A-01-04-3');
      letGo();

      await desk.reads('#progress', /Locations done\s*0 of 1/);

      await desk.page.unroute('**/progress/stream');
    });

    it('asks again and again where events do not come', async () => {
      await desk.page.route('**/progress/stream', (route) => route.fulfill({ status: 503 }));
      const asked = desk.page.waitForResponse(
        (answer) => answer.request().headers()['hx-target'] === 'progress',
      );
      const made = await planned(host, ['A-02-01-1']);
      await desk.goTo(`${made.page}/progress`);
      await asked;
      await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);

      await desk.reads('#progress', /Locations done\s*0 of 1/);

      await desk.page.unroute('**/progress/stream');
    });
  });

  describe('for everybody', () => {
    it('changes its language and keeps it', async () => {
      await desk.goTo('/manager');
      await desk.page.click('text=Български');
      await desk.reads('h1', /Инвентаризации/);
      await desk.goTo('/manager/new');
      await desk.reads('h1', /Нова инвентаризация/);
      await desk.page.click('text=English');
      await desk.reads('h1', /New reconciliation/);
    });

    // Everything once; then what colours and fingers change.
    it.each([
      { setting: '1440 light', width: 1440, height: 900, address: 'B-01-04', rules: [] },
      {
        setting: '1024 dark',
        width: 1024,
        height: 768,
        address: 'B-01-05',
        rules: ['color-contrast'],
        more: { colorScheme: 'dark' as const },
      },
      {
        setting: 'a tablet held upright, Bulgarian',
        width: 768,
        height: 1024,
        address: 'B-01-06',
        rules: ['target-size'],
        more: { hasTouch: true, isMobile: true },
        language: 'bg',
      },
    ])('axe finds nothing, and nothing is wider than the page: $setting', async (at) => {
      const { width, height, address, rules, more, language = 'en' } = at;
      const busy = await counted(host, [address], (truth) => {
        const [first] = truth.lying;
        if (first) first.base = first.quantity = '1';
      });
      const other = await desk.another('mira', { viewport: { width, height }, ...more });
      if (language === 'bg') await other.page.click('button[name=language][value=bg]');
      const pages = ['/manager', '/manager/new', '/manager/jobs', '/manager/workers', busy.page];
      for (const tab of [
        'progress',
        'scope',
        'orders',
        'counts',
        'exceptions',
        'release',
        'history',
        'void',
        'recount',
      ]) {
        pages.push(`${busy.page}/${tab}`);
      }
      const found: string[] = [];
      for (const path of pages) {
        await other.goTo(path);
        if (path === busy.page) {
          await other.press('ArrowDown', ' ', 'Enter');
          await other.reads('#bar', /1 row selected|Избран е 1 ред/);
          await other.reads('tr.open', /Sessions|Сесиите/);
        }
        found.push(...(await other.findings(rules)).map((finding) => `${path} ${finding}`));
        const over = Number(await other.page.evaluate('document.documentElement.scrollWidth - innerWidth'));
        if (over > 0) found.push(`${path} is ${over} px too wide`);
      }
      await other.close();

      expect(found).toEqual([]);
    });

    it('axe finds nothing on the clerk’s page', async () => {
      const petra = await desk.another('petra');
      await petra.goTo(`/clerk/inventory-reconciliations/${host.demo.inventoryReconciliationId}`);

      expect(await petra.findings()).toEqual([]);
      await petra.close();
    });
  });
});
