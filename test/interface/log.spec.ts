import { createLog } from '../../src/log.js';
import { openTestHost, type TestHost } from '../support/host.js';

/** Whoever looks for a fault finds the lines of one request, or of one job, by its id. */
let host: TestHost;
const printed: string[] = [];
beforeAll(async () => {
  host = await openTestHost({ log: createLog('info', { write: (line) => void printed.push(line) }) });
});
afterAll(() => host.close());

const logged = (): Record<string, any>[] => printed.map((line) => JSON.parse(line));

test('a line of the log that a request causes carries its id, a line of a job the job’s', async () => {
  const mira = host.as('mira');
  const { body } = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId });
  await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
  const named = { 'x-request-id': 'the-snapshot.1' };

  const accepted = await mira.post(`/api/reconciliations/${body.id}/snapshot`, {}, named);
  await host.ended(mira, accepted);

  const { jobId } = accepted.body;
  expect(logged().filter(({ req }) => req?.id === 'the-snapshot.1')).toMatchObject([
    { req: { method: 'POST' }, res: { status: 202 } },
  ]);
  expect(logged().find(({ msg, job }) => msg === 'job asked for' && job === jobId)).toMatchObject({
    request: 'the-snapshot.1',
  });
  expect(logged().find(({ msg, job }) => msg === 'job completed' && job === jobId)).toMatchObject({
    name: 'snapshot',
  });
  const others = logged().filter(({ req, request }) => req && request && req.id !== request);
  expect(others).toEqual([]);
});

test('an error says which request met it', async () => {
  const { source } = host.database;
  const whole = source.createQueryRunner;
  source.createQueryRunner = () => {
    throw new Error('Cut');
  };
  const { status } = await host.as('mira').get('/api/me', { 'x-request-id': 'the-cut.1' });
  source.createQueryRunner = whole;

  expect(status).toBe(500);
  expect(logged().filter(({ err }) => err?.message === 'Cut')).toMatchObject([{ request: 'the-cut.1' }]);
});
