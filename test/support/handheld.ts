import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Login } from '../../src/demo/people.js';
import { packageRoot } from '../../src/package-root.js';
import { findingsOn, launch } from './browser.js';
import type { TestHost } from './host.js';

const measure = readFileSync(join(packageRoot, 'test/support/measure-screen.js'), 'utf8');

/** The screens that a terminal is made for, in CSS pixels. */
export const sizes = {
  small: { width: 240, height: 320 },
  middle: { width: 320, height: 533 },
  large: { width: 360, height: 640 },
  'small on its side': { width: 320, height: 240 },
  'middle on its side': { width: 533, height: 320 },
  'large on its side': { width: 640, height: 360 },
} as const;

export type Size = keyof typeof sizes;

/** A worker's handheld: a browser, signed in, whose scanner types into what has the focus. */
export class Handheld {
  /** What the page's scripts complained about. */
  readonly complaints: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly context: BrowserContext,
    public page: Page,
    readonly host: TestHost,
  ) {
    this.watch(page);
  }

  static async open(
    host: TestHost,
    login: Login = 'ivo',
    { size = 'middle', ...options }: BrowserContextOptions & { size?: Size } = {},
  ): Promise<Handheld> {
    const browser = await launch();
    const context = await browser.newContext({ viewport: sizes[size], locale: 'en-GB', ...options });
    const handheld = new Handheld(browser, context, await context.newPage(), host);
    await handheld.goTo('/worker/sign-in');
    await handheld.page.click(`button[value=${login}]`);
    await handheld.page.waitForURL(/worker$/);
    return handheld;
  }

  /** The tab is killed, and another one opened. */
  async reopen(path: string): Promise<void> {
    await this.page.close();
    this.page = await this.context.newPage();
    this.watch(this.page);
    await this.goTo(path);
  }

  private watch(page: Page): void {
    // A busy machine takes its time.
    page.setDefaultTimeout(90_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(this.host.url + path);
    await this.page.waitForLoadState();
  }

  /** The order's screen. */
  openOrder = (orderId: string): Promise<void> => this.goTo(`/worker/orders/${orderId}`);

  /** Pulls the trigger: the code and Enter go to what has the focus. */
  async shoot(text: string, end: 'Enter' | 'Tab' = 'Enter'): Promise<void> {
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press(end);
  }

  /** Scans, one after the other, and waits until each is answered and shown. */
  async scan(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.shoot(text);
      await this.settled();
    }
  }

  /** Presses a key of a button, and waits until what it does is done. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.settled();
    }
  }

  /** Waits until nothing waits and nothing is under way. */
  async settled(): Promise<void> {
    const busy = ['#scan[aria-busy]', '#out.n', '.cue.got', '.htmx-request']
      .map((sign) => `:not(:has(${sign}))`)
      .join('');
    await this.page.locator(`body${busy}`).waitFor({ state: 'attached' });
  }

  /** Waits until something on the page reads as it should. */
  async reads(selector: string, words: RegExp): Promise<void> {
    await this.page.locator(selector).filter({ hasText: words }).first().waitFor();
  }

  text = async (selector: string): Promise<string> =>
    (await this.page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();

  /** What the last scan came to, in words. */
  cue = (): Promise<string> => this.text('#body > .cue p');

  plate = (): Promise<string> => this.text('h1');

  /** What axe finds, with a contrast of 7:1. */
  findings = (): Promise<string[]> =>
    findingsOn(this.page, { rules: { 'color-contrast-enhanced': { enabled: true } } });

  /** What does not fit on the screen as it stands (`measure-screen.js`). */
  misfits = (): Promise<string[]> => this.page.evaluate(measure);

  close = (): Promise<void> => this.browser.close();
}
