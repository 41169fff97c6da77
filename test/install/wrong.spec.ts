import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/database/connect.js';
import type { Database } from '../../src/database/database.js';
import { raw } from '../../src/database/sql.js';
import { createDemo } from '../../src/demo/demo.js';
import { packageRoot } from '../../src/package-root.js';
import { type Ended, run } from '../support/cli.js';
import { openTestDatabase } from '../support/database.js';
import { makeLogin } from '../support/login.js';
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
  ['not a port', { PORT: 'web' }, /^PORT must be a whole number from 0 to 65535$/m],
  ['not a role', { ROLE: 'boss' }, /^ROLE must be one of all, web, worker$/m],
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

test('a reader that has seen enough is no fault', async () => {
  const piped = `"${process.execPath}" "${join(packageRoot, 'dist-test/cli.js')}" verify | true`;
  const env = { PATH: process.env.PATH, DATA_DIR: folder };

  const { status, stderr } = spawnSync('bash', ['--norc', '-c', `${piped}; exit $PIPESTATUS`], {
    env,
    encoding: 'utf8',
  });

  expect([status, stderr]).toEqual([2, '']);
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

const lines = ({ out, err }: Ended) => (out + err).trim().split('\n');

/** A server with an ERP, somebody who may do everything and somebody who may read. */
interface Asked {
  url: string;
  database: Database;
  reader: string;
  close(): Promise<void>;
}
const password = `hidden-${randomUUID()}`;

async function postgres(): Promise<Asked> {
  const server = await TestPostgres.open();
  const door = ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256', ''];
  writeFileSync(join(server.folder, 'pg_hba.conf'), door.join('\n'));
  await server.stop();
  await server.start();
  const { database, close } = await connect({ url: server.url });
  await createDemo(database);
  await database.query(raw(`CREATE ROLE reader LOGIN PASSWORD '${password}'`));
  await database.query(raw('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader'));
  return {
    url: server.url,
    database,
    reader: 'reader',
    close: async () => {
      await close();
      await server.close();
    },
  };
}

async function sqlServer(): Promise<Asked> {
  const at = await openTestDatabase('erp');
  const { user, close } = await makeLogin(at, password);
  await at.database.query(raw(`GRANT SELECT ON SCHEMA::dbo TO "${user}"`));
  return { url: at.url as string, database: at.database, reader: user, close };
}

const onSqlServer = process.env.TEST_DATABASE_URL?.startsWith('mssql') ?? false;
const servers: [string, boolean, () => Promise<Asked>, Record<'wrong' | 'none', string>][] = [
  [
    'PostgreSQL',
    hasPostgres && !onSqlServer,
    postgres,
    { wrong: 'user or password is wrong. (28P01)', none: 'there is no database of that name. (3D000)' },
  ],
  [
    'SQL Server',
    onSqlServer,
    sqlServer,
    {
      wrong: 'user, password or database is wrong. (ELOGIN)',
      none: 'user, password or database is wrong. (ELOGIN)',
    },
  ],
];

describe.each(servers.filter(([, isThere]) => isThere))('a %s that asks who comes', (name, _, open, says) => {
  let at: Asked;
  beforeAll(async () => {
    at = await open();
  }, 120_000);
  afterAll(() => at?.close());

  const as = (script: 'cli' | 'main', args: readonly string[], who: Partial<URL> = {}) => {
    const url = Object.assign(new URL(at.url), { username: at.reader, password }, who);
    return run(script, args, {
      DATABASE_URL: String(url),
      AUTH_JWT_SECRET: secret,
      REDIS_URL: 'redis://127.0.0.1:9',
    });
  };

  test.each([
    ['a wrong password', { password: 'wrong-hidden' }, says.wrong],
    ['no such user', { username: 'nobody' }, says.wrong],
    ['no such database', { pathname: '/none' }, says.none],
  ])('%s', async (_what, who, reason) => {
    for (const [script, args] of [
      ['cli', ['verify']],
      ['cli', ['install']],
      ['main', []],
    ] as const) {
      const ended = await as(script, args, who);
      expect([ended.code, lines(ended)]).toEqual([1, [expect.stringContaining(reason)]]);
      expect(lines(ended).join()).not.toContain('hidden');
    }
  });

  test('a right that is missing is named by `verify`, with what to do', async () => {
    const ended = await as('cli', ['verify']);

    expect(ended.code).toBe(2);
    expect(lines(ended)).toContainEqual(
      expect.stringMatching(
        /^error +The database user may not INSERT on .*"Wms_Warehouse_Transactions". → Grant it; `rights` prints/,
      ),
    );
  });

  test('who may not create tables does not install: one line, and nothing is changed', async () => {
    const tables = () => at.database.query(raw('SELECT TABLE_NAME AS "name" FROM INFORMATION_SCHEMA.TABLES'));
    const before = await tables();

    const ended = await as('cli', ['install']);

    expect([ended.code, lines(ended)]).toEqual([
      2,
      [
        expect.stringMatching(
          /^error +The database user may not do this: .*permission.* → Let one who may create tables/,
        ),
      ],
    ]);
    expect(await tables()).toEqual(before);
  });

  // What of a SQL Server could be switched off for a test is not known.
  (name === 'PostgreSQL' ? test : test.skip)('a feature that is missing is named', async () => {
    await at.database.query(raw('REVOKE EXECUTE ON FUNCTION sha256(bytea) FROM PUBLIC'));

    for (const command of ['verify', 'install']) {
      const ended = await as('cli', [command]);
      expect(ended.code).toBe(2);
      expect(lines(ended)).toContainEqual(
        expect.stringMatching(/^error +The server lacks SHA-256: permission denied .* → Ask whoever runs it/),
      );
    }
    await at.database.query(raw('GRANT EXECUTE ON FUNCTION sha256(bytea) TO PUBLIC'));
  });
});
