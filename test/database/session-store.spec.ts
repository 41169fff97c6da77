import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { SessionStore } from '../../src/access/session-store.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, moment, now } from '../../src/database/words.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

const LONG = 12 * 3600;
const said = (ask: (done: (error?: unknown) => void) => void) =>
  new Promise<void>((resolve, reject) => ask((error) => (error ? reject(error) : resolve())));
/** A session that is kept; `more` is what its person's sign-in put into it. */
async function kept(store: SessionStore, more: Partial<SessionData>) {
  await at.database.transaction((tx) => tx.run(sql`DELETE FROM ${own.sessions}`));
  const id = randomUUID();
  const session = { cookie: { originalMaxAge: null }, ...more } as SessionData;
  await said((done) => store.set(id, session, done));
  return { id, session };
}
/** Whether the one session there is ends between so many seconds from now. */
async function ends(from: number, to: number): Promise<boolean> {
  const rows = await at.database.query(sql`SELECT session_id FROM ${own.sessions}
    WHERE expires_at >= ${addSeconds(now, from)} AND expires_at <= ${addSeconds(now, to)}`);
  return rows.length === 1;
}
const endIn = (seconds: number) =>
  at.database.transaction((tx) =>
    tx.run(sql`UPDATE ${own.sessions} SET expires_at = ${moment(addSeconds(now, seconds))}`),
  );

test('a new session that many requests of a browser keep at once is kept once', async () => {
  const store = new SessionStore(at.database);
  const id = randomUUID();
  const session = { cookie: { originalMaxAge: 60_000 } } as SessionData;
  const keep = () =>
    new Promise<unknown>((resolve) => store.set(id, session, (error) => resolve(error ?? 'kept')));

  const said = await Promise.all(Array.from({ length: 10 }, keep));

  expect(said).toEqual(Array.from({ length: 10 }, () => 'kept'));
  const found = await new Promise((resolve) => store.get(id, (_, data) => resolve(data)));
  expect(found).toMatchObject({ cookie: { originalMaxAge: 60_000 } });
});

test('a session without an idle time lasts a shift, one with it that time and a minute in which nothing is noted', async () => {
  await kept(new SessionStore(at.database), {});
  expect(await ends(LONG - 60, LONG)).toBe(true);

  await kept(new SessionStore(at.database), { idle: 600 });
  expect(await ends(601, 660)).toBe(true);
});

test('whoever works on ends with his shift all the same', async () => {
  const store = new SessionStore(at.database);
  const endsAt = Date.now() + 300_000;
  const { id, session } = await kept(store, { idle: 600, endsAt });
  expect(await ends(200, 300)).toBe(true);

  // What is kept again, and who is seen again, has no new shift.
  await said((done) => store.set(id, session, done));
  expect(await ends(200, 300)).toBe(true);
  await endIn(100);
  await said((done) => store.touch(id, session, done));
  expect(await ends(200, 300)).toBe(true);
  expect(session.endsAt).toBe(endsAt);
});

test('being there is noted once in a minute, by each server', async () => {
  const [store, other] = [new SessionStore(at.database), new SessionStore(at.database)];
  const { id, session } = await kept(store, { idle: 3_600 });
  const noted = async (by: SessionStore) => {
    await endIn(100);
    await said((done) => by.touch(id, session, done));
    return ends(3_000, 3_660);
  };

  expect(await noted(store)).toBe(true);
  expect(await noted(store)).toBe(false);
  expect(await noted(other)).toBe(true);
  const clock = Date.now;
  try {
    Date.now = () => clock() + 61_000;
    expect(await noted(store)).toBe(true);
    expect(await noted(store)).toBe(false);
  } finally {
    Date.now = clock;
  }
});

test('a session without an idle time is not written by every request', async () => {
  const store = new SessionStore(at.database);
  const { id, session } = await kept(store, {});
  await endIn(100);

  await said((done) => store.touch(id, session, done));

  expect(await ends(50, 100)).toBe(true);
});

test('sessions that are over are gone with the next one that is kept', async () => {
  const store = new SessionStore(at.database);
  await kept(store, {});
  await endIn(-1);

  await said((done) => store.set(randomUUID(), { cookie: { originalMaxAge: null } } as SessionData, done));

  const rows = await at.database.query(sql`SELECT session_id FROM ${own.sessions}`);
  expect(rows).toHaveLength(1);
});
