import { DataSource } from 'typeorm';
import { optionsOf, placeOf } from './address.js';
import { Database, type Site } from './database.js';
import { openEmbedded } from './embedded.js';

/** An open database and how to close it. */
export interface Connection {
  database: Database;
  close(): Promise<void>;
}

/**
 * Opens the database at `url` (`postgres://`, `mssql://`), or the embedded one in `folder`.
 * Throws one line with the address and what the driver says when there is none.
 */
export async function connect(at: { url?: string; folder?: string; site?: Site }): Promise<Connection> {
  const embedded = at.url ? null : await openEmbedded(at.folder);
  const source = new DataSource(embedded?.options ?? optionsOf(at.url as string));
  await source.initialize().catch((error) => {
    throw at.url ? unreachable(at.url, error) : error;
  });
  return {
    database: new Database(source, at.site),
    close: async () => {
      await source.destroy();
      await embedded?.close();
    },
  };
}

function unreachable(address: string, cause: Error & { code?: string; errors?: Error[] }): Error {
  // Of several addresses of a name the driver says what each answered, and nothing itself.
  const said = cause.message || cause.errors?.map(({ message }) => message).join('; ') || cause.code;
  return new Error(`The database at ${placeOf(address)} does not let us in: ${said}`, { cause });
}
