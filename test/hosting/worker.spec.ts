import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, runMain, type Server, startServer } from '../support/server.js';

/** A process that only works on jobs has no pages; whoever keeps it running can still ask how it is. */
let folder: string;
let worker: Server;
beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'wr-worker-'));
  worker = await startServer(join(folder, 'one'), { ROLE: 'worker', HEALTH_PORT: '0' });
});
afterAll(async () => {
  await worker?.kill();
  rmSync(folder, { recursive: true, force: true });
});
const get = async (path: string) => {
  const response = await fetch(worker.url + path);
  return { status: response.status, text: await response.text() };
};

test('with HEALTH_PORT it answers health and metrics', async () => {
  const live = await get('/health/live');
  const ready = await get('/health/ready?from=probe');
  const metrics = await get('/metrics');

  expect(JSON.parse(live.text)).toEqual({ status: 'ok' });
  expect([ready.status, JSON.parse(ready.text)]).toEqual([
    200,
    { status: 'ok', database: 'up', queue: 'up' },
  ]);
  expect(metrics.text).toContain('warehouse_reconciliation_jobs{state="waiting"} 0');
});

test.each(['/', '/sign-in', '/manager', '/api/me', '/api/openapi.json', '/assets/office.css', '/healthy'])(
  'and nothing else: %s',
  async (path) => {
    expect(await get(path)).toEqual({ status: 404, text: '' });
  },
);

test('without it, it listens nowhere', async () => {
  const quiet = await startServer(join(folder, 'two'), { ROLE: 'worker', PORT: '' });

  expect(quiet.url).toBe('');
  expect(await quiet.stop()).toBe(0);
});

test('a port that is taken keeps it from starting, in one line', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;

  const ended = runMain({ DATA_DIR: join(folder, 'two'), ROLE: 'worker', HEALTH_PORT: String(port) });

  taken.close();
  expect(ended).toEqual({ code: 1, said: `HEALTH_PORT ${port} is taken. Choose another one.\n` });
});

test('it ends when it is told to', async () => {
  expect(await worker.stop()).toBe(0);
});
