import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { EventName } from '../../src/access/history.js';
import { Pins } from '../../src/access/pins.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, now } from '../../src/database/words.js';
import { type Answer, openTestHost, type TestHost } from '../support/host.js';
import { planned } from '../support/office.js';
import { makeCount } from '../support/orders.js';

/** Everything a person can change, and what the history tells of it. A route that writes and is not here fails. */

/** Routes that write nothing which the history keeps: questions, sign-in, and what a job's own verb tells. */
const silent = `
  POST /api/barcodes/parse
  POST /api/reconciliations/:id/protocol/verify
  POST /sign-in
  POST /sign-in/demo
  POST /sign-out
  POST /language
  POST /worker/sign-in
  POST /worker/sign-out
  POST /manager/jobs/:id/seen
  POST /manager/reconciliations/:id/selection`;

/** Pages' forms, and the verb of the interface that each of them calls. */
const forms = `
  POST /manager/workers/:id/pin = PUT /api/workers/:id/pin
  POST /manager/workers/:id/unlock = POST /api/workers/:id/unlock
  POST /manager/new = POST /api/reconciliations
  POST /manager/jobs/:id/again = POST /api/reconciliations/:id/snapshot
  POST /manager/reconciliations/:id/snapshot = POST /api/reconciliations/:id/snapshot
  POST /manager/reconciliations/:id/populate = POST /api/reconciliations/:id/populate
  POST /manager/reconciliations/:id/release = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/plan = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/firm = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/unplan = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/complete = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/close = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/void = POST /api/reconciliations/:id/state
  POST /manager/reconciliations/:id/start = POST /api/reconciliations/:id/initial-count
  POST /manager/reconciliations/:id/recount = POST /api/reconciliations/:id/recount-orders
  POST /manager/reconciliations/:id/scope = PUT /api/reconciliations/:id/lines
  POST /manager/reconciliations/:id/orders/assign = POST /api/reconciliations/:id/orders/assign
  POST /manager/reconciliations/:id/orders/:orderId/assign = POST /api/orders/:id/assign
  POST /manager/reconciliations/:id/orders/:orderId/void = POST /api/orders/:id/void
  POST /manager/reconciliations/:id/orders/:orderId/sheet = POST /api/orders/:id/sheet
  POST /manager/reconciliations/:id/orders/:orderId/sheet/file = POST /api/orders/:id/sheet
  POST /manager/reconciliations/:id/counts/:countId/void = POST /api/counts/:id/void
  POST /manager/reconciliations/:id/exceptions/:exceptionId = POST /api/exceptions/:id
  POST /manager/reconciliations/:id/review = POST /api/reconciliations/:id/review
  POST /clerk/inventory-reconciliations/:id = POST /api/inventory-reconciliations/:id/lines-from-wms
  POST /worker/orders/:id/start = POST /api/worker/orders/:id/start
  POST /worker/orders/:id/finish = POST /api/worker/orders/:id/finish
  POST /worker/orders/:id/scans = POST /api/worker/orders/:id/scans
  POST /worker/orders/:id/counts/:countId/void = POST /api/worker/counts/:id/void
  POST /worker/orders/:id/here/done = POST /api/worker/orders/:id/lines/:lineId/done
  POST /worker/orders/:id/here/empty = POST /api/worker/orders/:id/lines/:lineId/empty`;

interface Event {
  id: string;
  at: string;
  event: string;
  login: string;
  name: string;
  source: string;
  before: unknown;
  after: unknown;
}

/** What an event says it was before (`null`: nothing, it is new) and after, at least. */
type Tells = Partial<Record<EventName, [before: object | null, after: object]>>;

let host: TestHost;
const walked = new Set<string>();
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

