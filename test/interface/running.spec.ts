import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { moment, now, uuid } from '../../src/database/words.js';
import { openTestHost, type TestHost } from '../support/host.js';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

/** A piece of work that failed and says why. */
async function failedJob(): Promise<string> {
  const mira = host.as('mira');
  const { body } = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId });
  await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
  const id = randomUUID();
  await host.database.transaction((tx) =>
    tx.run(sql`
      INSERT INTO ${own.jobs} (job_id, name, subject_id, payload, state, asked_by, asked_at, finished_at, error)
      VALUES (${uuid(id)}, 'snapshot', ${uuid(body.id)}, '{}', 'failed', ${uuid(host.demo.people.mira.userId)},
        ${now}, ${now}, ${JSON.stringify({ code: 'job.failed', detail: 'It failed and was undone.' })})`),
  );
  return id;
}

test('metrics name jobs, scans and the connections to the database', async () => {
  await failedJob();

  const { body } = await host.as(null).get<string>('/metrics');

  expect(body).toMatch(/^warehouse_reconciliation_jobs\{state="failed"\} 1$/m);
  expect(body).toMatch(/^warehouse_reconciliation_jobs\{state="waiting"\} 0$/m);
  expect(body).toMatch(/^warehouse_reconciliation_database_connections\{state="idle"\} \d+$/m);
  expect(body).toContain('# TYPE warehouse_reconciliation_scans_total counter');
});

test('metrics tell how long the newest job of each kind took, whoever did it', async () => {
  const jobs = [
    ['populate', '10:00:00', '10:09:00'],
    ['populate', '11:00:00', '11:01:30'],
  ];
  for (const [name, started, finished] of jobs)
    await host.database.transaction((tx) =>
      tx.run(sql`
        INSERT INTO ${own.jobs} (job_id, name, payload, state, asked_by, asked_at, started_at, finished_at)
        VALUES (${uuid(randomUUID())}, ${name}, '{}', 'completed', ${uuid(host.demo.people.mira.userId)}, ${now},
          ${moment(new Date(`2026-11-01T${started}Z`))}, ${moment(new Date(`2026-11-01T${finished}Z`))})`),
    );

  const { body } = await host.as(null).get<string>('/metrics');

  expect(body).toMatch(/^warehouse_reconciliation_last_job_seconds\{job="populate"\} 90$/m);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s is nothing to ask of health and metrics',
  async (method) => {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/health/%']) {
      const answer = await fetch(host.url + path, { method });

      expect([path, await answer.json()]).toEqual([path, expect.objectContaining({ code: 'http.404' })]);
    }
  },
);

test('a request keeps the id that a proxy gave it, and gets one where that is none', async () => {
  const given = await host.as(null).get('/health/live', { 'x-request-id': 'from-a-proxy.1' });
  const made = await host.as(null).get('/health/live', { 'x-request-id': 'two words' });

  expect(given.headers.get('x-request-id')).toBe('from-a-proxy.1');
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

describe('the board of background work', () => {
  test('shows a manager what failed and why, and asks for it again', async () => {
    const id = await failedJob();
    const mira = host.as('mira');

    const board = await mira.get<string>('/manager/jobs', { accept: 'text/html' });
    const again = await mira.post(`/manager/jobs/${id}/again`);

    expect(board.body).toContain(`id="row-${id}"`);
    expect(board.body).toContain('It failed and was undone.');
    expect(again.status).toBeLessThan(400);
    const [asked] = await host.database.query<{ n: number | string }>(
      sql`SELECT COUNT(*) AS "n" FROM ${own.jobs} WHERE name = 'snapshot' AND state <> 'failed'`,
    );
    expect(Number(asked?.n)).toBe(1);
  });

  test('is for managers', async () => {
    expect((await host.as('ivo').get('/manager/jobs')).status).toBe(403);
    expect((await host.as('petra').get('/manager/jobs')).status).toBe(403);
  });
});
