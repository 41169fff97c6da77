import type { DataSourceOptions } from 'typeorm';
import { CONNECT_MS, PromptClient, watchPostgres, watchSqlServer } from './watched.js';

/** Open connections at most, of each process. */
const POOL = 20;
const IDLE = 300_000;
const POOL_MS = 30_000;
/** A connection that nobody uses is kept known to what is between, and found out when it is gone. */
const KEEP_ALIVE = 30_000;

/** A statement of SQL Server's over a million rows takes its time; its driver would give up after 15 seconds. */
const STATEMENT_MS = 600_000;

/** For a pool of PostgreSQL's driver: what is not limited there waits for ever on a network that swallows packets. */
export const postgresLimits = {
  Client: PromptClient,
  // For one of the pool that is free: others may wait for locks meanwhile.
  connectionTimeoutMillis: POOL_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEP_ALIVE,
  onConnect: watchPostgres,
};
/** The same for SQL Server's, which keeps connections alive by itself. */
export const sqlServerLimits = { connectionTimeout: CONNECT_MS, beforeConnect: watchSqlServer };

/**
 * The options of somebody who connects in his own way, with what we cannot do without, and with our limits
 * where he has none of his own.
 */
export function limited(options: DataSourceOptions): DataSourceOptions {
  const given = options as { type: string; options?: object; requestTimeout?: number; extra?: object };
  if (given.type !== 'mssql')
    return { ...options, extra: { ...postgresLimits, ...given.extra } } as DataSourceOptions;
  return {
    ...options,
    requestTimeout: given.requestTimeout ?? STATEMENT_MS,
    options: { ...given.options, useUTC: true, lowerCaseGuids: true },
    extra: { ...sqlServerLimits, ...given.extra },
  } as object as DataSourceOptions;
}

/**
 * TypeORM's options for a database address. Throws one line that says what is wrong with it and repeats
 * nothing secret.
 */
export function optionsOf(address: string): DataSourceOptions {
  const url = parsed(address);
  if (/^postgres(ql)?:$/.test(url.protocol)) {
    return {
      type: 'postgres',
      url: address,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
      // A new connection knows no statement yet; those of a quiet minute are kept.
      extra: { max: POOL, idleTimeoutMillis: IDLE, ...postgresLimits },
    };
  }
  if (url.protocol === 'mssql:') return sqlServer(url);
  throw new Error(`DATABASE_URL: ${url.protocol}// is not known. Use postgres:// or mssql://.`);
}

/** Where an address leads, without who and how: for messages. */
export const placeOf = (address: string): string => {
  const { host, pathname } = parsed(address);
  return `${host}${pathname}`;
};

function parsed(address: string): URL {
  if (URL.canParse(address)) return new URL(address);
  throw new Error(
    'DATABASE_URL is no address like mssql://user:password@host:1433/database. In user and password write / as %2F, # as %23, ? as %3F and % as %25; a named instance goes behind it: ?instance=NAME.',
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Error('DATABASE_URL: a % that stands for itself is written %25.');
  }
}

/** What may stand behind the `?` of an mssql:// address, and its values where it has few. */
const known: Record<string, readonly string[] | null> = {
  encrypt: ['true', 'false', 'strict'],
  trustServerCertificate: ['true', 'false'],
  instance: null,
};

function sqlServer(url: URL): DataSourceOptions {
  for (const [name, value] of url.searchParams) {
    if (!(name in known))
      throw new Error(`DATABASE_URL: ${name} is not known. There are ${Object.keys(known).join(', ')}.`);
    if (known[name] && !known[name].includes(value))
      throw new Error(`DATABASE_URL: ${name} is ${known[name].join(', ')}, not "${value}".`);
  }
  const database = decoded(url.pathname.slice(1));
  if (!database) throw new Error('DATABASE_URL names no database: mssql://user:password@host:1433/database.');
  const instanceName = url.searchParams.get('instance') ?? undefined;
  if (instanceName && url.port)
    throw new Error('DATABASE_URL: a port or an instance, not both: the instance says its port.');
  const encrypt = url.searchParams.get('encrypt') ?? 'true';
  return {
    type: 'mssql',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: instanceName ? undefined : Number(url.port || 1433),
    username: decoded(url.username),
    password: decoded(url.password),
    database,
    requestTimeout: STATEMENT_MS,
    pool: { max: POOL, idleTimeoutMillis: IDLE },
    // A closed socket is seen without asking the server before every statement.
    extra: { validateConnection: 'socket', ...sqlServerLimits },
    options: {
      appName: 'warehouse-reconciliation',
      instanceName,
      encrypt: encrypt === 'strict' ? encrypt : encrypt === 'true',
      trustServerCertificate: url.searchParams.get('trustServerCertificate') === 'true',
      useUTC: true,
      lowerCaseGuids: true,
    },
  } as DataSourceOptions;
}
