import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { optionsOf } from '../../src/database/address.js';
import { type Ended, run } from '../support/cli.js';
import { hasPostgres, TestPostgres } from '../support/postgres.js';
import { build } from '../support/server.js';

/** What an administrator may get wrong, at the command line: a clear line, and an exit code that is not 0. */
beforeAll(build);
const folder = mkdtempSync(join(tmpdir(), 'wr-cli-'));
const secret = 'x'.repeat(32);

test.each([
  [
    'nobody there',
    { DATABASE_URL: 'postgres://u:hidden@127.0.0.1:9/erp' },
    /127\.0\.0\.1:9\/erp: nobody answers/,
  ],
  [
    'no such host',
    { DATABASE_URL: 'postgres://u:hidden@nowhere.invalid/erp' },
    /no host|could not be looked up/,
  ],
  ['not an address', { DATABASE_URL: 'oracle://erp' }, /^DATABASE_URL must begin with/],
  ['no binding', { BINDING_FILE: join(folder, 'none.json') }, /^BINDING_FILE cannot be read: ENOENT/],
  ['not a schema', { DATABASE_SCHEMA: 'a b' }, /^DATABASE_SCHEMA must be/],
])('%s', async (_, env, line) => {
  for (const [script, args] of [
    ['cli', ['verify']],
    ['main', []],
  ] as const) {
    const { code, err, out } = await run(script, args, {
      DATA_DIR: folder,
      AUTH_JWT_SECRET: secret,
      ...env,
    });
    expect(code).toBe(1);
    expect(err).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err + out).not.toContain('hidden');
  }
});

test('a bad option', async () => {
  const { code, err } = await run('cli', ['install', '--nonsense'], { DATA_DIR: folder });
  expect([code, err.trim()]).toEqual([1, "error: unknown option '--nonsense'"]);
});

test('no ERP: verify and install end with 2', async () => {
  for (const command of ['verify', 'install']) {
    const { code, out, err } = await run('cli', [command, '--json'], { DATA_DIR: folder });
    expect(code).toBe(2);
    expect(out + err).toContain('erp.none');
  }
});

(hasPostgres ? describe : describe.skip)('on a PostgreSQL server that asks who comes', () => {
  let postgres: TestPostgres;
  let owner: DataSource;
  beforeAll(async () => {
    postgres = await TestPostgres.open();
    const door = ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256', ''];
    writeFileSync(join(postgres.folder, 'pg_hba.conf'), door.join('\n'));
    await postgres.stop();
    await postgres.start();
    owner = await new DataSource(optionsOf(postgres.url)).initialize();
    await owner.query("CREATE ROLE counting LOGIN PASSWORD 'hidden'");
    expect((await run('cli', ['demo'], { DATABASE_URL: postgres.url })).code).toBe(0);
  }, 120_000);
  afterAll(async () => {
    await owner?.destroy();
    await postgres?.close();
  });

  const as = (user: string, script: 'cli' | 'main', args: string[], more: Record<string, string> = {}) => {
    const url = Object.assign(new URL(postgres.url), more);
    const [name = '', password = ''] = user.split(':');
    Object.assign(url, { username: name, password });
    return run(script, args, { DATABASE_URL: String(url), AUTH_JWT_SECRET: secret });
  };
  const lines = ({ out, err }: Ended) => (out + err).trim().split('\n');
  const faults = (ended: Ended) => lines(ended).filter((line) => line.startsWith('error'));

  test.each([
    ['a wrong password', 'counting:wrong', {}, 'user or password is wrong. (28P01)'],
    ['no such user', 'nobody:hidden', {}, 'user or password is wrong. (28P01)'],
    [
      'no such database',
      'counting:hidden',
      { pathname: '/none' },
      'there is no database of that name. (3D000)',
    ],
  ])('%s', async (_, user, more, reason) => {
    for (const [script, args] of [
      ['cli', ['verify']],
      ['cli', ['install']],
      ['main', []],
    ] as const) {
      const ended = await as(user, script, [...args], more);
      expect([ended.code, lines(ended)]).toEqual([1, [expect.stringContaining(reason)]]);
      expect(lines(ended).join()).not.toMatch(/hidden|:wrong/);
    }
  });

  test('a right that is missing is named by `verify`, with what to do', async () => {
    await owner.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO counting');

    const ended = await as('counting:hidden', 'cli', ['verify']);

    expect(ended.code).toBe(2);
    expect(faults(ended)).toContain(
      'error    The database user may not INSERT on "Wms_Warehouse_Transactions". → Grant it; `rights` prints the statement.',
    );
  });

  test('who may not create tables does not install, nor take out: one line, and nothing is changed', async () => {
    await owner.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO counting');
    const tables = () => owner.query('SELECT count(*) FROM pg_class');
    const before = await tables();

    for (const args of [['install'], ['uninstall']]) {
      const ended = await as('counting:hidden', 'cli', args);
      expect([ended.code, lines(ended)]).toEqual([
        2,
        [
          expect.stringMatching(
            /^error +The database user may not do this: permission denied .* → Let one who may/,
          ),
        ],
      ]);
    }

    expect(await tables()).toEqual(before);
  });

  test('something the server cannot do is named by `verify` and `install`', async () => {
    await owner.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO counting');
    await owner.query('REVOKE EXECUTE ON FUNCTION sha256(bytea) FROM PUBLIC');

    for (const args of [['verify'], ['install']]) {
      const ended = await as('counting:hidden', 'cli', args);
      expect(ended.code).toBe(2);
      expect(faults(ended)).toContainEqual(
        expect.stringMatching(/^error +The server lacks SHA-256: permission denied .* → Ask whoever runs it/),
      );
    }
    await owner.query('GRANT EXECUTE ON FUNCTION sha256(bytea) TO PUBLIC');
  });
});
