import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { type Answer, openTestHost, type TestHost } from '../support/host.js';
import { planned } from '../support/office.js';

/** Routes of the interface that change nothing, and those that this walk does not take. A new route fails here. */
const others = [
  'POST /api/barcodes/parse',
  'POST /api/reconciliations/:id/protocol/verify',
  // Jobs and reviews are in history.spec.ts; the others have no walk of their own.
  'POST /api/reconciliations/:id/snapshot',
  'POST /api/reconciliations/:id/populate',
  'POST /api/reconciliations/:id/review',
  'POST /api/reconciliations/:id/recount-orders',
  'POST /api/orders/:id/sheet',
  'POST /api/orders/:id/counts',
  'POST /api/worker/orders/:id/scans',
  'POST /api/exceptions/:id',
  'POST /api/inventory-reconciliations/:id/lines-from-wms',
  'POST /api/counts/:id/void',
  'POST /api/workers/:id/unlock',
];

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const events = () =>
  host.database.query<{ id: string; event: string; login: string; source: string }>(
    sql`SELECT event_id AS "id", event AS "event", login AS "login", source AS "source" FROM ${own.history}`,
  );

test('a verb writes one event that tells who and from where (a start also who joined); no route is forgotten', async () => {
  const [mira, ivo] = [host.as('mira'), host.as('ivo')];
  const walked: string[] = [];
  const does = async (route: string, event: string, login: string, call: () => Promise<Answer>) => {
    const known = new Set((await events()).map(({ id }) => id));
    const answer = await call();
    const added = (await events()).filter(({ id }) => !known.has(id));
    expect([route, answer.status < 300, added.map((one) => `${one.login} ${one.event}`).sort()]).toEqual([
      route,
      true,
      event.split(' and ').map((name) => `${login} ${name}`),
    ]);
    expect(added[0]?.source).toContain('127.0.0.1');
    walked.push(route);
    return answer.body;
  };
  const { id: made, truth } = await planned(host, ['A-01-01-1', 'A-01-01-2']);
  const [lying] = truth.lying;
  const ivoId = host.demo.people.ivo.workerId as string;
  const lines = [{ locationId: host.demo.ids.location('A-02-01-1') }];
  const warehouseId = host.demo.warehouseId;

  const { id } = await does('POST /api/reconciliations', 'reconciliation.created', 'mira', () =>
    mira.post('/api/reconciliations', { warehouseId, lines: [] }),
  );
  await does('PUT /api/reconciliations/:id/lines', 'scope.replaced', 'mira', () =>
    mira.put(`/api/reconciliations/${id}/lines`, { lines }),
  );
  await does('POST /api/reconciliations/:id/state', 'state.changed', 'mira', () =>
    mira.post(`/api/reconciliations/${id}/state`, { state: 'Planned' }),
  );
  const { orders } = await does(
    'POST /api/reconciliations/:id/initial-count',
    'initial-count.started',
    'mira',
    () => mira.post(`/api/reconciliations/${made}/initial-count`),
  );
  const order = orders[0].id;
  await does('POST /api/orders/:id/assign', 'order.assigned', 'mira', () =>
    mira.post(`/api/orders/${order}/assign`, { workerId: ivoId }),
  );
  const at = `/api/worker/orders/${order}`;
  const started = await does(
    'POST /api/worker/orders/:id/start',
    'order.joined and order.started',
    'ivo',
    () => ivo.post(`${at}/start`),
  );
  const count = await does('POST /api/worker/orders/:id/counts', 'count.recorded', 'ivo', () =>
    ivo.post(`${at}/counts`, {
      scanId: randomUUID(),
      locationId: lying?.locationId,
      productId: lying?.productId,
      variantId: lying?.variantId,
      lotId: lying?.lotId,
      serialNumberId: lying?.serialNumberId,
      logisticUnitId: lying?.logisticUnitId,
      quantity: '1',
      unitId: lying?.baseUnitId,
    }),
  );
  const here = started.lines.find((line: any) => line.locationId === lying?.locationId);
  await does('POST /api/worker/orders/:id/lines/:lineId/done', 'line.done', 'ivo', () =>
    ivo.post(`${at}/lines/${here.id}/done`),
  );
  await does('POST /api/worker/counts/:id/void', 'count.voided', 'ivo', () =>
    ivo.post(`/api/worker/counts/${count.id}/void`, { reason: 'Wrong' }),
  );
  await does('POST /api/worker/orders/:id/lines/:lineId/empty', 'line.empty', 'ivo', () =>
    ivo.post(`${at}/lines/${here.id}/empty`),
  );
  await does('POST /api/worker/orders/:id/finish', 'order.finished', 'ivo', () =>
    ivo.post(`${at}/finish`, { leaveOut: true }),
  );
  await does('PUT /api/workers/:id/pin', 'pin.set', 'mira', () =>
    mira.put(`/api/workers/${ivoId}/pin`, { pin: '482915' }),
  );
  const other = await planned(host, ['A-02-01-2']);
  const more = await mira.post(`/api/reconciliations/${other.id}/initial-count`);
  await does('POST /api/orders/:id/void', 'order.voided', 'mira', () =>
    mira.post(`/api/orders/${more.body.orders[0].id}/void`, { reason: 'Not today' }),
  );

  const writing = host.routes.filter((route) => /^(POST|PUT) \/api\//.test(route));
  expect([...walked, ...others].sort()).toEqual(writing.sort());
});
