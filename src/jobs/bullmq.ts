import type { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import {
  type BackendFactory,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  Queue,
  type RedisOptions,
  type RedisQueueBackend,
  Worker,
  withBackend,
} from 'bullmq';
import { postgresLimits } from '../database/address.js';
import { within } from '../within.js';
import type { Runner } from './runner.js';
import type { JobWorker } from './worker.js';

const SWEEP_MS = 10_000;
const RING_MS = 2_000;
const HEALTH_MS = 500;
const CLOSE_MS = 3_000;
const CONNECT_MS = 5_000;
const SILENT_MS = 15_000;
const RETRY_MS = 2_000;

/** What BullMQ needs of a queue and a worker, on either backend. */
interface Bull {
  queue: Pick<Queue, 'add' | 'close' | 'disconnect' | 'on' | 'getJobCounts'>;
  work(handler: (jobId: string) => Promise<void>): Pick<Worker, 'close' | 'on'>;
  /** Calls whenever the connection is there or gone; until the first call there is none. Redis only. */
  onConnected?(tell: (connected: boolean) => void): void;
}

/** `installation` keeps two of us on one Redis apart. */
export function bullOnRedis(redis: string | RedisOptions, installation: string): Bull {
  const name = `warehouse-reconciliation-${installation}`;
  const connection = {
    ...(typeof redis === 'string' ? optionsOf(redis) : redis),
    // A command that was cut off is sent again. Without a connection none is given (`BullRunner.ring`).
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * 200, 2_000),
    connectTimeout: CONNECT_MS,
    // A worker waits for five seconds at a time (`drainDelay`); what hears nothing for longer is cut off.
    socketTimeout: SILENT_MS,
  };
  const queue = new Queue(name, { connection });
  endTimersOf(queue.getBackend());
  return {
    queue,
    work: (handler) => {
      const worker = new Worker(name, (job) => handler(job.data.jobId), { connection });
      endTimersOf(worker.backend);
      return worker;
    },
    onConnected: (tell) => {
      queue.getBackend().on('ready', () => tell(true));
      queue.on('ioredis:close', () => tell(false));
    },
  };
}

/** What the driver knows of a connection beside its published types. */
type RedisInside = EventEmitter & { _client?: { socketTimeoutTimer?: NodeJS.Timeout } };

/**
 * ioredis 5 forgets the timer of a connection that closes while it waits for an answer: it would cut off the
 * next one (redis/ioredis#2147), or hold up the end of the process.
 */
function endTimersOf({ connection, blockingConnection }: RedisQueueBackend): void {
  for (const inside of [connection, blockingConnection] as unknown as (RedisInside | undefined)[])
    inside?.on('close', () => {
      const { _client: client } = inside;
      clearTimeout(client?.socketTimeoutTimer);
      if (client) delete client.socketTimeoutTimer;
    });
}

function optionsOf(url: string): RedisOptions {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 6379),
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    db: Number(pathname.slice(1) || 0),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** How to reach a PostgreSQL server, as its driver takes it. */
export interface PostgresPlace {
  connectionString?: string;
  host?: string;
  port?: number;
  user?: string;
  password?: string;
  database?: string;
  ssl?: boolean | object;
  /** The schema of BullMQ's tables. */
  schema?: string;
}

/** BullMQ 6.7 remembers a first connection that failed for ever, and asks for it without a pause. */
class Connection extends PostgresConnection {
  override async waitUntilReady(): Promise<void> {
    try {
      await super.waitUntilReady();
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      Reflect.deleteProperty(this, 'readyPromise');
      throw error;
    }
  }
}

/** `createPostgresBackend`, with connections of ours. */
const onPostgres: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (
  name,
  options,
  { withBlockingConnection } = {},
) =>
  new PostgresQueueBackend(
    new Connection(options.connection),
    name,
    options,
    true,
    withBlockingConnection ? name : undefined,
  );

