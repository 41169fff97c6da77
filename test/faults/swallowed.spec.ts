import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { Tokens } from '../../src/access/tokens.js';
import { optionsOf } from '../../src/database/address.js';
import { isAway } from '../../src/database/away.js';
import { type Connection, connect } from '../../src/database/connect.js';
import { raw } from '../../src/database/sql.js';
import { watchPostgres } from '../../src/database/watched.js';
import { WarehouseReconciliation } from '../../src/hosted.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type Client, clientOf } from '../support/host.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { build, endOf, runCli, runMain, type Server, startServer } from '../support/server.js';
import { Swallow } from '../support/swallow.js';

/** A network that swallows packets: nothing is refused or closed, answers just do not come any more. */
const address = process.env.TEST_DATABASE_URL;
const isSqlServer = address?.startsWith('mssql') === true;
const hasAll = address !== undefined && (hasRedis || !isSqlServer);
if (!hasAll) process.stderr.write('No TEST_DATABASE_URL: a network before the database is not tested.\n');

const settings = { AUTH_JWT_SECRET: 'a secret of thirty-two characters' };
/** Whoever waits longer for an answer is hanging. */
const PATIENCE = 60_000;
const answered = <T>(asked: Promise<T>): Promise<T> =>
  Promise.race([
    asked,
    new Promise<never>((_, reject) => setTimeout(reject, PATIENCE, new Error('It hangs.')).unref()),
  ]);

const ready = async (client: Client) => {
  const { status, body } = await answered(client.get('/health/ready'));
  return { http: status, ...body };
};
async function untilReady(client: Client, queue: 'up' | 'down' = 'up'): Promise<void> {
  for (let is = await ready(client); is.http !== 200 || is.queue !== queue; is = await ready(client))
    await new Promise((resolve) => setTimeout(resolve, 50));
}
async function planned(server: Server): Promise<string> {
  const [warehouseId] = (await (await server.as('ivo')).get('/api/me')).body.warehouses;
  const mira = await server.as('mira');
  const { body } = await mira.post('/api/reconciliations', { warehouseId });
  const at = `/api/reconciliations/${body.id}`;
  expect((await mira.post(`${at}/state`, { state: 'Planned' })).status).toBe(200);
  return at;
}

