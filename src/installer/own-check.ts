import { defaultSchema, readIndexes, readTables, refusesChanges } from '../database/catalog.js';
import { createIndex } from '../database/columns.js';
import { type Database, written } from '../database/database.js';
import {
  ADOPTED,
  keptTables,
  LEDGER,
  migrations,
  ownTables,
  readLedger,
  UNINSTALLED,
} from '../database/migrate.js';
import { type IndexWords, indexesOf, type Migration } from '../database/migration.js';
import { misfits, unfilled } from './columns-fit.js';
import { columnsOf } from './erp-check.js';
import { error, type Finding, ok, warning } from './finding.js';

/** What is there of us. */
export interface Ours {
  /** What the ledger says. */
  done: string[];
  pending: Migration[];
  /** Tables (our name) that exist in their places. */
  there: Set<string>;
  /** Tables that the ledger says we made, and are not there. */
  lost: string[];
  /** Tables that are there though the ledger does not know them. */
  foreign: string[];
}

/** Tables that carry the ERP's names: newer ERPs have their own. The others can be nobody else's. */
export const isErpName = (table: string): boolean => !table.startsWith('wr_');

/** Compares the ledger with the tables. */
export async function readOurs(database: Database, all: readonly Migration[] = migrations): Promise<Ours> {
  const done = await readLedger(database);
  const own = await defaultSchema(database);
  const there = new Set<string>();
  const bySchema = new Map<string, Set<string>>();
  const tables = Object.keys(ownTables(all));
  for (const table of tables) {
    const { schema = own, name } = database.site.place(table);
    const names = bySchema.get(schema) ?? (await readTables(database, schema));
    bySchema.set(schema, names);
    if ([...names].some((found) => database.dialect.sameName(found, name))) there.add(table);
  }
  const made = new Set(
    all.filter(({ name }) => done.includes(name)).flatMap(({ tables: made = {} }) => Object.keys(made)),
  );
  if (done.length > 0) made.add(LEDGER);
  return {
    done,
    pending: all.filter(({ name }) => !done.includes(name)),
    there,
    lost: tables.filter((table) => made.has(table) && !there.has(table)),
    foreign: tables.filter((table) => there.has(table) && !made.has(table)),
  };
}

/** What stands in the way of installing, whatever is adopted. */
export async function obstacles(
  database: Database,
  ours: Ours,
  adopt: boolean,
  all: readonly Migration[] = migrations,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const at = (table: string) => written(database.site.place(table));
  for (const table of ours.lost)
    findings.push(
      error(
        'own.lost',
        `${at(table)} was installed and is gone.`,
        'Restore it from a backup; nothing else brings its rows back.',
      ),
    );
  for (const table of ours.foreign) {
    if (!isErpName(table))
      findings.push(
        error(
          'own.half',
          `${at(table)} is there, but no installation of ours is on record: half of one, or half of a restored backup.`,
          'Restore the rest, or rename or drop it, and install again.',
        ),
      );
    else if (!adopt)
      findings.push(
        error(
          'own.foreign',
          `${at(table)} is there already and not ours: the ERP may have its own since version 26.1.`,
          'If nothing else works with it, `install --adopt` uses it; else give us a schema of our own (DATABASE_SCHEMA).',
        ),
      );
  }
  const adopted = ours.foreign.filter(isErpName);
  if (adopt && adopted.length > 0) findings.push(...(await adoptable(database, adopted, all)));
  return findings;
}

/** Whether tables that were there before us can be used: their columns, and that positions are unique. */
async function adoptable(
  database: Database,
  tables: readonly string[],
  all: readonly Migration[],
): Promise<Finding[]> {
  const places = tables.map((table) => ({ table, ...database.site.place(table) }));
  const found = await columnsOf(database, places);
  const own = ownTables(all);
  const findings: Finding[] = [];
  for (const { table, ...place } of places) {
    const columns = found.get(table) ?? [];
    for (const [column, words] of Object.entries(own[table] ?? {}))
      findings.push(
        ...misfits(
          { name: `${written(place)}.${column}`, words, writes: true },
          columns.find(({ name }) => database.dialect.sameName(name, column)),
        ),
      );
    const known = (name: string) =>
      Object.keys(own[table] ?? {}).some((c) => database.dialect.sameName(c, name));
    findings.push(...unfilled(written(place), columns, known));
    findings.push(...(await missingIndexes(database, table, all)));
  }
  return findings;
}

