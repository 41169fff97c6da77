import { randomBytes } from 'node:crypto';
import { SignInOptions } from '../../src/access/sign-in-options.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, moment, now, uuid } from '../../src/database/words.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { Issuer } from '../support/issuer.js';
import { Jar } from '../support/jar.js';

/** Every door to a session, and what a session is worth. Two web processes stand on one database. */
const signIn = (issuer: Issuer) =>
  new SignInOptions({
    launchSecret: randomBytes(32).toString('hex'),
    company: {
      issuer: issuer.url,
      clientId: issuer.clientId,
      loginClaim: 'preferred_username',
      returnTo: 'http://count.example/sign-in/company/back',
    },
  });
let issuer: Issuer;
let host: TestHost;
let second: TestHost;
beforeAll(async () => {
  issuer = await Issuer.open();
  const options = { signIn: signIn(issuer), trustedProxies: ['loopback'] };
  host = await openTestHost(options);
  second = await openTestHost(options, { ...host, close: async () => undefined });
});
afterAll(async () => {
  await second.close();
  await host.close();
  await issuer.close();
});

let addresses = 0;
const somewhere = () => ({ 'x-forwarded-for': `10.9.0.${++addresses}` });

describe('too many failures of one address', () => {
  type Knock = (browser: Jar) => Promise<Response>;
  // Nothing was typed: a failure too, and no PIN has to be tried, which takes its time.
  const empty =
    (page: string): Knock =>
    async (browser) =>
      browser.ask(page, { who: '', pin: '', _csrf: await browser.csrf(page) });
  const doors: [string, Knock][] = [
    ['the office’s', empty('/sign-in')],
    ['the terminal’s', empty('/worker/sign-in')],
    ['back from the company', (browser) => browser.ask('/sign-in/company/back?code=x&state=y')],
    ['a launch code', (browser) => browser.ask('/sign-in/launch?code=x')],
  ];

  test.each(doors)('%s door: it has to wait, at every server; others need not', async (_, knock) => {
    const there = somewhere();
    const [here, beside] = [new Jar(host.url, there), new Jar(second.url, there)];
    for (let n = 0; n < 15; n++) {
      expect([400, 403]).toContain((await knock(here)).status);
      expect([400, 403]).toContain((await knock(beside)).status);
    }

    const late = [await knock(here), await knock(beside)];

    expect(late.map(({ status }) => status)).toEqual([429, 429]);
    expect([400, 403]).toContain((await knock(new Jar(host.url, somewhere()))).status);
  });
});

test('after a quarter of an hour an address has all its tries again, and the count of others is gone', async () => {
  const there = somewhere();
  const knock = (from = there) => new Jar(host.url, from).ask('/sign-in/launch?code=x');
  const rows = async () => {
    const [row] = await host.database.query<{ rows: string }>(
      sql`SELECT COUNT(*) AS "rows" FROM ${own.tries}`,
    );
    return Number(row?.rows);
  };
  await host.database.transaction((tx) => tx.run(sql`DELETE FROM ${own.tries}`));
  await knock(somewhere());
  for (let n = 0; n < 30; n++) expect((await knock()).status).toBe(403);
  expect((await knock()).status).toBe(429);
  const over = (ends: number) =>
    host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.tries} SET ends_at = ${moment(addSeconds(now, ends))}`),
    );

  await over(60);
  expect((await knock()).status).toBe(429);
  expect(await rows()).toBe(2);
  await over(-1);

  expect((await knock()).status).toBe(403);
  expect(await rows()).toBe(1);
  for (let n = 0; n < 29; n++) expect((await knock()).status).toBe(403);
  expect((await knock()).status).toBe(429);
});

describe('a session', () => {
  async function signedIn(): Promise<Jar> {
    const browser = new Jar(host.url, somewhere());
    await browser.ask('/sign-in/demo', { login: 'petra', _csrf: await browser.csrf('/sign-in') });
    expect(await browser.who()).toBe('petra');
    return browser;
  }
  const petra = () => uuid(host.demo.people.petra.userId);
  const forget = () =>
    host.database.transaction((tx) => tx.run(sql`DELETE FROM ${own.sessions} WHERE user_id = ${petra()}`));
  beforeEach(forget);

  test('what the database keeps of it lets nobody in', async () => {
    const browser = await signedIn();
    const [, id = ''] = /^s:([^.]+)\./.exec(decodeURIComponent(browser.cookies.get('wr') ?? '')) ?? [];

    const rows = await host.database.query<{ id: string; data: string }>(
      sql`SELECT session_id AS "id", data AS "data" FROM ${own.sessions} WHERE user_id = ${petra()}`,
    );

    expect(id.length).toBeGreaterThanOrEqual(32);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  test('ends after half a day, whatever its person does', async () => {
    const browser = await signedIn();
    const within = async (hours: number) => {
      const [row] = await host.database.query<{
        rows: string;
      }>(sql`SELECT COUNT(*) AS "rows" FROM ${own.sessions}
        WHERE user_id = ${petra()} AND expires_at <= ${addSeconds(now, hours * 3600)}`);
      return Number(row?.rows);
    };

    await browser.ask('/clerk');
    expect([await within(11.9), await within(12)]).toEqual([0, 1]);

    await host.database.transaction((tx) =>
      tx.run(
        sql`UPDATE ${own.sessions} SET expires_at = ${moment(addSeconds(now, -1))} WHERE user_id = ${petra()}`,
      ),
    );
    expect(await browser.who()).toBe(401);
  });

  test('a value that we did not sign is nobody’s', async () => {
    const browser = await signedIn();
    const value = decodeURIComponent(browser.cookies.get('wr') ?? '');
    const forged = new Jar(host.url, somewhere());

    for (const made of [
      value.slice(0, value.indexOf('.')),
      `${value.slice(0, -3)}AAA`,
      's:',
      'x'.repeat(4000),
    ]) {
      forged.cookies.set('wr', encodeURIComponent(made));
      expect(await forged.who()).toBe(401);
    }
  });
});

test.each(['Basic', 'Token', 'Bearers', 'Negotiate', ''])(
  'a token behind another scheme lets nobody in: %j',
  async (scheme) => {
    const answer = await fetch(`${host.url}/api/me`, {
      headers: { authorization: `${scheme} ${host.token('mira')}`.trim() },
    });

    expect(answer.status).toBe(401);
  },
);
