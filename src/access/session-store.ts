import { createHash } from 'node:crypto';
import { type SessionData, Store } from 'express-session';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, moment, now } from '../database/words.js';

// The cookie's value is a password: the database keeps its hash.
const keyOf = (id: string) => createHash('sha256').update(id).digest('hex');
const LIFETIME = 12 * 3600;

/** Signed-in browsers, kept in the database: every web process knows them, a restart forgets none. */
export class SessionStore extends Store {
  constructor(private readonly database: Database) {
    super();
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.database
      .query<{ data: string }>(
        sql`SELECT data FROM ${own.sessions} WHERE session_id = ${keyOf(id)} AND expires_at > ${now}`,
      )
      .then(([row]) => done(null, row ? JSON.parse(row.data) : null), done);
  }

  override set(id: string, session: SessionData, done: (error?: unknown) => void = () => {}): void {
    const expires = addSeconds(now, LIFETIME);
    this.database
      .transaction(async (tx) => {
        await tx.run(sql`DELETE FROM ${own.sessions} WHERE session_id = ${keyOf(id)} OR expires_at < ${now}`);
        await tx.run(sql`INSERT INTO ${own.sessions} (session_id, data, expires_at)
          VALUES (${keyOf(id)}, ${JSON.stringify(session)}, ${moment(expires)})`);
      })
      .then(() => done(), done);
  }

  override destroy(id: string, done: (error?: unknown) => void = () => {}): void {
    this.database
      .transaction((tx) => tx.run(sql`DELETE FROM ${own.sessions} WHERE session_id = ${keyOf(id)}`))
      .then(() => done(), done);
  }

  /** Sessions end by their age, not by use: nothing to write on every request. */
  override touch(_id: string, _session: SessionData, done: () => void = () => {}): void {
    done();
  }
}
