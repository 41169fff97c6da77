import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { Request, Response } from 'express';
import { packageRoot } from '../package-root.js';

const folder = join(packageRoot, 'public');
const of = (place: string, ...parts: string[]) => parts.map((part) => `${place}/${part}`);
/** One request each, whatever the files. They are read in this order: what comes later counts more. */
const styles: Record<string, readonly string[]> = {
  'office.css': [
    'tokens',
    ...of('office', 'base', 'head', 'grid', 'notices', 'map', 'narrow', 'forms', 'lists', 'front'),
  ],
  'handheld.css': ['tokens', ...of('terminal', 'base', 'count', 'lists', 'forms')],
};

const textOf = (part: string) => readFileSync(join(folder, `${part}.css`));

/**
 * Styles and scripts by name, htmx among them: nothing comes from elsewhere. They are read once, so what
 * an upgrade writes over them while we run is not taken for what they were.
 */
const files = new Map<string, Buffer>();
for (const [name, parts] of Object.entries(styles)) files.set(name, Buffer.concat(parts.map(textOf)));
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
  if (/\.(js|svg)$/.test(name)) files.set(name.replaceAll('\\', '/'), readFileSync(join(folder, name)));
const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js');
files.set('htmx.min.js', readFileSync(htmx));

/** Of all of them together, because modules import each other by relative addresses. */
const all = createHash('sha256');
for (const [name, content] of files) all.update(`${name} ${content.length} `).update(content);
const version = all.digest('hex').slice(0, 16);

/** Where they are: an address that holds what they hold. Every process of one version has the same. */
export const assets = `/assets/${version}`;

/**
 * Serves them below `/assets`, to be kept for good. At the address of another version nothing is found: a
 * page that is loaded during an upgrade stays without a script rather than with one that does not fit the rest.
 */
export function serveAssets(request: Request, response: Response): void {
  const [, asked, ...parts] = request.path.split('/');
  const name = parts.join('/');
  const file = asked === version ? files.get(name) : undefined;
  if (file)
    response.type(extname(name)).set('cache-control', 'public, max-age=31536000, immutable').send(file);
  else response.status(404).type('text').set('cache-control', 'no-store').send('Not found.\n');
}
