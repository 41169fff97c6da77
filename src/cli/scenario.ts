import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { Tokens } from '../access/tokens.js';
import { say } from './open.js';

type Json = any;

/** Calls a running server as somebody; throws what it refuses. */
class Caller {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async get(path: string): Promise<Json> {
    return (await this.send('GET', path)).body;
  }

  async post(path: string, body: unknown = {}): Promise<Json> {
    return (await this.send('POST', path, body)).body;
  }

  /** Background work, waited for. */
  async job(path: string, body: unknown = {}): Promise<Json> {
    const { body: accepted } = await this.send('POST', path, body);
    for (;;) {
      const job = await this.get(`/api/jobs/${accepted.jobId}`);
      if (job.state === 'completed') return job.result;
      if (job.state === 'failed') throw new Error(`${path}: ${job.error.detail}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Every item of a list. */
  async *all(path: string): AsyncGenerator<Json> {
    let cursor: string | null = null;
    do {
      const page: Json = await this.get(`${path}limit=500${cursor ? `&cursor=${cursor}` : ''}`);
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor);
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const response = await fetch(this.url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = (await response.json()) as Json;
    if (!response.ok)
      throw Object.assign(new Error(`${method} ${path}: ${answer.detail}`), {
        status: response.status,
        answer,
      });
    return { status: response.status, body: answer };
  }
}

/** What a worker finds: nearly always what is expected. Every 60th position has one less, every 90th one more. */
const found = (detail: Json, nth: number): { quantity: number; changed: boolean } => {
  const expected = Number(detail.snapshotQuantityBase);
  const by = detail.serialNumberId ? 0 : nth % 60 === 7 && expected >= 1 ? -1 : nth % 90 === 11 ? 1 : 0;
  return { quantity: expected + by, changed: by !== 0 };
};

export const scenarioCommand = (): Command =>
  new Command('scenario')
    .description('play the count of a whole warehouse against the running demo, step by step')
    .option(
      '--url <address>',
      'where it runs',
      `http://${process.env.HOST || '127.0.0.1'}:${process.env.PORT || 3000}`,
    )
    .action(({ url }: { url: string }) => play(url));

async function play(url: string): Promise<void> {
  const secret =
    process.env.AUTH_JWT_SECRET ??
    readFileSync(join(process.env.DATA_DIR || '.data', 'jwt-secret'), 'utf8').trim();
  const tokens = new Tokens({ secret });
  const as = async (login: string) => new Caller(url, await tokens.issue(login, '1h'));
  const [mira, ivo, lena] = [await as('mira'), await as('ivo'), await as('lena')];

  const { warehouses } = await ivo.get('/api/me');
  const { id } = await mira.post('/api/reconciliations', { warehouseId: warehouses[0], notes: 'Scenario' });
  const at = `/api/reconciliations/${id}`;
  const { documentNo, warehouse } = await mira.post(`${at}/state`, { state: 'Planned' });
  say(`1  Scope        ${documentNo}, all of ${warehouse}`);

  const snapshot = await mira.job(`${at}/snapshot`);
  say(
    `2  Snapshot     ${snapshot.details} rows, ${snapshot.emptyLocations} of ${snapshot.locations} locations empty`,
  );
  const shelves = new Map<string, Json[]>();
  for await (const detail of mira.all(`${at}/details?`)) {
    if (!detail.productId || Number(detail.snapshotQuantityBase) <= 0) continue;
    shelves.set(detail.locationId, [...(shelves.get(detail.locationId) ?? []), detail]);
  }

  const started = await mira.post(`${at}/initial-count`);
  say(`3  First count  ${started.orders.length} orders`);
  for (const [i, order] of started.orders.entries())
    await countOrder(i % 2 ? lena : ivo, order, shelves, i % 2 ? 'Lena' : 'Ivo');

  const populated = await mira.job(`${at}/populate`);
  say(`6  Populate     ${populated.filled} rows filled, ${populated.different} with a difference`);
  const agreed = await mira.post(`${at}/review`, {
    select: { filter: { hasDifference: false } },
    reviewStatus: 'Approved',
    partial: true,
  });
  say(`7  Review       ${agreed.changed} rows without difference approved`);
  const sent = await mira.post(`${at}/review`, {
    select: { filter: { hasDifference: true } },
    reviewStatus: 'Recount',
  });
  const recount = await mira.post(`${at}/recount-orders`, { mode: 'single' });
  say(`8  Recount      ${sent.changed} rows in one order`);
  for (const order of recount.orders) await countOrder(ivo, order, shelves, 'Ivo');
  await mira.job(`${at}/populate`);
  await mira.post(`${at}/review`, {
    select: { filter: { reviewStatus: 'Finished' } },
    reviewStatus: 'Approved',
  });
  const released = await mira.job(`${at}/state`, { state: 'Released' });
  say(
    `13 Release      ${released.transactions} warehouse transactions, ${released.in} in and ${released.out} out`,
  );
  say(`   Look at it:  ${url}/manager/reconciliations/${id}`);
}

async function countOrder(
  worker: Caller,
  order: Json,
  shelves: Map<string, Json[]>,
  name: string,
): Promise<void> {
  const { lines } = await worker.post(`/api/worker/orders/${order.id}/start`);
  let counted = 0;
  for (const [i, line] of lines.entries()) {
    const here = (shelves.get(line.locationId) ?? []).filter((detail) => isOn(line, detail));
    for (const detail of here) counted += await count(worker, order.id, detail);
    await worker.post(
      `/api/worker/orders/${order.id}/lines/${line.id}/${here.length > 0 ? 'done' : 'empty'}`,
    );
    if (process.stdout.isTTY)
      process.stdout.write(`\r4  ${name.padEnd(12)} ${order.documentNo}: ${i + 1} of ${lines.length} lines`);
  }
  await worker.post(`/api/worker/orders/${order.id}/finish`);
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  say(`5  ${name.padEnd(12)} ${order.documentNo} finished: ${lines.length} lines, ${counted} counts`);
}

/** A line without product stands for its whole location. */
const isOn = (line: Json, detail: Json): boolean =>
  !line.productId ||
  ['productId', 'variantId', 'lotId', 'serialNumberId', 'logisticUnitId'].every(
    (key) => (line[key] ?? null) === detail[key],
  );

async function count(worker: Caller, orderId: string, detail: Json): Promise<number> {
  const { locationId, productId, variantId, lotId, serialNumberId, logisticUnitId } = detail;
  const { quantity, changed } = found(detail, detail.lineNo);
  const position = {
    scanId: randomUUID(),
    locationId,
    productId,
    variantId,
    lotId,
    serialNumberId,
    logisticUnitId,
  };
  const inBase = { ...position, quantity: quantity.toFixed(3), unitId: detail.baseUnitId };
  // A weighed product wants both quantities.
  const measured = {
    ...position,
    quantity: detail.snapshotQuantity,
    unitId: detail.quantityUnitId,
    quantityBase: detail.snapshotQuantityBase,
  };
  const varies = !changed && detail.quantityUnitId !== detail.baseUnitId;
  const post = (body: object) => worker.post(`/api/worker/orders/${orderId}/counts`, body);
  await (varies ? post(measured).catch(() => post(inBase)) : post(inBase));
  return 1;
}
