import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Tokens } from '../src/access/tokens.js';
import { connect } from '../src/database/connect.js';
import { migrate } from '../src/database/migrate.js';
import { createDemo } from '../src/demo/demo.js';
import { packageRoot } from '../src/package-root.js';
import { clerk, manager, worker } from './actors.js';
import { Caller, Over } from './caller.js';
import { Chance } from './chance.js';
import { openFor } from './database.js';
import { hire } from './people.js';
import { Servers } from './servers.js';
import { Tally } from './tally.js';
import { verify } from './verify.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '50' },
    database: { type: 'string', default: process.env.BENCH_DATABASE_URL },
  },
});
const [minutes, seed, workers] = [values.minutes, values.seed, values.workers].map(Number) as [
  number,
  number,
  number,
];

const folder = mkdtempSync(join(tmpdir(), 'wr-soak-'));
const { url, close } = await openFor(values.database);
const secret = 'a soak is not a secret, but it wants one of 32 letters';
const env: Record<string, string> = url
  ? { DATABASE_URL: url, AUTH_JWT_SECRET: secret }
  : { DATA_DIR: folder, DATABASE_URL: '', AUTH_JWT_SECRET: secret };
const say = (line: string) => process.stdout.write(`${line}\n`);

// What the ERP has, and fifty people more.
const prepared = await connect({ url, folder });
const demo = await createDemo(prepared.database, { positions: 3_000 });
if (!url) await migrate(prepared.database);
const tokens = new Tokens({ secret });
const hired = await hire(prepared.database, demo, tokens, seed, workers);
await prepared.close();
if (url) {
  // The queue's tables too.
  const cli = join(packageRoot, 'dist/soak-run/cli.js');
  execFileSync(process.execPath, [cli, 'install'], { env: { ...process.env, ...env }, stdio: 'inherit' });
}

const servers = new Servers(env, url ? 2 : 1);
const tally = new Tally();
const as = async (login: string, name = login) =>
  new Caller(servers, await tokens.issue(login, '1d'), new Chance(seed, name), tally);
for (let n = 0; n < servers.many; n++) await servers.start(n);
say(
  `${minutes} minutes: ${workers} workers, 2 managers, 1 clerk on ${servers.many} ${servers.many > 1 ? 'servers' : 'server'}, seed ${seed}`,
);

const home = (work: Promise<never>) =>
  work.catch((error) => {
    if (!(error instanceof Over)) tally.fault(String(error?.stack ?? error));
  });
const everybody = [
  ...hired.map((token, n) =>
    home(worker(new Caller(servers, token, new Chance(seed, `worker ${n}`), tally), tally)),
  ),
  home(manager(await as('mira', 'first manager'), tally, demo)),
  home(manager(await as('mira', 'second manager'), tally, demo)),
  home(clerk(await as('petra'), tally, demo)),
];

// The last of the servers dies now and then; the first lives through it, its memory is watched.
const memory: number[] = [];
const chaos = new Chance(seed, 'chaos');
const until = Date.now() + minutes * 60_000;
let next = Date.now() + 15_000;
while (Date.now() < until) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  memory.push(servers.memory(0));
  if (Date.now() < next) continue;
  await servers.replace(servers.many - 1);
  next = Date.now() + chaos.int(10_000, 30_000);
}
servers.over = true;
await Promise.all(everybody);
for (let n = 0; n < servers.many; n++) await servers.end(n, 'SIGINT');

const found = await connect({ url, folder });
const wrong = [...tally.faults, ...(await verify(found.database, tally))];
await found.close();
await close();
rmSync(folder, { recursive: true, force: true });

say(
  `Requests: ${Object.entries(tally.answers)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ')}`,
);
say(
  `Counts acknowledged ${tally.counted.size}, counts released ${tally.released}, lines imported ${tally.imported}, servers killed ${servers.kills}`,
);
if (servers.many > 1) {
  const median = (part: number[]) => part.sort((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
  const quarter = Math.floor(memory.length / 4);
  const [early, late] = [median(memory.slice(quarter, 2 * quarter)), median(memory.slice(-quarter))];
  say(
    `Memory of the server that lived: ${early.toFixed(0)} MB in the second quarter, ${late.toFixed(0)} MB in the last`,
  );
  if (late > early * 1.3 + 20) wrong.push('Memory grew.');
}
for (const line of wrong) say(line);
say(wrong.length === 0 ? 'Nothing lost, nothing doubled.' : `${wrong.length} things are wrong.`);
process.exit(wrong.length === 0 ? 0 : 1);
