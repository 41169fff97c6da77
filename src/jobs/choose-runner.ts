import type { RedisOptions } from 'bullmq';
import type { Database } from '../database/database.js';
import { LEDGER } from '../database/migrate.js';
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
  options?: { instanceName?: string };
  /** The embedded database: no address, one process. */
  extra?: { stream?: unknown; folder?: string };
}

/**
 * Redis where there is one, else BullMQ on the PostgreSQL server, else this process. `ourSchema` is where
 * our tables are, if not beside the ERP's.
 */
export function chooseRunner(database: Database, redis?: string | RedisOptions, ourSchema?: string): Runner {
  const place = database.source.options as Place;
  const installation = installationOf(database);
  if (redis) return new BullRunner(bullOnRedis(redis, installation));
  if (place.extra?.stream) return new InProcessRunner();
  const { url, host, port, username: user, password, database: name, ssl } = place;
  const connection = url ? { connectionString: url } : { host, port, user, password, database: name, ssl };
  return new BullRunner(bullOnPostgres({ ...connection, schema: queueSchema(ourSchema) }, installation));
}

/**
 * A name that two installations do not share, so that they can share a Redis or a database. Processes of
 * one installation have the same when they address the database alike.
 */
function installationOf({ source, site }: Database): string {
  const place = source.options as Place;
  const { hostname, port, pathname } = new URL(place.url ?? 'none://embedded');
  const parts = [
    place.host ?? hostname,
    place.extra?.folder,
    place.port ?? place.options?.instanceName ?? port,
    place.database ?? pathname.slice(1),
    site.place(LEDGER).schema ?? source.driver.schema,
  ];
  return parts
    .filter(Boolean)
    .join('-')
    .replace(/[^\w.-]+/g, '-');
}
