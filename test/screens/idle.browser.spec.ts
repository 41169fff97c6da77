import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { Handheld } from '../support/handheld.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { makeCount } from '../support/orders.js';

/** A handheld that was put down: whoever takes it says who he is, before a scan gets the wrong name. */
describeInBrowser('a handheld left alone', () => {
  let host: TestHost;
  let worker: Handheld;
  beforeAll(async () => {
    host = await openTestHost();
  });
  afterEach(() => worker?.close());
  afterAll(() => host?.close());

  const isScans = /\/scans$/;
  /** Every scan that the server has: its text, and whose it is. */
  const stored = async () => {
    const rows = await host.database.query<{ text: string; userId: string }>(
      sql`SELECT text AS "text", user_id AS "userId" FROM ${own.scans} ORDER BY seq`,
    );
    const { ivo, lena } = host.demo.people;
    const whose = (userId: string) => [ivo, lena].find((one) => one.userId === userId)?.login;
    return rows.map((row) => `${whose(row.userId)} ${row.text}`);
  };
  const arrived = async (scan: string) => {
    while (!(await stored()).includes(scan)) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  /** By login and PIN: the demo's buttons sign nobody out. */
  const signIn = async (login: 'ivo' | 'lena', orderId: string) => {
    const { workerId } = host.demo.people[login];
    await host.as('mira').put(`/api/workers/${workerId}/pin`, { pin: '8642' });
    await worker.page.fill('[name=who]', login);
    await worker.page.fill('[name=pin]', '8642');
    await worker.page.press('[name=pin]', 'Enter');
    await worker.page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
    await worker.openOrder(orderId);
  };

  it('signs out; the next one’s scans are his, and what the first one scanned is sent when he is back', async () => {
    const mine = (await makeCount(host, { rows: [{ at: 'B-01-01' }] })).order.id;
    const hers = (await makeCount(host, { rows: [{ at: 'B-01-02' }], worker: 'lena' })).order.id;
    worker = await Handheld.open(host, 'ivo');
    await worker.page.clock.install();
    await worker.context.clearCookies();
    await worker.goTo('/worker/sign-in');
    await signIn('ivo', mine);
    await worker.context.route(isScans, (route) => route.abort());
    await worker.shoot('IVO-1');
    await worker.page.locator('#out.n').waitFor();

    // He is gone for longer than the thirty minutes; somebody pulls the trigger of what lies there.
    await worker.page.clock.fastForward('31:00');
    await worker.shoot('NOBODY-1');
    await worker.page.waitForURL(/worker\/sign-in/);
    await worker.context.unroute(isScans);

    await signIn('lena', hers);
    await worker.shoot('LENA-1');
    await arrived('lena LENA-1');
    expect(await stored()).toEqual(['lena LENA-1']);
    expect(await worker.page.locator('#out').getAttribute('title')).not.toBe('');

    await worker.page.context().clearCookies();
    await worker.goTo('/worker/sign-in');
    await signIn('ivo', mine);
    await arrived('ivo IVO-1');
    await worker.page.locator('#out:not(.n)').waitFor();
    expect(await stored()).toEqual(['lena LENA-1', 'ivo IVO-1']);
  });
});
