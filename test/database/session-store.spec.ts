import { randomUUID } from 'node:crypto';
import type { SessionData } from 'express-session';
import { SessionStore } from '../../src/access/session-store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

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
