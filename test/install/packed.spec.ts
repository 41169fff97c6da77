import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/package-root.js';

/**
 * The package as it is published, in an empty folder. It builds and asks the registry, so it is run on
 * purpose: `npm run test:packed`.
 */
let folder: string;
let packed: { filename: string; files: { path: string }[] };
const wanted = Boolean(process.env.TEST_PACKED);
const run = (command: string, args: string[], cwd: string, env = {}) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
beforeAll(() => {
  if (!wanted) return;
  folder = mkdtempSync(join(tmpdir(), 'wr-packed-'));
  [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], packageRoot),
  );
}, 600_000);
afterAll(() => rmSync(folder ?? '', { recursive: true, force: true }));

const filesOf = (name: string, ending = ''): string[] =>
  readdirSync(join(packageRoot, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1));

(wanted ? describe : describe.skip)('the package', () => {
  test('holds what the sources build to, the folders that package.json names, and nothing else', () => {
    const { files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    const sources = ['main.ts', 'cli.ts', ...filesOf('src', '.ts'), ...filesOf('migrations', '.ts')];
    const built = sources.flatMap((source) =>
      ['.js', '.d.ts'].map((ending) => `dist/${source.replace(/\.ts$/, ending)}`),
    );
    const named = (files as string[])
      .filter((name) => name !== 'dist')
      .flatMap((name) => {
        const [, folder = '', ending = ''] = /^([\w/]+)\/\*(\.\w+)$/.exec(name) ?? [];
        if (folder) return filesOf(folder, ending).filter((file) => dirname(file) === folder);
        return /\./.test(name) || name === 'LICENSE' ? [name] : filesOf(name);
      });

    const expected = [...new Set([...built, ...named, 'package.json'])].sort();

    expect(packed.files.map(({ path }) => path).sort()).toEqual(expected);
  });

  test('installs into an empty folder, runs there, and is what a host builds and loads', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
    cpSync(join(packageRoot, 'examples/host-app'), join(folder, 'host-app'), { recursive: true });
    const host = JSON.parse(readFileSync(join(folder, 'host-app/package.json'), 'utf8'));
    const beside = { ...host.dependencies, ...host.devDependencies };
    delete beside['warehouse-reconciliation'];
    const names = Object.entries(beside).map(([name, version]) => `${name}@${version}`);
    run('npm', ['install', '--no-audit', '--no-fund', `./${packed.filename}`, ...names], folder);

    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(run('npx', ['warehouse-reconciliation', '--version'], folder).trim()).toBe(version);
    const kinds =
      "console.log(typeof require('warehouse-reconciliation').WarehouseReconciliationModule.forRoot)";
    expect(run('node', ['--no-warnings', '--input-type=commonjs', '-e', kinds], folder).trim()).toBe(
      'function',
    );
    run('npx', ['tsc', '-p', 'host-app/tsconfig.json'], folder);
    expect(await ready()).toMatchObject({ status: 'ok' });
  }, 900_000);
});

/** Starts the installed program and asks whether it can work. */
async function ready(): Promise<unknown> {
  const program = join(folder, 'node_modules/.bin/warehouse-reconciliation');
  const child = spawn(program, ['start'], {
    cwd: folder,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error' },
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.once('exit', () => reject(new Error(`It ended: ${printed}`)));
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => {
          printed += data;
          const address = /Open (\S+)/.exec(printed)?.[1];
          if (address) resolve(address);
        });
    });
    return await (await fetch(`${url}/health/ready`)).json();
  } finally {
    child.kill('SIGKILL');
  }
}
