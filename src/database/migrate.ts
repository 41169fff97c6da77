import { pluginTables } from '../../migrations/1764000000000-plugin-tables.js';
import { signIn } from '../../migrations/1764086400000-sign-in.js';
import { gridIndexes } from '../../migrations/1764100800000-grid-indexes.js';
import { historyKept } from '../../migrations/1764187200000-history-kept.js';
import { jobSource } from '../../migrations/1764273600000-job-source.js';
import { staleMarked } from '../../migrations/1764360000000-stale-marked.js';
import { signingKey } from '../../migrations/1764446400000-signing-key.js';
import { factsBySize } from '../../migrations/1764532800000-facts-by-size.js';
import { detailsByStatus } from '../../migrations/1764619200000-details-by-status.js';
import { factsNarrowed } from '../../migrations/1764705600000-facts-narrowed.js';
import { detailsWalked } from '../../migrations/1764792000000-details-walked.js';
import { hasSchema, hasTable } from './catalog.js';
import { createTable, type TableWords, table } from './columns.js';
import type { Database, Reader } from './database.js';
import { type Migration, statementsOf } from './migration.js';
import { raw, type Sql, sql } from './sql.js';

/** Every change of our tables, in order. */
export const migrations: readonly Migration[] = [
  pluginTables,
  signIn,
  gridIndexes,
  historyKept,
  jobSource,
  staleMarked,
  signingKey,
  factsBySize,
  detailsByStatus,
  factsNarrowed,
  detailsWalked,
];

/** What was done to this database, by name: changes, tables taken over, and whether we were taken out. */
export const LEDGER = 'wr_migrations';
const ledger = table(LEDGER);
const ledgerWords: TableWords = { name: 'varchar(200) primary', at: 'moment = now' };
/** In the ledger while our tables are kept but we are not installed. */
export const UNINSTALLED = 'uninstalled';
/** In the ledger before the name of a table that was there before us and is used. */
export const ADOPTED = 'adopted:';

/** What the ledger says; empty where there is none. */
export async function readLedger(reader: Reader): Promise<string[]> {
  if (!(await hasTable(reader, LEDGER))) return [];
  const rows = await reader.query<{ name: string }>(
    sql`SELECT "name" AS "name" FROM ${ledger} ORDER BY "at", "name"`,
  );
  return rows.map(({ name }) => name);
}

/**
 * What it takes to bring our tables up to date; nothing when they are. `notes` go into the ledger first:
 * tables they name as adopted are used as they are.
 */
export function migrationPlan(
  done: readonly string[],
  all: readonly Migration[] = migrations,
  notes: readonly string[] = [],
): Sql[] {
  const pending = all.filter(({ name }) => !done.includes(name));
  const isAdopted = (table: string) => [...done, ...notes].includes(`${ADOPTED}${table}`);
  return [
    ...(done.length === 0 ? [createTable(LEDGER, ledgerWords)] : []),
    ...notes.map(note),
    ...pending.flatMap((migration) => [...statementsOf(migration, isAdopted), note(migration.name)]),
    ...(done.includes(UNINSTALLED) ? [erase(UNINSTALLED)] : []),
  ];
}

/** Writes something into the ledger. */
export const note = (name: string): Sql => sql`INSERT INTO ${ledger} ("name") VALUES (${name})`;
/** Takes it out again. */
export const erase = (name: string): Sql => sql`DELETE FROM ${ledger} WHERE "name" = ${name}`;

/** Makes the schema our tables go to, if it is not there. */
export async function schemaPlan(reader: Reader, schema: string | undefined): Promise<Sql[]> {
  return schema && !(await hasSchema(reader, schema)) ? [raw(`CREATE SCHEMA "${schema}"`)] : [];
}

/** Brings our tables up to date, all of it or nothing; nothing to do is fine. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.lock('install');
    const { schema } = database.site.place(LEDGER);
    const plan = [...(await schemaPlan(tx, schema)), ...migrationPlan(await readLedger(tx))];
    for (const statement of plan) await tx.run(statement);
  });
}

/** Whether a change of our tables is still missing, or we were taken out. */
export async function isOutdated(database: Reader): Promise<boolean> {
  return migrationPlan(await readLedger(database)).length > 0;
}

/** Our tables to which rows are only added. */
export const keptTables = (): string[] => migrations.flatMap(({ kept = [] }) => kept);

/** Our tables by canonical name, with all columns they have by now. */
export function ownTables(all: readonly Migration[] = migrations): Record<string, TableWords> {
  const tables: Record<string, TableWords> = {};
  for (const { tables: made = {}, columns = {} } of all) {
    for (const [name, words] of Object.entries({ ...made, ...columns }))
      tables[name] = { ...tables[name], ...words };
  }
  return { ...tables, [LEDGER]: ledgerWords };
}
