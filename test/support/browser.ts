import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { RunOptions } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = places.find((place) => place && existsSync(place));
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Whether there is a browser on this machine; CHROMIUM=… names one. */
export const hasBrowser = executablePath !== undefined;

/** `more`: flags beside those that every spec has. */
export const launch = (...more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [...flags.split(' '), '--autoplay-policy=no-user-gesture-required', ...more],
  });

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong on a page: rule and where, nothing when all is well. */
export async function findingsOn(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((asked) => (globalThis as any).axe.run(asked), options);
  return violations.flatMap(({ id, nodes }: any) =>
    nodes.map((node: any) => `${id}: ${node.html.slice(0, 160)}`),
  );
}
