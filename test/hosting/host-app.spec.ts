import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../examples/host-app/src/app.module.js';
import { furnish } from '../../examples/host-app/src/furnish.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

/** The example host: an application with a prefix, a guard, an envelope and a session of its own. */
let at: TestDatabase;
let app: INestApplication;
let url: string;
beforeAll(async () => {
  at = await openTestDatabase();
  app = furnish(await NestFactory.create(AppModule.on(at.database.source.options), { abortOnError: false }));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await at.close();
});

/** A browser that keeps its cookies and shows where it is sent. */
class Browser {
  private readonly cookies = new Map<string, string>();

  static async of(login: string): Promise<Browser> {
    const browser = new Browser();
    await browser.get(`/erp/enter?login=${login}`);
    return browser;
  }

  get = (path: string, headers?: Record<string, string>) => this.ask('GET', path, undefined, headers);
  send = (path: string, form: Record<string, string>, headers?: Record<string, string>) =>
    this.ask('POST', path, new URLSearchParams(form), headers);

  /** The token of a page's forms. */
  async token(path: string): Promise<string> {
    return /name="_csrf" value="([^"]+)"/.exec((await this.get(path)).text)?.[1] ?? '';
  }

  private async ask(method: string, path: string, body?: URLSearchParams, headers = {}) {
    const response = await fetch(url + path, {
      method,
      body,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}

describe('the host is as it was', () => {
  test('its routes keep their prefix, guard and envelope; none of our headers', async () => {
    const visits = await new Browser().get('/erp/visits');
    const refused = await new Browser().send('/erp/notes', { text: 'x' });
    const noted = await new Browser().send('/erp/notes', { text: 'x' }, { 'x-erp': 'form' });

    expect(JSON.parse(visits.text)).toEqual({ data: { visits: 1 } });
    expect(visits.headers.get('content-security-policy')).toBeNull();
    expect(refused.status).toBe(403);
    // No token of ours is asked for.
    expect(JSON.parse(noted.text)).toEqual({ data: { text: 'x' } });
  });

  test('our cookie goes to our paths alone', async () => {
    const { headers } = await new Browser().get('/wms-count/sign-in');

    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^wr=.*; Path=\/wms-count; HttpOnly/)]);
  });

  test('a path that is none is its own affair', async () => {
    const answer = await new Browser().get('/erp/none');

    expect([answer.status, JSON.parse(answer.text).message]).toEqual([404, 'Cannot GET /erp/none']);
  });

  test('its session and ours live beside each other', async () => {
    const browser = await Browser.of('mira');

    await browser.get('/erp/visits');
    await browser.get('/wms-count/manager');
    await browser.send('/wms-count/language', {
      _csrf: await browser.token('/wms-count/manager'),
      language: 'bg',
      back: '/wms-count/manager',
    });
    const visits = await browser.get('/erp/visits');
    const page = await browser.get('/wms-count/manager');

    expect(JSON.parse(visits.text)).toEqual({ data: { login: 'mira', visits: 2 } });
    expect(page.text).toContain('<html lang="bg"');
  });
});

describe('we are as we are alone', () => {
  test('nothing of the host shapes our interface', async () => {
    const mira = await Browser.of('mira');

    const me = await mira.get('/wms-count/api/me', { accept: 'application/json' });
    const nobody = await new Browser().get('/wms-count/api/me', { accept: 'application/json' });
    const none = await mira.get('/wms-count/api/none', { accept: 'application/json' });

    expect(JSON.parse(me.text)).toMatchObject({ login: 'mira', roles: ['manager'] });
    expect([nobody.status, JSON.parse(nobody.text).code]).toEqual([401, 'http.401']);
    expect([none.status, JSON.parse(none.text).status]).toEqual([404, 404]);
  });

  test('a form without our token is refused, whoever the host says it is', async () => {
    const mira = await Browser.of('mira');

    const answer = await mira.send('/wms-count/language', { language: 'bg', back: '/' });

    expect(answer.status).toBe(403);
  });

  test('health, metrics and the description are below the path', async () => {
    const anybody = new Browser();

    const ready = await anybody.get('/wms-count/health/ready');
    const openapi = await anybody.get('/wms-count/api/openapi.json');

    expect(JSON.parse(ready.text)).toMatchObject({ status: 'ok' });
    expect(JSON.parse(openapi.text).servers).toEqual([{ url: '/wms-count' }]);
    expect((await anybody.get('/wms-count/metrics')).status).toBe(200);
    expect((await anybody.get('/health/ready')).status).toBe(404);
  });
});

describe('every address is below the path', () => {
  /** Follows every link, source and redirect from a page on; gives those that leave the path and those that fail. */
  async function crawl(login: string, from: string): Promise<{ seen: number; wrong: string[] }> {
    const browser = await Browser.of(login);
    const [seen, open, wrong] = [new Set<string>(), [from], new Set<string>()];
    const follow = (address: string, on: string) => {
      const { pathname, search, origin } = new URL(address.replaceAll('&amp;', '&'), url + on);
      if (origin !== new URL(url).origin) return;
      if (!pathname.startsWith('/wms-count/')) wrong.add(`${on}: ${address}`);
      // Sorts and filters of one page are one page.
      else if (![...seen].some((known) => known.split('?')[0] === pathname)) open.push(pathname + search);
    };
    for (let path = open.pop(); path; path = open.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, headers, text } = await browser.get(path);
      if (status >= 400) wrong.add(`${path}: ${status}`);
      for (const name of ['location', 'hx-redirect', 'hx-push-url', 'hx-replace-url']) {
        const address = headers.get(name);
        if (address) follow(address, path);
      }
      if (!/html/.test(headers.get('content-type') ?? '')) continue;
      for (const [, name = '', address = ''] of text.matchAll(/\s([\w-]+)="(\/[^"]*)"/g)) {
        if (name === 'value' || name === 'd') continue;
        const leads = /^(href|src|hx-get)$/.test(name);
        if (leads) follow(address, path);
        else if (!address.startsWith('/wms-count')) wrong.add(`${path}: ${name}="${address}"`);
      }
    }
    return { seen: seen.size, wrong: [...wrong] };
  }

  test('of the manager', async () => {
    const mira = await Browser.of('mira');
    const made = await mira.send(
      '/wms-count/api/reconciliations',
      { warehouseId: at.demo.warehouseId },
      { 'x-csrf-token': await mira.token('/wms-count/manager'), accept: 'application/json' },
    );
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(/^\/wms-count\/api\/reconciliations\//);

    const { seen, wrong } = await crawl('mira', '/wms-count/manager');

    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(10);
  });

  test('of the worker and the clerk', async () => {
    const worker = await crawl('ivo', '/wms-count/worker');
    const clerk = await crawl(
      'petra',
      `/wms-count/clerk/inventory-reconciliations/${at.demo.inventoryReconciliationId}`,
    );

    expect([worker.wrong, clerk.wrong]).toEqual([[], []]);
  });

  test('whoever is not signed in is taken to our door and back', async () => {
    const answer = await new Browser().get('/wms-count/manager?q=1');

    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/wms-count/sign-in?next=${encodeURIComponent('/wms-count/manager?q=1')}`,
    ]);
  });
});

test('the host is told what happened', async () => {
  const mira = await Browser.of('mira');
  const token = await mira.token('/wms-count/manager');

  await mira.send(
    '/wms-count/api/reconciliations',
    { warehouseId: at.demo.warehouseId },
    { 'x-csrf-token': token, accept: 'application/json' },
  );

  const { data } = JSON.parse((await mira.get('/erp/counts')).text);
  expect(data).toContain('reconciliation.created by mira');
});
