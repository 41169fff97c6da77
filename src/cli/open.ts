import { type Connection, connect } from '../database/connect.js';
import { readOptions } from '../options.js';

/** Opens the database that the environment names and closes it after the work. */
export async function withDatabase<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect({
    url: process.env.DATABASE_URL || undefined,
    folder: process.env.DATA_DIR || '.data',
  });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** The settings of the environment, checked. */
export const settings = () => readOptions(process.env);

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
