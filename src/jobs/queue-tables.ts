import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import { hasSchema } from '../database/catalog.js';
import type { Reader } from '../database/database.js';
import { raw, Sql } from '../database/sql.js';

/** The schema of BullMQ's own tables on PostgreSQL: beside ours, so that it is nobody else's. */
export const queueSchema = (ourSchema?: string): string => `${ourSchema ?? 'wr'}_queue`;

/**
 * What it takes to make BullMQ's tables in a PostgreSQL database, or to bring them up to date; nothing
 * when they are. BullMQ says it: its migrations run against a client that only writes down.
 */
export async function queuePlan(reader: Reader, schema: string): Promise<Sql[]> {
  const there = await hasSchema(reader, schema);
  const version = there ? await versionOf(reader, schema) : 0;
  if (version >= LATEST_SCHEMA_VERSION) return [];
  const plan: Sql[] = [];
  await runMigrations(
    {
      query: async (text: string, parameters: unknown[] = []) => {
        if (/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) return { rows: [] };
        if (/current_setting/.test(text)) return { rows: await reader.query(raw(text)) };
        if (/^SELECT COALESCE/.test(text)) return { rows: version > 0 ? [{ version }] : [] };
        plan.push(parameters.length > 0 ? withParameters(text, parameters) : raw(text));
        return { rows: [] };
      },
    } as never,
    schema,
  );
  return [...plan, raw('SET LOCAL search_path TO DEFAULT')];
}

async function versionOf(reader: Reader, schema: string): Promise<number> {
  const [row] = await reader.query<{ there: boolean }>(
    raw(`SELECT to_regclass('"${schema}".migration') IS NOT NULL AS "there"`),
  );
  if (!row?.there) return 0;
  const [found] = await reader.query<{ version: number }>(
    raw(`SELECT COALESCE(MAX(version), 0)::int AS version FROM "${schema}".migration`),
  );
  return found?.version ?? 0;
}

/** Whether BullMQ's tables are there and of this release. */
export const isQueueReady = async (reader: Reader, schema: string): Promise<boolean> =>
  (await hasSchema(reader, schema)) && (await versionOf(reader, schema)) >= LATEST_SCHEMA_VERSION;

/** A statement with `$1`, `$2` … and their values. */
const withParameters = (text: string, parameters: readonly unknown[]): Sql => {
  const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n));
  return new Sql(
    text.split(/\$\d+/),
    numbers.map((n) => parameters[n - 1]),
  );
};
