import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.js';

interface Package {
  version?: string;
  license?: string;
  dev?: boolean;
}

/** Packages that name their licence in the old way, or only in a file. */
const inTheirFiles: Readonly<Record<string, string>> = {
  busboy: 'MIT',
  'dejavu-fonts-ttf': 'Bitstream-Vera',
  'png-js': 'MIT',
  streamsearch: 'MIT',
};

/** Licences that let a closed product use, change and hand on what is under them. */
const permissive =
  /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Python-2\.0|CC0-1\.0|Unlicense|Bitstream-Vera)\)?$/;

export const listFile = join(packageRoot, 'docs/licences.md');

/** What is shipped, by the lock file: the same on every machine. */
export function shipped(): { name: string; version: string; licence: string }[] {
  const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>;
  };
  const found = new Map<string, { name: string; version: string; licence: string }>();
  for (const [path, { version = '', license, dev }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1);
    if (!path || !name || dev) continue;
    found.set(`${name}@${version}`, { name, version, licence: inTheirFiles[name] ?? license ?? 'unknown' });
  }
  return [...found.values()].sort((a, b) =>
    a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1,
  );
}

/** Packages whose licence we could not hand on. */
export const unfit = () => shipped().filter(({ licence }) => !permissive.test(licence));

/** The list as it stands in `docs/licences.md`. */
export function listed(): string {
  const lines = shipped().map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return [
    '# Licences of what is shipped',
    '',
    'Every package that runs in production, with its own dependencies. `npm run licences` writes this list.',
    '',
    '| package | version | licence |',
    '|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

if (process.argv[1] && existsSync(process.argv[1]) && /licences\.js$/.test(process.argv[1])) {
  writeFileSync(listFile, listed());
}
