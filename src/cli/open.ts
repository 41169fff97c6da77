import { type Connection, connect } from '../database/connect.js';
import { siteOf } from '../erp/binding.js';
import { type DatabaseOptions, readDatabaseOptions } from '../options.js';

/** An open database and the settings it was opened by. */
export type Opened = Connection & { options: DatabaseOptions };

/** Opens the database that the environment names and closes it after the work. */
export async function withDatabase<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const options = readDatabaseOptions(process.env);
  const connection = await connect({
    url: options.DATABASE_URL,
    folder: options.DATA_DIR,
    site: siteOf(options.binding, options.DATABASE_SCHEMA),
  });
  try {
    return await work({ ...connection, options });
  } finally {
    await connection.close();
  }
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
