import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createLog } from '../../src/log.js';
import { type Answer, openTestHost, type TestHost } from '../support/host.js';

/**
 * Whatever anybody sends to any operation of the interface's own description: never our fault, never a
 * look inside, never a secret in the log.
 */
let host: TestHost;
const log: string[] = [];
beforeAll(async () => {
  host = await openTestHost({
    log: createLog('debug', { write: (line) => void log.push(line) }),
  });
});
afterAll(() => host.close());

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
}
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  format?: string;
  pattern?: string;
  $ref?: string;
}
interface Described {
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Operation {
  method: string;
  path: string;
  described: Described;
}

/** What should never be taken for anything else than a text, or not be taken at all. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    1.5,
    Number.MAX_SAFE_INTEGER,
    '',
    ' ',
    '-0.001',
    '1e9',
    '99999999999999999999999',
    '0.0001',
    'NaN',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202eabc',
    '😀'.repeat(50),
    'x'.repeat(5_000),
    "'; DROP TABLE wr_jobs; --",
    "' OR 1=1 --",
    '%_[]\\',
    '{{constructor.constructor("return process")()}}',
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '__proto__',
    '=cmd|A1',
    '2026-02-30',
    '9999-99-99T99:99:99Z',
    '00000000-0000-0000-0000-000000000000',
    {},
    [],
    [[]],
    [null],
    { constructor: { prototype: {} } },
    { ids: [] },
    { filter: { q: '\u0000' } },
    { ids: ['x'], filter: 'y' },
  ),
  fc.uuid(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Something that could pass, so that what is behind it is reached too. */
function plausible(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && choices.length > 0)
    return fc.oneof(...choices.map((choice) => plausible(choice, depth + 1)));
  if (schema.enum && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  if (depth > 6) return fc.constant({});
  switch (schema.type) {
    case 'object': {
      const members = Object.entries(schema.properties ?? {});
      const good = fc.record(
        Object.fromEntries(members.map(([name, member]) => [name, plausible(member, depth + 1)])),
        { requiredKeys: [] },
      );
      if (members.length === 0) return good;
      // One thing wrong at a time comes further than everything wrong at once.
      const bad = fc.tuple(good, fc.constantFrom(...members.map(([name]) => name)), hostile);
      return fc.oneof(
        good,
        bad.map(([value, name, wrong]) => ({ ...value, [name]: wrong })),
      );
    }
    case 'array':
      return fc.array(plausible(schema.items ?? {}, depth + 1), { maxLength: 3 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: -5, max: 2_000 });
    case 'string':
      if (schema.pattern?.includes('a-f')) return fc.constantFrom(...known());
      return schema.format === 'uuid' || schema.format === 'guid'
        ? fc.oneof(fc.constantFrom(...known()), fc.uuid())
        : fc.oneof(fc.constantFrom('1', '0', '12.5', 'A-03-02-1', '2026-11-23', 'Planned'), fc.string());
    default:
      return hostile;
  }
}

/** Ids that are there, by the noun that stands before them in a path. */
const made: Record<string, string[]> = {};
const known = (noun?: string): string[] => made[noun ?? ''] ?? Object.values(made).flat();

async function operations(): Promise<Operation[]> {
  const { paths } = (await host.as(null).get('/api/openapi.json')).body as {
    paths: Record<string, Record<string, Described>>;
  };
  // What ends a count comes last, so that the others find one that runs.
  const ends = ({ path }: Operation) => Number(/(state|void|finish)$/.test(path));
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        method: method.toUpperCase(),
        path,
        described,
      })),
    )
    .sort((a, b) => ends(a) - ends(b));
}

const inAddress = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '-1', '1e9', '\u0000', "'", '%', '😀', 'x'.repeat(3_000), 'null', '../..', '{{7*7}}'),
  fc.uuid(),
);

/** People of the roles that an operation says it is for. */
function loginsFor(description: string): string[] {
  const people = Object.values(host.demo.people);
  const meant = people.filter(({ roles }) => roles.some((role) => description.includes(role)));
  return (meant.length > 0 ? meant : people).map(({ login }) => login);
}

