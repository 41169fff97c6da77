import { randomUUID } from 'node:crypto';
import { type Fragment, raw, sql } from '../../src/database/sql.js';
import { text } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { Jar } from '../support/jar.js';
import { counted, planned } from '../support/office.js';

const erpOrigin = 'https://erp.example';
let plain: TestHost;
let framed: TestHost;
beforeAll(async () => {
  plain = await openTestHost();
  framed = await openTestHost({ reach: { secure: true, frameAncestors: [erpOrigin] } });
});
afterAll(async () => {
  await plain.close();
  await framed.close();
});

const policy = (response: Response, name: string) =>
  (response.headers.get('content-security-policy') ?? '')
    .split(';')
    .find((directive) => directive.startsWith(`${name} `))
    ?.slice(name.length + 1);

describe('what browsers are told', () => {
  test('scripts and styles are ours, never inline, never evaluated', async () => {
    for (const path of ['/', '/sign-in', '/worker/sign-in', '/nowhere']) {
      const response = await new Jar(plain.url).ask(path);

      for (const name of ['default-src', 'script-src', 'style-src', 'form-action'])
        expect([name, policy(response, name)]).toEqual([name, "'self'"]);
      for (const name of ['script-src-attr', 'object-src', 'base-uri', 'frame-src'])
        expect([name, policy(response, name)]).toEqual([name, "'none'"]);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('same-origin');
    }
  });

  test('plain HTTP: in no frame, an ordinary cookie, nothing about HTTPS', async () => {
    const browser = new Jar(plain.url);
    const response = await browser.ask('/sign-in');

    expect(policy(response, 'frame-ancestors')).toBe("'none'");
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('strict-transport-security')).toBeNull();
    expect(response.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    const cookie = browser.set.get('wr');
    expect(cookie).toContain('; HttpOnly; SameSite=Lax');
    expect(cookie).not.toMatch(/Secure|Partitioned/);
  });

  test('where the ERP may frame us: that origin and no other, but not the terminal; the cookie comes along', async () => {
    const browser = new Jar(framed.url, { 'x-forwarded-proto': 'https' });
    const office = await browser.ask('/sign-in');
    const terminal = await browser.ask('/worker/sign-in');

    expect(policy(office, 'frame-ancestors')).toBe(erpOrigin);
    expect(office.headers.get('x-frame-options')).toBeNull();
    expect(policy(terminal, 'frame-ancestors')).toBe("'none'");
    expect(terminal.headers.get('x-frame-options')).toBe('DENY');
    expect(office.headers.get('strict-transport-security')).toContain('max-age=');
    const cookie = browser.set.get('__Host-wr') ?? '';
    for (const word of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned'])
      expect(cookie).toContain(word);
    expect(cookie).not.toContain('Domain');
  });
});

describe('forms', () => {
  /** Signed in as one of the demo, with the token of another session. */
  async function signedIn(login: string): Promise<Jar> {
    const browser = new Jar(plain.url);
    await browser.ask('/sign-in/demo', { login, _csrf: await browser.csrf('/sign-in') });
    return browser;
  }
  const posts = () => plain.routes.filter((route) => /^(POST|PUT|PATCH|DELETE) \/(?!api)/.test(route));

  test('every form of every page is refused without its token, with a made-up one and with somebody else’s', async () => {
    const others = await (await signedIn('lena')).csrf('/worker');
    expect(posts().length).toBeGreaterThan(25);
    for (const login of ['mira', 'ivo', 'petra']) {
      const browser = await signedIn(login);
      for (const route of posts()) {
        const path = route.replace(/^\w+ /, '').replace(/:\w+/g, () => randomUUID());
        for (const form of [{}, { _csrf: 'a'.repeat(256) }, { _csrf: others }] as Record<string, string>[]) {
          expect([route, (await browser.ask(path, form)).status]).toEqual([route, 403]);
        }
      }
      expect(await browser.who()).toBe(login);
    }
  });

  test('a session of a browser calls the interface only with the token', async () => {
    const browser = await signedIn('mira');

    expect((await browser.ask('/api/reconciliations', { warehouseId: plain.demo.warehouseId })).status).toBe(
      403,
    );
  });

  test.each(['Bearer ', 'bearer  x', 'Bearer'])(
    'a word that is no token does not stand for one: %j',
    async (authorization) => {
      const browser = new Jar(plain.url, { authorization });
      for (const [name, value] of (await signedIn('mira')).cookies) browser.cookies.set(name, value);

      const asked = await browser.ask('/api/reconciliations', { warehouseId: plain.demo.warehouseId });
      const form = await browser.ask('/manager/new', { warehouseId: plain.demo.warehouseId });

      expect([asked.status, form.status]).toEqual([403, 403]);
    },
  );

  test('the scans of whoever was here before are not stored under the name of who is here now', async () => {
    const ivo = await signedIn('ivo');
    const token = await ivo.csrf('/worker');
    await ivo.ask('/worker/sign-out', { _csrf: token });
    await ivo.ask('/sign-in/demo', { login: 'lena', _csrf: await ivo.csrf('/sign-in') });

    const answer = await ivo.ask(`/worker/orders/${randomUUID()}/scans`, { _csrf: token, text: 'A-01-01-1' });

    expect(await ivo.who()).toBe('lena');
    expect(answer.status).toBe(403);
  });

  test.each(['/worker/sign-in', '/worker', '/sign-in', '/manager/new'])(
    'a body that nobody can read is refused as a page: %s',
    async (path) => {
      for (const type of ['application/json', 'application/json; charset=x']) {
        const answer = await fetch(plain.url + path, {
          method: 'POST',
          headers: { accept: 'text/html', 'content-type': type },
          body: '{"a":',
        });
        const page = await answer.text();

        expect([400, 415]).toContain(answer.status);
        expect(page).not.toMatch(/\bat \S+ \(|node_modules/);
        expect(page).toContain('<h1>Not possible</h1>');
      }
    },
  );

  test('rows of a filter that somebody made up are refused, and none is changed', async () => {
    const browser = await signedIn('mira');
    const { page } = await planned(plain, ['A-05-03-1']);
    const form = { _csrf: await browser.csrf(page), all: '1', do: 'Cancelled', sure: '1', kept: 'size=abc' };

    const shown = await browser.ask(`${page}/selection`, form);
    const done = await browser.ask(`${page}/review`, form);

    expect(shown.status).toBe(400);
    expect(await shown.text()).toContain('This filter is not understood');
    expect(done.status).toBe(303);
    const told = await browser.ask(done.headers.get('location') as string);
    expect(await told.text()).toContain('This filter is not understood');
  });

  test('a form that is too large is refused with a code, and as a page', async () => {
    const browser = await signedIn('mira');
    const form = { _csrf: await browser.csrf('/manager'), notes: 'x'.repeat(2_000_000) };

    const answer = await browser.ask('/manager/new', form);

    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('too large');
    const body = await plain.as('mira').post('/api/reconciliations', form);
    expect(body.body).toMatchObject({ status: 413, code: 'body.too-large' });
  });
});

test('a demo says so on every page, also where something is refused', async () => {
  const pages = ['/', '/sign-in', '/worker/sign-in', '/nowhere'];
  for (const path of pages) expect(await (await new Jar(plain.url).ask(path)).text()).toMatch(/Demo: /);
});

describe('names full of markup', () => {
  const evil = `<b id=evil>"'`;
  const shown = '&lt;b id&#x3D;evil&gt;&quot;&#x27;';

  test('come out as text on every page', async () => {
    const made = await counted(plain, ['A-01-01-1', 'A-01-01-2']);
    const rename = (table: Fragment, column: string) =>
      plain.database.transaction((tx) =>
        tx.run(
          sql`UPDATE ${table} SET ${raw(`"${column}"`)} = CONCAT(SUBSTRING(${raw(`"${column}"`)}, 1, 30), ${text(evil)})`,
        ),
      );
    await rename(erp.products, 'Product_Name');
    await rename(erp.lots, 'Lot_Number');
    await rename(erp.serialNumbers, 'Serial_Number');
    await rename(erp.zones, 'Warehouse_Zone_Name');
    await rename(erp.warehouses, 'Warehouse_Name');
    await rename(erp.workers, 'Warehouse_Worker_Name');
    await rename(erp.users, 'User_Name');
    const mira = plain.as('mira');
    await mira.post('/api/reconciliations', { warehouseId: plain.demo.warehouseId, notes: evil });
    const { body } = await mira.get(`/api/reconciliations/${made.id}/details`);
    const orderId = body.items[0].orderId as string;
    const counts = await mira.get(`/api/reconciliations/${made.id}/counts`);
    const ids: Record<string, string> = {
      detailId: body.items[0].id,
      orderId,
      countId: counts.body.items[0].id,
    };
    const idOf = (path: string) =>
      path.startsWith('/worker')
        ? orderId
        : path.startsWith('/clerk')
          ? plain.demo.inventoryReconciliationId
          : made.id;
    const asked = { accept: 'text/html', 'accept-language': 'en' };
    let seen = 0;
    for (const route of plain.routes.filter((one) => /^GET \/(manager|worker|clerk)(\/|$)/.test(one))) {
      const path = route.slice(4);
      const filled = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? idOf(path));
      const who = path.startsWith('/worker') ? 'ivo' : path.startsWith('/clerk') ? 'petra' : 'mira';
      for (const query of ['', `?q=${encodeURIComponent(evil)}`]) {
        const page = await plain.as(who).get<string>(filled + query, asked);

        expect([route, page.status < 500]).toEqual([route, true]);
        expect(String(page.body)).not.toContain('<b id=evil');
        expect(String(page.body)).not.toContain(`evil&gt;"`);
        if (String(page.body).includes(shown)) seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(15);
  });
});