async function events(): Promise<Event[]> {
  const rows = await host.database.query<Event>(sql`
    SELECT h.event_id AS "id", ${iso(sql`h.at`)} AS "at", h.event AS "event", h.login AS "login",
      h.user_name AS "name", h.source AS "source", h."before" AS "before", h."after" AS "after"
    FROM ${own.history} h`);
  const read = (text: unknown) => (text === null ? null : JSON.parse(String(text)));
  return rows.map((row) => ({ ...row, before: read(row.before), after: read(row.after) }));
}
const clock = async (): Promise<string> =>
  (await host.database.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`))[0]?.at as string;

/** Calls a route; gives the answer after it has looked at every event that the call wrote. */
async function does(
  route: string,
  login: 'mira' | 'ivo' | 'petra',
  call: () => Promise<Pick<Answer, 'status' | 'body' | 'headers'>>,
  tells: Tells,
): Promise<any> {
  const known = new Set((await events()).map(({ id }) => id));
  const from = await clock();
  const answer = await call();
  expect([route, answer.status < 300 || answer.body]).toEqual([route, true]);
  if (answer.status === 202) {
    expect((await host.ended(host.as(login), answer as Answer)).state).toBe('completed');
  }
  const to = await clock();
  const added = (await events()).filter(({ id }) => !known.has(id));
  expect([route, added.map(({ event }) => event).sort()]).toEqual([route, Object.keys(tells).sort()]);
  for (const one of added) {
    const [before, after] = tells[one.event as EventName] as [object | null, object];
    expect({ route, ...one }).toMatchObject({
      route,
      login,
      name: host.demo.people[login].name,
      before,
      after,
    });
    expect(one.source).toMatch(/^\S*127\.0\.0\.1 \S+/);
    expect(one.at >= from && one.at <= to).toBe(true);
  }
  walked.add(route);
  return answer.body;
}

const scans = (...made: { text: string; answer?: unknown }[]) => {
  const at = new Date().toISOString();
  return {
    sentAt: at,
    scans: made.map((one) => ({ scanId: randomUUID(), after: null, scannedAt: at, ...one })),
  };
};

test('a document: made, scoped, planned, snapshot, first count, populate, review, recount, release', async () => {
  const mira = host.as('mira');
  const ivo = host.as('ivo');
  const warehouseId = host.demo.warehouseId;
  const lines = [{ locationId: host.demo.ids.location('A-01-01-1') }];

  const { id } = await does(
    'POST /api/reconciliations',
    'mira',
    () => mira.post('/api/reconciliations', { warehouseId, blindRecount: false, lines: [] }),
    {
      'reconciliation.created': [
        null,
        { warehouseId, blindRecount: false, movementPolicy: 'warn', lines: [] },
      ],
    },
  );
  const at = `/api/reconciliations/${id}`;
  await does('PUT /api/reconciliations/:id/lines', 'mira', () => mira.put(`${at}/lines`, { lines }), {
    'scope.replaced': [[], lines],
  });
  await does(
    'POST /api/reconciliations/:id/state',
    'mira',
    () => mira.post(`${at}/state`, { state: 'Planned' }),
    {
      'state.changed': [{ state: 'New' }, { state: 'Planned' }],
    },
  );
  await does('POST /api/reconciliations/:id/snapshot', 'mira', () => mira.post(`${at}/snapshot`), {
    'snapshot.generated': [{ snapshotAt: null }, { jobId: expect.any(String), details: expect.any(Number) }],
  });
  const { orders } = await does(
    'POST /api/reconciliations/:id/initial-count',
    'mira',
    () => mira.post(`${at}/initial-count`),
    {
      'initial-count.started': [null, { session: 1, orders: [expect.any(String)], rows: expect.any(Number) }],
    },
  );
  const { items } = (await mira.get(`${at}/details?limit=1000`)).body;
  const worker = host.demo.people.ivo.name;
  const ivoId = host.demo.people.ivo.workerId as string;

  // What is counted is typed in from a sheet, and the order is finished with it.
  await does('POST /api/orders/:id/sheet', 'mira', () => sheet(orders[0].id, items), {
    'sheet.entered': [{ state: 'Planned' }, { worker, recorded: items.length, finished: true }],
    'order.started': [{ state: 'Planned' }, { state: 'Released', worker }],
    'order.joined': [null, { workerId: ivoId, worker }],
    'order.finished': [{ state: 'Released' }, { state: 'Completed' }],
    'count.recorded': [null, { worker }],
  });
  await does('POST /api/reconciliations/:id/populate', 'mira', () => mira.post(`${at}/populate`), {
    'reconciliation.populated': [null, { jobId: expect.any(String), filled: items.length }],
  });
  const ids = [items[0].id];
  const review = (body: object) => () => mira.post(`${at}/review`, { select: { ids }, ...body });
  await does(
    'POST /api/reconciliations/:id/review',
    'mira',
    review({ reviewStatus: 'Approved', notes: 'Seen' }),
    {
      'details.reviewed': [
        { statuses: { Finished: 1 }, notes: [] },
        { reviewStatus: 'Approved', notes: 'Seen', changed: 1 },
      ],
    },
  );
  const counted = { countedQuantityBase: '3' };
  const was = (await mira.get(`${at}/details/${ids[0]}`)).body;
  await does('POST /api/reconciliations/:id/review', 'mira', review({ ...counted, notes: 'Broken' }), {
    'details.corrected': [
      {
        statuses: { Approved: 1 },
        notes: [{ id: ids[0], notes: 'Seen' }],
        quantities: [{ id: ids[0], countedQuantity: was.countedQuantity, reviewStatus: 'Approved' }],
      },
      { ...counted, notes: 'Broken', quantities: [{ id: ids[0], ...counted, reviewStatus: 'Finished' }] },
    ],
  });
  await mira.post(`${at}/review`, { select: { ids }, reviewStatus: 'Recount' });
  const recount = await does(
    'POST /api/reconciliations/:id/recount-orders',
    'mira',
    () => mira.post(`${at}/recount-orders`, { mode: 'single' }),
    { 'recount.generated': [null, { mode: 'single', session: 2, orders: [expect.any(String)], rows: 1 }] },
  );
  const order = recount.orders[0].id;
  const position = positionOf(items[0]);
  const one = await does(
    'POST /api/orders/:id/counts',
    'mira',
    () => mira.post(`/api/orders/${order}/counts`, { workerId: ivoId, scanId: randomUUID(), ...position }),
    {
      'order.started': [{ state: 'Planned' }, { state: 'Released', worker }],
      'order.joined': [null, { worker }],
      'count.recorded': [null, { orderId: order, worker, quantity: '3' }],
    },
  );
  await does(
    'POST /api/counts/:id/void',
    'mira',
    () => mira.post(`/api/counts/${one.id}/void`, { reason: 'Twice' }),
    { 'count.voided': [{ void: false }, { void: true, reason: 'Twice', orderId: order }] },
  );
  await ivo.post(`/api/worker/orders/${order}/counts`, { scanId: randomUUID(), ...position });
  const [line] = (await ivo.get(`/api/orders/${order}`)).body.lines;
  await ivo.post(`/api/worker/orders/${order}/lines/${line.id}/done`);
  await ivo.post(`/api/worker/orders/${order}/finish`);
  await host.ended(mira, await mira.post(`${at}/populate`));
  await mira.post(`${at}/review`, { select: { filter: {} }, reviewStatus: 'Approved' });
  await does(
    'POST /api/reconciliations/:id/state',
    'mira',
    () => mira.post(`${at}/state`, { state: 'Released' }),
    {
      'reconciliation.released': [
        { state: 'Planned' },
        { state: 'Released', hash: expect.stringMatching(/^[0-9a-f]{64}$/), jobId: expect.any(String) },
      ],
    },
  );
  const inventory = `/api/inventory-reconciliations/${host.demo.inventoryReconciliationId}/lines-from-wms`;
  await does(
    'POST /api/inventory-reconciliations/:id/lines-from-wms',
    'petra',
    () => host.as('petra').post(inventory, { days: 1 }),
    { 'lines.added-from-wms': [{ lastLine: expect.any(Number) }, { days: 1, added: 1 }] },
  );
});

test('an order: assigned, started, counted, taken back, closed, finished, void', async () => {
  const [mira, ivo] = [host.as('mira'), host.as('ivo')];
  const { id, truth } = await planned(host, ['A-02-01-1', 'A-02-01-2']);
  const { body } = await mira.post(`/api/reconciliations/${id}/initial-count`);
  const order = body.orders[0].id;
  const at = `/api/worker/orders/${order}`;
  const [lying] = truth.lying;
  const { workerId: ivoId, name: worker } = host.demo.people.ivo;
  const lena = host.demo.people.lena.workerId as string;
  const assign = (workerId: string) => () => mira.post(`/api/orders/${order}/assign`, { workerId });

  await does(
    'POST /api/reconciliations/:id/orders/assign',
    'mira',
    () =>
      mira.post(`/api/reconciliations/${id}/orders/assign`, {
        select: { unassigned: true },
        workerIds: [lena],
      }),
    {
      'orders.assigned': [
        { orders: [{ id: order, workerId: null }] },
        { orders: [{ id: order, workerId: lena }], given: [{ workerId: lena, orders: 1 }], refused: 0 },
      ],
    },
  );
  await does('POST /api/orders/:id/assign', 'mira', assign(ivoId as string), {
    'order.assigned': [{ workerId: lena }, { workerId: ivoId }],
  });
  const started = await does('POST /api/worker/orders/:id/start', 'ivo', () => ivo.post(`${at}/start`), {
    'order.started': [
      { state: 'Planned', workerId: ivoId },
      { state: 'Released', worker },
    ],
    'order.joined': [null, { workerId: ivoId, worker }],
  });
  const count = await does(
    'POST /api/worker/orders/:id/counts',
    'ivo',
    () => ivo.post(`${at}/counts`, { scanId: randomUUID(), ...positionOf(lying, '1') }),
    { 'count.recorded': [null, { orderId: order, quantity: '1', locationId: lying?.locationId, worker }] },
  );
  const here = started.lines.find((line: any) => line.locationId === lying?.locationId);
  await does(
    'POST /api/worker/orders/:id/lines/:lineId/done',
    'ivo',
    () => ivo.post(`${at}/lines/${here.id}/done`),
    {
      'line.done': [{ state: 'open' }, { state: 'done', lineId: here.id }],
    },
  );
  await does(
    'POST /api/worker/counts/:id/void',
    'ivo',
    () => ivo.post(`/api/worker/counts/${count.id}/void`, { reason: 'Wrong' }),
    { 'count.voided': [{ void: false }, { void: true, reason: 'Wrong', orderId: order, reopened: here.id }] },
  );
  await does(
    'POST /api/worker/orders/:id/lines/:lineId/empty',
    'ivo',
    () => ivo.post(`${at}/lines/${here.id}/empty`),
    {
      'line.empty': [{ state: 'open' }, { state: 'empty', lineId: here.id }],
    },
  );
  await does(
    'POST /api/worker/orders/:id/finish',
    'ivo',
    () => ivo.post(`${at}/finish`, { leaveOut: true }),
    {
      'order.finished': [{ state: 'Released' }, { state: 'Completed', worker, leftOut: expect.any(Number) }],
    },
  );
  await does(
    'POST /api/orders/:id/void',
    'mira',
    () => mira.post(`/api/orders/${order}/void`, { reason: 'Not today' }),
    { 'order.voided': [{ state: 'Completed' }, { state: 'Void', reason: 'Not today', counts: 0 }] },
  );
});

test('scans and their undo; what nobody knew is kept, noted, dismissed and bound', async () => {
  const [mira, ivo] = [host.as('mira'), host.as('ivo')];
  const { order } = await makeCount(host, { rows: [{ at: 'E-01-007', product: '88-1216' }] });
  const worker = host.demo.people.ivo.name;
  let last: string | null = null;
  const scan = (text: string, answer?: unknown) => async () => {
    const body = scans({ text, ...(answer === undefined ? {} : { answer }) });
    for (const one of body.scans) Object.assign(one, { after: last });
    last = body.scans[0]?.scanId as string;
    return ivo.post(`/api/worker/orders/${order.id}/scans`, body);
  };
  const scanned = 'POST /api/worker/orders/:id/scans';

  await does(scanned, 'ivo', scan('E-01-007'), { 'order.joined': [null, { worker }] });
  await does(scanned, 'ivo', scan('88-1216'), {
    'count.recorded': [null, { orderId: order.id, quantity: '1', worker }],
  });
  await does(scanned, 'ivo', scan('', 'undo'), { 'count.voided': [{ void: false }, { void: true }] });
  const taken = await does(scanned, 'ivo', scan('NOBODY'), {
    'exception.kept': [null, { state: 'open', kind: 'unknown', text: 'NOBODY', worker }],
  });
  const { exceptionId } = taken.results[0];
  await does(scanned, 'ivo', scan('', { exceptionId, quantity: '4', note: 'Red box' }), {
    'exception.noted': [
      { quantity: null, note: null },
      { quantity: '4', note: 'Red box' },
    ],
  });
  await does(scanned, 'ivo', scan('', 'undo'), {
    'exception.taken-back': [{ state: 'open' }, { state: 'dismissed' }],
  });
  const kept: string[] = [];
  for (const text of ['NOBODY-2', 'NOBODY-3']) kept.push((await scan(text)()).body.results[0].exceptionId);
  await does(
    'POST /api/exceptions/:id',
    'mira',
    () => mira.post(`/api/exceptions/${kept[0]}`, { action: 'dismiss', reason: 'A price tag' }),
    {
      'exception.dismissed': [
        { state: 'open', text: 'NOBODY-2' },
        { state: 'dismissed', reason: 'A price tag' },
      ],
    },
  );
  const productId = host.demo.ids.product('88-1216');
  await does(
    'POST /api/exceptions/:id',
    'mira',
    () => mira.post(`/api/exceptions/${kept[1]}`, { action: 'bind', productId, quantity: '3' }),
    {
      'exception.bound': [
        { state: 'open', text: 'NOBODY-3' },
        { state: 'bound', productId, quantity: '3', countIds: [expect.any(String)] },
      ],
      'count.recorded': [null, { orderId: order.id, quantity: '3', worker }],
    },
  );
});

test('a PIN: set, and a lock lifted; what it is, is told to nobody', async () => {
  const mira = host.as('mira');
  const { workerId } = host.demo.people.lena;
  const pin = '482915';
  const badge = 'BADGE-OF-LENA-7';
  const give = (body: object) => () => mira.put(`/api/workers/${workerId}/pin`, body);

  await does('PUT /api/workers/:id/pin', 'mira', give({ pin, badge }), {
    'pin.set': [{ lockedUntil: null }, { hasPin: true, hasBadge: true, newBadge: true }],
  });
  await does('PUT /api/workers/:id/pin', 'mira', give({ pin }), {
    'pin.set': [
      { hasPin: true, hasBadge: true },
      { hasPin: true, hasBadge: true, newBadge: false, lockedUntil: null },
    ],
  });
  for (let i = 0; i < 5; i++) await expect(host.app.get(Pins).check('lena', '0000')).rejects.toThrow();
  await does('POST /api/workers/:id/unlock', 'mira', () => mira.post(`/api/workers/${workerId}/unlock`), {
    'pin.unlocked': [
      { failed: 5, lockedUntil: expect.stringMatching(/^\d{4}-.*Z$/) },
      { failed: 0, lockedUntil: null },
    ],
  });
  const told = JSON.stringify((await events()).filter(({ event }) => event.startsWith('pin.')));
  expect(told).not.toContain(pin);
  expect(told).not.toContain(badge);
  expect(told).not.toContain('scrypt');
});

// Stands last: it looks at what the tests before it walked.
test('no route that writes is forgotten', () => {
  const listed = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => line.trim());
  const pages = listed(forms).map((line) => line.split(' = ') as [form: string, verb: string]);

  const writing = host.routes.filter((route) => !/^(GET|HEAD|OPTIONS) /.test(route));
  expect([...walked, ...listed(silent), ...pages.map(([form]) => form)].sort()).toEqual([...writing].sort());
  expect(pages.filter(([, verb]) => !walked.has(verb))).toEqual([]);
});

/** A position as the interface takes it in a count. */
const positionOf = (of: any, quantity = '3') => ({
  locationId: of.locationId,
  productId: of.productId,
  variantId: of.variantId,
  lotId: of.lotId,
  serialNumberId: of.serialNumberId,
  logisticUnitId: of.logisticUnitId,
  quantity,
  unitId: of.baseUnitId,
});

/** The sheet of an order comes back with all that lies there written into it, finished. */
async function sheet(order: string, details: any[]) {
  const headers = { authorization: `Bearer ${host.token('mira')}`, 'user-agent': 'a browser' };
  const empty = await fetch(`${host.url}/api/orders/${order}/sheet.csv?language=en`, { headers });
  const lines: Record<string, string>[] = parse(await empty.text(), { bom: true, columns: true });
  const rows = details.map((one) => ({
    ...lines.find((line) => line.Location === one.location),
    Product: one.product,
    Variant: one.variant ?? '',
    Lot: one.lot ?? '',
    'Serial number': one.serialNumber ?? '',
    'Logistic unit': one.logisticUnit ?? '',
    Quantity: one.snapshotQuantityBase,
    Unit: one.baseUnit,
  }));
  const form = new FormData();
  form.append('workerId', host.demo.people.ivo.workerId as string);
  form.append('finish', 'true');
  form.append('file', new Blob([stringify(rows, { header: true })]), 'sheet.csv');
  const answer = await fetch(`${host.url}/api/orders/${order}/sheet`, {
    method: 'POST',
    body: form,
    headers,
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}