(hasAll ? describe : describe.skip)('before the database', () => {
  let folder: string;
  let at: TestDatabase;
  let network: Swallow;
  let redis: TestRedis | undefined;
  let through: string;
  let server: Server;
  let mira: Client;
  let probe: Client;
  beforeAll(async () => {
    build();
    folder = mkdtempSync(join(tmpdir(), 'wr-swallowed-'));
    at = await openTestDatabase('erp');
    const url = new URL(at.url as string);
    network = await Swallow.before(Number(url.port));
    through = Object.assign(new URL(url), { port: String(network.port) }).toString();
    redis = isSqlServer ? await TestRedis.open() : undefined;
    const env = { ...settings, ...(redis ? { REDIS_URL: redis.url } : {}) };
    runCli({ ...env, DATABASE_URL: at.url }, 'install');
    server = await startServer(folder, { ...env, DATABASE_URL: through });
    mira = await server.as('mira');
    probe = clientOf(server.url);
  });
  afterAll(async () => {
    await server?.kill();
    await network?.close();
    await redis?.stop();
    await at?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('everything is swallowed: health says so soon, pages and interface that they may be tried again', async () => {
    const reconciliation = await planned(server);
    network.swallow();

    const gone = { status: 503, body: { code: 'database.unavailable' } };
    const page = { accept: 'text/html' };
    // On the connections that are there.
    const asked = [mira.get(reconciliation), mira.post(`${reconciliation}/snapshot`)];
    for (const answer of asked) expect(await answered(answer)).toMatchObject(gone);
    // On new ones.
    expect(await answered(mira.get(reconciliation))).toMatchObject(gone);
    expect((await answered(mira.get('/manager', page))).status).toBe(503);
    const from = Date.now();
    expect(await ready(probe)).toMatchObject({ http: 503, status: 'down', database: 'down' });
    // With a token too: nobody is looked up for it.
    expect(await ready(mira)).toMatchObject({ http: 503, status: 'down', database: 'down' });
    expect(Date.now() - from).toBeLessThan(20_000);
    expect((await answered(probe.get('/metrics'))).status).toBe(200);
  });

  test('it flows again: everything works without a restart, background work too', async () => {
    network.flow();
    await untilReady(probe);

    const reconciliation = await planned(server);
    const { body } = await mira.post(`${reconciliation}/snapshot`);
    expect(await endOf(mira, body.jobId)).toMatchObject({ state: 'completed' });
  });

  test('swallowed while a job works: it is done when it flows again', async () => {
    const reconciliation = await planned(server);
    const { body } = await mira.post(`${reconciliation}/snapshot`);
    network.swallow();
    await answered(mira.get(reconciliation));
    network.flow();
    await untilReady(probe);

    expect(await endOf(mira, body.jobId)).toMatchObject({ state: 'completed' });
    expect((await mira.get(reconciliation)).body.counts.Created).toBeGreaterThan(100);
  });

  test('who starts meanwhile is told in one line', () => {
    network.swallow();

    const { code, said } = runMain({
      ...settings,
      DATABASE_URL: through,
      REDIS_URL: redis?.url ?? '',
    });

    network.flow();
    expect(code).toBe(1);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).toMatch(/no answer in time/);
  });

  test('a host that gives connection options has the same limits', async () => {
    const secret = 'a secret of thirty-two characters';
    const { extra: _limits, ...database } = optionsOf(through);
    const host = await WarehouseReconciliation.open({
      database: database as DataSourceOptions,
      redis: redis?.url,
      work: false,
      sessionSecret: secret,
      tokens: { secret },
    });
    const web = createServer(host.handler).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const inside = clientOf(`http://127.0.0.1:${port}`, await new Tokens({ secret }).issue('mira'));
    expect((await inside.get('/api/me')).status).toBe(200);
    await untilReady(inside);

    network.swallow();
    const meanwhile = await answered(inside.get('/api/me'));
    network.flow();
    await untilReady(inside);
    const after = await inside.get('/api/me');
    web.close();
    await host.close();

    expect(meanwhile).toMatchObject({ status: 503, body: { code: 'database.unavailable' } });
    expect(after.status).toBe(200);
  });

  (isSqlServer ? describe.skip : describe)('a connection that something between has forgotten', () => {
    let connection: Connection;
    beforeEach(async () => {
      connection = await connect({ url: through });
    });
    afterEach(() => connection.close());

    test('is given up, and what it had locked is free', async () => {
      const lost = connection.database.transaction(async (tx) => {
        await tx.lock('swallowed');
        network.forget();
        await tx.query(raw('SELECT 1'));
      });

      expect(isAway(await answered(lost).catch((error) => error))).toBe(true);
      await answered(at.database.transaction((tx) => tx.lock('swallowed')));
      await connection.database.query(raw('SELECT 1'));
    });

    test('before its first answer is given up too', async () => {
      const client = new pg.Client({ connectionString: through });
      client.on('error', () => undefined);
      await client.connect();
      network.swallow();

      const watched = answered(watchPostgres(client)).catch((error) => error);

      expect(isAway(await watched)).toBe(true);
      network.flow();
    });

    test('is not one on which the server works for long', async () => {
      const [row] = await connection.database.query<{ it: string }>(
        raw(`SELECT CAST(pg_sleep(12) AS varchar) AS "it"`),
      );

      expect(row).toEqual({ it: '' });
    });

    test('is not one that waits for a lock', async () => {
      let free = () => {};
      const held = at.database.transaction(async (tx) => {
        await tx.lock('swallowed');
        await new Promise<void>((resolve) => {
          free = resolve;
        });
      });
      const waits = connection.database.transaction((tx) => tx.lock('swallowed'));
      await at.database.query(raw('SELECT pg_sleep(12)'));
      free();

      await Promise.all([held, waits]);
    });
  });
});

(hasRedis ? describe : describe.skip)('before Redis', () => {
  test('swallowed: pages go on, jobs wait, and are done when it flows again', async () => {
    build();
    const folder = mkdtempSync(join(tmpdir(), 'wr-swallowed-'));
    runCli(folder, 'demo');
    const redis = await TestRedis.open();
    const network = await Swallow.before(redis.port);
    const server = await startServer(folder, { REDIS_URL: `redis://127.0.0.1:${network.port}/0` });
    const mira = await server.as('mira');
    await untilReady(mira);

    network.swallow();
    expect(await ready(mira)).toEqual({ http: 200, status: 'degraded', database: 'up', queue: 'down' });
    const reconciliation = await planned(server);
    const { status, body } = await answered(mira.post(`${reconciliation}/snapshot`));
    const page = await answered(mira.get('/manager', { accept: 'text/html' }));
    network.flow();
    await untilReady(mira);

    expect([status, page.status]).toEqual([202, 200]);
    expect(await endOf(mira, body.jobId)).toMatchObject({ state: 'completed' });
    await server.kill();
    await network.close();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
