import { Injectable, Logger } from '@nestjs/common';
import { People } from '../access/people.js';
import { Database } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, now, uuid } from '../database/words.js';
import { Refusal } from '../errors.js';
import { logAbout } from '../log.js';
import { Catalogue } from './catalogue.js';
import { askedFrom, type Job, readJob } from './jobs.js';

const ATTEMPTS = 3;
/** A job whose worker has not been heard of for so long has lost it. */
const SILENT_SECONDS = 30;
/** Heard of in the future is not heard of: the database's clock was set back since. */
const isSilent = sql`(alive_at < ${addSeconds(now, -SILENT_SECONDS)} OR alive_at > ${addSeconds(now, SILENT_SECONDS)})`;

/** Does the work a ring points at: takes the row, runs the task as who asked, writes what came of it. */
@Injectable()
export class JobWorker {
  private readonly log = new Logger('jobs');

  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly catalogue: Catalogue,
  ) {}

  /** Runs a job unless somebody else has it or it is done. Returns true when it should be rung again. */
  work(jobId: string): Promise<boolean> {
    return logAbout({ job: jobId }, () => this.takeAndRun(jobId));
  }

  private async takeAndRun(jobId: string): Promise<boolean> {
    if (!(await this.take(jobId))) return false;
    const job = await readJob(this.database, jobId);
    if (!job) return false;
    const alive = setInterval(() => void this.write(jobId, sql`alive_at = ${now}`).catch(() => {}), 5_000);
    try {
      const result = await this.run(job);
      await this.write(
        jobId,
        sql`state = 'completed', progress = 100, result = ${JSON.stringify(result ?? null)}, finished_at = ${now}`,
      );
      this.log.log({ name: job.name, msg: 'job completed' });
      return false;
    } catch (error) {
      return await this.failed(job, error);
    } finally {
      clearInterval(alive);
    }
  }

  private async run(job: Job): Promise<unknown> {
    const actor = await this.people.byId(job.askedBy, await askedFrom(this.database, job.id));
    if (!actor) throw new Error('Who asked for this job is no longer an active user.');
    let told = 0;
    return this.catalogue
      .of(job.name)
      .run({ ...actor, jobId: job.id }, job.subjectId ?? '', job.payload, (percent) => {
        if (percent <= told) return;
        told = percent;
        // Best effort and outside the work's transaction: somebody is watching, nothing depends on it.
        void this.write(
          job.id,
          sql`progress = ${Math.min(99, Math.round(percent))}, alive_at = ${now}`,
        ).catch(() => {});
      });
  }

  /** Gives back what a process that is gone was working on; only for who knows to be the only worker. */
  async takeBack(): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.jobs} SET state = 'waiting' WHERE state = 'active'`),
    );
  }

  /** Waiting jobs, and those whose worker fell silent. */
  async unfinished(): Promise<{ id: string; attempts: number }[]> {
    return this.database.query(sql`
      SELECT job_id AS id, attempts FROM ${own.jobs}
      WHERE state = 'waiting' OR (state = 'active' AND ${isSilent})
      ORDER BY asked_at`);
  }

  private async take(jobId: string): Promise<boolean> {
    const taken = await this.database.transaction((tx) =>
      tx.run(sql`
        UPDATE ${own.jobs} SET state = 'active', attempts = attempts + 1, started_at = ${now}, alive_at = ${now}
        WHERE job_id = ${uuid(jobId)}
          AND (state = 'waiting' OR (state = 'active' AND ${isSilent}))`),
    );
    return taken === 1;
  }

  private async failed(job: Job, error: unknown): Promise<boolean> {
    const hopeless = error instanceof Refusal;
    const [row] = await this.database.query<{ attempts: number }>(
      sql`SELECT attempts FROM ${own.jobs} WHERE job_id = ${uuid(job.id)}`,
    );
    if (!hopeless && (row?.attempts ?? ATTEMPTS) < ATTEMPTS) {
      this.log.warn({ name: job.name, err: error, msg: 'job failed, tried again' });
      await this.write(job.id, sql`state = 'waiting'`);
      return true;
    }
    if (!hopeless) this.log.error({ name: job.name, err: error, msg: 'job failed' });
    const problem = hopeless
      ? { code: error.code, detail: error.message, errors: error.faults }
      : {
          code: 'job.failed',
          detail: 'It failed and was undone. Ask again; if it fails again, tell the administrator.',
        };
    await this.write(job.id, sql`state = 'failed', error = ${JSON.stringify(problem)}, finished_at = ${now}`);
    return false;
  }

  private write(jobId: string, set: Sql): Promise<number> {
    return this.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.jobs} SET ${set} WHERE job_id = ${uuid(jobId)} AND state = 'active'`),
    );
  }
}
