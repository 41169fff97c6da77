/**
 * `npm run screens [area…]`: goes through the product in a browser, as people do, and keeps pictures of
 * what they see in docs/screens. Each area plays its own scenes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../src/package-root.js';
import { hasBrowser } from '../test/support/browser.js';
import { openTestHost, type TestHost } from '../test/support/host.js';
import { clerk } from './scenes/clerk.js';
import { manager } from './scenes/manager.js';
import { terminal } from './scenes/terminal.js';

/** What an area plays on. */
export interface Stage {
  host: TestHost;
  /** Keeps what a page shows as docs/screens/<area>-<name>.png, or <area>.png. */
  shoot(page: Page, name?: string): Promise<void>;
}

export type Area = (stage: Stage) => Promise<void>;

const areas: Record<string, Area> = { terminal, manager, clerk };
const folder = join(packageRoot, 'docs/screens');

async function play(name: string): Promise<void> {
  const host = await openTestHost();
  const shoot = async (page: Page, picture?: string) => {
    const file = `${[name, picture].filter(Boolean).join('-')}.png`;
    await page.screenshot({ path: join(folder, file), animations: 'disabled', caret: 'initial' });
    process.stdout.write(`docs/screens/${file}\n`);
  };
  try {
    await areas[name]?.({ host, shoot });
  } finally {
    await host.close();
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in areas));
if (!hasBrowser || unknown.length > 0) {
  const why = hasBrowser
    ? `No such area: ${unknown.join(', ')}.`
    : 'No chromium here (CHROMIUM=… names one).';
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
for (const name of asked.length > 0 ? asked : Object.keys(areas)) await play(name);