/** Indexes of ours that an adopted table lacks. We make none there: its structure is not ours. */
async function missingIndexes(
  database: Database,
  table: string,
  all: readonly Migration[],
): Promise<Finding[]> {
  const { schema = await defaultSchema(database), name } = database.site.place(table);
  const found = await readIndexes(database, schema, [name]);
  const wanted = indexesOf(all).filter(({ on }) => on === table);
  return wanted
    .filter((index) => !found.some(({ unique, columns }) => serves(index, unique, columns)))
    .map((index) =>
      index.unique
        ? error(
            'adopt.not-unique',
            `${written({ schema, name })} may hold the same ${index.columns.join(', ')} twice.`,
            `Create: ${indexText(database, index)};`,
          )
        : warning(
            'adopt.slow',
            `${written({ schema, name })} has no index on ${index.columns.join(', ')}: large counts will be slow.`,
            `Create: ${indexText(database, index)};`,
          ),
    );
}

/** A unique index serves with some of the columns, a plain one with all of them first. */
const serves = (wanted: IndexWords, unique: boolean, columns: readonly string[]): boolean => {
  const lower = columns.map((column) => column.toLowerCase());
  const want = wanted.columns.map((column) => column.toLowerCase());
  return wanted.unique
    ? unique && lower.every((column) => want.includes(column))
    : want.every((column, i) => lower[i] === column);
};

const indexText = ({ dialect }: Database, { name, on, columns, ...options }: IndexWords): string =>
  createIndex(name, on, columns, options).render(dialect).text;

/** Our own tables, for `verify`. Missing before an install is only a warning. */
export async function checkOurs(database: Database, ours: Ours): Promise<Finding[]> {
  const blocked = await obstacles(database, ours, false);
  if (blocked.length > 0) return blocked;
  if (ours.done.length === 0)
    return [warning('own.missing', 'Our tables are not there yet.', 'Run `install`.')];
  if (ours.done.includes(UNINSTALLED))
    return [
      warning('own.uninstalled', 'Our tables were kept by `uninstall`.', 'Run `install` to go on with them.'),
    ];
  if (ours.pending.length > 0)
    return [warning('own.outdated', 'Our tables are older than this program.', 'Run `upgrade`.')];
  const adopted = ours.done.filter((name) => name.startsWith(ADOPTED)).length;
  const gone = await lostGuards(database, ours);
  if (gone.length > 0) return gone;
  return [
    ok(
      'own',
      `Our ${ours.there.size} tables are there and up to date${adopted > 0 ? `, ${adopted} of them adopted` : ''}.`,
    ),
  ];
}

/** What the database must refuse by itself, and does not any more. */
async function lostGuards(database: Database, { done }: Ours): Promise<Finding[]> {
  const findings: Finding[] = [];
  const schema = await defaultSchema(database);
  // Those that leave rows out are not told by the catalogue; adopted tables were looked at when they were.
  const unique = indexesOf(migrations).filter(
    ({ unique, filled, only, on }) => unique && !filled && !only && !done.includes(`${ADOPTED}${on}`),
  );
  for (const index of unique) {
    const { schema: at = schema, name } = database.site.place(index.on);
    const found = await readIndexes(database, at, [name]);
    if (!found.some(({ unique, columns }) => serves(index, unique, columns)))
      findings.push(
        error(
          'own.index',
          `The unique index ${index.name} of ${written(database.site.place(index.on))} is gone: the same could be written twice.`,
          `Create: ${indexText(database, index)};`,
        ),
      );
  }
  for (const table of keptTables()) {
    const kept = await refusesChanges(database, table);
    const place = written(database.site.place(table));
    if (kept === null)
      findings.push(
        warning(
          'own.guard-hidden',
          `This user may not see whether the database keeps the rows of ${place}.`,
          'Run `verify` as who installs.',
        ),
      );
    if (kept === false)
      findings.push(
        error(
          'own.guard',
          `The trigger that keeps the rows of ${place} is gone or off: history could be changed.`,
          'Restore it from a backup, or switch it on again, and ask who took it away.',
        ),
      );
  }
  return findings;
}
