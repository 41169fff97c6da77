import { createHash } from 'node:crypto';
import type { ClientRateLimitInfo, Options, Store } from 'express-rate-limit';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, integer, iso, now } from '../database/words.js';

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** Counts tries of an address in the database: all web processes count together, a restart forgets none. */
export class Tries implements Store {
  private seconds = 900;

  constructor(private readonly database: Database) {}

  init({ windowMs }: Options): void {
    this.seconds = Math.ceil(windowMs / 1000);
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    const hash = hashOf(key);
    const ends = addSeconds(now, this.seconds);
    return this.database.transaction(async (tx) => {
      await tx.lock(`tries:${hash}`);
      await tx.run(sql`DELETE FROM ${own.tries} WHERE ends_at <= ${now}`);
      const counted = await tx.run(sql`UPDATE ${own.tries} SET hits = hits + 1 WHERE key_hash = ${hash}`);
      if (counted === 0) {
        await tx.run(
          sql`INSERT INTO ${own.tries} (key_hash, hits, ends_at) VALUES (${hash}, ${integer(1)}, ${ends})`,
        );
      }
      const [row] = await tx.query<{ hits: number; ends: string }>(
        sql`SELECT hits, ${iso(sql`ends_at`)} AS ends FROM ${own.tries} WHERE key_hash = ${hash}`,
      );
      return { totalHits: Number(row?.hits), resetTime: new Date(row?.ends ?? Date.now()) };
    });
  }

  async decrement(key: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.tries} SET hits = hits - 1 WHERE key_hash = ${hashOf(key)} AND hits > 0`),
    );
  }

  async resetKey(key: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run(sql`DELETE FROM ${own.tries} WHERE key_hash = ${hashOf(key)}`),
    );
  }
}
