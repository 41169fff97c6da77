import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsSchema } from '../../src/options.js';
import { packageRoot } from '../../src/package-root.js';

/** What is told to whoever runs us in containers, as far as it can be held to the code without an engine. */
const read = (name: string): string => readFileSync(join(packageRoot, name), 'utf8');
const settings = Object.keys((settingsSchema() as { properties: object }).properties);
/** Those of the images and of Node.js. */
const others = ['ACCEPT_EULA', 'MSSQL_SA_PASSWORD', 'NODE_ENV'];

test.each(['compose.yaml', 'Dockerfile', 'docs/operations.md'])(
  '%s names settings that there are',
  (file) => {
    const named = new Set(read(file).match(/\b[A-Z]+(_[A-Z]+)+\b/g));

    expect([...named].filter((name) => ![...settings, ...others].includes(name))).toEqual([]);
  },
);

test('what the image is given is there, or is built', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?:--from=\w+ )?(.+) \S+$/gm)].flatMap(
    ([, paths = '']) => paths.split(' ').map((path) => path.replace(/^\/app\//, '')),
  );

  expect(copied.length).toBeGreaterThan(6);
  expect(copied.filter((path) => path !== 'dist' && !existsSync(join(packageRoot, path)))).toEqual([]);
});