/** BullMQ's own tables in the same PostgreSQL, in a schema that `install` makes. */
export function bullOnPostgres(at: PostgresPlace, installation: string): Bull {
  const name = `warehouse-reconciliation-${installation}`;
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(onPostgres);
  const connection = { ...withSession(at), ...postgresLimits, migrate: false, max: 4 };
  /** Where stalled jobs could not be looked for, BullMQ would wait five seconds, also when it is to end. */
  class PromptWorker extends PostgresWorker {
    protected override checkConnectionError<T>(look: () => Promise<T>): Promise<T | undefined> {
      return super.checkConnectionError(look, 0);
    }
  }
  return {
    queue: new PostgresQueue(name, { connection }) as unknown as Bull['queue'],
    work: (handler) =>
      new PromptWorker(name, (job: { data: { jobId: string } }) => handler(job.data.jobId), {
        connection,
        runRetryDelay: RETRY_MS,
      }) as unknown as ReturnType<Bull['work']>,
  };
}

/**
 * What an address sets for its sessions (`?options=-c …`) as the driver's own option: BullMQ puts its
 * schema behind it. Within the address it would be taken instead.
 */
function withSession({ connectionString, ...at }: PostgresPlace): PostgresPlace & { options?: string } {
  if (!connectionString) return at;
  const url = new URL(connectionString);
  const options = url.searchParams.get('options');
  if (options === null) return { ...at, connectionString };
  url.searchParams.delete('options');
  return { ...at, connectionString: url.href, options };
}

/** Rings through BullMQ. A ring that is lost or could not be given is made good by a sweep over the rows. */
export class BullRunner implements Runner {
  private readonly log = new Logger('jobs');
  private jobs: JobWorker | undefined;
  private worker: Pick<Worker, 'close' | 'on'> | undefined;
  private sweep: NodeJS.Timeout | undefined;
  private connected: boolean;
  private down = false;
  private stopping = false;

  constructor(private readonly bull: Bull) {
    bull.queue.on('error', (error: Error) => this.isDown(error));
    this.connected = !bull.onConnected;
    bull.onConnected?.((connected) => {
      const lost = this.connected && !connected;
      this.connected = connected;
      if (lost) this.isDown(new Error('connection closed'));
      if (!connected) return;
      this.isUp();
      // What was asked meanwhile is rung now, not at the next sweep.
      void this.ringUnfinished();
    });
  }

  async start(worker: JobWorker): Promise<void> {
    this.jobs = worker;
    this.worker = this.bull.work(async (jobId) => {
      if (await worker.work(jobId)) throw new Error('Rung again');
    });
    this.worker.on('error', (error: Error) => this.isDown(error));
    this.sweep = setInterval(() => void this.ringUnfinished(), SWEEP_MS);
    await this.ringUnfinished();
  }

  async ring(jobId: string, attempt = 0): Promise<void> {
    if (!this.connected) return;
    const options = {
      // Rung twice it lies in the queue once; a job that was taken and lost is rung under another id.
      jobId: `${jobId}.${attempt}`,
      attempts: 3,
      backoff: { type: 'exponential', delay: 500 },
      removeOnComplete: true,
      removeOnFail: true,
    };
    if (await within(RING_MS, this.bull.queue.add('work', { jobId }, options))) this.isUp();
    else this.isDown(new Error('no answer'));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.sweep);
    this.jobs = undefined;
    await this.worker?.close(!this.connected);
    // Its farewell would wait for a Redis that is down.
    const { queue } = this.bull;
    await within(CLOSE_MS, this.connected ? queue.close() : queue.disconnect());
  }

  async health(): Promise<'up' | 'down'> {
    if (!this.connected) return 'down';
    return (await within(HEALTH_MS, this.bull.queue.getJobCounts('wait'))) ? 'up' : 'down';
  }

  private async ringUnfinished(): Promise<void> {
    try {
      for (const { id, attempts } of (await this.jobs?.unfinished()) ?? []) await this.ring(id, attempts);
    } catch (error) {
      this.log.warn({ msg: 'unfinished jobs could not be rung; tried again', reason: String(error) });
    }
  }

  // One line when it goes and one when it is back, however many errors come in between.
  private isDown(error: Error): void {
    if (!this.down && !this.stopping)
      this.log.warn({ msg: 'The queue is down; jobs wait in the database.', reason: error.message });
    this.down = true;
  }

  private isUp(): void {
    if (this.down) this.log.log({ msg: 'The queue is back.' });
    this.down = false;
  }
}
