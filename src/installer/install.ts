import { createHash } from 'node:crypto';
import { type Database, type Tx, written } from '../database/database.js';
import {
  ADOPTED,
  erase,
  LEDGER,
  migrationPlan,
  migrations,
  note,
  readLedger,
  schemaPlan,
  UNINSTALLED,
} from '../database/migrate.js';
import type { Migration } from '../database/migration.js';
import { raw, type Sql } from '../database/sql.js';
import { type Binding, viewsOf } from '../erp/binding.js';
import { queuePlan } from '../jobs/queue-tables.js';
import { checkErp } from './erp-check.js';
import { error, type Finding, hasErrors, Refused } from './finding.js';
import { MENUS, menuPlan } from './menus.js';
import { isErpName, type Ours, obstacles, readOurs } from './own-check.js';
import { checkServer } from './server-check.js';

/** What is to be installed, and where. */
export interface Installation {
  binding: Binding;
  /** Schema of BullMQ's tables; absent where the queue is not in this database. */
  queue?: string;
  /** Every change of our tables; the program's own. */
  migrations?: readonly Migration[];
}

export interface InstallOptions extends Installation {
  /** Use tables of the ERP's names that are there already. */
  adopt?: boolean;
  /** The address our pages are at: write the menu records into the ERP. */
  menus?: string;
  dryRun?: boolean;
  /** Only bring an installation up to date. */
  upgrade?: boolean;
}

export interface Installed {
  /** The statements, in order; all of them were made, or none. */
  plan: Sql[];
  /** What is worth knowing besides. */
  warnings: Finding[];
}

/**
 * Puts us into the ERP's database, or brings what is there up to date: everything in one transaction,
 * so that a failure at any step leaves it as it was. Nothing to do is an empty plan. No table of the
 * ERP is changed. Throws `Refused` with everything that stands in the way.
 */
export async function install(database: Database, options: InstallOptions): Promise<Installed> {
  const all = options.migrations ?? migrations;
  const ours = await readOurs(database, all);
  const warnings = await mustBeInstallable(database, options, ours, all);
  return database.transaction(async (tx) => {
    await tx.lock('install');
    const plan = await planOf(database, tx, options, ours, all);
    if (!options.dryRun) for (const statement of plan) await tx.query(statement);
    return { plan, warnings };
  });
}

async function mustBeInstallable(
  database: Database,
  { binding, adopt = false, upgrade = false }: InstallOptions,
  ours: Ours,
  all: readonly Migration[],
): Promise<Finding[]> {
  if (upgrade && (ours.done.length === 0 || ours.done.includes(UNINSTALLED)))
    throw new Refused([
      error('own.missing', 'There is nothing to upgrade: we are not installed.', 'Run `install`.'),
    ]);
  const findings = [
    ...(await checkServer(database)),
    ...(await checkErp(database, binding)),
    ...(await obstacles(database, ours, adopt, all)),
  ];
  if (hasErrors(findings)) throw new Refused(findings.filter(({ level }) => level === 'error'));
  return findings.filter(({ level }) => level === 'warning');
}

async function planOf(
  database: Database,
  tx: Tx,
  { binding, queue, adopt, menus }: InstallOptions,
  ours: Ours,
  all: readonly Migration[],
): Promise<Sql[]> {
  // Read again under the lock: another installation may have ended meanwhile.
  const done = await readLedger(tx);
  const adopted = adopt ? ours.foreign.filter(isErpName) : [];
  const notes = adopted.map((table) => `${ADOPTED}${table}`);
  const { schema } = database.site.place(LEDGER);
  return [
    ...(await schemaPlan(tx, schema)),
    ...migrationPlan(done, all, notes),
    ...viewPlan(database, binding, done),
    ...(queue ? await queuePlan(tx, queue) : []),
    ...(menus === undefined ? [] : await menusOnce(tx, menus, done)),
  ];
}

const VIEW = 'view:';

/** Views in place of tables with other column names: new, changed and no longer wanted ones. */
function viewPlan(database: Database, binding: Binding, done: readonly string[]): Sql[] {
  const wanted = new Map(
    [...viewsOf(binding, database.site)].map(([table, statement]) => {
      const { text } = statement.render(database.dialect);
      return [`${VIEW}${table}:${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, statement];
    }),
  );
  const made = done.filter((name) => name.startsWith(VIEW));
  return [
    ...made.filter((name) => !wanted.has(name)).flatMap((name) => dropView(database, name)),
    ...[...wanted]
      .filter(([name]) => !made.includes(name))
      .flatMap(([name, statement]) => [statement, note(name)]),
  ];
}

const dropView = (database: Database, name: string): Sql[] => {
  const table = name.slice(VIEW.length).split(':')[0] as string;
  const { schema } = database.site.place(LEDGER);
  return [raw(`DROP VIEW ${written({ schema, name: `wr_${table}` })}`), erase(name)];
};

/** Takes every view of ours out. */
export const viewRemoval = (database: Database, done: readonly string[]): Sql[] =>
  done.filter((name) => name.startsWith(VIEW)).flatMap((name) => dropView(database, name));

async function menusOnce(tx: Tx, address: string, done: readonly string[]): Promise<Sql[]> {
  const name = `${MENUS}${address}`;
  if (done.includes(name)) return [];
  return [
    ...(await menuPlan(tx, address)),
    ...done.filter((old) => old.startsWith(MENUS)).map(erase),
    note(name),
  ];
}
