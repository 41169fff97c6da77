import { Command } from 'commander';
import { placeOf } from '../database/address.js';
import { isForbidden } from '../database/forbidden.js';
import type { Sql } from '../database/sql.js';
import { error as fault, lineOf, Refused } from '../installer/finding.js';
import { type InstallOptions, install } from '../installer/install.js';
import { menuRecords } from '../installer/menus.js';
import { printed } from '../installer/print.js';
import { rightsSql } from '../installer/rights.js';
import { readStatus } from '../installer/status.js';
import { uninstall } from '../installer/uninstall.js';
import { verify } from '../installer/verify.js';
import { queueSchema } from '../jobs/queue-tables.js';
import { type DatabaseOptions, OptionsError, readOptions } from '../options.js';
import { type Opened, say, withDatabase } from './open.js';

/** Ends with 2 when something must be put right first; `cli` ends with 1 when it could not be done. */
const REFUSED = 2;

/** BullMQ keeps its tables in the ERP's database where that is PostgreSQL and there is no Redis. */
export const queueOf = ({ DATABASE_URL, REDIS_URL, DATABASE_SCHEMA }: DatabaseOptions): string | undefined =>
  DATABASE_URL?.startsWith('postgres') && !REDIS_URL ? queueSchema(DATABASE_SCHEMA) : undefined;

const addressOf = ({ PUBLIC_URL, HOST, PORT }: DatabaseOptions): string =>
  PUBLIC_URL ?? `http://${HOST}:${PORT}`;

/** Opens the database; a refusal is printed, one line for each reason. */
const guarded = (json: boolean | undefined, work: (opened: Opened) => Promise<void>): Promise<void> =>
  withDatabase(work).catch((error) => {
    const { findings } = refusalOf(error);
    process.exitCode = REFUSED;
    if (json) say(JSON.stringify({ refused: findings }));
    else for (const finding of findings) process.stderr.write(`${lineOf(finding)}\n`);
  });

/** What must be put right first: what the installer found, or a right that the server refused. */
function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (!isForbidden(error)) throw error;
  return new Refused([
    fault(
      'right.missing',
      `The database user may not do this: ${error.message}.`,
      'Let one who may create tables and schemas here do it; who runs us afterwards needs what `rights` prints.',
    ),
  ]);
}

interface Flags {
  json?: boolean;
  dryRun?: boolean;
}

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('look at everything an installation needs; reads only, ends with 2 when something is wrong')
    .option('--json', 'for programs')
    .action(({ json }: Flags) =>
      guarded(json, async ({ database, options }) => {
        const findings = [...settingFaults(), ...(await verify(database, options, queueOf(options)))];
        const count = (level: string) => findings.filter((finding) => finding.level === level).length;
        if (json) say(JSON.stringify(findings));
        else {
          for (const finding of findings) say(lineOf(finding));
          say(`Errors: ${count('error')}, warnings: ${count('warning')}.`);
        }
        if (count('error') > 0) process.exitCode = REFUSED;
      }),
    );

/** What the server would not start with. */
function settingFaults() {
  try {
    readOptions(process.env);
    return [{ level: 'ok' as const, code: 'settings', says: 'The settings are complete.' }];
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    return error.lines.map((says) => ({
      level: 'warning' as const,
      code: 'setting',
      says,
      remedy: 'The server does not start without it.',
    }));
  }
}

interface InstallFlags extends Flags {
  adopt?: boolean;
  menus?: boolean;
}

export const installCommand = (): Command =>
  new Command('install')
    .description('put our tables into the ERP database; all of it or nothing, twice is once')
    .option('--dry-run', 'print every statement and change nothing')
    .option('--adopt', 'use tables of the ERP’s names that are there already')
    .option('--menus', 'write our entries into the ERP’s menus (address: PUBLIC_URL)')
    .option('--json', 'for programs')
    .action((flags: InstallFlags) => make(flags, {}));

export const upgradeCommand = (): Command =>
  new Command('upgrade')
    .description('bring an installation up to date; open counts go on')
    .option('--dry-run', 'print every statement and change nothing')
    .option('--json', 'for programs')
    .action((flags: Flags) => make(flags, { upgrade: true }));

