import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { datetime, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestHost, type TestHost } from '../support/host.js';

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

const create = (body: unknown, headers?: Record<string, string>) =>
  host.as('mira').post('/api/reconciliations', body, headers);

describe('who asks', () => {
  test('nobody is told to sign in', async () => {
    const answer = await host.as(null).get('/api/me');

    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('a forged token is nobody', async () => {
    const answer = await host.as(null).get('/api/me', { authorization: 'Bearer ey.forged.token' });

    expect(answer.status).toBe(401);
  });

  test('roles come from the ERP: group, worker record', async () => {
    const roles = async (login: string) => (await host.as(login).get('/api/me')).body.roles;

    expect(await roles('mira')).toEqual(['manager']);
    expect(await roles('ivo')).toEqual(['worker']);
    expect(await roles('petra')).toEqual(['clerk']);
  });

  test('a worker whose record has ended has no role, a disabled user is nobody', async () => {
    const ended = await host.as('sam').get('/api/me');
    const off = await host.as('tomas').get('/api/me');
    const disabled = await host.as('ana').get('/api/me');

    expect(ended.body.roles).toEqual([]);
    expect(off.body.roles).toEqual([]);
    expect(disabled.status).toBe(401);
  });

  test('a worker whose record has not begun has no role', async () => {
    const { workerId } = host.demo.people.jon;
    const begins = (at: Date) =>
      host.database.query(sql`
        UPDATE ${erp.workers} SET "Active_From" = ${datetime(at)} WHERE "Warehouse_Worker_Id" = ${uuid(workerId ?? null)}`);
    await begins(new Date('2100-01-01'));
    const before = await host.as('jon').get('/api/me');
    await begins(new Date('2020-01-01'));

    expect(before.body.roles).toEqual([]);
    expect((await host.as('jon').get('/api/me')).body.roles).toEqual(['worker']);
  });

  test('a role that is missing is named', async () => {
    const answer = await host.as('ivo').get('/api/reconciliations');

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'access.role-missing', errors: [{ allowed: ['manager'] }] });
  });
});

describe('bad input', () => {
  test('malformed JSON', async () => {
    const answer = await create('{"warehouseId": ');

    expect(answer.status).toBe(400);
  });

  test('every fault of a body at once, with field and value', async () => {
    const answer = await create({ warehouseId: 7, movementPolicy: 'pray', nonsense: 1 });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((fault: { field: string }) => fault.field)).toEqual(
      expect.arrayContaining(['warehouseId', 'movementPolicy']),
    );
    expect(JSON.stringify(answer.body.errors)).toContain('nonsense');
  });

  test('a body of 10 MB', async () => {
    const answer = await create({ warehouseId: host.demo.warehouseId, notes: 'x'.repeat(10_000_000) });

    expect(answer.status).toBe(413);
  });

  test.each<Record<string, string>>([{}, { 'idempotency-key': randomUUID() }])(
    'a body nested without end',
    async (headers) => {
      const answer = await create(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, headers);

      expect([answer.status, answer.body.code]).toEqual([400, 'body.too-deep']);
    },
  );

  test('an id that is none, and one that nobody has', async () => {
    expect((await host.as('mira').get('/api/reconciliations/abc')).status).toBe(400);
    expect((await host.as('mira').get(`/api/reconciliations/${randomUUID()}`)).status).toBe(404);
  });

  test('a cursor somebody made up', async () => {
    const answer = await host.as('mira').get('/api/reconciliations?cursor=abc');

    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('cursor.invalid');
  });

  test('a path that is none', async () => {
    const answer = await host.as('mira').get('/api/nothing-here');

    expect(answer.status).toBe(404);
    expect(answer.body.status).toBe(404);
  });
});

describe('Idempotency-Key', () => {
  test('the same request twice is done once and answered alike', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { warehouseId: host.demo.warehouseId };

    const first = await create(body, key);
    const second = await create(body, key);

    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  test('another body under the same key is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };

    await create({ warehouseId: host.demo.warehouseId }, key);
    const other = await create({ warehouseId: host.demo.otherWarehouseId }, key);

    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency.other-body');
  });

  test('a key has at most 200 characters', async () => {
    const of = async (length: number) => {
      const key = { 'idempotency-key': randomUUID().padEnd(length, 'x') };
      const { status, body } = await create({ warehouseId: host.demo.warehouseId }, key);
      return [status, body.code];
    };

    expect(await of(200)).toEqual([201, undefined]);
    expect(await of(201)).toEqual([400, 'idempotency.key-too-long']);
  });

  test('two people may use the same key', async () => {
    const key = { 'idempotency-key': 'same' };

    const mine = await create({ warehouseId: host.demo.warehouseId }, key);
    const asWorker = await host
      .as('ivo')
      .post('/api/reconciliations', { warehouseId: host.demo.warehouseId }, key);

    expect(mine.status).toBe(201);
    expect(asWorker.status).toBe(403);
  });

  test('ten at once: one is done, the others are told or answered alike', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { warehouseId: host.demo.warehouseId, notes: randomUUID() };

    const answers = await Promise.all(Array.from({ length: 10 }, () => create(body, key)));

    const ids = new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });
});

describe('description', () => {
  test('OpenAPI names every route with its answers', async () => {
    const { body } = await host.as(null).get('/api/openapi.json');

    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/api/reconciliations/{id}/snapshot',
        '/api/worker/orders/{id}/finish',
        '/api/inventory-reconciliations/{id}/lines-from-wms',
      ]),
    );
    for (const operations of Object.values<any>(body.paths)) {
      for (const operation of Object.values<any>(operations)) expect(operation.summary).toBeTruthy();
    }
  });

  test('health says what it depends on', async () => {
    const answer = await host.as(null).get('/health/ready');

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: 'ok', database: 'up', queue: 'up' });
  });
});
