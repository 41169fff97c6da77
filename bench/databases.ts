import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { optionsOf } from '../src/database/address.js';
import { connect } from '../src/database/connect.js';
import type { Database } from '../src/database/database.js';

export interface Opened {
  database: Database;
  /** Its address, where it is on a server. */
  url?: string;
  close(): Promise<void>;
}

/** A database of its own for one size: on the server at `url`, else embedded in memory. */
export async function openFresh(url: string | undefined): Promise<Opened> {
  if (!url) return connect({});
  const admin = await new DataSource(optionsOf(url)).initialize();
  const name = `wr_bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  // Sorted by bytes, so that the begin of a text is found by an index, as it is on SQL Server.
  const bytes = admin.options.type === 'postgres' ? " TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'" : '';
  await admin.query(`CREATE DATABASE ${name}${bytes}`);
  const address = Object.assign(new URL(url), { pathname: `/${name}` }).toString();
  const { database, close } = await connect({ url: address });
  return {
    database,
    url: address,
    close: async () => {
      await close();
      await admin.query(
        `DROP DATABASE ${name}${database.dialect.name === 'postgres' ? ' WITH (FORCE)' : ''}`,
      );
      await admin.destroy();
    },
  };
}

/** What measured it, for the head of the table. */
export async function engineOf({ source, dialect }: Database, url: string | undefined): Promise<string> {
  const asked = dialect.name === 'postgres' ? 'SELECT version() AS version' : 'SELECT @@VERSION AS version';
  const [row] = (await source.query(asked)) as { version: string }[];
  const version = row?.version.split(/ on |\n/)[0] ?? '';
  const place = url ? 'Server' : 'Embedded (PGlite)';
  return `${place}: ${version}${/^Babelfish/.test(version) ? ', which stands in for SQL Server here and plans otherwise' : ''}`;
}
