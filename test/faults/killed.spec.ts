import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoOf } from '../../src/demo/demo.js';
import { countOrder, Truth } from '../support/floor-truth.js';
import type { Client } from '../support/host.js';
import { build, endOf, runCli, type Server, startServer } from '../support/server.js';

/**
 * SIGKILL at different moments of each piece of background work: after the next start there is the
 * state before or the state after, and the work goes on to its end.
 */
let folder: string;
let server: Server;
let mira: Client;
beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'wr-killed-'));
  runCli(folder, 'demo', '--positions', '6000');
  await start();
});
afterAll(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  server = await startServer(folder);
  mira = await server.as('mira');
}

/** Asks for background work, kills the process that long after, starts again and waits for the work's end. */
async function killedAfter(milliseconds: number, path: string, body: object = {}): Promise<any> {
  const { status, body: accepted } = await mira.post(path, body);
  expect([status, accepted.detail]).toEqual([202, undefined]);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await server.kill();
  await start();
  return endOf(mira, accepted.jobId);
}

/** Kills the process while it adds the lines from WMS, some times; what it had added each time, and in the end. */
async function killedWhileImporting(moments: number[]): Promise<{ before: number[]; added: number }> {
  const at = `/api/inventory-reconciliations/${demoOf().inventoryReconciliationId}/lines-from-wms`;
  const lines = async () => {
    const { body } = await (await server.as('petra')).get(`${at}?days=1`);
    return body.skipped.find(({ reason }: any) => reason === 'already-imported')?.count ?? 0;
  };
  const before: number[] = [];
  for (const moment of moments) {
    const answer = (await server.as('petra')).post(at, { days: 1 }).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, moment));
    await server.kill();
    await answer;
    await start();
    before.push(await lines());
  }
  await (await server.as('petra')).post(at, { days: 1 });
  return { before, added: await lines() };
}

test('snapshot, populate, release and import survive it, and nothing is doubled', async () => {
  const [warehouse] = (await (await server.as('ivo')).get('/api/me')).body.warehouses;
  const created = await mira.post('/api/reconciliations', { warehouseId: warehouse });
  const at = `/api/reconciliations/${created.body.id}`;
  await mira.post(`${at}/state`, { state: 'Planned' });

  for (const moment of [0, 60, 200]) {
    expect(await killedAfter(moment, `${at}/snapshot`)).toMatchObject({ state: 'completed' });
  }
  const { body: found } = await mira.get(at);
  expect(found.counts.Created).toBeGreaterThan(6000);

  // One shelf is counted, with one piece less than expected on it; the others are not part of it.
  const details = await mira.get(`${at}/details?q=A-03-02-1`);
  await mira.post(`${at}/review`, {
    select: { ids: details.body.items.map(({ id }: any) => id) },
    reviewStatus: 'Recount',
  });
  const recount = await mira.post(`${at}/recount-orders`, { mode: 'single' });
  await countOrder(await server.as('ivo'), recount.body.orders[0].id, Truth.of(details.body.items).less(1));

  for (const moment of [0, 60, 200]) {
    expect(await killedAfter(moment, `${at}/populate`)).toMatchObject({ state: 'completed' });
  }
  await mira.post(`${at}/review`, {
    select: { filter: { reviewStatus: 'Finished' } },
    reviewStatus: 'Approved',
  });
  const expected = details.body.items.length;
  const different = await mira.get(`${at}/details?hasDifference=true`);
  expect(different.body.total).toBe(expected);

  const released = await killedAfter(30, `${at}/state`, { state: 'Released' });
  expect(released).toMatchObject({ state: 'completed', result: { transactions: expected } });
  const again = await mira.post(`${at}/state`, { state: 'Released' });
  expect(await endOf(mira, again.body.jobId)).toMatchObject({
    result: { transactions: expected, alreadyReleased: true },
  });
  expect((await mira.get(`${at}/transactions`)).body.total).toBe(expected);

  const { added, before } = await killedWhileImporting([0, 40]);
  // The state before or the state after, and asked again the rest.
  for (const lines of before) expect([0, expected]).toContain(lines);
  expect(added).toBe(expected);

  expect(await server.stop()).toBe(0);
  expect(runCli(folder, 'audit')).toContain('as it must be');
  await start();
}, 600_000);
