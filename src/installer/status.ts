import type { Database } from '../database/database.js';
import { ADOPTED, LEDGER, UNINSTALLED } from '../database/migrate.js';
import { sql } from '../database/sql.js';
import { FALSE } from '../database/words.js';
import { code } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import { isQueueReady } from '../jobs/queue-tables.js';
import { version } from '../package-root.js';
import { readOurs } from './own-check.js';

export interface Status {
  program: string;
  state: 'missing' | 'kept' | 'outdated' | 'installed';
  /** Where our tables are, if they have a schema of their own. */
  schema: string | null;
  /** Changes that this program has and the database has not. */
  pending: string[];
  adopted: string[];
  queue: { schema: string; ready: boolean } | null;
  /** Reconciliations: those neither void nor released, and all of them. */
  counts: { open: number; all: number } | null;
}

/** What is installed in a database; reads only. */
export async function readStatus(database: Database, queue?: string): Promise<Status> {
  const { done, pending } = await readOurs(database);
  const state =
    done.length === 0
      ? 'missing'
      : done.includes(UNINSTALLED)
        ? 'kept'
        : pending.length > 0
          ? 'outdated'
          : 'installed';
  return {
    program: version,
    state,
    schema: database.site.place(LEDGER).schema ?? null,
    pending: pending.map(({ name }) => name),
    adopted: done.filter((name) => name.startsWith(ADOPTED)).map((name) => name.slice(ADOPTED.length)),
    queue: queue ? { schema: queue, ready: await isQueueReady(database, queue) } : null,
    counts: state === 'missing' ? null : await countThem(database),
  };
}

async function countThem(database: Database): Promise<Status['counts']> {
  const [row] = await database.query<{ open: number | string; all: number | string }>(sql`
    SELECT COUNT(*) AS "all",
      SUM(CASE WHEN d."Void" = ${FALSE} AND d."State" < ${code.state.Released} THEN 1 ELSE 0 END) AS "open"
    FROM ${erp.reconciliations} r JOIN ${erp.documents} d ON d."Id" = r."Document_Id"`);
  return { open: Number(row?.open ?? 0), all: Number(row?.all ?? 0) };
}
