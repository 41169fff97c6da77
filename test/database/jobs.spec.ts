import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/access/actor.js';
import { People, RoleGroups } from '../../src/access/people.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, now, uuid } from '../../src/database/words.js';
import { noBinding } from '../../src/erp/binding.js';
import { refuse } from '../../src/errors.js';
import { install } from '../../src/installer/install.js';
import { BullRunner, bullOnPostgres, bullOnRedis } from '../../src/jobs/bullmq.js';
import { Catalogue, type Task } from '../../src/jobs/catalogue.js';
import { InProcessRunner } from '../../src/jobs/in-process.js';
import { Jobs, readJob } from '../../src/jobs/jobs.js';
import { queueSchema } from '../../src/jobs/queue-tables.js';
import type { Runner } from '../../src/jobs/runner.js';
import { JobWorker } from '../../src/jobs/worker.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { hasRedis, TestRedis } from '../support/redis.js';

let at: TestDatabase;
let mira: Actor;
let people: People;
let redis: TestRedis | undefined;
beforeAll(async () => {
  at = await openTestDatabase();
  people = new People(at.database, new RoleGroups(['Warehouse Managers'], ['Inventory Clerks']));
  mira = (await people.byLogin('mira', 'test')) as Actor;
});
afterAll(async () => {
  await redis?.stop();
  await at.close();
});

/** Every way a ring can take that is there: BullMQ on PostgreSQL and on Redis beside the one in this process. */
const runners: [string, () => Runner | Promise<Runner>][] = [
  ['in this process', () => new InProcessRunner()],
];
const { TEST_DATABASE_URL } = process.env;
if (TEST_DATABASE_URL?.startsWith('postgres')) {
  const onPostgres = (session: string) => async () => {
    await install(at.database, { binding: noBinding, queue: queueSchema() });
    const connectionString = `${at.url}${session}`;
    return new BullRunner(bullOnPostgres({ connectionString, schema: queueSchema() }, randomUUID()));
  };
  runners.push(
    ['BullMQ on PostgreSQL', onPostgres('')],
    ['BullMQ on PostgreSQL, where the address sets a path', onPostgres('?options=-c%20search_path%3Dpublic')],
  );
}
if (hasRedis) {
  runners.push([
    'BullMQ on Redis',
    async () => {
      redis ??= await TestRedis.open();
      return new BullRunner(bullOnRedis(redis.url, randomUUID()));
    },
  ]);
}

