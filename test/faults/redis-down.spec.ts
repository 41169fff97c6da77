import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../support/host.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { build, endOf, runCli, type Server, startServer } from '../support/server.js';

/** Redis only rings: without it everything goes on, and what was asked for is done when it is back. */
let folder: string;
let redis: TestRedis;
let server: Server;
let mira: Client;
beforeAll(async () => {
  if (!hasRedis) return;
  build();
  folder = mkdtempSync(join(tmpdir(), 'wr-redis-'));
  runCli(folder, 'demo');
  redis = await TestRedis.reserve();
  server = await startServer(folder, { REDIS_URL: redis.url, LOG_LEVEL: 'info' });
  mira = await server.as('mira');
}, 600_000);
afterAll(async () => {
  await server?.kill();
  await redis?.stop();
  rmSync(folder ?? '', { recursive: true, force: true });
});

const health = async () => {
  const { status, body } = await mira.get('/health/ready');
  return { http: status, ...body };
};
async function healthIs(queue: 'up' | 'down'): Promise<void> {
  while ((await health()).queue !== queue) await new Promise((resolve) => setTimeout(resolve, 50));
}
/** A planned reconciliation whose snapshot is asked for. */
async function askSnapshot(): Promise<string> {
  const [warehouseId] = (await (await server.as('ivo')).get('/api/me')).body.warehouses;
  const { body } = await mira.post('/api/reconciliations', { warehouseId });
  await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
  const asked = await mira.post(`/api/reconciliations/${body.id}/snapshot`);
  expect(asked.status).toBe(202);
  return asked.body.jobId;
}

(hasRedis ? describe : describe.skip)('Redis', () => {
  test('is not there at the start: what is asked for waits, and is done once it is there', async () => {
    const jobId = await askSnapshot();

    expect(await health()).toEqual({ http: 200, status: 'degraded', database: 'up', queue: 'down' });
    expect((await mira.get('/manager', { accept: 'text/html' })).status).toBe(200);
    expect((await mira.get(`/api/jobs/${jobId}`)).body.state).toBe('waiting');

    await redis.start();

    expect(await endOf(mira, jobId)).toMatchObject({ state: 'completed' });
    await healthIs('up');
  });

  test('goes in between and comes back empty: the same', async () => {
    await redis.stop();
    await healthIs('down');
    const jobId = await askSnapshot();

    await redis.start();

    expect(await endOf(mira, jobId)).toMatchObject({ state: 'completed' });
  });

  test('one line says that it went and one that it is back, however long that took', () => {
    const said = server.log().filter(({ context }) => context === 'jobs');
    const lines = said.map(({ msg }) => msg).filter((msg) => /queue/.test(msg));

    expect(lines).toEqual([
      'The queue is down; jobs wait in the database.',
      'The queue is back.',
      'The queue is down; jobs wait in the database.',
      'The queue is back.',
    ]);
  });

  test('is not waited for at the end', async () => {
    await redis.stop();
    await healthIs('down');

    expect(await server.stop()).toBe(0);
  });
});
