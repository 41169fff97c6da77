/**
 * `DATABASE_URL=postgres://… npm run bench:terminal`: fifty workers scan at once, a hundred scans a second,
 * against the whole server in a process of its own. Each scan goes as the outbox of a terminal sends it,
 * after the one before, and its answer is the screen. Beside it the same load on a page that asks the
 * database nothing, which shows what the machine itself takes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import 'reflect-metadata';
import { Tokens } from '../src/access/tokens.js';
import { insertRows } from '../src/database/insert.js';
import { sql } from '../src/database/sql.js';
import { own } from '../src/database/tables.js';
import { erp } from '../src/erp/tables.js';
import { packageRoot } from '../src/package-root.js';
import { engineOf, openFresh } from './databases.js';
import { World } from './world.js';

const WORKERS = 50;
const SCANS_A_SECOND = 100;
const WARM_UP = 15;
// Servers close connections that nobody used for five seconds: none is taken up again just then.
const agent = new Agent({ keepAlive: true, timeout: 3_000 });
const headers = { 'content-type': 'application/json', accept: 'application/json', 'accept-encoding': 'gzip' };

/** A worker's handheld: a location, then products with their quantities, each scan after the one before. */
class Scanner {
  private last: string | null = null;
  private scans = 0;

  constructor(
    readonly token: string,
    private readonly share: Share,
  ) {}

  get orderId(): string {
    return this.share.orderId;
  }

  /** The next request. */
  next(): string {
    const [scanId, now] = [randomUUID(), new Date().toISOString()];
    const scan = { scanId, after: this.last, text: this.text(), scannedAt: now };
    this.last = scanId;
    this.scans += 1;
    return JSON.stringify({ sentAt: now, scans: [scan] });
  }

  /** A location, ten times a product and a quantity, and the next location. */
  private text(): string {
    const step = this.scans % 21;
    const { places } = this.share;
    if (step === 0) return places[Math.floor(this.scans / 21) % places.length] as string;
    return step % 2 === 1 ? '47-1102' : String(1 + (this.scans % 90));
  }
}

const { values: given } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, positions: { type: 'string', default: '10000' } },
});
const seconds = Number(given.seconds);
const server = process.env.DATABASE_URL;
if (!server?.startsWith('postgres')) {
  process.stderr.write('DATABASE_URL=postgres://… says on which server to measure.\n');
  process.exit(1);
}

