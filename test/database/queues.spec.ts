import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { Database, type Site } from '../../src/database/database.js';
import { openEmbedded } from '../../src/database/embedded.js';
import { bindingOf, siteOf } from '../../src/erp/binding.js';
import { BullRunner, bullOnPostgres } from '../../src/jobs/bullmq.js';
import { chooseRunner } from '../../src/jobs/choose-runner.js';
import { queuePlan, queueSchema } from '../../src/jobs/queue-tables.js';
import type { Runner } from '../../src/jobs/runner.js';
import type { JobWorker } from '../../src/jobs/worker.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, TestRedis } from '../support/redis.js';
import { Swallow } from '../support/swallow.js';

/** Two installations on one Redis, or on one PostgreSQL server. */
const server = process.env.TEST_DATABASE_URL;
let one: TestDatabase;
let two: TestDatabase;
let redis: TestRedis;
beforeAll(async () => {
  one = await openTestDatabase('empty');
  two = await openTestDatabase('empty');
  if (hasRedis) redis = await TestRedis.open();
});
afterAll(async () => {
  await redis?.stop();
  await one?.close();
  await two?.close();
});

const inErp = (schema: string) => siteOf(bindingOf({ schema }));
const sites: [string, Site, Site][] = [
  ['each in the schema of its own ERP', inErp('north'), inErp('south')],
  ['each in a schema of its own', siteOf(bindingOf({}), 'north'), siteOf(bindingOf({}), 'south')],
  ['one in the user’s own schema', siteOf(bindingOf({})), inErp('south')],
];
const within = (site: Site): Database => new Database(one.database.source, site);

/** Rings at both and works at the second, which hears its own ring and no other. */
async function ringBoth(north: Runner, south: Runner): Promise<void> {
  const heard: string[] = [];
  const listening = { work: async (id: string) => void heard.push(id), unfinished: async () => [] };
  try {
    for (const runner of [north, south])
      while ((await runner.health()) !== 'up') await new Promise(setImmediate);
    await north.ring('for-the-north');
    await south.ring('for-the-south');
    await south.start(listening as unknown as JobWorker);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(heard).toEqual(['for-the-south']);
  } finally {
    for (const runner of [north, south]) await runner.stop();
  }
}

(hasRedis ? describe : describe.skip)('on one Redis', () => {
  test.each(sites)('%s of one database do not hear each other', (_, north, south) =>
    ringBoth(chooseRunner(within(north), redis.url), chooseRunner(within(south), redis.url)),
  );

  (server ? test : test.skip)('nor do two databases of one server', () =>
    ringBoth(chooseRunner(one.database, redis.url), chooseRunner(two.database, redis.url)),
  );

  test('nor do two folders of embedded ones', async () => {
    const folders = ['north', 'south'].map((name) => mkdtempSync(join(tmpdir(), `wr-${name}-`)));
    const engines = await Promise.all(folders.map((folder) => openEmbedded(folder)));
    try {
      const [north, south] = engines.map(({ options }) =>
        chooseRunner(new Database(new DataSource(options)), redis.url),
      );
      await ringBoth(north as Runner, south as Runner);
    } finally {
      for (const engine of engines) await engine.close();
      for (const folder of folders) rmSync(folder, { recursive: true });
    }
  });
});

(server?.startsWith('postgres') ? describe : describe.skip)('with BullMQ’s tables on PostgreSQL', () => {
  beforeAll(async () => {
    for (const { database } of [one, two])
      await database.transaction(async (tx) => {
        for (const statement of await queuePlan(tx, queueSchema())) await tx.query(statement);
      });
  });

  test.each(sites)('%s of one database do not hear each other', (_, north, south) =>
    ringBoth(chooseRunner(within(north)), chooseRunner(within(south))),
  );

  test('nor do two databases of one server', () =>
    ringBoth(chooseRunner(one.database), chooseRunner(two.database)));

  const away: [string, (network: Swallow) => Promise<void>][] = [
    ['refuses', (network) => network.close()],
    ['does not answer', async (network) => network.swallow()],
  ];
  test.each(away)(
    'a server that %s at first is rung once it is there, without a restart',
    async (_, go) => {
      const at = new URL(one.url as string);
      const first = await Swallow.before(Number(at.port));
      await go(first);
      const connectionString = Object.assign(new URL(at), { port: String(first.port) }).href;
      const runner = new BullRunner(bullOnPostgres({ connectionString, schema: queueSchema() }, 'late'));
      const heard: string[] = [];
      const listening = { work: async (id: string) => void heard.push(id), unfinished: async () => [] };
      let network = first;
      try {
        await runner.start(listening as unknown as JobWorker);
        await runner.ring('too-early');
        expect(await runner.health()).toBe('down');

        if (first.isOpen) first.flow();
        else network = await Swallow.before(Number(at.port), first.port);
        while ((await runner.health()) !== 'up') await new Promise(setImmediate);
        await runner.ring('late');
        while (!heard.includes('late')) await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        await runner.stop();
        await network.close();
      }
    },
    60_000,
  );
});
