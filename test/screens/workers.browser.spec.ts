import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, moment, now, uuid } from '../../src/database/words.js';
import { Desk } from '../support/desk.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { Jar } from '../support/jar.js';

/** A worker who was locked out stands before the manager's desk. */
describeInBrowser('PINs and badges in a browser', () => {
  let host: TestHost;
  let desk: Desk;
  beforeAll(async () => {
    host = await openTestHost();
    const { ivo, lena } = host.demo.people;
    for (const { workerId } of [ivo, lena])
      await host.as('mira').put(`/api/workers/${workerId}/pin`, { pin: '2580', badge: `BADGE-${workerId}` });
  });
  afterEach(async () => {
    expect(desk.complaints).toEqual([]);
    await desk.close();
  });
  afterAll(() => host?.close());

  const lockOut = (login: 'ivo' | 'lena'): Promise<unknown> =>
    host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.pins} SET failed = 5, locked_until = ${moment(addSeconds(now, 900))}
        WHERE worker_id = ${uuid(host.demo.people[login].workerId as string)}`),
    );
  async function signsIn(who: string): Promise<boolean> {
    const jar = new Jar(host.url);
    const form = { who, pin: '2580', next: '/worker', _csrf: await jar.csrf('/worker/sign-in') };
    return (await jar.ask('/worker/sign-in', form)).status === 303;
  }

  it('a manager lets him in with one key, and is told so', async () => {
    await lockOut('ivo');
    desk = await Desk.open(host);
    await desk.goTo('/manager/workers');
    const { workerId, name } = host.demo.people.ivo;
    const row = desk.page.locator(`#row-${workerId}`);
    expect(await row.innerText()).toMatch(/Locked until/);
    expect(await signsIn('ivo')).toBe(false);

    await desk.page.getByRole('button', { name: `Let in again: ${name}` }).press('Enter');
    await desk.reads('.cues', /can sign in again/);

    expect(await row.innerText()).not.toMatch(/Locked until/);
    expect(await signsIn('ivo')).toBe(true);
  });

  it.each([
    { language: 'en', colorScheme: 'light', width: 1440 },
    { language: 'bg', colorScheme: 'dark', width: 1024 },
  ] as const)('axe finds nothing, and nothing is wider than the page: %o', async (at) => {
    const { language, colorScheme, width } = at;
    await lockOut('lena');
    desk = await Desk.open(host, 'mira', { viewport: { width, height: 768 }, colorScheme });
    if (language === 'bg') await desk.page.click('button[name=language][value=bg]');
    await desk.goTo('/manager/workers');
    const closed = await desk.findings();
    await desk.page.locator(`#row-${host.demo.people.lena.workerId} summary`).press('Enter');
    await desk.page.locator('[name=pin]:visible').waitFor();

    expect(closed).toEqual([]);
    expect(await desk.findings()).toEqual([]);
    expect(await desk.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });
});
