import { Logger } from '@nestjs/common';
import type { Runner } from './runner.js';
import type { JobWorker } from './worker.js';

/** Runs jobs in this process, one at a time, for the embedded database. Rows survive a restart. */
export class InProcessRunner implements Runner {
  private readonly log = new Logger('jobs');
  private readonly waiting: string[] = [];
  private worker: JobWorker | undefined;
  private running: Promise<void> | undefined;

  async start(worker: JobWorker): Promise<void> {
    this.worker = worker;
    // Nobody else can have the embedded database open.
    await worker.takeBack();
    for (const { id } of await worker.unfinished()) await this.ring(id);
  }

  async ring(jobId: string): Promise<void> {
    this.waiting.push(jobId);
    if (this.worker)
      this.running ??= this.drain(this.worker).finally(() => {
        this.running = undefined;
      });
  }

  private async drain(worker: JobWorker): Promise<void> {
    // Not in the caller's stack: the answer "accepted" goes out first.
    await new Promise(setImmediate);
    for (let id = this.waiting.shift(); id && this.worker; id = this.waiting.shift()) {
      try {
        if (await worker.work(id)) this.waiting.push(id);
      } catch (err) {
        this.log.error({ job: id, err, msg: 'job could not be run' });
      }
    }
  }

  async stop(): Promise<void> {
    this.worker = undefined;
    await this.running;
  }

  async health(): Promise<'up'> {
    return 'up';
  }
}
