import { Database } from '../../src/database/database.js';
import { bindingOf, siteOf } from '../../src/erp/binding.js';
import { chooseRunner } from '../../src/jobs/choose-runner.js';
import type { JobWorker } from '../../src/jobs/worker.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, TestRedis } from '../support/redis.js';

/** Two installations on one Redis. */
let at: TestDatabase;
let redis: TestRedis;
beforeAll(async () => {
  if (!hasRedis) return;
  at = await openTestDatabase('empty');
  redis = await TestRedis.open();
});
afterAll(async () => {
  await redis?.stop();
  await at?.close();
});

const inErp = (schema: string) => siteOf(bindingOf({ schema }));

(hasRedis ? test : test.skip).each([
  ['each in the schema of its own ERP', inErp('north'), inErp('south')],
  ['each in a schema of its own', siteOf(bindingOf({}), 'north'), siteOf(bindingOf({}), 'south')],
  ['one in the user’s own schema', siteOf(bindingOf({})), inErp('south')],
])('%s of one database do not hear each other', async (_, one, other) => {
  const runners = [one, other].map((site) => chooseRunner(new Database(at.database.source, site), redis.url));
  const [north, south] = runners as [(typeof runners)[0], (typeof runners)[0]];
  const heard: string[] = [];
  const listening = { work: async (id: string) => void heard.push(id), unfinished: async () => [] };
  try {
    for (const runner of runners) while ((await runner.health()) !== 'up') await new Promise(setImmediate);
    await north.ring('for-the-north');
    await south.ring('for-the-south');
    await south.start(listening as unknown as JobWorker);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(heard).toEqual(['for-the-south']);
  } finally {
    for (const runner of runners) await runner.stop();
  }
});