describe.each(runners)('%s', (_, open) => {
  const opened: Runner[] = [];
  afterEach(async () => {
    for (const runner of opened.splice(0)) await runner.stop();
  });

  /** A workshop with one task; `work` is called for each attempt. What other workshops left is done here, too. */
  async function workshop(work: (attempt: number) => unknown, check: Task['check'] = async () => undefined) {
    const attempts = new Map<string, number>();
    const run: Task['run'] = async ({ jobId = '' }) => {
      const attempt = (attempts.get(jobId) ?? 0) + 1;
      attempts.set(jobId, attempt);
      return work(attempt);
    };
    const catalogue = new Catalogue([{ name: 'task', check, run }]);
    const runner = await open();
    opened.push(runner);
    const worker = new JobWorker(at.database, people, catalogue);
    const jobs = new Jobs(at.database, catalogue, runner);
    const ended = async (id: string) => {
      for (;;) {
        const job = await readJob(at.database, id);
        if (job?.finishedAt) return job;
        await new Promise(setImmediate);
      }
    };
    return { runner, worker, jobs, ended, attempts };
  }

  test('work that is done says what came of it', async () => {
    const { runner, worker, jobs, ended } = await workshop(() => ({ rows: 7 }));
    await runner.start(worker);

    const id = await jobs.ask(mira, 'task', randomUUID());

    expect(await ended(id)).toMatchObject({ state: 'completed', progress: 100, result: { rows: 7 } });
  });

  test('what would fail anyway is refused at once and leaves no job', async () => {
    const subject = randomUUID();
    const { jobs } = await workshop(
      () => 1,
      async () => {
        throw refuse('conflict', 'task.not-now', 'Not now.');
      },
    );

    await expect(jobs.ask(mira, 'task', subject)).rejects.toMatchObject({ code: 'task.not-now' });

    expect(
      await at.database.query(sql`SELECT job_id FROM ${own.jobs} WHERE subject_id = ${uuid(subject)}`),
    ).toEqual([]);
  });

  test('a refusal while working ends the job with its reason, without another try', async () => {
    const { runner, worker, jobs, ended, attempts } = await workshop(() => {
      throw refuse('rule', 'task.against-a-rule', 'Against a rule.');
    });
    await runner.start(worker);

    const job = await ended(await jobs.ask(mira, 'task', randomUUID()));

    expect(job).toMatchObject({ state: 'failed', error: { code: 'task.against-a-rule' } });
    expect(attempts.get(job.id)).toBe(1);
  });

  test('a fault is tried again and may pass', async () => {
    const { runner, worker, jobs, ended, attempts } = await workshop((attempt) => {
      if (attempt < 3) throw new Error('a passing fault');
      return 'passed';
    });
    await runner.start(worker);

    const job = await ended(await jobs.ask(mira, 'task', randomUUID()));

    expect(job).toMatchObject({ state: 'completed', result: 'passed' });
    expect(attempts.get(job.id)).toBe(3);
  });

  test('a fault that stays ends the job and says nothing of our inside', async () => {
    const { runner, worker, jobs, ended } = await workshop(() => {
      throw new Error('password=secret');
    });
    await runner.start(worker);

    const job = await ended(await jobs.ask(mira, 'task', randomUUID()));

    expect(job).toMatchObject({ state: 'failed', error: { code: 'job.failed' } });
    expect(JSON.stringify(job)).not.toContain('secret');
  });

  test('while one waits or runs, another of its kind for the same subject is refused', async () => {
    const subject = randomUUID();
    const { jobs } = await workshop(() => 1);

    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => jobs.ask(mira, 'task', subject)));

    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = asked.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: 'job.already-asked' });
  });

  test('what waited when the process ended is done after the next start', async () => {
    const before = await workshop(() => 'never');
    const id = await before.jobs.ask(mira, 'task', randomUUID());

    const after = await workshop(() => 'after the restart');
    await after.runner.start(after.worker);

    expect(await after.ended(id)).toMatchObject({ state: 'completed', result: 'after the restart' });
  });

  test.each([
    ['fell silent', -60],
    ['was last heard of before the clock was set back', 3_600],
  ])('a job whose worker %s is taken by another, one that is alive is not', async (_, heard) => {
    const { jobs, worker } = await workshop(() => 'taken over');
    const silent = await jobs.ask(mira, 'task', randomUUID());
    const alive = await jobs.ask(mira, 'task', randomUUID());
    await at.database.transaction(async (tx) => {
      await tx.run(
        sql`UPDATE ${own.jobs} SET state = 'active', alive_at = ${addSeconds(now, heard)} WHERE job_id = ${uuid(silent)}`,
      );
      await tx.run(
        sql`UPDATE ${own.jobs} SET state = 'active', alive_at = ${now} WHERE job_id = ${uuid(alive)}`,
      );
    });

    await worker.work(silent);
    await worker.work(alive);

    expect(await readJob(at.database, silent)).toMatchObject({ state: 'completed', result: 'taken over' });
    expect(await readJob(at.database, alive)).toMatchObject({ state: 'active' });
  });

  test('who asked and managers may see a job, nobody else', async () => {
    const { jobs } = await workshop(() => 1);
    const id = await jobs.ask(mira, 'task', randomUUID());
    const ivo = (await people.byLogin('ivo', 'test')) as Actor;

    expect(await jobs.find(mira, id)).toMatchObject({ id });
    await expect(jobs.find(ivo, id)).rejects.toMatchObject({ code: 'job.unknown' });
  });
});