const opened = await openFresh(server);
const { database } = opened;
let host: ChildProcess | undefined;
try {
  const world = await World.of(database, Number(given.positions));
  await world.snapshot.generate(world.manager, world.reconciliationId);
  const { orders } = await world.initialCount.start(world.manager, world.reconciliationId);
  const logins = await hire(world);
  const shares = await shareOut(orders.map(({ id }) => id));
  await world.settle();

  const secret = randomBytes(32).toString('hex');
  const url = await start(opened.url ?? '', secret);
  const tokens = new Tokens({ secret });
  const workers = await Promise.all(
    logins.map(async (login, i) => new Scanner(await tokens.issue(login), shares[i] as Share)),
  );
  for (const { token, orderId } of workers) {
    await fetch(`${url}/api/worker/orders/${orderId}/start`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
  }

  const scanning = (duration: number) => load(duration, (worker) => scan(url, workers[worker] as Scanner));
  await scanning(WARM_UP);
  const pages = await load(Math.min(seconds, 30), () => page(url));
  const before = await busy(url);
  const scans = await scanning(seconds);
  const each = (1_000 * ((await busy(url)) - before)) / scans.took.length;
  const rows = [
    ['a page that asks the database nothing', pages],
    ['a scan, with the screen after it', scans],
  ] as const;
  const outcomes = await database.query<{ outcome: string; scans: number }>(
    sql`SELECT outcome, COUNT(*) AS scans FROM ${own.scans} GROUP BY outcome ORDER BY outcome`,
  );

  const figures = rows.map(([name, { took, failed }]) => {
    const at = (part: number) => took[Math.ceil(took.length * part) - 1]?.toFixed(1);
    return [name, took.length, at(0.5), at(0.9), at(0.99), at(1), failed].join(' | ');
  });
  process.stdout.write(`# Bench of the terminal

${await engineOf(database, server)}; Node.js ${process.version}, ${availableParallelism()} cores for server, database and
load together, load average ${loadavg()[0]?.toFixed(1)}; ${WORKERS} workers in ${orders.length} orders, ${seconds} s.
Milliseconds from when a request was due, ${SCANS_A_SECOND} a second in all.

| | requests | p50 | p90 | p99 | most | failed |
|---|--:|--:|--:|--:|--:|--:|
${figures.map((row) => `| ${row} |`).join('\n')}

A scan took the server ${each.toFixed(1)} ms of a core, whatever else the machine did.
Scans stored, by what came of them: ${outcomes.map(({ outcome, scans }) => `${outcome} ${scans}`).join(', ')}.
`);
} finally {
  agent.destroy();
  host?.kill('SIGINT');
  await new Promise((resolve) => (host ? host.once('exit', resolve) : resolve(null)));
  await opened.close();
}

/** Fifty people who work in the warehouse; their logins. */
async function hire({ demo }: World): Promise<string[]> {
  const people = Array.from({ length: WORKERS }, (_, i) => ({
    id: randomUUID() as string,
    login: `worker${i}`,
  }));
  await database.transaction(async (tx) => {
    await insertRows(
      tx,
      erp.users,
      ['User_Id', 'Login', 'User_Name', 'Active', 'Default_Language', 'Email', 'Creation_Time_Utc'],
      people.map(({ id, login }) => [id, login, login, true, 'en', `${login}@example.org`, new Date()]),
    );
    await insertRows(
      tx,
      erp.workers,
      [
        'Warehouse_Worker_Id',
        'Warehouse_Id',
        'User_Id',
        'Warehouse_Worker_Name',
        'Warehouse_Worker_Role',
        'Is_Active',
        'Active_From',
      ],
      people.map(({ id, login }) => [randomUUID(), demo.warehouseId, id, login, 'GNR', true, '2020-01-01']),
    );
  });
  return people.map(({ login }) => login);
}

/** What a worker counts: some locations of an order, which nobody else counts. */
interface Share {
  orderId: string;
  places: string[];
}

/** The locations of all orders, given out to the workers. */
async function shareOut(orderIds: readonly string[]): Promise<Share[]> {
  const open: Share[] = [];
  for (const orderId of orderIds) open.push({ orderId, places: await addressesOf(orderId) });
  const all = open.reduce((sum, { places }) => sum + places.length, 0);
  const each = Math.floor(all / WORKERS / 2);
  const shares = open.flatMap(({ orderId, places }) =>
    Array.from({ length: Math.floor(places.length / each) }, (_, i) => ({
      orderId,
      places: places.slice(i * each, (i + 1) * each),
    })),
  );
  if (each === 0 || shares.length < WORKERS)
    throw new Error('There are too few locations for so many workers.');
  return shares.slice(0, WORKERS);
}

async function addressesOf(orderId: string): Promise<string[]> {
  const rows = await database.query<{ address: string }>(sql`
    SELECT a."Location_Address" AS address FROM ${erp.orderLines} l
    JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = l."Warehouse_Location_Id"
    WHERE l."Warehouse_Order_Id" = ${orderId} ORDER BY l."Line_No"`);
  return rows.map(({ address }) => address);
}

/** The whole program on the database, installed as a site does it; resolves to its address. */
function start(databaseUrl: string, secret: string): Promise<string> {
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    AUTH_JWT_SECRET: secret,
    PORT: '0',
    LOG_LEVEL: 'error',
  };
  const run = (file: string) => join(packageRoot, 'dist/bench-run', file);
  execFileSync(process.execPath, [run('cli.js'), 'install'], { env, stdio: 'ignore' });
  const child = spawn(process.execPath, [run('main.js')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  host = child;
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    child.stdout.on('data', (data) => {
      const found = /Open (http:\S+)/.exec(String(data));
      if (found?.[1]) resolve(found[1]);
    });
  });
}

/** What came of a load. */
interface Load {
  /** From the moment a request was due to its whole answer, in ms, the shortest first. */
  took: number[];
  failed: number;
}

/** Fifty workers for so many seconds, each twice a second, whose next request waits for the answer to the last. */
async function load(duration: number, ask: (worker: number) => Promise<boolean>): Promise<Load> {
  const done: Load = { took: [], failed: 0 };
  const begun = performance.now();
  const work = async (worker: number) => {
    for (let i = 0; i < (duration * SCANS_A_SECOND) / WORKERS; i++) {
      const due = begun + ((i * WORKERS + worker) * 1_000) / SCANS_A_SECOND;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      if (!(await ask(worker))) done.failed += 1;
      // Whoever had to begin late has waited, too.
      done.took.push(performance.now() - due);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  done.took.sort((a, b) => a - b);
  return done;
}

/** A page that asks the database nothing. */
async function page(url: string): Promise<boolean> {
  return (await send(`${url}/health/live`)).status === 200;
}

/** Seconds of a core that the server has used so far. */
async function busy(url: string): Promise<number> {
  const { text } = await send(`${url}/metrics`);
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}

/** The worker's next scan, and whether it is stored. */
async function scan(url: string, scanner: Scanner): Promise<boolean> {
  const { status, text } = await send(`${url}/worker/orders/${scanner.orderId}/scans`, {
    token: scanner.token,
    body: scanner.next(),
  });
  const { results, html } = JSON.parse(text) as {
    results?: { outcome: string }[];
    html?: string;
  };
  return status === 200 && results?.[0]?.outcome !== 'refused' && Boolean(html);
}

/** Asks as cheaply as can be: what `fetch` does beside it would be taken from the cores that are measured. */
function send(
  url: string,
  asked?: { token: string; body: string },
): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const more = asked && { method: 'POST', headers: { ...headers, authorization: `Bearer ${asked.token}` } };
    const sent = request(url, { agent, ...more }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        const body = Buffer.concat(parts);
        // A short answer, as a refusal is, comes as it is.
        const packed = response.headers['content-encoding'] === 'gzip';
        resolve({ status: response.statusCode, text: (packed ? gunzipSync(body) : body).toString() });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(asked?.body);
  });
}
