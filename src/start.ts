import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Logger as Log } from 'pino';
import type { Actor } from './access/actor.js';
import { RoleGroups } from './access/people.js';
import { Pins } from './access/pins.js';
import { SignInOptions } from './access/sign-in-options.js';
import { Tokens } from './access/tokens.js';
import { type Connection, connect } from './database/connect.js';
import { connectionFault } from './database/connection-fault.js';
import { isOutdated, migrate } from './database/migrate.js';
import { createDemo, type Demo, demoOf } from './demo/demo.js';
import { hasErp } from './demo/erp-schema.js';
import { siteOf } from './erp/binding.js';
import { answerProbes } from './health-port.js';
import { createHost } from './host.js';
import { chooseRunner } from './jobs/choose-runner.js';
import { isQueueReady, queueSchema } from './jobs/queue-tables.js';
import { JobWorker } from './jobs/worker.js';
import { createLog, NestLog } from './log.js';
import { type Options, OptionsError, readOptions } from './options.js';
import { protocolKeyOf } from './protocol-key.js';
import type { DemoDoor } from './screens/front.controller.js';
import type { Reach } from './screens/headers.js';

const DEMO_PIN = '4711';

/** Starts by the environment. A fault ends the process with one line each. */
export async function main(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  try {
    await start(readOptions(env));
  } catch (error) {
    const lines = error instanceof OptionsError ? error.lines : [startFault(error, env)];
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exit(1);
  }
}

/** Web server, job workers or both, until it is told to stop. */
export async function start(options: Options): Promise<void> {
  const log = createLog(options.LOG_LEVEL);
  Logger.overrideLogger(new NestLog(log));
  const tls = tlsOf(options);
  const protocolKey = protocolKeyOf(options);
  const connection = await connect({
    url: options.DATABASE_URL,
    folder: options.DATA_DIR,
    site: siteOf(options.binding, options.DATABASE_SCHEMA),
  });
  const demo = options.DATABASE_URL ? null : await openDemo(connection);
  if (options.DATABASE_URL) await mustBeInstalled(connection, options);
  const secret = options.AUTH_JWT_SECRET ?? (demo ? keptSecret(options.DATA_DIR) : undefined);
  const runner = chooseRunner(connection.database, options.REDIS_URL, options.DATABASE_SCHEMA);
  const reach: Reach = {
    secure: tls !== undefined || options.PUBLIC_URL?.startsWith('https:') === true,
    frameAncestors: options.FRAME_ANCESTORS,
  };
  const app = await createHost({
    log,
    database: connection.database,
    runner,
    tokens: new Tokens({
      secret,
      jwksUrl: options.AUTH_JWKS_URL,
      issuer: options.AUTH_ISSUER,
      audience: options.AUTH_AUDIENCE,
    }),
    roleGroups: new RoleGroups(options.ROLE_GROUPS.manager, options.ROLE_GROUPS.clerk),
    signIn: signInBy(options),
    erp: {
      companyId: options.COMPANY_ID,
      companyLocationId: options.COMPANY_LOCATION_ID,
      reconciliationDocumentType: options.RECONCILIATION_DOCUMENT_TYPE,
      timeZone: options.ERP_TIME_ZONE,
    },
    demo: demo && doorOf(demo),
    reach,
    tls,
    trustedProxies: options.TRUSTED_PROXIES,
    protocolKey,
    sessionSecret: secret ?? options.AUTH_JWKS_URL ?? '',
  });
  await app.init();
  if (demo) await giveDemoPins(app.get(Pins), demo);
  if (options.ROLE !== 'web') await runner.start(app.get(JobWorker));
  const pages = options.ROLE !== 'worker';
  if (pages) await app.listen(options.PORT, options.HOST);
  if (pages) warnOfPlainHttp(log, options, reach);
  const probes =
    pages || options.HEALTH_PORT === undefined
      ? undefined
      : await answerProbes(app, options.HEALTH_PORT, options.HOST);
  endCleanly(log, async () => {
    probes?.close();
    await app.close();
    await runner.stop();
    await connection.close();
  });
  const working = `Working on jobs.${probes ? ` Health at ${probes.url}/health/ready` : ''}`;
  announce(pages ? `Open ${await app.getUrl()}` : working, demo);
}

/** Throws `OptionsError` with a line for each file that cannot be read. */
function tlsOf({ TLS_CERT, TLS_KEY }: Options): { cert: Buffer; key: Buffer } | undefined {
  if (!TLS_CERT || !TLS_KEY) return undefined;
  const faults: string[] = [];
  const read = (name: string, file: string) => {
    try {
      return readFileSync(file);
    } catch {
      faults.push(`${name} cannot be read: ${file}`);
      return Buffer.of();
    }
  };
  const tls = { cert: read('TLS_CERT', TLS_CERT), key: read('TLS_KEY', TLS_KEY) };
  if (faults.length > 0) throw new OptionsError(faults);
  return tls;
}