const make = ({ json, dryRun, adopt, menus }: InstallFlags, more: Partial<InstallOptions>): Promise<void> =>
  guarded(json, async ({ database, options }) => {
    const address = addressOf(options);
    const { plan, warnings } = await install(database, {
      binding: options.binding,
      queue: queueOf(options),
      menus: menus ? address : undefined,
      adopt,
      dryRun,
      ...more,
    });
    const statements = plan.map((statement) => printed(database, statement));
    const records = menuRecords(address);
    if (json) return say(JSON.stringify({ dryRun: dryRun ?? false, statements, warnings, menus: records }));
    report(dryRun, statements, 'Installed');
    if (dryRun) return;
    for (const finding of warnings) say(lineOf(finding));
    say(
      menus ? 'In the ERP’s menus (Extensions):' : 'For the ERP’s menus (Extensions; --menus writes them):',
    );
    for (const { name, extensionPath, extensionData } of records)
      say(`  ${name}: ExtensionPath=${extensionPath} ExtensionData=${JSON.stringify(extensionData)}`);
  });

/** SQL alone goes to the output of a dry run, so that it can be run as it is. */
function report(dryRun: boolean | undefined, statements: readonly string[], done: string): void {
  if (dryRun) for (const statement of statements) say(statement);
  const note =
    statements.length === 0
      ? 'Nothing to do.'
      : dryRun
        ? `${statements.length} statements; nothing was changed.`
        : `${done}: ${statements.length} statements.`;
  if (dryRun) process.stderr.write(`${note}\n`);
  else say(note);
}

export const uninstallCommand = (): Command =>
  new Command('uninstall')
    .description('take us out; our tables and their rows are kept for another installation')
    .option('--purge', 'write every row to files, then drop our tables too')
    .option('--to <folder>', 'where --purge writes', 'warehouse-reconciliation-export')
    .option('--dry-run', 'print every statement and change nothing')
    .option('--json', 'for programs')
    .action(({ json, dryRun, purge, to }: Flags & { purge?: boolean; to: string }) =>
      guarded(json, async ({ database, options }) => {
        const { plan, exported } = await uninstall(database, {
          queue: queueOf(options),
          purge: purge ? { folder: to } : undefined,
          dryRun,
        });
        const statements = plan.map((statement: Sql) => printed(database, statement));
        if (json)
          return say(
            JSON.stringify({ dryRun: dryRun ?? false, statements, exported, folder: purge ? to : null }),
          );
        for (const [table, rows] of Object.entries(exported))
          say(`${table}: ${rows} rows in ${to}/${table}.jsonl`);
        report(dryRun, statements, 'Taken out');
      }),
    );

export const statusCommand = (): Command =>
  new Command('status')
    .description('what is installed, and what is in it')
    .option('--json', 'for programs')
    .action(({ json }: Flags) =>
      guarded(json, async ({ database, options }) => {
        const status = await readStatus(database, queueOf(options));
        if (json) return say(JSON.stringify(status));
        say(
          `Database: ${options.DATABASE_URL ? placeOf(options.DATABASE_URL) : `embedded, in ${options.DATA_DIR}`}.`,
        );
        say(
          `Program ${status.program}, tables ${status.state}${status.schema ? ` in ${status.schema}` : ''}.`,
        );
        if (status.pending.length > 0) say(`Missing: ${status.pending.join(', ')}.`);
        if (status.adopted.length > 0) say(`Adopted: ${status.adopted.join(', ')}.`);
        if (status.queue)
          say(`Queue: ${status.queue.schema}, ${status.queue.ready ? 'ready' : 'missing or old'}.`);
        if (status.counts) say(`Counts: ${status.counts.open} open, ${status.counts.all} in all.`);
      }),
    );

export const rightsCommand = (): Command =>
  new Command('rights')
    .description('print the SQL that gives a database user the rights it needs, and no other')
    .argument('[user]', 'name of the database user', 'warehouse_reconciliation')
    .option('--json', 'for programs')
    .action((user: string, { json }: Flags) =>
      guarded(json, async ({ database, options }) => {
        const statements = await rightsSql(database, user, queueOf(options));
        if (json) say(JSON.stringify(statements));
        else for (const statement of statements) say(statement);
      }),
    );
