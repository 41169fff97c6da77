import type { OpenAPIObject } from '@nestjs/swagger';
import { openTestHost, type TestHost } from '../support/host.js';

/** `/api/openapi.json`: complete enough to make a client of. */
let host: TestHost;
let document: OpenAPIObject;
beforeAll(async () => {
  host = await openTestHost();
  document = (await host.as(null).get('/api/openapi.json')).body;
});
afterAll(() => host.close());

type Node = { [key: string]: any };
/** What stands there is of any shape: a fault's value and what is allowed, a change before and after, what was signed. */
const anyShape = /\/(value|allowed|before|after|content\/additionalProperties)$/;

/** Every schema below a node, with the way to it. */
function* schemas(node: unknown, at: string, inSchema = false): Generator<[string, Node]> {
  if (node === null || typeof node !== 'object') return;
  if (inSchema && !Array.isArray(node)) yield [at, node as Node];
  for (const [key, value] of Object.entries(node)) {
    const lists = /^(anyOf|allOf|oneOf)$/.test(key) && inSchema;
    const named = key === 'properties' && inSchema;
    if (named || lists)
      for (const [name, one] of Object.entries(value)) yield* schemas(one, `${at}/${name}`, true);
    else if (
      key === 'schema' ||
      (inSchema && (key === 'items' || (key === 'additionalProperties' && !('properties' in node))))
    ) {
      yield* schemas(value, `${at}/${key}`, true);
    } else if (!inSchema) yield* schemas(value, `${at}/${key}`, /\/schemas$/.test(at));
  }
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Node).map(([method, operation]) => ({
      path,
      method,
      operation: operation as Node,
    })),
  );

const isLoose = ({
  $ref,
  type,
  enum: values,
  anyOf,
  allOf,
  oneOf,
  properties,
  additionalProperties,
}: Node) => {
  if ($ref || values || anyOf || allOf || oneOf) return false;
  if (type === undefined) return true;
  return type === 'object' && !properties && typeof additionalProperties !== 'object';
};

test('no schema is loose', () => {
  const all = [...schemas(document.paths, ''), ...schemas({ schemas: document.components?.schemas }, '')];
  expect(all.length).toBeGreaterThan(500);
  const loose = all.filter(([at, schema]) => isLoose(schema) && !anyShape.test(at)).map(([at]) => at);
  expect(loose).toEqual([]);
});

test('every name that is referred to is there', () => {
  const wanted = new Set(JSON.stringify(document).match(/(?<="\$ref":"#\/components\/schemas\/)\w+/g));
  expect(wanted.size).toBeGreaterThan(30);
  expect([...wanted].filter((name) => !document.components?.schemas?.[name])).toEqual([]);
});

test('every operation has a name of its own, its parameters, its answer and its problem', () => {
  const names = operations().map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, method, operation } of operations()) {
    const { parameters = [], responses, requestBody, summary } = operation;
    const inPath = parameters.filter((one: Node) => one.in === 'path').map((one: Node) => one.name);
    const done = Object.entries(responses as Node).filter(([status]) => /^2/.test(status));
    expect({ path, method, inPath, summary, problem: responses['4XX'] }).toMatchObject({
      inPath: (path.match(/(?<=\{)\w+(?=\})/g) ?? []) as string[],
      summary: expect.any(String),
      problem: {
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    });
    expect(done).not.toEqual([]);
    for (const [status, { content }] of done) {
      const [schema] = Object.values((content ?? {}) as Node).map((media) => media.schema);
      expect({ path, method, status, described: schema !== undefined }).toEqual({
        path,
        method,
        status,
        described: status !== '204',
      });
    }
    if (method === 'put') expect(requestBody).toBeDefined();
    if (method === 'post') expect(parameters.map((one: Node) => one.name)).toContain('Idempotency-Key');
  }
});

test('every step of the process is there', () => {
  const there = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(there).toEqual(expect.arrayContaining(promised));
});

const promised = [
  'GET /api/me',
  'GET /api/warehouses',
  'GET /api/warehouses/{id}/zones',
  'GET /api/warehouses/{id}/locations',
  'POST /api/reconciliations',
  'GET /api/reconciliations',
  'GET /api/reconciliations/{id}',
  'PUT /api/reconciliations/{id}/lines',
  'POST /api/reconciliations/{id}/state',
  'POST /api/reconciliations/{id}/snapshot',
  'POST /api/reconciliations/{id}/initial-count',
  'POST /api/reconciliations/{id}/populate',
  'GET /api/reconciliations/{id}/details',
  'POST /api/reconciliations/{id}/review',
  'POST /api/reconciliations/{id}/recount-orders',
  'GET /api/reconciliations/{id}/counts',
  'POST /api/counts/{id}/void',
  'GET /api/reconciliations/{id}/transactions',
  'GET /api/reconciliations/{id}/exceptions',
  'GET /api/reconciliations/{id}/history',
  'GET /api/reconciliations/{id}/progress',
  'GET /api/reconciliations/{id}/progress/stream',
  'POST /api/exceptions/{id}',
  'GET /api/orders/{id}',
  'POST /api/orders/{id}/void',
  'POST /api/orders/{id}/assign',
  'POST /api/reconciliations/{id}/orders/assign',
  'GET /api/jobs/{id}',
  'GET /api/worker/orders',
  'POST /api/worker/orders/{id}/start',
  'POST /api/worker/orders/{id}/scans',
  'POST /api/worker/orders/{id}/counts',
  'POST /api/worker/counts/{id}/void',
  'POST /api/worker/orders/{id}/lines/{lineId}/empty',
  'POST /api/worker/orders/{id}/lines/{lineId}/done',
  'POST /api/worker/orders/{id}/finish',
  'POST /api/barcodes/parse',
  'POST /api/inventory-reconciliations/{id}/lines-from-wms',
  'GET /api/inventory-reconciliations/{id}/lines-from-wms',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
];
