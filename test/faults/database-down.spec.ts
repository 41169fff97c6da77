import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/database/connect.js';
import { createDemo } from '../../src/demo/demo.js';
import { type Client, clientOf } from '../support/host.js';
import { hasPostgres, TestPostgres } from '../support/postgres.js';
import { build, endOf, runCli, type Server, startServer } from '../support/server.js';

/** The database goes for a while, and with it the queue: clear answers meanwhile, no restart afterwards. */
let folder: string;
let postgres: TestPostgres;
let server: Server;
let mira: Client;
/** Who looks after it, without a sign-in. */
let probe: Client;
beforeAll(async () => {
  if (!hasPostgres) return;
  build();
  folder = mkdtempSync(join(tmpdir(), 'wr-database-'));
  postgres = await TestPostgres.open();
  const { database, close } = await connect({ url: postgres.url });
  await createDemo(database);
  await close();
  runCli({ DATABASE_URL: postgres.url }, 'install');
  server = await startServer(folder, {
    DATABASE_URL: postgres.url,
    AUTH_JWT_SECRET: 'a secret of thirty-two characters',
  });
  mira = await server.as('mira');
  probe = clientOf(server.url);
});
afterAll(async () => {
  await server?.kill();
  await postgres?.close();
  rmSync(folder ?? '', { recursive: true, force: true });
});

const ready = async () => {
  const { status, body } = await probe.get('/health/ready');
  return { http: status, ...body };
};
async function isBack(): Promise<void> {
  while ((await ready()).http !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
}

(hasPostgres ? describe : describe.skip)('the database', () => {
  let at: string;

  test('is there: a reconciliation is planned', async () => {
    const [warehouseId] = (await (await server.as('ivo')).get('/api/me')).body.warehouses;
    const { body } = await mira.post('/api/reconciliations', { warehouseId });
    at = `/api/reconciliations/${body.id}`;
    expect((await mira.post(`${at}/state`, { state: 'Planned' })).status).toBe(200);
    expect(await ready()).toMatchObject({ http: 200, database: 'up' });
  });

  test('goes: reads, writes and pages say so, and that they may be tried again', async () => {
    await postgres.stop();

    const gone = { status: 503, body: { code: 'database.unavailable' } };
    for (let time = 0; time < 3; time++) {
      expect(await mira.get(at)).toMatchObject(gone);
      expect(await mira.post(`${at}/snapshot`)).toMatchObject(gone);
      expect(await mira.post(`${at}/snapshot`, {}, { 'idempotency-key': 'once' })).toMatchObject(gone);
      expect((await mira.get('/manager', { accept: 'text/html' })).status).toBe(503);
    }
    expect((await mira.get(at)).headers.get('retry-after')).toBe('5');
  });

  test('is away: health says so, the process lives and gives its metrics', async () => {
    const down = { status: 'down', database: 'down' };
    expect(await ready()).toMatchObject({ http: 503, ...down });
    // Nobody is looked up for it: with a token it is told the same.
    expect(await mira.get('/health/ready')).toMatchObject({ status: 503, body: down });
    expect((await probe.get('/health/live')).status).toBe(200);
    expect((await probe.get('/metrics')).status).toBe(200);
  });

  test('is back: everything works without a restart, background work too', async () => {
    await postgres.start();
    await isBack();

    const asked = await mira.post(`${at}/snapshot`, {}, { 'idempotency-key': 'once' });
    expect(asked.status).toBe(202);
    expect(await endOf(mira, asked.body.jobId)).toMatchObject({ state: 'completed' });
  });

  test('goes while work runs: it is done once the database is back', async () => {
    const { body } = await mira.post(`${at}/snapshot`);
    await postgres.stop();
    await postgres.start();
    await isBack();

    expect(await endOf(mira, body.jobId)).toMatchObject({ state: 'completed' });
    expect((await mira.get(at)).body.counts.Created).toBeGreaterThan(100);
  });

  test('logs hold a line for what went wrong and no secret', () => {
    const said = server.log().map((line) => JSON.stringify(line));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((line) => /thirty-two characters/.test(line))).toEqual([]);
  });
});