/** A request to an operation, by chance. */
const requestTo = ({ path, described }: Operation) =>
  fc.record({
    path: fc
      .tuple(
        ...path
          .split('/')
          .map((part, i, parts) =>
            part.startsWith('{')
              ? fc.oneof(
                  { weight: 6, arbitrary: fc.constantFrom(...known(parts[i - 1])) },
                  { weight: 1, arbitrary: fc.constantFrom(...known()) },
                  { weight: 1, arbitrary: inAddress },
                )
              : fc.constant(part),
          ),
      )
      .map((parts) => parts.map((part) => encodeURIComponent(wellFormed(part))).join('/')),
    query: (() => {
      const names = (described.parameters ?? []).filter(({ in: where }) => where === 'query');
      const value = fc.oneof(inAddress, fc.constantFrom('true', '5', 'Created', 'A-03', ...known()));
      return names.length === 0
        ? fc.constant({})
        : fc
            .array(fc.tuple(fc.constantFrom(...names.map(({ name }) => name)), value), { maxLength: 2 })
            .map((pairs) => Object.fromEntries(pairs) as Record<string, string>);
    })(),
    body: (() => {
      const schema = described.requestBody?.content['application/json']?.schema;
      const text = (value: unknown) => JSON.stringify(value) ?? '';
      return schema
        ? fc.oneof(
            { weight: 6, arbitrary: plausible(schema).map(text) },
            { weight: 2, arbitrary: hostile.map(text) },
            { weight: 1, arbitrary: fc.constantFrom('{', '[', '{"a":', '\u0000', '{"a":1,"a":2}', 'null') },
          )
        : fc.constant(undefined);
    })(),
    login: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...loginsFor(described.description ?? '')) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(null, ...Object.values(host.demo.people).map(({ login }) => login)),
      },
    ),
  });

/** A lone surrogate cannot be written into an address. */
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '?');

const inside = /node_modules|\bat \S+ \(|\.ts:\d+|\.js:\d+|QueryFailedError|SELECT |INSERT |UPDATE /;

async function send(
  operation: Operation,
  request: {
    path: string;
    query: Record<string, string | undefined>;
    body?: string | undefined;
    login: string | null;
  },
): Promise<Answer<unknown> & { sent: string }> {
  const query = new URLSearchParams(
    Object.entries(request.query).map(([name, value]): [string, string] => [name, wellFormed(value ?? '')]),
  ).toString();
  const path = `${request.path}${query && `?${query}`}`;
  const response = await fetch(host.url + path, {
    method: operation.method,
    signal: AbortSignal.timeout(120_000),
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(request.login ? { authorization: `Bearer ${host.token(request.login)}` } : {}),
    },
    body: operation.method === 'GET' ? undefined : (request.body ?? '{}'),
  });
  // A stream of events does not end by itself.
  const stream = /event-stream/.test(response.headers.get('content-type') ?? '');
  if (stream) await response.body?.cancel();
  return {
    status: response.status,
    headers: response.headers,
    body: stream ? '' : await response.text(),
    sent: `${operation.method} ${path} ${request.body ?? ''} as ${request.login}`,
  };
}

/** A count under way, one that is new, and what belongs to them: ids that can be meant. */
async function makeSomething(one: string, other: string): Promise<void> {
  const [mira, ivo] = [host.as('mira'), host.as('ivo')];
  const locationId = host.demo.ids.location(one);
  const make = async (at: string) => {
    const { body } = await mira.post('/api/reconciliations', {
      warehouseId: host.demo.warehouseId,
      lines: [{ locationId: host.demo.ids.location(at) }],
    });
    await mira.post(`/api/reconciliations/${body.id}/state`, { state: 'Planned' });
    return body.id as string;
  };
  const [fresh, running] = [await make(other), await make(one)];
  const snapshot = await mira.post(`/api/reconciliations/${running}/snapshot`);
  await host.ended(mira, snapshot);
  const order = (await mira.post(`/api/reconciliations/${running}/initial-count`)).body.orders[0].id;
  const [detail] = (await mira.get(`/api/reconciliations/${running}/details`)).body.items;
  const { lines } = (await ivo.post(`/api/worker/orders/${order}/start`)).body;
  const { productId, variantId, lotId, serialNumberId, logisticUnitId, quantityUnitId: unitId } = detail;
  const position = { locationId, productId, variantId, lotId, serialNumberId, logisticUnitId };
  const count = { scanId: randomUUID(), ...position, quantity: '1', unitId };
  const counted = await ivo.post(`/api/worker/orders/${order}/counts`, count);
  const scan = (text: string, after: string | null) => {
    const at = new Date().toISOString();
    return { sentAt: at, scans: [{ scanId: randomUUID(), after, text, scannedAt: at }] };
  };
  await ivo.post(`/api/worker/orders/${order}/scans`, scan('nobody-knows-this', null));
  expect(counted.status).toBe(201);
  const [exception] = (await mira.get(`/api/reconciliations/${running}/exceptions`)).body.items;
  Object.assign(made, {
    reconciliations: [fresh, running],
    warehouses: [host.demo.warehouseId, host.demo.otherWarehouseId],
    'inventory-reconciliations': [host.demo.inventoryReconciliationId],
    jobs: [snapshot.body.jobId],
    orders: [order],
    lines: lines.map(({ id }: { id: string }) => id),
    details: [detail.id],
    counts: [counted.body.id],
    exceptions: [exception.id],
    workers: [host.demo.people.ivo.workerId],
    things: [unitId, ...Object.values(position)].filter(Boolean),
  });
}

