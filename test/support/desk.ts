import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Login } from '../../src/demo/people.js';
import type { TestHost } from './host.js';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = places.find((place) => place && existsSync(place));
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** `describe` where there is a browser; else one line that says why its tests were skipped. */
export const describeAtDesk = executablePath ? describe : describe.skip;
if (!executablePath) {
  process.stderr.write('No chromium here (CHROMIUM=… names one): the office is not tested in a browser.\n');
}

/** A busy machine takes its time, in milliseconds. */
const PATIENCE = 90_000;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Somebody at a desk with a browser, signed in, reading English unless told otherwise. */
export class Desk {
  /** What the page's scripts complained about. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly host: TestHost,
    /** Ends what was begun for this desk: its browser, or its place in another's. */
    readonly close: () => Promise<void>,
  ) {
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(
    host: TestHost,
    login: Login = 'mira',
    options: BrowserContextOptions = {},
  ): Promise<Desk> {
    const browser = await chromium.launch({ executablePath, args: flags.split(' ') });
    return Desk.at(browser, host, login, options, () => browser.close());
  }

  /** Somebody else, with a screen of his own in the same browser. */
  another(login: Login, options: BrowserContextOptions = {}): Promise<Desk> {
    return Desk.at(this.browser, this.host, login, options);
  }

  private static async at(
    browser: Browser,
    host: TestHost,
    login: Login,
    options: BrowserContextOptions,
    close?: () => Promise<void>,
  ): Promise<Desk> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      ...options,
    });
    const desk = new Desk(browser, await context.newPage(), host, close ?? (() => context.close()));
    await desk.page.goto(`${host.url}/sign-in`);
    await desk.page.click(`button[value=${login}]`);
    await desk.goTo('/manager/new');
    const english = desk.page.locator('button[name=language][value=en]');
    if ((await english.count()) > 0) await english.click();
    return desk;
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.host.url + path);
    await this.page.waitForLoadState();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  text = (selector: string): Promise<string> => this.page.locator(selector).innerText();

  /** Waits until something on the page reads as it should. */
  async reads(selector: string, words: RegExp): Promise<void> {
    await this.page.locator(selector).filter({ hasText: words }).first().waitFor();
  }

  /** What axe finds wrong, by these rules or by all: rule and where, nothing when all is well. */
  async findings(rules: readonly string[] = []): Promise<string[]> {
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(
      (only) => (globalThis as any).axe.run(only.length > 0 ? { runOnly: only } : {}),
      rules,
    );
    return violations.flatMap(({ id, nodes }: any) =>
      nodes.map((node: any) => `${id}: ${node.html.slice(0, 160)}`),
    );
  }
}
