import { randomUUID } from 'node:crypto';
import type { Login } from '../../src/demo/people.js';
import { type Answer, type Client, clientOf, openTestHost, type TestHost } from '../support/host.js';
import { type Made, planned } from '../support/office.js';

type Audience = 'everybody' | 'signed-in' | readonly ('manager' | 'worker' | 'clerk')[];

/** Who may do what (the rules' table), route by route. A route that is not here fails: think of it first. */
const table: readonly [audience: Audience, routes: string][] = [
  [
    'everybody',
    `GET /
    GET /sign-in
    POST /sign-in
    POST /sign-in/demo
    POST /sign-out
    GET /sign-in/company
    GET /sign-in/company/back
    GET /sign-in/launch
    GET /sign-in/launch/arrived
    POST /language
    GET /worker/sign-in
    POST /worker/sign-in
    POST /worker/sign-out
    GET /health/live
    GET /health/ready
    GET /metrics
    GET /api/openapi.json
    GET /api/protocol-keys
    GET /api/docs
    GET /api/docs/
    GET /api/docs/index.html
    GET /api/docs/LICENSE
    GET /api/docs/swagger-ui-init.js
    GET /api/docs/docs/swagger-ui-init.js`,
  ],
  // A job answers whoever asked for it, and managers; others are told that there is none.
  [
    'signed-in',
    `GET /api/me
    GET /api/jobs/:id`,
  ],
  [['manager', 'worker', 'clerk'], 'POST /api/barcodes/parse'],
  // A worker sees orders of the warehouses where he works.
  [['manager', 'worker'], 'GET /api/orders/:id'],
  [
    ['worker'],
    `GET /api/worker/orders
    POST /api/worker/orders/:id/start
    POST /api/worker/orders/:id/counts
    POST /api/worker/counts/:id/void
    POST /api/worker/orders/:id/lines/:lineId/empty
    POST /api/worker/orders/:id/lines/:lineId/done
    POST /api/worker/orders/:id/finish
    POST /api/worker/orders/:id/scans
    GET /api/worker/orders/:id/scans
    GET /worker
    GET /worker/orders/:id
    POST /worker/orders/:id/start
    GET /worker/orders/:id/finish
    POST /worker/orders/:id/finish
    GET /worker/orders/:id/count
    POST /worker/orders/:id/scans
    POST /worker/orders/:id/counts/:countId/void
    POST /worker/orders/:id/here/done
    POST /worker/orders/:id/here/empty`,
  ],
  [
    ['clerk'],
    `GET /api/inventory-reconciliations/:id/lines-from-wms
    POST /api/inventory-reconciliations/:id/lines-from-wms
    GET /clerk/inventory-reconciliations/:id
    POST /clerk/inventory-reconciliations/:id`,
  ],
  [
    ['manager'],
    `GET /api/warehouses
    GET /api/warehouses/:id/zones
    GET /api/warehouses/:id/locations
    POST /api/reconciliations
    GET /api/reconciliations
    GET /api/reconciliations/:id
    PUT /api/reconciliations/:id/lines
    POST /api/reconciliations/:id/state
    POST /api/reconciliations/:id/snapshot
    GET /api/reconciliations/:id/details.csv
    GET /api/reconciliations/:id/details.xlsx
    GET /api/reconciliations/:id/count-sheets.pdf
    GET /api/reconciliations/:id/history.csv
    GET /api/reconciliations/:id/protocol.pdf
    GET /api/reconciliations/:id/protocol.jws
    POST /api/reconciliations/:id/protocol/verify
    GET /api/orders/:id/sheet.csv
    GET /api/orders/:id/sheet.xlsx
    POST /api/orders/:id/sheet
    GET /manager/reconciliations/:id/orders/:orderId/sheet
    POST /manager/reconciliations/:id/orders/:orderId/sheet
    POST /manager/reconciliations/:id/orders/:orderId/sheet/file
    GET /api/reconciliations/:id/details
    GET /api/reconciliations/:id/details/:detailId
    POST /api/reconciliations/:id/populate
    POST /api/reconciliations/:id/review
    POST /api/reconciliations/:id/initial-count
    POST /api/reconciliations/:id/recount-orders
    GET /api/reconciliations/:id/counts
    POST /api/counts/:id/void
    POST /api/orders/:id/void
    POST /api/orders/:id/assign
    POST /api/reconciliations/:id/orders/assign
    POST /api/orders/:id/counts
    GET /api/workers
    PUT /api/workers/:id/pin
    POST /api/workers/:id/unlock
    GET /api/reconciliations/:id/exceptions
    POST /api/exceptions/:id
    GET /api/reconciliations/:id/release
    GET /api/reconciliations/:id/transactions
    GET /api/reconciliations/:id/history
    GET /api/reconciliations/:id/progress
    GET /api/reconciliations/:id/progress/stream
    GET /manager
    GET /manager/workers
    POST /manager/workers/:id/pin
    POST /manager/workers/:id/unlock
    GET /manager/new
    POST /manager/new
    GET /manager/jobs
    POST /manager/jobs/:id/again
    GET /manager/jobs/:id
    POST /manager/jobs/:id/seen
    POST /manager/reconciliations/:id/snapshot
    POST /manager/reconciliations/:id/populate
    POST /manager/reconciliations/:id/release
    POST /manager/reconciliations/:id/plan
    POST /manager/reconciliations/:id/firm
    POST /manager/reconciliations/:id/unplan
    POST /manager/reconciliations/:id/complete
    POST /manager/reconciliations/:id/close
    GET /manager/reconciliations/:id/void
    POST /manager/reconciliations/:id/void
    POST /manager/reconciliations/:id/start
    GET /manager/reconciliations/:id/recount
    POST /manager/reconciliations/:id/recount
    GET /manager/reconciliations/:id/scope
    POST /manager/reconciliations/:id/scope
    GET /manager/reconciliations/:id/orders
    GET /manager/reconciliations/:id/orders/:orderId
    POST /manager/reconciliations/:id/orders/assign
    POST /manager/reconciliations/:id/orders/:orderId/assign
    POST /manager/reconciliations/:id/orders/:orderId/void
    GET /manager/reconciliations/:id/counts
    POST /manager/reconciliations/:id/counts/:countId/void
    GET /manager/reconciliations/:id/history
    GET /manager/reconciliations/:id/release
    GET /manager/reconciliations/:id/progress
    GET /manager/reconciliations/:id/exceptions
    POST /manager/reconciliations/:id/exceptions/:exceptionId
    GET /manager/reconciliations/:id
    GET /manager/reconciliations/:id/details/:detailId
    POST /manager/reconciliations/:id/selection
    GET /manager/reconciliations/:id/accept
    POST /manager/reconciliations/:id/review`,
  ],
];

