import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Database } from './database/database.js';
import { countJobs, lastSeconds } from './jobs/board.js';
import { within } from './within.js';

const DATABASE_MS = 2_500;

/** What is measured of this process, and what the database says of all of them. */
@Injectable()
export class Meters {
  readonly registry = new Registry();
  /** Answers to scans by outcome; a scan sent again is answered again. */
  private readonly scans = new Counter({
    name: 'warehouse_reconciliation_scans_total',
    help: 'Answers to scans by outcome, of this process',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (
      name: string,
      help: string,
      read: () => Record<string, number> | Promise<Record<string, number>>,
      label = 'state',
    ) =>
      new Gauge({
        name: `warehouse_reconciliation_${name}`,
        help,
        labelNames: [label],
        registers: [this.registry],
        async collect() {
          this.reset();
          for (const [name, value] of Object.entries(await read())) this.set({ [label]: name }, value);
        },
      });
    const none = { waiting: 0, active: 0, completed: 0, failed: 0 };
    gauge('jobs', 'Jobs by state, of all processes; waiting is the depth of the queue', async () => ({
      ...none,
      // Without the database there are the figures of the process.
      ...(await within(DATABASE_MS, countJobs(database))),
    }));
    gauge(
      'last_job_seconds',
      'How long the newest completed job of each kind took, in any process',
      async () => (await within(DATABASE_MS, lastSeconds(database))) ?? {},
      'job',
    );
    gauge('database_connections', 'Connections to the database, of this process', () => poolOf(database));
  }

  /** Counts the answers to scans, and gives them back. */
  scanned<T extends { results: readonly { outcome: string }[] }>(answer: T): T {
    for (const { outcome } of answer.results) this.scans.inc({ outcome });
    return answer;
  }
}

/** What the driver says of its pool: `pg` and `mssql` in their own words. */
function poolOf({ source }: Database): Record<string, number> {
  const { master } = source.driver as unknown as { master: Partial<PgPool> & { pool?: MssqlPool } };
  if (master.pool)
    return {
      used: master.pool.numUsed(),
      idle: master.pool.numFree(),
      waiting: master.pool.numPendingAcquires(),
    };
  const { totalCount = 0, idleCount = 0, waitingCount = 0 } = master;
  return { used: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
}

interface PgPool {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}
interface MssqlPool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
}
