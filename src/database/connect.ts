import { DataSource, type DataSourceOptions } from 'typeorm';
import { Database, type Site } from './database.js';
import { openEmbedded } from './embedded.js';

/** An open database and how to close it. */
export interface Connection {
  database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database at `url` (`postgres://`, `mssql://`), or the embedded one in `folder`.
 * Throws what the driver says when there is none.
 */
export async function connect(at: { url?: string; folder?: string; site?: Site }): Promise<Connection> {
  const embedded = at.url ? null : await openEmbedded(at.folder);
  const source = new DataSource(embedded?.options ?? optionsOf(at.url as string));
  await source.initialize();
  return {
    database: new Database(source, at.site),
    close: async () => {
      await source.destroy();
      await embedded?.close();
    },
  };
}

/** TypeORM's options for a database address. Throws on an address of another kind. */
export function optionsOf(address: string): DataSourceOptions {
  const url = new URL(address);
  if (/^postgres(ql)?:$/.test(url.protocol)) {
    return {
      type: 'postgres',
      url: address,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
      extra: { max: 20 },
    };
  }
  if (url.protocol !== 'mssql:')
    throw new Error(`DATABASE_URL: ${url.protocol}// is not known. Use postgres:// or mssql://.`);
  return {
    type: 'mssql',
    host: url.hostname,
    port: Number(url.port || 1433),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    requestTimeout: 600_000,
    pool: { max: 20 },
    options: {
      encrypt: url.searchParams.get('encrypt') !== 'false',
      trustServerCertificate: url.searchParams.get('trustServerCertificate') === 'true',
      useUTC: true,
      lowerCaseGuids: true,
    },
  } as DataSourceOptions;
}
