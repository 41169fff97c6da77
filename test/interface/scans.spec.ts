import { randomUUID } from 'node:crypto';
import { openTestHost, type TestHost } from '../support/host.js';
import { makeCount } from '../support/orders.js';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const request = (...texts: string[]) => {
  const at = new Date();
  const scans: { scanId: string; after: string | null; text: string; scannedAt: string }[] = [];
  for (const text of texts)
    scans.push({
      scanId: randomUUID(),
      after: scans.at(-1)?.scanId ?? null,
      text,
      scannedAt: at.toISOString(),
    });
  return { sentAt: at.toISOString(), scans };
};
const order = async () => (await makeCount(host, { rows: [{ at: 'E-01-007', product: '88-1216' }] })).order;

test('scans in one request: each its own result, then what is in hand', async () => {
  const { id } = await order();

  const { status, body } = await host
    .as('ivo')
    .post(`/api/worker/orders/${id}/scans`, request('E-01-007', '88-1216', 'NOBODY'));

  expect(status).toBe(200);
  expect(body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'location',
    'counted',
    'exception',
  ]);
  expect(body.state).toMatchObject({
    location: { address: 'E-01-007' },
    locationCertain: true,
    waiting: null,
  });
  const page = await host.as('ivo').get(`/api/worker/orders/${id}/scans`);
  expect(page.body).toMatchObject({ last: { outcome: 'exception' }, counted: [{ quantity: '1' }] });
});

test('one scan that is refused does not touch the others of its request', async () => {
  const { id } = await order();
  const sent = request('E-01-007', '88-1216');
  await host.as('ivo').post(`/api/worker/orders/${id}/scans`, sent);
  const [location, product] = sent.scans;

  const { status, body } = await host.as('ivo').post(`/api/worker/orders/${id}/scans`, {
    ...sent,
    scans: [location, { ...product, text: '88-1204' }],
  });

  expect(status).toBe(200);
  expect(body.results[1]).toMatchObject({ outcome: 'refused', status: 422, code: 'scan.content-differs' });
});

test('what is malformed is refused as a whole', async () => {
  const { id } = await order();
  const ivo = host.as('ivo');
  const good = request('E-01-007');

  for (const body of [
    {},
    { ...good, scans: [] },
    { ...good, sentAt: 'yesterday' },
    { ...good, scans: [{ ...good.scans[0], scanId: '1' }] },
    { ...good, scans: [{ ...good.scans[0], text: 'x'.repeat(2001) }] },
    { ...good, scans: Array(51).fill(good.scans[0]) },
    { ...good, scans: [{ ...good.scans[0], answer: { quantity: 12 } }] },
  ])
    expect((await ivo.post(`/api/worker/orders/${id}/scans`, body)).status).toBe(400);
});

test('a choice is answered by its answer, or by itself as it was given', async () => {
  const { order: made } = await makeCount(host, { rows: [{ at: '204' }, { at: 'E-01-007' }] });
  const path = `/api/worker/orders/${made.id}/scans`;
  const asked = await host.as('ivo').post(path, request('E-01-007', '204'));
  const [choice] = asked.body.results[1].choices;
  expect(choice).toMatchObject({ answer: 'location', kind: 'location', label: '204' });
  const [scan] = request('204').scans;

  const { body } = await host.as('ivo').post(path, {
    sentAt: new Date().toISOString(),
    scans: [{ ...scan, after: asked.body.state.lastScanId, answer: choice }],
  });

  expect(body.results).toMatchObject([{ outcome: 'location', values: { location: '204' } }]);
});

test('nobody else scans: not a manager, not a worker elsewhere', async () => {
  const { id } = await order();
  const path = `/api/worker/orders/${id}/scans`;

  expect((await host.as(null).post(path, request('E-01-007'))).status).toBe(401);
  expect((await host.as('mira').post(path, request('E-01-007'))).status).toBe(403);
  expect((await host.as('jon').post(path, request('E-01-007'))).status).toBe(404);
});

test('the manager sees what was kept and binds it', async () => {
  const { order: made, reconciliationId } = await makeCount(host, { rows: [{ at: 'E-01-007' }] });
  await host.as('ivo').post(`/api/worker/orders/${made.id}/scans`, request('E-01-007', 'NOBODY'));
  const mira = host.as('mira');

  const { body } = await mira.get(`/api/reconciliations/${reconciliationId}/exceptions?state=open`);
  expect(body).toMatchObject({
    total: 1,
    items: [{ text: 'NOBODY', location: 'E-01-007', worker: 'Ivo Dimitrov' }],
  });
  const path = `/api/exceptions/${body.items[0].id}`;

  expect((await host.as('ivo').post(path, { action: 'dismiss', reason: 'x' })).status).toBe(403);
  expect((await mira.post(path, { action: 'forget' })).status).toBe(400);
  const lacks = await mira.post(path, { action: 'bind' });
  expect([lacks.status, lacks.body.code]).toEqual([422, 'exception.product-missing']);
  const binding = { action: 'bind', productId: host.demo.ids.product('88-1216'), quantity: '3' };
  const bound = await mira.post(path, binding);
  expect(bound.status).toBe(200);
  expect(bound.body).toMatchObject({ state: 'bound', location: { open: 0 } });
  expect((await mira.post(path, binding)).body).toEqual(bound.body);
  const counts = await mira.get(`/api/reconciliations/${reconciliationId}/counts`);
  expect(counts.body.items).toMatchObject([
    { id: bound.body.countIds[0], quantity: '3', worker: 'Ivo Dimitrov' },
  ]);
});

test('labels can be tried, by anybody with a role', async () => {
  const parse = (text: string) => host.as('petra').post('/api/barcodes/parse', { text });

  const good = await parse(']C1010590123412345710AB-77\u001d3712');
  expect(good.status).toBe(200);
  expect(good.body).toMatchObject({
    kind: 'gs1',
    elements: [
      { ai: '01', title: 'GTIN', value: '05901234123457' },
      { ai: '10', value: 'AB-77' },
      { ai: '37', data: '12' },
    ],
  });
  const bad = await parse('(01)05901234123458');
  expect([bad.status, bad.body.code, bad.body.at]).toEqual([422, 'gs1.check-digit', 17]);
  const glued = await parse(']C1010590123412345710ABCDEFGHIJKLMNOPQR3712');
  expect([glued.status, glued.body.code, glued.body.readings.length]).toEqual([422, 'label.several', 1]);
  expect((await parse('12')).body).toEqual({ kind: 'quantity', elements: [], warnings: [] });
});

test('an answer is small', async () => {
  const { id } = await order();

  const { body } = await host
    .as('ivo')
    .post(`/api/worker/orders/${id}/scans`, request('E-01-007', '88-1216'));

  expect(JSON.stringify(body).length).toBeLessThan(2_048);
});
