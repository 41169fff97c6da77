import { randomBytes, randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { LAUNCH_AUDIENCE } from '../../src/access/launches.js';
import { SignInOptions } from '../../src/access/sign-in-options.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, moment, now, uuid } from '../../src/database/words.js';
import type { Login } from '../../src/demo/people.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { Issuer } from '../support/issuer.js';
import { Jar } from '../support/jar.js';

const launchSecret = randomBytes(32).toString('hex');
let issuer: Issuer;
let host: TestHost;
beforeAll(async () => {
  issuer = await Issuer.open();
  host = await openTestHost({
    signIn: new SignInOptions({
      launchSecret,
      company: {
        issuer: issuer.url,
        clientId: issuer.clientId,
        loginClaim: 'preferred_username',
        // The host does not know its port before it listens; browsers of this spec put it right.
        returnTo: 'http://count.example/sign-in/company/back',
      },
    }),
    // Every request says where it is from.
    trustedProxies: ['loopback'],
  });
});
afterAll(async () => {
  await host.close();
  await issuer.close();
});

/** A browser at an address of its own, so that specs do not use up each other's tries. */
let addresses = 0;
const jar = () => new Jar(host.url, { 'x-forwarded-for': `10.0.0.${++addresses}` });

describe('at the company', () => {
  /** Goes to the provider and gives the address it sends back to. */
  async function sent(browser: Jar, next = '/manager'): Promise<string> {
    const away = await browser.ask(`/sign-in/company?next=${encodeURIComponent(next)}`);
    const back = await browser.ask(away.headers.get('location') ?? '');
    const { pathname, search } = new URL(back.headers.get('location') ?? '');
    return pathname + search;
  }
  afterEach(() => {
    issuer.person = 'mira';
    issuer.claims = (claims) => claims;
    issuer.down = false;
  });

  test('who signs in there is signed in here, and where he wanted to go', async () => {
    const browser = jar();

    const answer = await browser.ask(await sent(browser, '/manager?state=all'));

    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/manager?state=all');
    expect(await browser.who()).toBe('mira');
  });

  test('PKCE, state and nonce go along', async () => {
    const away = await jar().ask('/sign-in/company');
    const { searchParams } = new URL(away.headers.get('location') ?? '');

    expect(searchParams.get('response_type')).toBe('code');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(searchParams.get(name)?.length).toBeGreaterThanOrEqual(32);
    }
  });

  test.each([
    ['https://evil.example/x', '/x'],
    ['//evil.example/x', '/x'],
    ['/\\evil.example/x', '/x'],
    ['/.//evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('another site’s address is nowhere to go: %s', async (next, to) => {
    const browser = jar();
    const answer = await browser.ask(await sent(browser, next));

    expect(answer.headers.get('location')).toBe(to);
  });

  test('coming back twice, in another browser or with another state: refused', async () => {
    const [mine, other] = [jar(), jar()];
    const back = await sent(mine);

    expect((await other.ask(back)).status).toBe(403);
    expect((await mine.ask(back.replace(/state=[^&]+/, 'state=made-up'))).status).toBe(403);
    expect((await mine.ask(back)).status).toBe(303);
    expect((await mine.ask(back)).status).toBe(403);
    expect(await other.who()).toBe(401);
  });

  test('a way back that failed is not gone again', async () => {
    const browser = jar();
    const back = await sent(browser);
    const refused = new URL(back, host.url);
    refused.searchParams.delete('code');
    refused.searchParams.set('error', 'access_denied');
    // The session is kept before the end of an answer, not before its begin.
    await (await browser.ask(refused.pathname + refused.search)).text();

    expect((await browser.ask(back)).status).toBe(403);
    expect(await browser.who()).toBe(401);
  });

  test('two tabs on their way at once', async () => {
    const browser = jar();
    const [first, second] = [await sent(browser, '/manager'), await sent(browser, '/manager/new')];

    expect((await browser.ask(first)).headers.get('location')).toBe('/manager');
    expect(await browser.who()).toBe('mira');
    // The session is a new one since; the other tab is told to begin again.
    expect((await browser.ask(second)).status).toBe(403);
  });

  test.each([
    ['another nonce', (claims: JWTPayload) => ({ ...claims, nonce: 'other' })],
    ['another audience', (claims: JWTPayload) => ({ ...claims, aud: 'other' })],
    ['another issuer', (claims: JWTPayload) => ({ ...claims, iss: 'https://elsewhere.example' })],
    ['no login', (claims: JWTPayload) => ({ ...claims, preferred_username: undefined })],
    ['somebody the ERP does not know', (claims: JWTPayload) => ({ ...claims, preferred_username: 'nobody' })],
    ['somebody switched off', (claims: JWTPayload) => ({ ...claims, preferred_username: 'ana' })],
  ])('%s: refused', async (_, claims) => {
    issuer.claims = claims;
    const browser = jar();

    const answer = await browser.ask(await sent(browser));

    expect(answer.status).toBe(403);
    expect(await browser.who()).toBe(401);
  });

  test('no identity token: refused', async () => {
    const browser = jar();
    const back = await sent(browser);
    issuer.silent = true;

    const answer = await browser.ask(back);
    issuer.silent = false;

    expect(answer.status).toBe(403);
    expect(await browser.who()).toBe(401);
  });

  test('five tabs on their way at once; of a sixth the first is forgotten', async () => {
    const browser = jar();
    const backs: string[] = [];
    for (let tab = 0; tab < 6; tab++) backs.push(await sent(browser));
    const [first = '', second = ''] = backs;

    expect((await browser.ask(first)).status).toBe(403);
    expect((await browser.ask(second)).status).toBe(303);
    expect(await browser.who()).toBe('mira');
  });

  test('a code that was stolen is worth nothing without the verifier', async () => {
    const [victim, thief] = [jar(), jar()];
    const code = new URL(await sent(victim), host.url).searchParams.get('code') as string;
    const own = new URL(await sent(thief), host.url);
    own.searchParams.set('code', code);

    const answer = await thief.ask(own.pathname + own.search);

    expect(answer.status).toBe(403);
    expect(await thief.who()).toBe(401);
  });

  test('signed with a key that the provider does not publish: refused', async () => {
    const browser = jar();
    const back = await sent(browser);
    await issuer.rotate();
    issuer.hidden = true;

    const answer = await browser.ask(back);
    issuer.hidden = false;

    expect(answer.status).toBe(403);
    expect(await browser.who()).toBe(401);
  });

  test('a provider that says no, and one that does not answer', async () => {
    const browser = jar();
    const refused = new URL(await sent(browser), host.url);
    refused.searchParams.delete('code');
    refused.searchParams.set('error', 'access_denied');
    expect((await browser.ask(refused.pathname + refused.search)).status).toBe(403);

    const back = await sent(browser);
    issuer.down = true;
    expect((await browser.ask(back)).status).toBeGreaterThanOrEqual(403);
    expect(await browser.who()).toBe(401);
  });
});

describe('a launch code of the ERP', () => {
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
  const code = (claims: JWTPayload = {}, secret = launchSecret, alg = 'HS256') =>
    new SignJWT({
      sub: 'mira',
      aud: LAUNCH_AUDIENCE,
      jti: randomUUID(),
      iat: inSeconds(0),
      exp: inSeconds(60),
      ...claims,
    })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(secret));
  const address = (of: string, next = '/manager') =>
    `/sign-in/launch?code=${of}&next=${encodeURIComponent(next)}`;

  test('becomes a session, and leads where it is to lead', async () => {
    const browser = jar();

    const page = await browser.follow(address(await code(), '/manager/new'));

    expect(page.status).toBe(200);
    expect(page.url).toBe(`${host.url}/manager/new`);
    expect(await browser.who()).toBe('mira');
  });

  test('once: ten browsers at the same moment, one is in', async () => {
    const one = await code();
    const browsers = Array.from({ length: 10 }, jar);

    await Promise.all(browsers.map((browser) => browser.ask(address(one))));

    const people = await Promise.all(browsers.map((browser) => browser.who()));
    expect(people.filter((who) => who === 'mira')).toHaveLength(1);
    expect(people.filter((who) => who === 401)).toHaveLength(9);
  });

  test('takes the place of whoever was signed in before, in a new session', async () => {
    const browser = jar();
    await browser.follow(address(await code({ sub: 'ivo' }), '/'));
    const before = new Map(browser.cookies);

    await browser.follow(address(await code(), '/'));

    expect(await browser.who()).toBe('mira');
    expect(browser.cookies.get('wr')).not.toBe(before.get('wr'));
    const old = new Jar(host.url);
    for (const [name, value] of before) old.cookies.set(name, value);
    expect(await old.who()).toBe(401);
  });

  test.each([
    ['too old', () => code({ iat: inSeconds(-200), exp: inSeconds(-100) }), 'launch.expired'],
    ['valid for longer than two minutes', () => code({ exp: inSeconds(600) }), 'launch.invalid'],
    ['from the future', () => code({ iat: inSeconds(3_600), exp: inSeconds(3_660) }), 'launch.invalid'],
    ['signed by another algorithm', () => code({}, launchSecret, 'HS512'), 'launch.invalid'],
    ['signed by somebody else', () => code({}, randomBytes(32).toString('hex')), 'launch.invalid'],
    ['a bearer token, not a code', () => code({ aud: 'count' }), 'launch.invalid'],
    ['without a number of its own', () => code({ jti: undefined }), 'launch.invalid'],
    ['for nobody', () => code({ sub: undefined }), 'launch.invalid'],
    ['without its moment', () => code({ iat: undefined }), 'launch.invalid'],
    ['for a number', () => code({ sub: 5 as never }), 'launch.invalid'],
    ['with a number that is no text', () => code({ jti: 5 as never }), 'launch.invalid'],
    ['without an end', () => code({ exp: undefined }), 'launch.invalid'],
    ['for somebody the ERP does not know', () => code({ sub: 'nobody' }), 'sign-in.stranger'],
    ['for somebody switched off', () => code({ sub: 'ana' }), 'sign-in.stranger'],
    ['no code', async () => '', 'launch.invalid'],
  ])('%s: refused', async (_, make, fault) => {
    const browser = new Jar(host.url, {
      accept: 'application/json',
      'x-forwarded-for': `10.1.0.${++addresses}`,
    });

    const answer = await browser.ask(address(await make()));

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: fault });
    expect(await browser.who()).toBe(401);
  });

  test('a browser that keeps no cookie is told so, with a way on', async () => {
    const arrived = await jar().ask('/sign-in/launch/arrived?next=/manager');

    expect(arrived.status).toBe(401);
    expect(await arrived.text()).toContain('target="_blank"');
  });
});