const rules = table.flatMap(([audience, routes]) =>
  routes.split('\n').map((line) => ({ route: line.trim(), audience })),
);
/** Ends a session or leads elsewhere; nothing of anybody's is behind it. */
const open = rules.filter(({ audience }) => audience === 'everybody');
const closed = rules.filter(({ audience }) => audience !== 'everybody');

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

/** Calls a route with ids that nobody has, or with given ones. */
function call(client: Client, route: string, ids: Record<string, string> = {}): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? randomUUID());
  if (method === 'GET') return client.get(filled);
  return method === 'PUT' ? client.put(filled, {}) : client.post(filled, {});
}

/** What each of the routes answered, as `403 access.role-missing GET /manager`. */
async function answers(client: Client, routes: readonly { route: string }[]): Promise<string[]> {
  const said: string[] = [];
  for (const { route } of routes) {
    const { status, body } = await call(client, route);
    said.push(`${status} ${body?.code ?? ''} ${route}`);
  }
  return said;
}

const not = (said: readonly string[], beginning: RegExp) => said.filter((line) => !beginning.test(line));

test('the router knows these routes and no others', () => {
  expect([...host.routes].sort()).toEqual(rules.map(({ route }) => route).sort());
});

describe('nobody', () => {
  const client = async (token?: string) => clientOf(host.url, token);
  test.each([
    ['without a token', () => client()],
    ['with a forged one', () => client('ey.forged.token')],
    [
      'with one that was changed',
      async () => client((await host.issue('mira')).replace(/\.(.{8})/, '.AAAAAAAA')),
    ],
    ['with one that expired', async () => client(await host.issue('mira', '-5m'))],
    ['with one for somebody the ERP does not know', async () => client(await host.issue('nobody'))],
    ['switched off in the ERP', async () => host.as('ana')],
  ])('%s: 401 everywhere, or a form that is not ours', async (_, of) => {
    const said = await answers(await of(), closed);

    expect(not(said, /^(401|403 form\.not-ours POST \/(?!api))/)).toEqual([]);
  });

  test('reaches what is for everybody', async () => {
    const said = await answers(
      await client(),
      open.filter(({ route }) => route.startsWith('GET')),
    );

    // Who comes back from a sign-in that was not begun, or keeps no cookie, is refused for that alone.
    expect(
      not(
        said,
        /^(200|404 \S+ GET \/(sign-in\/(company|launch)|api\/docs\/LICENSE)$|403 sign-in\.not-begun|401 .*arrived$)/,
      ),
    ).toEqual([]);
  });
});

