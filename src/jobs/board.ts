import type { Actor } from '../access/actor.js';
import { must } from '../access/actor.js';
import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { iso, now } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import type { JobState } from './jobs.js';

/** A job as whoever keeps the system running sees it. Times are ISO 8601, UTC. */
export interface BoardJob {
  id: string;
  name: string;
  state: JobState;
  progress: number;
  attempts: number;
  reconciliationId: string | null;
  documentNo: string | null;
  askedBy: string;
  askedAt: string;
  finishedAt: string | null;
  /** It is active, but its worker has not been heard of lately: another one will take it. */
  silent: boolean;
  /** Why it failed. */
  reason: string | null;
}

const SHOWN = 100;
const SILENT_MS = 30_000;

/** The last jobs, open ones first, and how many are in each state. For managers. */
export async function readBoard(
  reader: Reader,
  actor: Actor,
): Promise<{ jobs: BoardJob[]; counts: Record<string, number> }> {
  must(actor, 'manager');
  const rows = await reader.query<
    Omit<BoardJob, 'silent' | 'reason'> & { error: string | null; aliveAt: string | null; at: string }
  >(sql`
    SELECT j.job_id AS "id", j.name AS "name", j.state AS "state", j.progress AS "progress",
      j.attempts AS "attempts", j.error AS "error", r."Warehouse_Reconciliation_Id" AS "reconciliationId",
      d."Document_No" AS "documentNo", u."User_Name" AS "askedBy", ${iso(sql`j.asked_at`)} AS "askedAt",
      ${iso(sql`j.finished_at`)} AS "finishedAt", ${iso(sql`j.alive_at`)} AS "aliveAt", ${iso(now)} AS "at"
    FROM ${own.jobs} j
    LEFT JOIN ${erp.users} u ON u."User_Id" = j.asked_by
    LEFT JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = j.subject_id
    LEFT JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
    ORDER BY CASE WHEN j.finished_at IS NULL THEN 0 ELSE 1 END, j.asked_at DESC, j.job_id
    OFFSET 0 ROWS FETCH NEXT ${SHOWN} ROWS ONLY`);
  const jobs = rows.map(({ error, aliveAt, at, ...job }) => ({
    ...job,
    askedBy: textIn(job.askedBy ?? '', actor.language),
    silent:
      job.state === 'active' &&
      aliveAt !== null &&
      new Date(at).getTime() - new Date(aliveAt).getTime() > SILENT_MS,
    reason: error === null ? null : String(JSON.parse(error).detail ?? ''),
  }));
  return { jobs, counts: await countJobs(reader) };
}

/** How long the newest completed job of each kind took, in seconds, whichever process did it. */
export async function lastSeconds(reader: Reader): Promise<Record<string, number>> {
  const rows = await reader.query<{ name: string; startedAt: string; finishedAt: string }>(sql`
    SELECT j.name AS "name", ${iso(sql`j.started_at`)} AS "startedAt", ${iso(sql`j.finished_at`)} AS "finishedAt"
    FROM (
      SELECT name, started_at, finished_at, ROW_NUMBER() OVER (PARTITION BY name ORDER BY finished_at DESC) AS newest
      FROM ${own.jobs} WHERE state = 'completed' AND started_at IS NOT NULL AND finished_at IS NOT NULL) j
    WHERE j.newest = 1`);
  return Object.fromEntries(
    rows.map(({ name, startedAt, finishedAt }) => [
      name,
      (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000,
    ]),
  );
}

/** Number of jobs by state. */
export async function countJobs(reader: Reader): Promise<Record<string, number>> {
  const rows = await reader.query<{ state: string; number: string | number }>(
    sql`SELECT state AS "state", COUNT(*) AS "number" FROM ${own.jobs} GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, number }) => [state, Number(number)]));
}