describe('badge or login and PIN', () => {
  const worker = (login: Login) => host.demo.people[login].workerId as string;
  const setPin = (login: Login, pin: string, badge?: string) =>
    host.as('mira').put(`/api/workers/${worker(login)}/pin`, { pin, badge });
  const enter = async (browser: Jar, who: string, pin: string) =>
    browser.ask('/worker/sign-in', {
      who,
      pin,
      next: '/worker',
      _csrf: await browser.csrf('/worker/sign-in'),
    });

  test('login or badge, and the PIN', async () => {
    await setPin('ivo', '2580', 'BADGE-7');
    const [byLogin, byBadge] = [jar(), jar()];

    expect((await enter(byLogin, 'IVO', '2580')).status).toBe(303);
    expect((await enter(byBadge, 'BADGE-7', '2580')).status).toBe(303);

    expect(await byLogin.who()).toBe('ivo');
    expect(await byBadge.who()).toBe('ivo');
  });

  test('the PIN is nowhere to be read', async () => {
    await setPin('ivo', '2580', 'BADGE-7');
    const [row] = await host.database.query<{ hash: string; badge: string }>(
      sql`SELECT pin_hash AS hash, badge_hash AS badge FROM ${own.pins} WHERE worker_id = ${uuid(worker('ivo'))}`,
    );

    expect(row?.hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(row?.badge).not.toContain('BADGE');
    // The same PIN of another, or given again, is not to be seen to be the same.
    await setPin('jon', '2580');
    await setPin('ivo', '2580');
    const hashes = await host.database.query<{ hash: string }>(
      sql`SELECT pin_hash AS hash FROM ${own.pins} WHERE worker_id IN (${uuid(worker('ivo'))}, ${uuid(worker('jon'))})`,
    );
    expect(new Set([row, ...hashes].map((one) => one?.hash.split('$').slice(-2).join())).size).toBe(3);
    expect(new Set([row, ...hashes].map((one) => one?.hash.split('$').at(-2))).size).toBe(3);
    expect(JSON.stringify(await host.as('mira').get('/api/workers'))).not.toContain(row?.hash);
  });

  test('five wrong PINs lock the worker, also for the right one; a manager lets him in again', async () => {
    await setPin('lena', '1357');
    for (let i = 0; i < 5; i++) expect((await enter(jar(), 'lena', '0000')).status).toBe(403);

    expect((await enter(jar(), 'lena', '1357')).status).toBe(403);
    const list = await host.as('mira').get('/api/workers');
    const lena = list.body.items.find(({ login }: { login: string }) => login === 'lena');
    expect(Date.parse(lena.lockedUntil)).toBeGreaterThan(Date.now() + 14 * 60_000);

    expect((await host.as('mira').post(`/api/workers/${worker('lena')}/unlock`)).status).toBe(204);
    expect((await enter(jar(), 'lena', '1357')).status).toBe(303);
    // Who is not locked has nothing lifted: the history says it once.
    expect((await host.as('mira').post(`/api/workers/${worker('lena')}/unlock`)).status).toBe(204);
    const [told] = await host.database.query<{ times: number }>(sql`
      SELECT COUNT(*) AS times FROM ${own.history} WHERE event = 'pin.unlocked' AND subject_id = ${uuid(worker('lena'))}`);
    expect(Number(told?.times)).toBe(1);
  });

  test('the right PIN begins the tries anew', async () => {
    await setPin('lena', '1357');
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 3; i++) await enter(jar(), 'lena', '0000');
      expect((await enter(jar(), 'lena', '1357')).status).toBe(303);
    }
  });

  test.each<Login>(['sam', 'tomas', 'ana'])(
    'the right PIN of somebody who works here no longer, or whose user is off: %s',
    async (login) => {
      await setPin(login, '1357');
      const browser = jar();

      expect((await enter(browser, login, '1357')).status).toBe(403);
      expect(await browser.who()).toBe(401);
    },
  );

  test('a lock ends by itself', async () => {
    await setPin('lena', '1357');
    for (let i = 0; i < 5; i++) await enter(jar(), 'lena', '0000');
    expect((await enter(jar(), 'lena', '1357')).status).toBe(403);

    await host.database.query(sql`
      UPDATE ${own.pins} SET locked_until = ${addSeconds(now, -1)} WHERE worker_id = ${uuid(worker('lena'))}`);

    // All five tries are there again.
    for (let i = 0; i < 4; i++) await enter(jar(), 'lena', '0000');
    expect((await enter(jar(), 'lena', '1357')).status).toBe(303);
  });

  test('twenty guesses at once are five guesses', async () => {
    await setPin('lena', '1357');
    const pins = ['1357', ...Array.from({ length: 19 }, (_, n) => String(1000 + n))].reverse();
    const browsers = pins.map(() => jar());
    const tokens = await Promise.all(browsers.map((browser) => browser.csrf('/worker/sign-in')));

    const answers = await Promise.all(
      browsers.map((browser, n) =>
        browser.ask('/worker/sign-in', { who: 'lena', pin: pins[n] as string, _csrf: tokens[n] as string }),
      ),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));

    expect(texts.filter((text) => text.includes('Badge, login or PIN is wrong')).length).toBeLessThanOrEqual(
      5,
    );
    await host.as('mira').post(`/api/workers/${worker('lena')}/unlock`);
  });

  test('thirty failures of one address, whoever they name, and it has to wait; others need not', async () => {
    const address = { 'x-forwarded-for': '192.168.7.7' };
    const there = new Jar(host.url, address);
    const _csrf = await there.csrf('/worker/sign-in');
    const wrong = (n: number) => there.ask('/worker/sign-in', { who: `guess-${n}`, pin: '0000', _csrf });
    for (let n = 0; n < 30; n++) expect((await wrong(n)).status).toBe(403);

    const late = await wrong(30);

    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    await setPin('jon', '8642');
    expect((await enter(new Jar(host.url, address), 'jon', '8642')).status).toBe(429);
    expect((await enter(jar(), 'jon', '8642')).status).toBe(303);
    // Nothing else of the address is held up.
    expect((await there.ask('/api/openapi.json')).status).toBe(200);
  });

  test('who gets in is not counted: fifty people behind one address', async () => {
    await setPin('jon', '8642');
    const door = { 'x-forwarded-for': '192.168.7.8' };
    for (let n = 0; n < 32; n++)
      expect((await enter(new Jar(host.url, door), 'jon', '8642')).status).toBe(303);
  });

  test('a new PIN signs the worker out everywhere', async () => {
    await setPin('jon', '8642');
    const browser = jar();
    await enter(browser, 'jon', '8642');
    expect(await browser.who()).toBe('jon');

    await setPin('jon', '9753');

    expect(await browser.who()).toBe(401);
  });

  test('a badge that is another worker’s, a PIN that is none, a worker who is none', async () => {
    await setPin('ivo', '2580', 'BADGE-7');

    expect((await setPin('jon', '8642', 'BADGE-7')).body.code).toBe('badge.taken');
    for (const pin of ['12ab', '864', '8642097531864'])
      expect((await setPin('jon', pin)).body.code).toBe('pin.malformed');
    for (const pin of ['8642', '864209753186']) expect((await setPin('jon', pin)).status).toBe(204);
    expect((await host.as('mira').put(`/api/workers/${randomUUID()}/pin`, { pin: '8642' })).status).toBe(404);
    expect((await host.as('mira').post(`/api/workers/${randomUUID()}/unlock`)).status).toBe(404);
  });

  test('nobody there for the idle time: signed out; who works stays', async () => {
    await setPin('ivo', '2580');
    const browser = jar();
    await enter(browser, 'ivo', '2580');
    /** Sessions with so many minutes left, or more. */
    const left = async (minutes: number) => {
      const [row] = await host.database.query<{ number: string }>(sql`
        SELECT COUNT(*) AS number FROM ${own.sessions}
        WHERE user_id = ${uuid(host.demo.people.ivo.userId)} AND expires_at >= ${addSeconds(now, minutes * 60)}`);
      return Number(row?.number);
    };
    // Thirty minutes, and one in which nobody notes who is there.
    expect([await left(25), await left(31.1)]).toEqual([1, 0]);
    // Ten are left, and not so few that this machine lets them pass: a request begins the time anew.
    await host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.sessions} SET expires_at = ${moment(addSeconds(now, 10 * 60))}
        WHERE user_id = ${uuid(host.demo.people.ivo.userId)}`),
    );
    expect(await browser.who()).toBe('ivo');
    expect([await left(25), await left(31.1)]).toEqual([1, 0]);

    await host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.sessions} SET expires_at = ${moment(addSeconds(now, -1))}
        WHERE user_id = ${uuid(host.demo.people.ivo.userId)}`),
    );
    expect(await browser.who()).toBe(401);
  });

  test('with the demo or by a launch there is no other way to a person than the ERP’s list', async () => {
    const browser = jar();
    const answer = await browser.ask('/sign-in/demo', {
      login: 'ana',
      _csrf: await browser.csrf('/sign-in'),
    });

    expect(answer.status).toBe(404);
    expect(await browser.who()).toBe(401);
  });
});
