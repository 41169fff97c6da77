import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { optionsOf } from '../../src/database/address.js';
import { raw } from '../../src/database/sql.js';
import type { TestDatabase } from './database.js';

/** A database user of a test who may sign in at the server and has no right yet. */
export interface Login {
  user: string;
  /** The address of the test's database for this user. */
  url: string;
  /** Ends the user and the database; whoever is connected as the user has to go before. */
  close(): Promise<void>;
}

/** Makes a login of its own at the server of a test database. */
export async function makeLogin(at: TestDatabase, password: string): Promise<Login> {
  const user = `wr_user_${randomUUID().slice(0, 8)}`;
  const isSqlServer = at.database.dialect.name === 'mssql';
  const run = (statement: string) => at.database.query(raw(statement));
  const make = isSqlServer
    ? [`CREATE LOGIN "${user}" WITH PASSWORD = '${password}'`, `CREATE USER "${user}" FOR LOGIN "${user}"`]
    : [`CREATE ROLE "${user}" LOGIN PASSWORD '${password}'`];
  for (const statement of make) await run(statement);
  return {
    user,
    url: Object.assign(new URL(at.url as string), { username: user, password }).toString(),
    close: async () => {
      // SQL Server's users and their rights go with the database, the login stays behind.
      if (!isSqlServer) for (const drop of ['DROP OWNED BY', 'DROP ROLE']) await run(`${drop} "${user}"`);
      await at.close();
      if (isSqlServer) await atServer(`DROP LOGIN "${user}"`);
    },
  };
}

async function atServer(statement: string): Promise<void> {
  const source = await new DataSource(optionsOf(process.env.TEST_DATABASE_URL as string)).initialize();
  try {
    await source.query(statement);
  } finally {
    await source.destroy();
  }
}
