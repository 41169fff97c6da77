import { PluginTables1764000000000 } from '../../migrations/1764000000000-plugin-tables.js';
import type { Database } from './database.js';

/** Every change of our tables, in order. */
export const migrations = [PluginTables1764000000000];

/** Brings our tables up to date; nothing to do is fine. Returns the names of the changes it made. */
export async function migrate(database: Database): Promise<string[]> {
  const done = await runnerOf(database).runMigrations({ transaction: 'all' });
  return done.map(({ name }) => name);
}

/** Whether a change of our tables is still missing. */
export async function isOutdated(database: Database): Promise<boolean> {
  return runnerOf(database).showMigrations();
}

function runnerOf({ source }: Database) {
  if (source.migrations.length === 0) {
    source.setOptions({ migrations, migrationsTableName: 'wr_migrations' });
    source.migrations.push(...migrations.map((Migration) => new Migration()));
  }
  return source;
}
