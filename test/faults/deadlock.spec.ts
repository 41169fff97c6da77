import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { now, text } from '../../src/database/words.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

const several = Boolean(process.env.TEST_DATABASE_URL);
if (!several) console.warn('deadlock: skipped, the embedded database has one session.');

/** Two who take the same rows in the opposite order: the database ends one of them, who begins again. */
(several ? test : test.skip)('both sides of a deadlock come to their end', async () => {
  const { database } = at;
  await database.transaction(async (tx) => {
    for (const id of ['a', 'b'])
      await tx.run(
        sql`INSERT INTO ${own.sessions} (session_id, data, expires_at) VALUES (${id}, '{}', ${now})`,
      );
  });
  let attempts = 0;
  let holding = 0;
  let bothHold: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  const change = (first: string, second: string) =>
    database.transaction(async (tx) => {
      attempts++;
      const touch = (id: string) =>
        tx.run(sql`UPDATE ${own.sessions} SET data = CONCAT(data, ${text(first)}) WHERE session_id = ${id}`);
      await touch(first);
      if (++holding === 2) bothHold();
      await both;
      await touch(second);
    });

  await Promise.all([change('a', 'b'), change('b', 'a')]);

  const rows = await database.query<{ data: string }>(
    sql`SELECT data AS "data" FROM ${own.sessions} WHERE session_id IN ('a', 'b')`,
  );
  expect(rows.map(({ data }) => [...data].sort().join(''))).toEqual(['ab{}', 'ab{}']);
  expect(attempts).toBe(3);
});