test('no operation breaks, whatever it is sent', async () => {
  await makeSomething('A-03-02-1', 'A-03-02-2');
  const all = await operations();
  expect(all.length).toBeGreaterThan(40);
  const broken: string[] = [];
  const asked = Number(process.env.HOSTILE_REQUESTS ?? 25);

  for (const operation of all) {
    for (const request of fc.sample(requestTo(operation), { seed: 20_261_125, numRuns: asked })) {
      const { status, headers, body, sent } = await send(operation, request);
      const text = String(body);
      if (status >= 500) broken.push(`${status} ${sent}`);
      else if (status >= 400 && !/problem\+json/.test(headers.get('content-type') ?? '')) {
        broken.push(`no problem: ${status} ${sent}`);
      } else if (status >= 400 && inside.test(text)) broken.push(`tells of our inside: ${text} for ${sent}`);
    }
  }

  expect(broken).toEqual([]);
  expect((await host.as('mira').get('/health/ready')).status).toBe(200);
});

test('no word of an address breaks anything, each by itself', async () => {
  await makeSomething('A-03-03-1', 'A-03-03-2');
  const broken: string[] = [];
  for (const operation of (await operations()).filter(({ method }) => method === 'GET')) {
    const { path, described } = operation;
    const [login = null] = loginsFor(described.description ?? '');
    const there = path
      .split('/')
      .map((part, i, parts) => (part.startsWith('{') ? (known(parts[i - 1])[0] ?? randomUUID()) : part))
      .join('/');
    for (const { name } of (described.parameters ?? []).filter((one) => one.in === 'query')) {
      for (const value of ['\u0000', 'a\u0000b', `%_[]\\'"`]) {
        const { status, sent } = await send(operation, { path: there, query: { [name]: value }, login });
        if (status >= 500) broken.push(`${status} ${sent}`);
      }
    }
  }
  for (const route of host.routes.filter((one) => /^GET \/(manager|worker|clerk|sign-in)(\/|$)/.test(one))) {
    const path = route.slice(4);
    const [login, noun] = path.startsWith('/worker')
      ? ['ivo', 'orders']
      : path.startsWith('/clerk')
        ? ['petra', 'inventory-reconciliations']
        : ['mira', 'reconciliations'];
    const nouns: Record<string, string> = { orderId: 'orders', detailId: 'details', countId: 'counts' };
    const there = path.replace(
      /:(\w+)/g,
      (_, name: string) => known(nouns[name] ?? noun).at(-1) ?? randomUUID(),
    );
    for (const name of [
      'q',
      'text',
      'lot',
      'serial',
      'unit',
      'product',
      'zone',
      'location',
      'sort',
      'next',
      'warehouse',
    ]) {
      for (const query of [`${name}=a%00b`, `${name}=a&${name}=b`]) {
        const { status } = await host.as(login).get(`${there}?${query}`, { accept: 'text/html' });
        if (status >= 500) broken.push(`${status} ${route} ?${query}`);
      }
    }
  }

  expect(broken).toEqual([]);
});

test('the log keeps secrets', async () => {
  const pin = '918273';
  const [secretCookie, secretToken] = ['a-cookie-that-is-secret', host.token('ivo')];
  await fetch(`${host.url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: `wr=${secretCookie}` },
    body: new URLSearchParams({ login: 'ivo', pin }),
  });
  await fetch(`${host.url}/worker/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ login: 'ivo', pin }),
  });
  await host.as('mira').put(`/api/workers/${host.demo.people.ivo.workerId}/pin`, { pin });
  await host.as('ivo').get('/api/me');

  const text = log.join('');

  expect(text).toContain('/api/me');
  for (const secret of [pin, secretCookie, secretToken]) expect(text).not.toContain(secret);
});