/** The embedded database: a demo ERP when it is empty, our tables up to date. */
async function openDemo({ database }: Connection): Promise<Demo> {
  if (!(await hasErp(database))) await createDemo(database);
  await migrate(database);
  return demoOf();
}

async function mustBeInstalled({ database }: Connection, options: Options): Promise<void> {
  const queue =
    options.REDIS_URL || database.dialect.name !== 'postgres' ? null : queueSchema(options.DATABASE_SCHEMA);
  if ((await isOutdated(database)) || (queue && !(await isQueueReady(database, queue)))) {
    throw new Error(
      'Our tables are missing or older than this program. Run: npx warehouse-reconciliation install',
    );
  }
}

/** Made at the first start of the embedded database, kept beside it. */
function keptSecret(folder: string): string {
  const file = join(folder, 'jwt-secret');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const doorOf = (demo: Demo): DemoDoor => ({
  people: Object.values(demo.people).filter(({ roles }) => roles.length > 0),
  inventoryReconciliationId: demo.inventoryReconciliationId,
});

async function giveDemoPins(pins: Pins, { people }: Demo): Promise<void> {
  const { mira } = people;
  const manager: Actor = { ...mira, roles: new Set(mira.roles), workers: [], source: 'demo' };
  for (const { workerId, roles, login } of Object.values(people)) {
    if (workerId && roles.length > 0)
      await pins.setOnce(manager, workerId, DEMO_PIN, `BADGE-${login.toUpperCase()}`);
  }
}

function signInBy(options: Options): SignInOptions {
  const { AUTH_OIDC_ISSUER, AUTH_OIDC_CLIENT_ID, PUBLIC_URL } = options;
  return new SignInOptions({
    idleMinutes: options.TERMINAL_IDLE_MINUTES,
    launchSecret: options.AUTH_LAUNCH_SECRET,
    company:
      AUTH_OIDC_ISSUER && AUTH_OIDC_CLIENT_ID && PUBLIC_URL
        ? {
            issuer: AUTH_OIDC_ISSUER,
            clientId: AUTH_OIDC_CLIENT_ID,
            clientSecret: options.AUTH_OIDC_CLIENT_SECRET,
            loginClaim: options.AUTH_OIDC_LOGIN_CLAIM,
            returnTo: `${PUBLIC_URL.replace(/\/$/, '')}/sign-in/company/back`,
          }
        : undefined,
  });
}

/** A demo on this machine alone is nobody else's to read; everything else is. */
function warnOfPlainHttp(log: Log, { DATABASE_URL, HOST }: Options, { secure }: Reach): void {
  if (secure || (!DATABASE_URL && /^(127\.|::1$|localhost$)/.test(HOST))) return;
  log.warn({
    msg: 'Plain HTTP: whoever is in this network can read PINs and cookies. Set TLS_CERT and TLS_KEY, or put TLS in front and set PUBLIC_URL to its https:// address.',
  });
}

/** Ctrl-C and SIGTERM end the present work first; a second one does not wait. */
function endCleanly(log: Log, close: () => Promise<void>): void {
  let ending = false;
  const end = (signal: string) => {
    if (ending) process.exit(1);
    ending = true;
    log.info({ msg: 'stopping', signal });
    setTimeout(() => process.exit(1), 10_000).unref();
    close().then(
      () => process.exit(0),
      (err) => {
        log.error({ msg: 'did not stop cleanly', err });
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

function announce(where: string, demo: Demo | null): void {
  const lines = [where];
  if (demo) {
    lines.push('', 'Demo people (buttons on the sign-in page; on a handheld login or badge, and PIN):');
    for (const { login, name, roles, workerId } of Object.values(demo.people)) {
      if (roles.length === 0) continue;
      const pin = workerId ? `PIN ${DEMO_PIN}, badge BADGE-${login.toUpperCase()}` : '';
      lines.push(`  ${login.padEnd(7)} ${name.padEnd(18)} ${roles.join(', ').padEnd(8)} ${pin}`.trimEnd());
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** One line for what keeps it from starting. */
function startFault(error: unknown, { ROLE, DATABASE_URL }: NodeJS.ProcessEnv): string {
  const { message, code, port } = error as { message?: string; code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `${ROLE === 'worker' ? 'HEALTH_PORT' : 'PORT'} ${port} is taken. Choose another one.`;
  return connectionFault(error, DATABASE_URL) ?? (message || String(code ?? error));
}
