import type { RedisOptions } from 'bullmq';
import type { DataSource } from 'typeorm';
import { BullRunner, bullOnPostgres, bullOnRedis } from './bullmq.js';
import { InProcessRunner } from './in-process.js';
import { queueSchema } from './queue-tables.js';
import type { Runner } from './runner.js';

/** What of a data source says where it is. */
interface Place {
  url?: string;
  host?: string;
  port?: number;
  username?: string;
  password?: string;
  database?: string;
  ssl?: boolean | object;
  /** The embedded database: no address, one process. */
  extra?: { stream?: unknown };
}

/**
 * Redis where there is one, else BullMQ on the PostgreSQL server, else this process. `ourSchema` is where
 * our tables are, if not beside the ERP's.
 */
export function chooseRunner(source: DataSource, redis?: string | RedisOptions, ourSchema?: string): Runner {
  const place = source.options as Place;
  const installation = [installationOf(place), ourSchema].filter(Boolean).join('-');
  if (redis) return new BullRunner(bullOnRedis(redis, installation));
  if (place.extra?.stream) return new InProcessRunner();
  const { url, host, port, username: user, password, database, ssl } = place;
  const connection = url ? { connectionString: url } : { host, port, user, password, database, ssl };
  return new BullRunner(bullOnPostgres({ ...connection, schema: queueSchema(ourSchema) }, installation));
}

/**
 * A name that two installations do not share, so that they can share a Redis. Processes of one
 * installation have the same when they address the database alike.
 */
export function installationOf(place: Place): string {
  const { hostname, port, pathname } = new URL(place.url ?? 'none://embedded');
  const parts = [place.host ?? hostname, place.port ?? port, place.database ?? pathname.slice(1)];
  return parts
    .filter(Boolean)
    .join('-')
    .replace(/[^\w.-]+/g, '-');
}
