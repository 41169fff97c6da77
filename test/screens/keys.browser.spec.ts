import { randomUUID } from 'node:crypto';
import { Desk } from '../support/desk.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { counted, type Made, planned } from '../support/office.js';

/** What each key does on the page where somebody presses it. */
describeInBrowser('keys of the office', () => {
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

  const at = () => desk.page.locator('tr.at').getAttribute('id');
  const idOf = (row: number) => desk.page.locator('tbody tr[id]').nth(row).getAttribute('id');
  const active = (what: string) => desk.page.evaluate(`document.activeElement.${what}`);

  describe('the list', () => {
    it('goes down by arrows and opens with Enter; n begins a new one', async () => {
      const made = await planned(host, ['A-01-01-1']);
      await planned(host, ['A-01-01-2']);
      await desk.goTo(`/manager?q=${made.documentNo}`);

      await desk.press('ArrowDown', 'ArrowUp', 'Enter');
      await desk.page.waitForURL(new RegExp(`${made.page}$`));
      await desk.goTo('/manager');
      await desk.press('n');

      await desk.page.waitForURL(/\/manager\/new$/);
    });

    it('searches with a slash; Escape goes back to the row, and ends are ends', async () => {
      await planned(host, ['A-01-01-3']);
      await desk.goTo('/manager');
      const rows = await desk.page.locator('tbody tr[id]').count();

      await desk.press('ArrowDown', '/');
      expect(await active('type')).toBe('search');
      await desk.press('Escape');
      expect(await active("closest('tr').id")).toBe(await idOf(1));
      for (let i = 0; i < rows; i++) await desk.press('ArrowDown');

      expect(await at()).toBe(await idOf(rows - 1));
    });
  });

  describe('the details', () => {
    let made: Made;
    beforeAll(async () => {
      made = await counted(host, [
        'A-01-02-1',
        'A-01-02-2',
        'A-01-02-3',
        'A-01-02-4',
        'A-01-03-1',
        'A-01-03-2',
      ]);
    });
    beforeEach(() => desk.goTo(made.page));

    it('go ten rows with PgDn and PgUp, and take them with Shift', async () => {
      await desk.press('ArrowUp', 'PageDown');
      expect(await at()).toBe(await idOf(10));
      await desk.press('Shift+PageUp');

      expect(await at()).toBe(await idOf(0));
      await desk.reads('#bar', /11 rows selected/);
    });

    it('are ticked by the mouse, one by one and the whole page', async () => {
      const rows = await desk.page.locator('tbody tr[id]').count();

      await desk.page.locator('input[name=row]').nth(2).check();
      await desk.reads('#bar', /1 row selected/);
      expect(await at()).toBe(await idOf(2));
      await desk.page.check('input.page');
      await desk.reads('#bar', new RegExp(`${rows} rows selected`));
      await desk.page.locator('input[name=row]').first().uncheck();
      await desk.reads('#bar', new RegExp(`${rows - 1} rows selected`));

      expect(await desk.page.isChecked('input.page')).toBe(false);
    });

    it('are opened and closed by the mouse', async () => {
      await desk.page.locator('a.behind').nth(1).click();
      await desk.reads('tr.open', /Sessions side by side/);
      expect(await at()).toBe(await idOf(1));
      await desk.page.locator('a.behind').nth(1).click();

      expect(await desk.page.locator('tr.open').count()).toBe(0);
    });

    it('are cancelled with c', async () => {
      await desk.press('ArrowDown', ' ');
      await desk.reads('#bar', /1 row selected/);
      await desk.press('c');

      await desk.reads('.cues', /1 row was changed\./);
      await desk.reads(`#${await at()} .st`, /Cancelled/);
    });

    it('are corrected with Enter out of the field, and no others than those selected', async () => {
      await desk.press('ArrowDown', 'ArrowDown', ' ');
      await desk.reads('#bar', /1 row selected/);
      await desk.press('q');
      await desk.page.keyboard.type('7');
      await desk.press('Tab', 'Tab');
      await desk.page.keyboard.type('counted once more');
      await desk.press('Enter');

      await desk.reads('.cues', /1 row was changed\./);
    });

    it('are searched in a field that is wider than the others', async () => {
      const wide = (field: string) =>
        desk.page.locator(`#filter [name=${field}]`).evaluate((at: any) => at.offsetWidth);

      expect(await wide('q')).toBeGreaterThan(await wide('size'));
    });

    it('are accepted together with a', async () => {
      await desk.page.click('#accept summary');
      await desk.page.click('#accept form:first-of-type button');
      await desk.reads('#bar', /rows can be accepted/);
      await desk.press('a');

      await desk.reads('.cues', /rows were changed\./);
    });

    it.each([1280, 1024])('are never behind the bar while they are gone through: %i', async (width) => {
      await desk.page.setViewportSize({ width, height: 800 });
      await desk.press('ArrowDown', ' ');
      await desk.reads('#bar', /1 row selected/);
      const hidden: number[] = [];
      for (let row = 2; row < 30; row++) {
        await desk.press('ArrowDown');
        const over = await desk.page.evaluate(
          "document.querySelector('tr.at').getBoundingClientRect().bottom - document.querySelector('.bar2').getBoundingClientRect().top",
        );
        if (Number(over) > 0) hidden.push(row);
      }
      await desk.page.setViewportSize({ width: 1440, height: 900 });

      expect(hidden).toEqual([]);
    });

    it('of a released one are weighed, and nothing is offered for them', async () => {
      const released = await counted(host, ['A-01-04-2']);
      const select = { select: { filter: {} }, reviewStatus: 'Approved' };
      await host.as('mira').post(`/api/reconciliations/${released.id}/review`, select);
      await desk.goTo(`${released.page}/release`);
      await desk.press('g');
      await desk.reads('#job', /Released with|without/);
      await desk.goTo(released.page);

      await desk.press('ArrowDown', ' ');
      await desk.reads('#bar', /1 row selected/);

      expect(await desk.page.locator('#bar button:not(.link), #bar details').count()).toBe(0);
    });

    it('have an address to be copied', async () => {
      await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await desk.page.click('button.copy');

      await desk.reads('button.copy', /Copied/);
      expect(await desk.page.evaluate('navigator.clipboard.readText()')).toBe(desk.page.url());
    });
  });

  describe('without scripts', () => {
    it('Enter in the correction corrects what is selected, and only that', async () => {
      const made = await counted(host, ['A-02-03-1']);
      const plain = await desk.another('mira', { javaScriptEnabled: false });
      await plain.goTo(made.page);
      await plain.page.locator('input[name=row]').first().check();
      await plain.page.locator('#rows button[value=select]').click();
      await plain.page.locator('#correct summary').click();
      await plain.page.fill('[name=countedQuantity]', '7');
      await plain.page.fill('[name=notes]', 'counted once more');
      await plain.press('Enter');

      await plain.reads('.cues', /1 row was changed\./);
      await plain.close();
    });
  });

  describe('an address that is nonsense', () => {
    it('is marked in its field, also where only the rows come anew', async () => {
      const made = await counted(host, ['A-02-03-2']);
      await desk.goTo(`${made.page}?size=abc`);
      await desk.page.locator('[name=size][aria-invalid=true]').waitFor();
      await desk.page.fill('[name=size]', '0');
      await desk.press('Tab');
      await desk.page.locator('[name=size]:not([aria-invalid])').waitFor();
      await desk.page.fill('[name=value]', 'many');
      await desk.press('Tab');

      await desk.reads('#grid [role=alert]', /Value at least: It takes a number/);
      await desk.page.locator('[name=value][aria-invalid=true]').waitFor();
      expect(await desk.findings()).toEqual([]);
    });
  });

  describe('the orders', () => {
    it('open with Enter, also where the focus is on what selects them', async () => {
      const made = await planned(host, ['A-01-04-1']);
      const started = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      await desk.goTo(`${made.page}/orders`);

      await desk.press('ArrowDown');
      expect(await active('name')).toBe('row');
      await desk.press('Enter');

      await desk.page.waitForURL(new RegExp(`/orders/${started.body.orders[0].id}$`));
    });
  });

  describe('exceptions', () => {
    it('are gone through by arrows, also out of a field', async () => {
      const made = await planned(host, ['A-01-03-3']);
      const started = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
      const order = `/api/worker/orders/${started.body.orders[0].id}`;
      await host.as('ivo').post(`${order}/start`);
      const scannedAt = new Date().toISOString();
      const [first, second] = [randomUUID(), randomUUID()];
      const scans = [
        { scanId: first, after: null, text: 'NO-SUCH-CODE', scannedAt },
        { scanId: second, after: first, text: 'NOR-THIS-ONE', scannedAt },
      ];
      await host.as('ivo').post(`${order}/scans`, { sentAt: scannedAt, scans });
      await desk.goTo(`${made.page}/exceptions`);
      const here = () => active("closest('section.exception')?.querySelector('code').innerText");
      const [upper, lower] = await desk.page.locator('section.exception code').allInnerTexts();

      await desk.page.locator('section.exception').first().locator('[name=lot]').focus();
      await desk.press('ArrowDown');
      expect(await here()).toBe(lower);
      await desk.press('ArrowUp');

      expect(await here()).toBe(upper);
    });
  });

  describe('a new one', () => {
    it('has the focus where a place is typed that nobody knows', async () => {
      await desk.goTo(`/manager/new?warehouse=${host.demo.warehouseId}`);
      await desk.page.focus('#typed');
      await desk.page.keyboard.type('B-99');
      await desk.press('Control+Enter');
      await desk.reads('#scope [role=alert]', /B-99/);

      await desk.page.locator('#typed:focus').waitFor();
    });

    it('is made with Ctrl+Enter, out of the field that is typed in', async () => {
      await desk.goTo(`/manager/new?warehouse=${host.demo.warehouseId}`);
      await desk.page.focus('#typed');
      await desk.page.keyboard.type('B-01-03');
      await desk.press('Control+Enter');

      await desk.page.waitForURL(/\/manager\/reconciliations\/[\da-f-]+/);
      await desk.reads('h1', /IR-|WR-|\d/);
    });
  });
});
