import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Login } from '../../src/demo/people.js';
import { findingsOn, launch } from './browser.js';
import type { TestHost } from './host.js';

/** A busy machine takes its time, in milliseconds. */
const PATIENCE = 90_000;

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
    const browser = await launch();
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
  findings = (rules: readonly string[] = []): Promise<string[]> =>
    findingsOn(this.page, rules.length > 0 ? { runOnly: [...rules] } : {});
}
