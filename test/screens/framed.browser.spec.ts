import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { LAUNCH_AUDIENCE } from '../../src/access/launches.js';
import { SignInOptions } from '../../src/access/sign-in-options.js';
import { launch } from '../support/browser.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { counted } from '../support/office.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const secret = randomBytes(32).toString('hex');

/** Inside the ERP's page: two sites, over TLS, in a browser that blocks third-party cookies. */
(hasOpenssl ? describeInBrowser : describe.skip)('in the frame of the ERP', () => {
  let erp: Server;
  /** Ours, over TLS; and on the same database, to prepare things and to look. */
  let host: TestHost;
  let plain: TestHost;
  let browser: Browser;
  let context: BrowserContext;
  /** Origins by site: the ERP, ours, and somebody else's with the same pages as the ERP. */
  let origin: Record<'erp' | 'count' | 'evil', string>;

  beforeAll(async () => {
    const tls = certificate();
    // Any page that is asked for shows `src` in a frame; one of them keeps a cookie as sites used to.
    erp = createServer(tls, (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'https://erp.test');
      response.setHeader('content-type', 'text/html');
      if (pathname === '/old') {
        response.setHeader('set-cookie', 'old=1; Secure; SameSite=None; Path=/');
        response.end(`<p>${request.headers.cookie ?? 'no cookie'}</p>`);
      } else {
        const src = (searchParams.get('src') ?? '').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
        response.end(`<iframe name="count" width="1200" height="800" src="${src}"></iframe>`);
      }
    });
    await new Promise<void>((resolve) => erp.listen(0, '127.0.0.1', resolve));
    const { port } = erp.address() as AddressInfo;
    plain = await openTestHost();
    const { close: _, ...shared } = plain;
    host = await openTestHost(
      {
        tls,
        reach: { secure: true, frameAncestors: [`https://erp.test:${port}`] },
        signIn: new SignInOptions({ launchSecret: secret }),
      },
      { ...shared, close: async () => undefined },
    );
    origin = {
      erp: `https://erp.test:${port}`,
      evil: `https://evil.test:${port}`,
      count: `https://count.test:${new URL(host.url).port}`,
    };
    browser = await launch(
      '--test-third-party-cookie-phaseout',
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      '--ignore-certificate-errors',
    );
  }, 120_000);
  beforeEach(async () => {
    context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' });
  });
  afterEach(() => context?.close());
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await plain?.close();
    await new Promise((resolve) => (erp ? erp.close(resolve) : resolve(undefined)));
  });

  /** A page of a site with a frame that shows an address. */
  async function framing(site: 'erp' | 'evil', src: string): Promise<{ page: Page; frame: Frame }> {
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(`${origin[site]}/?src=${encodeURIComponent(src)}`);
    const frame = await (await page.waitForSelector('iframe')).contentFrame();
    return { page, frame: frame as Frame };
  }
  const code = () =>
    new SignJWT({ sub: 'mira', aud: LAUNCH_AUDIENCE, jti: randomUUID() })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('90s')
      .sign(new TextEncoder().encode(secret));
  const launched = async (next: string) =>
    framing('erp', `${origin.count}/sign-in/launch?code=${await code()}&next=${encodeURIComponent(next)}`);

  it('a cookie as it used to be does not come back: this browser blocks them', async () => {
    const { frame } = await framing('erp', `${origin.evil}/old`);
    await frame.locator('p').waitFor();
    await frame.evaluate('location.reload()');
    await frame.waitForLoadState();

    expect(await frame.locator('p').innerText()).toBe('no cookie');
  });

  it('a launch code becomes a session; keys and forms work; a reload stays signed in', async () => {
    const { id, page: address } = await counted(plain, ['A-01-01-1', 'A-01-01-2']);
    const { frame, page } = await launched(address);
    await frame.locator('tbody tr').first().waitFor();
    const [cookie] = (await context.cookies(origin.count)).filter(({ name }) => name === '__Host-wr');
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'None' });
    expect(cookie).toHaveProperty('partitionKey');

    // A plain form: the page turns Bulgarian and back.
    for (const language of ['bg', 'en']) {
      const button = frame.locator(`button[name=language][value=${language}]`);
      if ((await button.count()) > 0) await button.click();
      await frame.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
    }
    // Parts of the page that come by themselves.
    await frame.locator('tbody input[name=row]').first().click();
    await frame
      .locator('#bar')
      .filter({ hasText: /1 row selected/ })
      .waitFor();
    await page.keyboard.press('a');
    await frame
      .locator('.cues')
      .filter({ hasText: /1 row was changed/ })
      .waitFor();
    const { items } = (await plain.as('mira').get(`/api/reconciliations/${id}/details?limit=1000`)).body;
    expect(items.filter((item: any) => item.reviewStatus === 'Approved')).toHaveLength(1);

    await frame.evaluate('location.reload()');
    await frame.locator('tbody .st.Approved').waitFor();
    const again = await framing('erp', origin.count + address);
    await again.frame.locator('tbody .st.Approved').waitFor();
  });

  it('another site shows nothing of ours, and nobody shows the terminal', async () => {
    const first = await launched('/manager');
    await first.frame.locator('h1').waitFor();

    for (const [site, path] of [
      ['evil', '/manager'],
      ['evil', '/sign-in'],
      ['erp', '/worker/sign-in'],
    ] as const) {
      const { page, frame } = await framing(site, origin.count + path);
      await page.waitForFunction('document.readyState === "complete"');
      await frame.waitForURL(/^chrome-error:/);
      // The browser's own page stands there.
      expect(frame.url()).toMatch(/^chrome-error:/);
    }
  });
});

/** A certificate of our own for all three sites. */
function certificate(): { cert: Buffer; key: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'wr-frame-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=count.test -addext subjectAltName=DNS:*.test';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const made = { cert: readFileSync(cert), key: readFileSync(key) };
  rmSync(folder, { recursive: true });
  return made;
}