describe('each role', () => {
  const roleOf: Partial<Record<Login, string>> = { mira: 'manager', ivo: 'worker', petra: 'clerk' };
  test.each(['mira', 'ivo', 'petra'] as const)(
    '%s: what the role allows, and 403 for the rest',
    async (login) => {
      const role = roleOf[login] as 'manager' | 'worker' | 'clerk';
      const allowed = closed.filter(({ audience }) => audience === 'signed-in' || audience.includes(role));
      const others = closed.filter((rule) => !allowed.includes(rule));

      const refused = await answers(host.as(login), others);
      const taken = await answers(host.as(login), allowed);

      expect(not(refused, /^403 access\.role-missing/)).toEqual([]);
      expect(taken.filter((line) => /^(401|403|5)/.test(line))).toEqual([]);
    },
  );

  test.each(['sam', 'tomas'] as const)(
    '%s, whose worker record has ended: 403 wherever a role is needed',
    async (login) => {
      const needRole = closed.filter(({ audience }) => audience !== 'signed-in');

      expect(not(await answers(host.as(login), needRole), /^403 access\.role-missing/)).toEqual([]);
    },
  );
});

describe('a worker of another warehouse', () => {
  let made: Made;
  let ids: Record<string, string>;
  beforeAll(async () => {
    made = await planned(host, ['A-01-01-1']);
    const { body } = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
    const [order] = body.orders;
    const ivo = host.as('ivo');
    await ivo.post(`/api/worker/orders/${order.id}/start`);
    const lines = (await ivo.get(`/api/orders/${order.id}`)).body.lines;
    const [lying] = made.truth.lying;
    const count = await ivo.post(`/api/worker/orders/${order.id}/counts`, {
      scanId: randomUUID(),
      locationId: lying?.locationId,
      productId: lying?.productId,
      variantId: lying?.variantId,
      lotId: lying?.lotId,
      serialNumberId: lying?.serialNumberId,
      logisticUnitId: lying?.logisticUnitId,
      quantity: '1',
      unitId: lying?.unitId,
    });
    ids = { id: order.id, lineId: lines[0].id, countId: count.body.id };
  });

  test('is told that there is no such order, line or count, whatever he calls', async () => {
    const workers = closed.filter(
      ({ audience, route }) => audience.includes('worker') && route.includes(':id'),
    );
    const said: string[] = [];
    for (const { route } of workers) {
      const its = route.includes('/counts/:id') ? { ...ids, id: ids.countId as string } : ids;
      // What is asked must be right in itself, or it is refused before anybody looks who asks.
      const { status } = await callRightly(host.as('jon'), route, its);
      said.push(`${status} ${route}`);
    }

    expect(workers.length).toBeGreaterThan(15);
    expect(not(said, /^404/)).toEqual([]);
  });

  test('and his list does not show it, while whoever works there has it', async () => {
    const shown = async (login: Login) =>
      JSON.stringify((await host.as(login).get('/api/worker/orders')).body);

    expect(await shown('ivo')).toContain(ids.id);
    expect(await shown('jon')).not.toContain(ids.id);
  });

  function callRightly(client: Client, route: string, its: Record<string, string>): Promise<Answer> {
    const [lying] = made.truth.lying;
    const [method = '', path = ''] = route.split(' ');
    const filled = path.replace(/:(\w+)/g, (_, name: string) => its[name] ?? randomUUID());
    if (method === 'GET') return client.get(filled);
    const scan = { scanId: randomUUID(), after: null, text: 'X', scannedAt: new Date().toISOString() };
    const bodies: [RegExp, unknown][] = [
      [/\/here\//, { at: lying?.locationId }],
      [/\/scans$/, { sentAt: new Date().toISOString(), scans: [scan] }],
      [
        /\/counts$/,
        {
          scanId: randomUUID(),
          locationId: lying?.locationId,
          productId: lying?.productId,
          quantity: '1',
          unitId: lying?.unitId,
        },
      ],
    ];
    return client.post(filled, bodies.find(([ends]) => ends.test(path))?.[1] ?? {});
  }
});

test('a job is nobody’s business but of who asked for it and of managers', async () => {
  const mira = host.as('mira');
  const { body } = await mira.post('/api/reconciliations', { warehouseId: host.demo.warehouseId, lines: [] });
  await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
  const accepted = await mira.post(`/api/reconciliations/${body.id}/snapshot`);
  const at = accepted.headers.get('location') as string;

  expect((await mira.get(at)).status).toBe(200);
  for (const login of ['ivo', 'petra', 'sam']) expect((await host.as(login).get(at)).status).toBe(404);
});
