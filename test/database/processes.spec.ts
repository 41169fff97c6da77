import { randomBytes } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import type { Client } from '../support/host.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { build, endOf, type Server, startServer } from '../support/server.js';

/** Several web processes and workers side by side, on one database server and one Redis. */
const onServer = Boolean(process.env.TEST_DATABASE_URL) && hasRedis;
let at: TestDatabase;
let redis: TestRedis;
let env: NodeJS.ProcessEnv;
let webs: [Server, Server];
const running: Server[] = [];
beforeAll(async () => {
  if (!onServer) return;
  build();
  at = await openTestDatabase();
  redis = await TestRedis.open();
  env = {
    DATABASE_URL: at.url,
    REDIS_URL: redis.url,
    AUTH_JWT_SECRET: randomBytes(32).toString('hex'),
  };
  webs = [await begin('web'), await begin('web')];
}, 600_000);
afterAll(async () => {
  for (const server of running) await server.kill();
  await redis?.stop();
  await at?.close();
});

async function begin(role: 'web' | 'worker'): Promise<Server> {
  const server = await startServer('', { ...env, ROLE: role });
  running.push(server);
  return server;
}
/** The manager at one of the web processes. */
const miraAt = (n: number): Promise<Client> => (webs[n % 2] as Server).as('mira');

/** A planned reconciliation, and the job that takes its snapshot. */
async function askSnapshot(mira: Client): Promise<{ id: string; jobId: string }> {
  const { body } = await mira.post('/api/reconciliations', { warehouseId: at.demo.warehouseId });
  await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
  const asked = await mira.post(`/api/reconciliations/${body.id}/snapshot`);
  expect([asked.status, asked.body.detail]).toEqual([202, undefined]);
  return { id: body.id, jobId: asked.body.jobId };
}
const attemptsAt = (jobId: string) =>
  at.database.query<{ state: string; attempts: number }>(
    sql`SELECT state, attempts FROM ${own.jobs} WHERE job_id = ${uuid(jobId)}`,
  );
const snapshotsOf = async (id: string): Promise<number> =>
  (
    await at.database.query(sql`SELECT event_id FROM ${own.history}
      WHERE reconciliation_id = ${uuid(id)} AND event = 'snapshot.generated'`)
  ).length;

(onServer ? describe : describe.skip)('two web processes', () => {
  test('a worker killed in the middle is replaced, and its work is done once', async () => {
    const first = await begin('worker');
    const mira = await miraAt(0);
    const { body } = await mira.post('/api/reconciliations', { warehouseId: at.demo.warehouseId });
    await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
    // The job cannot go on while somebody else holds the document.
    let asked: { jobId: string } | undefined;
    await at.database.transaction(async (tx) => {
      const accepted = await mira.post(`/api/reconciliations/${body.id}/snapshot`);
      asked = accepted.body;
      await tx.lock(`reconciliation:${body.id}`);
      while ((await attemptsAt(accepted.body.jobId))[0]?.state !== 'active')
        await new Promise((resolve) => setTimeout(resolve, 50));
      await first.kill();
      await begin('worker');
    });

    const { jobId } = asked as { jobId: string };
    expect(await endOf(await miraAt(1), jobId)).toMatchObject({ state: 'completed' });
    expect(await snapshotsOf(body.id)).toBe(1);
  }, 600_000);

  test('two workers share the jobs of both, and each is done once', async () => {
    await begin('worker');
    const asked = [];
    for (let n = 0; n < 6; n++) asked.push(await askSnapshot(await miraAt(n)));

    for (const [n, { id, jobId }] of asked.entries()) {
      // Asked at one process, seen at the other.
      expect(await endOf(await miraAt(n + 1), jobId)).toMatchObject({ state: 'completed', progress: 100 });
      expect(Number((await attemptsAt(jobId))[0]?.attempts)).toBe(1);
      expect(await snapshotsOf(id)).toBe(1);
    }
  }, 600_000);

  test('progress is streamed by the one while the other changes it', async () => {
    const [here, there] = [await miraAt(0), webs[1]];
    const { id, jobId } = await askSnapshot(here);
    await endOf(here, jobId);
    const stop = new AbortController();
    const response = await fetch(`${there.url}/api/reconciliations/${id}/progress/stream`, {
      headers: { authorization: `Bearer ${await there.token('mira')}` },
      signal: stop.signal,
    });

    await here.post(`/api/reconciliations/${id}/initial-count`);

    const orders: number[] = [];
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      for (const [, data = ''] of text.matchAll(/^data: (.*)\n\n/gm))
        orders.push(JSON.parse(data).orders.total);
      if (orders.some((total) => total > 0)) break;
    }
    stop.abort();
    expect(Math.max(...orders)).toBeGreaterThan(0);
  }, 600_000);
});
