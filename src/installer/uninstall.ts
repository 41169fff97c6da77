import { createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join as path } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hasSchema } from '../database/catalog.js';
import { dropGuard, readColumn, type TableWords, table } from '../database/columns.js';
import type { Database, Tx } from '../database/database.js';
import {
  ADOPTED,
  erase,
  keptTables,
  LEDGER,
  note,
  ownTables,
  readLedger,
  UNINSTALLED,
} from '../database/migrate.js';
import { join, raw, type Sql, sql } from '../database/sql.js';
import { iso, text } from '../database/words.js';
import { error, Refused } from './finding.js';
import { viewRemoval } from './install.js';
import { MENUS, menuRemoval } from './menus.js';

export interface UninstallOptions {
  /** Schema of BullMQ's tables. */
  queue?: string;
  /** Drop our tables too, after writing their rows into this folder. */
  purge?: { folder: string };
  dryRun?: boolean;
}

export interface Uninstalled {
  plan: Sql[];
  /** Rows written to files, by table. */
  exported: Record<string, number>;
}

/**
 * Takes us out: menu records, views and the queue's tables. Our own tables and their rows are kept for
 * another installation, unless they are to be purged: then every row is written to a file first, and
 * what we made (nothing that was adopted) is dropped. All of it or nothing. Throws `Refused`.
 */
export async function uninstall(database: Database, options: UninstallOptions): Promise<Uninstalled> {
  return database.transaction(async (tx) => {
    await tx.lock('install');
    const done = await readLedger(tx);
    if (done.length === 0)
      throw new Refused([
        error('own.missing', 'We are not installed here.', 'There is nothing to take out.'),
      ]);
    const plan = await planOf(database, tx, done, options);
    const exported: Record<string, number> = {};
    if (options.dryRun) return { plan, exported };
    if (options.purge) {
      mustBeEmpty(options.purge.folder);
      // Nothing may be written between the copy and the drop.
      for (const name of ownedTables(done)) await tx.query(database.dialect.lockTable(table(name)));
      for (const [name, words] of exportable(done))
        exported[name] = await exportTable(tx, name, words, options.purge.folder);
    }
    for (const statement of plan) await tx.query(statement);
    return { plan, exported };
  });
}

/** Makes the folder. Throws `Refused` where it cannot be, or something is in it: perhaps the only copy of an earlier export. */
function mustBeEmpty(folder: string): void {
  if (inFolder(folder).length > 0)
    throw new Refused([
      error('export.there', `There is something in ${folder} already.`, 'Name another folder (`--to`).'),
    ]);
}

function inFolder(folder: string): string[] {
  try {
    // Not the folders above it, too: in /proc, where nothing can be made, Node.js would try for ever.
    if (!existsSync(folder)) mkdirSync(folder);
    return readdirSync(folder);
  } catch (cause) {
    throw new Refused([
      error(
        'export.place',
        `The export cannot be written: ${(cause as Error).message}.`,
        'Name a folder that is empty, or a new one in a folder that is there (`--to`).',
      ),
    ]);
  }
}

/** Tables that we made and that are ours to drop. */
const ownedTables = (done: readonly string[]): string[] =>
  Object.keys(ownTables()).filter((name) => !done.includes(`${ADOPTED}${name}`));

/** What somebody may want to read later: all but the ledger, PINs, keys and signed-in browsers. */
const exportable = (done: readonly string[]): [string, TableWords][] =>
  Object.entries(ownTables()).filter(
    ([name]) =>
      ownedTables(done).includes(name) && ![LEDGER, 'wr_sessions', 'wr_pins', 'wr_keys'].includes(name),
  );

async function planOf(
  database: Database,
  tx: Tx,
  done: readonly string[],
  { queue, purge }: UninstallOptions,
): Promise<Sql[]> {
  const menus = done.filter((name) => name.startsWith(MENUS));
  const plan = [
    ...(menus.length > 0 ? [...menuRemoval(), ...menus.map(erase)] : []),
    ...viewRemoval(database, done),
    ...(queue && (await hasSchema(tx, queue)) ? [raw(`DROP SCHEMA "${queue}" CASCADE`)] : []),
  ];
  if (purge)
    return [
      ...plan,
      ...ownedTables(done)
        .reverse()
        .map((name) => sql`DROP TABLE ${table(name)}`),
      ...keptTables().flatMap((name) => dropGuard(database.dialect, name) ?? []),
    ];
  return done.includes(UNINSTALLED) ? plan : [...plan, note(UNINSTALLED)];
}

const PAGE = 5_000;

/** One JSON object a line, quantities and times as text. Gives the number of rows. */
async function exportTable(tx: Tx, name: string, words: TableWords, folder: string): Promise<number> {
  const columns = Object.entries(words).filter(([, word]) => readColumn(word).word !== 'rowversion');
  const key = columns.find(([, word]) => readColumn(word).primary)?.[0];
  const list = join(columns.map(([column, word]) => sql`${asText(column, word)} AS ${raw(`"${column}"`)}`));
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for (let after: unknown; ; ) {
      const rows = await tx.query<Record<string, unknown>>(
        key
          ? sql`SELECT ${list} FROM ${table(name)} ${after === undefined ? raw('') : sql`WHERE ${raw(`"${key}"`)} > ${after}`}
            ORDER BY ${raw(`"${key}"`)} OFFSET 0 ROWS FETCH NEXT ${raw(String(PAGE))} ROWS ONLY`
          : sql`SELECT ${list} FROM ${table(name)}`,
      );
      for (const row of rows) yield `${JSON.stringify(row)}\n`;
      count += rows.length;
      if (!key || rows.length < PAGE) return;
      after = rows.at(-1)?.[key];
    }
  }
  // On the disk itself: after this the rows are nowhere else.
  await pipeline(lines, createWriteStream(path(folder, `${name}.jsonl`), { flush: true }));
  return count;
}

function asText(column: string, words: string) {
  const name = raw(`"${column}"`);
  const { word } = readColumn(words);
  if (word === 'decimal') return text(name);
  return word === 'moment' || word === 'datetime' ? iso(name) : name;
}
