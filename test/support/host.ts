import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { RoleGroups } from '../../src/access/people.js';
import { Tokens } from '../../src/access/tokens.js';
import { createHost, type HostOptions } from '../../src/host.js';
import { InProcessRunner } from '../../src/jobs/in-process.js';
import { JobWorker } from '../../src/jobs/worker.js';
import { createLog } from '../../src/log.js';
import { AsDescribed } from './answers.js';
import { openTestDatabase, type TestDatabase } from './database.js';

export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

/** Calls the interface as one person. */
export interface Client {
  get<T = any>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  post<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  put<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
}

export interface TestHost extends TestDatabase {
  app: NestExpressApplication;
  url: string;
  /** Every route of its router: `GET /api/me`. */
  routes: readonly string[];
  /** Bearer token of anybody, valid as long as told. */
  issue(login: string, lifetime?: string): Promise<string>;
  /** By bearer token of a demo person; `null`: nobody. */
  as(login: string | null): Client;
  /** The bearer token of a demo person, for what a client does not do. */
  token(login: string): string;
  /** The job's end, whatever it was. Asks until then. */
  ended(client: Client, accepted: Answer): Promise<any>;
}

/** The whole application on a port of its own, on a test database: one of its own, or the one given. */
export async function openTestHost(more: Partial<HostOptions> = {}, given?: TestDatabase): Promise<TestHost> {
  const at = given ?? (await openTestDatabase());
  const tokens = more.tokens ?? new Tokens({ secret: randomBytes(32).toString('hex') });
  const runner = new InProcessRunner();
  const app = await createHost({
    log: createLog('silent'),
    database: at.database,
    runner,
    tokens,
    roleGroups: new RoleGroups(['Warehouse Managers'], ['Inventory Clerks']),
    demo: { people: Object.values(at.demo.people).filter(({ roles }) => roles.length > 0) },
    sessionSecret: 'test',
    ...more,
  });
  app.useGlobalInterceptors(new AsDescribed());
  await app.listen(0, '127.0.0.1');
  await runner.start(app.get(JobWorker));
  const url = await app.getUrl();
  const bearer = new Map<string | null, string>();
  for (const { login } of Object.values(at.demo.people)) bearer.set(login, await tokens.issue(login));

  return {
    ...at,
    app,
    url,
    routes: routesOf(app),
    issue: (login, lifetime) => tokens.issue(login, lifetime),
    as: (login) => clientOf(url, bearer.get(login)),
    token: (login) => bearer.get(login) as string,
    ended: async (client, accepted) => {
      if (accepted.status !== 202) throw new Error(`Not accepted: ${JSON.stringify(accepted.body)}`);
      for (;;) {
        const { body } = await client.get(accepted.headers.get('location') ?? '');
        if (body.state === 'completed' || body.state === 'failed') return body;
        await new Promise(setImmediate);
      }
    },
    close: async () => {
      await app.close();
      await runner.stop();
      await at.close();
    },
  };
}

/** Calls the interface at an address with a bearer token, or as nobody. */
export function clientOf(url: string, token?: string): Client {
  const call = async (method: string, path: string, body: unknown, headers = {}): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
  };
  return {
    get: (path, headers) => call('GET', path, undefined, headers),
    post: (path, body = {}, headers = {}) => call('POST', path, body, headers),
    put: (path, body = {}, headers = {}) => call('PUT', path, body, headers),
  };
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

/** What the router itself knows, whoever put it there; `…` is below something that was mounted. */
function routesOf(app: NestExpressApplication): string[] {
  const of = ({ route, handle }: Layer, below = ''): string[] =>
    route
      ? Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${below}${route.path}`)
      : (handle?.stack ?? []).flatMap((layer) => of(layer, '…'));
  return (app.getHttpAdapter().getInstance().router.stack as Layer[]).flatMap((layer) => of(layer));
}
