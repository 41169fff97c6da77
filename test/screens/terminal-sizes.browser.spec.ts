import type { Login } from '../../src/demo/people.js';
import { Handheld, type Size, sizes } from '../support/handheld.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { makeCount } from '../support/orders.js';

/** Milliseconds for thirty screens in six sizes, on a busy machine. */
const A_WALK = 900_000;

/** Every screen of the terminal on every size it is made for (terminal.md, Budget). */
describeInBrowser('every screen of the terminal', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost();
  });
  let worker: Handheld;
  afterEach(() => worker?.close());
  afterAll(() => host?.close());

  /** Goes through all screens and stops at each. */
  async function walk(login: Login, stop: (screen: string) => Promise<void>) {
    const other = login === 'ivo' ? 'lena' : 'ivo';
    const rows = ['A-03-01-4', 'A-03-02-1', 'A-04-02-4', 'B-02-14', 'D-01-01', '204'].map((at) => ({ at }));
    const { order } = await makeCount(host, { rows, worker: login });
    const claimed = await makeCount(host, { rows: [{ at: 'E-01-040' }], worker: other });
    await makeCount(host, { rows: [{ at: 'C-01-01' }], state: 'Planned', worker: null });
    const again = await makeCount(host, {
      rows: [
        { at: 'D-01-01', product: '24-0007', pallet: 'PAL-0002', snapshot: '1234567.125' },
        { at: 'D-01-01', product: '63-2010', pallet: 'PAL-0002', snapshot: '120' },
        { at: 'D-01-03', product: '24-0031', lot: '1', snapshot: '480' },
      ],
      recount: true,
      session: 2,
      blindRecount: false,
      worker: login,
    });
    await worker.goTo('/worker');
    await stop('orders');
    await worker.scan('T-0');
    await stop('orders found');
    await worker.scan('nothing-like-it');
    await stop('no orders found');

    await worker.openOrder(order.id);
    await stop('lines');
    await worker.scan('A-03-01-4');
    await stop('a location where nothing was counted');
    await worker.scan('10-0418');
    await stop('which lot');
    await worker.scan('R-0907');
    await stop('how many');
    await worker.scan('999');
    await worker.scan('10-0411', '24-118', '12');
    await stop('counted');
    await worker.scan('12*');
    await stop('a quantity in hand');
    await worker.page.evaluate(`location.hash = '#counted'`);
    await stop('the list of what was counted');
    await worker.press('Escape');
    await worker.press('F3');
    await worker.scan('0104012345\u001d10AB-77');
    await stop('an unknown code');
    await worker.scan('A-03-01-4');
    await stop('an error that nobody has seen');
    await worker.press('Escape');
    await worker.scan('10-0411', '204');
    await stop('what is it');
    await worker.press('F2');
    await stop('how many of what was asked');
    await worker.press('Escape');
    await worker.scan('D-01-01', 'PAL-0002');
    await stop('a logistic unit in hand');
    await worker.scan('B-02-14', '52-0310');
    await stop('which variant');
    await worker.press('Escape');
    await worker.scan('A-04-02-4', '31-0008', 'K-2291');
    await stop('how many and how heavy');
    await worker.press('Escape');
    await worker.press('F1');
    await stop('refused, and why');
    await worker.press('F3');
    await stop('confirmed empty');
    await worker.goTo(`/worker/orders/${order.id}?tab=counts`);
    await stop('counts');
    await worker.goTo(`/worker/orders/${order.id}/finish`);
    await stop('open lines before the end');

    await worker.openOrder(again.order.id);
    await stop('positions to count again');
    await worker.scan('D-01-01', 'PAL-0002');
    await stop('a location counted again');
    await worker.press('F3');
    await stop('all that is in a unit, taken');

    await host.as(other).post(`/api/worker/orders/${claimed.order.id}/scans`, {
      sentAt: new Date().toISOString(),
      scans: [
        { scanId: crypto.randomUUID(), after: null, text: 'E-01-040', scannedAt: new Date().toISOString() },
      ],
    });
    await host.as(login).post(`/api/worker/orders/${claimed.order.id}/start`);
    await worker.openOrder(claimed.order.id);
    await worker.scan('E-01-040');
    await stop('somebody is there');
    await worker.press('F1');
    await worker.press('F3');
    await worker.goTo(`/worker/orders/${claimed.order.id}/finish`);
    await stop('nothing open before the end');
    await worker.press('F1');
    await stop('finished');
    await worker.openOrder(crypto.randomUUID());
    await stop('a problem');
    await worker.goTo('/worker');
    await worker.page.keyboard.press('Escape');
    await worker.page.waitForURL(/sign-in/);
    await stop('sign in');
    await worker.page.fill('[name=who]', 'nobody');
    await worker.page.fill('[name=pin]', '1234');
    await worker.page.click('.acts .main');
    await worker.page.locator('#body .cue.err').waitFor();
    await stop('not signed in');
  }

  it.each([
    { login: 'ivo', font: 'Liberation Sans', scheme: 'light' },
    { login: 'ivo', font: 'DejaVu Sans', scheme: 'dark' },
    { login: 'lena', font: 'DejaVu Sans', scheme: 'light' },
  ] as const)(
    'fits: $login, $font, $scheme',
    async ({ login, font, scheme }) => {
      worker = await Handheld.open(host, login, { colorScheme: scheme });
      const found: string[] = [];
      await walk(login, async (screen) => {
        await worker.page.evaluate(
          `document.documentElement.style.setProperty('--font', '"${font}", Verdana, sans-serif')`,
        );
        for (const size of Object.keys(sizes) as Size[]) {
          await worker.page.setViewportSize(sizes[size]);
          for (const fault of await worker.misfits()) found.push(`${screen}, ${size}: ${fault}`);
        }
        await worker.page.setViewportSize(sizes.middle);
        for (const fault of await worker.findings()) found.push(`${screen}: ${fault}`);
      });
      expect(found).toEqual([]);
      expect(worker.complaints).toEqual([]);
    },
    A_WALK,
  );
});
