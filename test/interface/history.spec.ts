import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, uuid } from '../../src/database/words.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { counted } from '../support/office.js';

/** What the history tells of steps over many rows, as they are asked for over the network. */
let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const eventsOf = (id: string, event: string) =>
  host.database.query<Record<'at' | 'login' | 'source' | 'before' | 'after', string>>(sql`
    SELECT ${iso(sql`h.at`)} AS "at", h.login AS "login", h.source AS "source", h."before" AS "before", h."after" AS "after"
    FROM ${own.history} h WHERE h.reconciliation_id = ${uuid(id)} AND h.event = ${event}`);

test('a job is one event with its id, its counts, who asked and when', async () => {
  const { id } = await counted(host, ['A-01-01-1']);
  const jobs = await host.database.query<{ id: string; name: string }>(
    sql`SELECT job_id AS "id", name AS "name" FROM ${own.jobs} WHERE subject_id = ${uuid(id)}`,
  );

  for (const [name, event] of [
    ['snapshot', 'snapshot.generated'],
    ['populate', 'reconciliation.populated'],
  ] as const) {
    const events = await eventsOf(id, event);
    expect(events).toMatchObject([{ login: 'mira', source: expect.stringContaining('127.0.0.1') }]);
    const jobId = jobs.find((job) => job.name === name)?.id;
    expect(JSON.parse(events[0]?.after ?? '')).toMatchObject({ jobId });
    expect(jobId).toBeDefined();
  }
});

test('a review of many rows is one event: its filter, how many had which status, how many changed', async () => {
  const { id } = await counted(host, ['A-02-01-1', 'A-02-01-2']);
  const { items } = (await host.as('mira').get(`/api/reconciliations/${id}/details?limit=1000`)).body;
  const statuses: Record<string, number> = {};
  for (const { reviewStatus } of items) statuses[reviewStatus] = (statuses[reviewStatus] ?? 0) + 1;

  const { status } = await host.as('mira').post(`/api/reconciliations/${id}/review`, {
    select: { ids: items.map((item: { id: string }) => item.id) },
    reviewStatus: 'Approved',
  });

  expect(status).toBe(200);
  const events = await eventsOf(id, 'details.reviewed');
  expect(events).toMatchObject([{ login: 'mira', source: expect.stringContaining('127.0.0.1') }]);
  expect(JSON.parse(events[0]?.before ?? '')).toEqual({ statuses });
  expect(JSON.parse(events[0]?.after ?? '')).toMatchObject({
    reviewStatus: 'Approved',
    selected: items.length,
    changed: items.length,
  });
});

test('quantities of many rows corrected at once are one event, with every row before and after', async () => {
  const { id } = await counted(host, ['A-01-01-1', 'A-01-01-2']);
  const { items } = (await host.as('mira').get(`/api/reconciliations/${id}/details?limit=1000`)).body;
  const some = items.filter((item: any) => !item.serialNumberId && item.quantityUnitId === item.baseUnitId);
  expect(some.length).toBeGreaterThan(1);

  const { status } = await host.as('mira').post(`/api/reconciliations/${id}/review`, {
    select: { ids: some.map((item: any) => item.id) },
    countedQuantity: '7',
    notes: 'Counted once more',
  });

  expect(status).toBe(200);
  expect(await eventsOf(id, 'details.reviewed')).toEqual([]);
  const events = await eventsOf(id, 'details.corrected');
  expect(events).toHaveLength(1);
  const [before, after] = [events[0]?.before, events[0]?.after].map((text) => JSON.parse(text ?? ''));
  const byId = (a: any, b: any) => (a.id < b.id ? -1 : 1);
  expect(before.quantities.sort(byId)).toEqual(
    some
      .map(({ id, countedQuantity, countedQuantityBase, reviewStatus }: any) => ({
        id,
        countedQuantity,
        countedQuantityBase,
        reviewStatus,
      }))
      .sort(byId),
  );
  expect(after).toMatchObject({ countedQuantity: '7', notes: 'Counted once more', changed: some.length });
  expect(after.quantities).toHaveLength(some.length);
  for (const row of after.quantities)
    expect(row).toMatchObject({ countedQuantity: '7', reviewStatus: 'Finished' });
});
