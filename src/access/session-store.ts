import { createHash } from 'node:crypto';
import { type SessionData, Store } from 'express-session';
import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, moment, now, uuid } from '../database/words.js';

declare module 'express-session' {
  interface SessionData {
    userId: string;
    /** Seconds without a request after which the person is signed out; none: only by age. */
    idle?: number;
    /** When it ends whatever happens, by our clock in milliseconds. */
    endsAt?: number;
  }
}

// The cookie's value is a password: the database keeps its hash.
const keyOf = (id: string) => createHash('sha256').update(id).digest('hex');
/** A shift, and a bit. */
const LIFETIME = 12 * 3600;
/** Being there is noted at most once in this time: not every scan writes. */
const NOTED = 60;

/** Signed-in browsers, kept in the database: every web process knows them, a restart forgets none. */
export class SessionStore extends Store {
  /** When a session with an idle time was last noted here. */
  private readonly noted = new Map<string, number>();

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
    session.endsAt ??= Date.now() + LIFETIME * 1000;
    const expires = addSeconds(now, secondsLeft(session));
    this.database
      .transaction(async (tx) => {
        // Two requests of a browser may keep the same new session at once.
        await tx.lock(`session:${keyOf(id)}`);
        await tx.run(sql`DELETE FROM ${own.sessions} WHERE session_id = ${keyOf(id)}`);
        await tx.run(sql`DELETE FROM ${own.sessions} WHERE expires_at < ${now}`);
        await tx.run(sql`INSERT INTO ${own.sessions} (session_id, data, expires_at, user_id)
          VALUES (${keyOf(id)}, ${JSON.stringify(session)}, ${moment(expires)}, ${uuid(session.userId ?? null)})`);
      })
      .then(() => done(), done);
  }

  override destroy(id: string, done: (error?: unknown) => void = () => {}): void {
    this.noted.delete(keyOf(id));
    this.database
      .transaction((tx) => tx.run(sql`DELETE FROM ${own.sessions} WHERE session_id = ${keyOf(id)}`))
      .then(() => done(), done);
  }

  /** A request of a session that ends when nobody is there; the others end by their age alone. */
  override touch(id: string, session: SessionData, done: (error?: unknown) => void = () => {}): void {
    const key = keyOf(id);
    const present = Date.now();
    if (!session.idle || present - (this.noted.get(key) ?? 0) < NOTED * 1000) {
      done();
      return;
    }
    if (this.noted.size > 10_000) this.noted.clear();
    this.noted.set(key, present);
    const expires = addSeconds(now, secondsLeft(session));
    this.database
      .transaction((tx) =>
        tx.run(sql`UPDATE ${own.sessions} SET expires_at = ${moment(expires)} WHERE session_id = ${key}`),
      )
      .then(() => done(), done);
  }
}

function secondsLeft({ idle = LIFETIME, endsAt = 0 }: SessionData): number {
  // What was not noted yet is granted on top, or a minute of it would be missing at the end.
  const quiet = idle === LIFETIME ? idle : idle + NOTED;
  return Math.max(0, Math.min(quiet, Math.round((endsAt - Date.now()) / 1000)));
}
