import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database, type Reader } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { iso, now, uuid } from '../database/words.js';
import { refuse, unknown } from '../errors.js';
import { Catalogue } from './catalogue.js';

export type JobState = 'waiting' | 'active' | 'completed' | 'failed';

/** A piece of background work, as people see it. */
export interface Job {
  id: string;
  name: string;
  subjectId: string | null;
  payload: Record<string, unknown>;
  state: JobState;
  /** 0 to 100. */
  progress: number;
  result: unknown;
  error: unknown;
  askedBy: string;
  askedAt: string;
  finishedAt: string | null;
}

/** Rings whoever does the work. The job's row says what was asked; a ring may be lost. */
export abstract class Doorbell {
  abstract ring(jobId: string): Promise<void>;
}

/** What was asked of the background. The rows are the truth, queues only ring. */
@Injectable()
export class Jobs {
  private readonly log = new Logger('jobs');

  constructor(
    private readonly database: Database,
    private readonly catalogue: Catalogue,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Asks for work and rings after the commit; the task's own check refuses at once what would fail.
   * One job of a name at a time for a subject: while one waits or runs, another is refused
   * (`job.already-asked`). Returns the job's id.
   */
  async ask(
    actor: Actor,
    name: string,
    subjectId: string,
    payload: Record<string, unknown> = {},
  ): Promise<string> {
    const task = this.catalogue.of(name);
    const id = randomUUID();
    await this.database.transaction(async (tx) => {
      await tx.lock(`job:${name}:${subjectId}`);
      await task.check(tx, actor, subjectId, payload);
      const [running] = await tx.query<{ id: string }>(sql`
        SELECT job_id AS id FROM ${own.jobs}
        WHERE subject_id = ${uuid(subjectId)} AND name = ${name} AND state IN ('waiting', 'active')`);
      if (running) {
        throw refuse('conflict', 'job.already-asked', 'This is running already. Wait until it has ended.', {
          value: running.id,
        });
      }
      await tx.run(sql`
        INSERT INTO ${own.jobs} (job_id, name, subject_id, payload, asked_by, asked_from, asked_at)
        VALUES (${uuid(id)}, ${name}, ${uuid(subjectId)}, ${JSON.stringify(payload)}, ${uuid(actor.userId)},
          ${actor.source.slice(0, 254)}, ${now})`);
      tx.afterCommit(() => this.doorbell.ring(id));
    });
    this.log.log({ job: id, name, msg: 'job asked for' });
    return id;
  }

  /** A job that the person may see: who asked for it, and managers. Throws `job.unknown`. */
  async find(actor: Actor, id: string): Promise<Job> {
    const job = await readJob(this.database, id);
    if (!job || (job.askedBy !== actor.userId && !actor.roles.has('manager'))) throw unknown('job', id);
    return job;
  }

  /** The last work that was asked for on a subject, for who may see it. */
  async latest(actor: Actor, subjectId: string): Promise<Job | undefined> {
    const job = await read(this.database, sql`subject_id = ${uuid(subjectId)}`);
    return job && (job.askedBy === actor.userId || actor.roles.has('manager')) ? job : undefined;
  }
}

/** A job's row, or undefined. */
export const readJob = (reader: Reader, id: string): Promise<Job | undefined> =>
  read(reader, sql`job_id = ${uuid(id)}`);

/** Where a job was asked from, for the history: address and program. */
export async function askedFrom(reader: Reader, id: string): Promise<string> {
  const [job] = await reader.query<{ source: string | null }>(
    sql`SELECT asked_from AS "source" FROM ${own.jobs} WHERE job_id = ${uuid(id)}`,
  );
  return job?.source ?? `job ${id}`;
}

async function read(reader: Reader, which: Sql): Promise<Job | undefined> {
  const [row] = await reader.query<
    Job & { payload: string; result: string | null; error: string | null }
  >(sql`
    SELECT job_id AS id, name, subject_id AS "subjectId", payload, state, progress, result, error,
      asked_by AS "askedBy", ${iso(sql`asked_at`)} AS "askedAt", ${iso(sql`finished_at`)} AS "finishedAt"
    FROM ${own.jobs} WHERE ${which}
    ORDER BY asked_at DESC, job_id OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  if (!row) return undefined;
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    ...row,
    payload: JSON.parse(row.payload),
    result: parsed(row.result as string | null),
    error: parsed(row.error as string | null),
  };
}
