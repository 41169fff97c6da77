import { openTestHost, type TestHost } from '../support/host.js';
import { deskOf } from '../support/office.js';
import { makeCount } from '../support/orders.js';

/** Styles and scripts, as a browser keeps them over an upgrade. */
describe('styles and scripts', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost();
  });
  afterAll(() => host?.close());

  /** What a page asks for, and what that imports. */
  async function filesOf(html: string): Promise<Map<string, Response>> {
    const files = new Map<string, Response>();
    const open = [...html.matchAll(/<(?:link|script)[^>]*\s(?:href|src)="(\/[^"]+)"/g)].map(([, at]) => at);
    for (let at = open.pop(); at; at = open.pop()) {
      if (files.has(at)) continue;
      const answer = await fetch(host.url + at);
      files.set(at, answer.clone());
      for (const [, from] of (await answer.text()).matchAll(/^import .* from '([^']+)'/gm))
        open.push(new URL(from as string, host.url + at).pathname);
    }
    return files;
  }

  /** One page of each layout. */
  async function pages(): Promise<Record<string, string>> {
    const { order } = await makeCount(host, { rows: [{ at: 'A-01-01-1' }] });
    const page = async (path: string, login: string | null) =>
      (await host.as(login).get(path, { accept: 'text/html' })).body as string;
    return {
      door: await page('/sign-in', null),
      terminal: await page(`/worker/orders/${order.id}`, 'ivo'),
      clerk: (await deskOf(host, 'petra')).html,
      manager: (await deskOf(host, 'mira')).html,
    };
  }

  const script = (html: string) => /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';

  it('are found by every page and kept for good, at an address of one version', async () => {
    for (const [name, html] of Object.entries(await pages())) {
      const files = await filesOf(html);
      const answers = [...files].map(([at, { status, headers }]) => ({
        at,
        status,
        kept: headers.get('cache-control'),
      }));

      expect({ name, files: files.size > 0 }).toEqual({ name, files: true });
      expect(answers).toEqual(
        answers.map(() => ({
          at: expect.stringMatching(/^\/assets\/[0-9a-f]{16}\/[\w./-]+$/),
          status: 200,
          kept: 'public, max-age=31536000, immutable',
        })),
      );
      expect(new Set([...files.keys()].map((at) => at.split('/')[2])).size).toBe(1);
    }
  });

  it('are what they are called: nosniff would refuse a script that is none', async () => {
    const { terminal = '' } = await pages();
    const types = [...(await filesOf(terminal))].map(([at, { headers }]) => [
      at.split('.').at(-1),
      headers.get('content-type'),
    ]);

    expect(Object.fromEntries(types)).toEqual({
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
    });
  });

  it('are not found at the address of another version, and that is not remembered', async () => {
    const at = script((await pages()).manager ?? '');
    const others = [
      at.replace(/[0-9a-f]{16}/, '0123456789abcdef'),
      at.replace(/\/[0-9a-f]{16}/, ''),
      at.replace(/[^/]+$/, ''),
      `${at}/`,
      at.replace(/[^/]+$/, '%E0%A4%A'),
      at.replace(/[^/]+$/, '..%2f..%2f..%2fpackage.json'),
      at.replace(/[^/]+$/, '__proto__'),
      '/assets',
    ];

    const answers = await Promise.all(others.map((other) => fetch(host.url + other)));

    expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual(
      others.map(() => [404, 'no-store']),
    );
  });
});
