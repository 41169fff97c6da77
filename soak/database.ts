import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { optionsOf } from '../src/database/address.js';

/** A database of its own on a server, empty; without a server the folder of the embedded one is it. */
export async function openFor(server: string | undefined): Promise<{ url?: string; close(): Promise<void> }> {
  if (!server) return { close: async () => undefined };
  const admin = await new DataSource(optionsOf(server)).initialize();
  const name = `wr_soak_${randomUUID().slice(0, 8)}`;
  await admin.query(`CREATE DATABASE ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).toString(),
    close: async () => {
      await admin.query(
        admin.options.type === 'mssql' ? `DROP DATABASE ${name}` : `DROP DATABASE ${name} WITH (FORCE)`,
      );
      await admin.destroy();
    },
  };
}
