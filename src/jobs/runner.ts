import type { JobWorker } from './worker.js';

/** Carries rings to whoever works. Three kinds: in this process, BullMQ on PostgreSQL, BullMQ on Redis. */
export interface Runner {
  /** Begins to work; only in processes that do. */
  start(worker: JobWorker): Promise<void>;
  /** Must not fail for a queue that is down: the row waits and is rung again. */
  ring(jobId: string, attempt?: number): Promise<void>;
  /** Lets the present work end. */
  stop(): Promise<void>;
  health(): Promise<'up' | 'down'>;
}
