import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { type Fragment, raw, sql } from '../../src/database/sql.js';
import { text } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { Desk } from '../support/desk.js';
import { Handheld } from '../support/handheld.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { counted, type Made } from '../support/office.js';
import { makeCount } from '../support/orders.js';

/** A name as somebody would write it who wants to be more than a name. */
const EVIL = `"'></title></textarea><img src=x onerror=evil()><script>evil()</script><a href="javascript:evil()">=1+1</a>{{evil}}{n}$&`;
/** The same where there is little room, as barcodes and numbers have it. */
const SHORT = '<svg onload=evil()>';
/** Turns the direction of what follows, rings and moves back. */
const TURNING = '\u202eturned\u0007\b';

/**
 * Names full of markup in real pages, where scripts put them into the page as well. The pages' own protection
 * against foreign scripts is switched off, so that one that slips in runs.
 */
describeInBrowser('hostile names in a browser', () => {
  let host: TestHost;
  let made: Made;
  let again: string;
  const rename = (table: Fragment, column: string, evil: string, room = 254) =>
    host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${table} SET ${raw(`"${column}"`)} =
        CONCAT(SUBSTRING(${raw(`"${column}"`)}, 1, ${raw(String(room - evil.length))}), ${text(evil)})`),
    );
  beforeAll(async () => {
    host = await openTestHost();
    await rename(erp.products, 'Product_Name', EVIL + TURNING);
    await rename(erp.variants, 'Product_Variant_Name', EVIL);
    await rename(erp.lots, 'Lot_Number', SHORT, 30);
    await rename(erp.serialNumbers, 'Serial_Number', SHORT, 40);
    await rename(erp.logisticUnits, 'Serial_Code', SHORT, 32);
    await rename(erp.locations, 'Location_Address', SHORT, 32);
    await rename(erp.zones, 'Warehouse_Zone_Name', EVIL);
    await rename(erp.warehouses, 'Warehouse_Name', EVIL);
    await rename(erp.workers, 'Warehouse_Worker_Name', EVIL + TURNING);
    await rename(erp.users, 'User_Name', EVIL);
    await rename(erp.units, 'Measurement_Unit_Name', SHORT, 64);
    await rename(erp.stores, 'Store_Name', EVIL);
    // A lot, a serial number, a pallet and a variant are among what lies there.
    const places = ['A-03-01-4', 'D-01-01', 'B-02-14', 'E-01-007'];
    made = await counted(host, places, ({ lying: [first] }) => {
      if (first) first.base = first.quantity = '1';
    });
    again = await recounted();
  });
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  afterAll(() => host?.close());

  /** Something typed in everywhere where words are taken; an order that names what is expected. */
  async function recounted(): Promise<string> {
    const mira = host.as('mira');
    const at = `/api/reconciliations/${made.id}`;
    const { items } = (await mira.get(`${at}/details?limit=1000`)).body;
    const select = { ids: [items[0].id] };
    await mira.post(`${at}/review`, { select, reviewStatus: 'Recount', notes: EVIL + TURNING });
    const { body } = await mira.post(`${at}/recount-orders`, { mode: 'single' });
    const [order] = body.orders;
    const now = new Date().toISOString();
    const scan = { scanId: randomUUID(), after: null, text: `${SHORT}${TURNING}`, scannedAt: now };
    await host.as('ivo').post(`/api/worker/orders/${order.id}/start`);
    const kept = await host
      .as('ivo')
      .post(`/api/worker/orders/${order.id}/scans`, { sentAt: now, scans: [scan] });
    expect(kept.body.results[0].outcome).toBe('exception');
    await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId, lines: [], notes: EVIL });
    return order.id;
  }

  /** Lets what slips in run, and be seen. */
  const armed = async <T extends { page: Page; close(): Promise<void> }>(one: T): Promise<T> => {
    opened.unshift(one);
    await one.page.addInitScript('globalThis.evil = () => { globalThis.ran = true; }');
    return one;
  };
  /** What came alive of the names on a page, and whether they are there to be read. */
  const look = (page: Page): Promise<{ alive: string[]; reads: boolean }> =>
    page.evaluate(`({
      alive: [
        ...(globalThis.ran ? ['it ran'] : []),
        ...[...document.querySelectorAll('[onload],[onerror],img[src=x],script:not([src]),a[href^="javascript:" i]')]
          .map((one) => one.outerHTML.slice(0, 120)),
      ],
      reads: /<svg onload=evil\\(\\)>|<img src=x onerror=evil\\(\\)><script>/.test(document.body.innerText),
    })`);
  /** Marks that would turn the direction of what stands behind a name. */
  const turned = (page: Page): Promise<string[]> =>
    page.evaluate(String.raw`document.body.innerText.match(/.{0,9}[\u202a-\u202e\u2066-\u2069]/g) ?? []`);

  async function idsOfPages(): Promise<Record<string, string>> {
    const mira = host.as('mira');
    const { items } = (await mira.get(`/api/reconciliations/${made.id}/details`)).body;
    return { detailId: items[0].id, orderId: again };
  }
  const pages = (of: string): string[] =>
    host.routes.flatMap((route) => (route.startsWith(`GET ${of}`) ? route.slice(4) : []));

  /** Opens every page below an address; gives those on which something came alive, and how many name names. */
  async function walk(page: Page, of: string, id: string) {
    const ids = await idsOfPages();
    const alive: unknown[] = [];
    let named = 0;
    for (const path of pages(of)) {
      const filled = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? id);
      for (const query of ['', `?q=${encodeURIComponent(EVIL + TURNING)}`]) {
        await page.goto(host.url + filled + query);
        await page.waitForLoadState();
        const found = await look(page);
        const marks = await turned(page);
        if (found.alive.length > 0 || marks.length > 0) alive.push([filled + query, found.alive, marks]);
        if (found.reads) named += 1;
      }
    }
    return { alive, named };
  }

  it('the office: every page, and what its scripts put into it', async () => {
    const desk = await armed(await Desk.open(host, 'mira', { bypassCSP: true }));

    const { alive, named } = await walk(desk.page, '/manager', made.id);
    await desk.goTo(made.page);
    await desk.press('ArrowDown', 'Enter');
    await desk.reads('tr.open', /Sessions side by side/);
    const row = await look(desk.page);

    expect(alive).toEqual([]);
    expect(named).toBeGreaterThan(30);
    expect(row).toEqual({ alive: [], reads: true });
    expect(desk.complaints).toEqual([]);
  });

  it('the clerk: lines that came from the warehouse', async () => {
    const desk = await armed(await Desk.open(host, 'mira', { bypassCSP: true }));
    const clerk = await armed(await desk.another('petra', { bypassCSP: true }));

    const { alive, named } = await walk(clerk.page, '/clerk', host.demo.inventoryReconciliationId);

    expect(alive).toEqual([]);
    expect(named).toBeGreaterThan(0);
  });

  it('the terminal: every page, and all that a scan brings back', async () => {
    const { order } = await makeCount(host, { rows: [{ at: 'A-03-02-1' }, { at: 'A-04-02-4' }] });
    const worker = await armed(await Handheld.open(host, 'ivo', { bypassCSP: true }));
    const stops: Record<string, unknown> = {};
    const stop = async (screen: string) => {
      stops[screen] = { ...(await look(worker.page)), turned: await turned(worker.page) };
    };

    const { alive } = await walk(worker.page, '/worker', order.id);
    await worker.openOrder(order.id);
    await stop('lines');
    await worker.scan(`A-03-02-1${SHORT}`);
    await stop('a location');
    await worker.scan('10-0418');
    await stop('which lot');
    await worker.press('F1');
    await stop('how many');
    await worker.scan('3');
    await stop('counted');
    await worker.scan(`${SHORT}${TURNING}`);
    await stop('an unknown code');
    await worker.press('Escape');
    await worker.openOrder(again);
    await stop('a recount');

    expect(alive).toEqual([]);
    const read = { alive: [], reads: true, turned: [] };
    expect(stops).toEqual(Object.fromEntries(Object.keys(stops).map((screen) => [screen, read])));
    expect(worker.complaints).toEqual([]);
  });
});
