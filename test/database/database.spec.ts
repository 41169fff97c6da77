import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, moment, newId, now, or0, quantity, text, uuid } from '../../src/database/words.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

const session = (id: string) =>
  sql`INSERT INTO ${own.sessions} (session_id, data, expires_at) VALUES (${id}, '{}', ${now})`;
const sessions = () =>
  at.database.query(sql`SELECT session_id AS id FROM ${own.sessions} ORDER BY session_id`);

test('quantities and times leave as text, exactly', async () => {
  const when = new Date('2026-11-23T10:00:00.123Z');

  const [row] = await at.database.query(sql`
    SELECT ${text(quantity('999999999.999'))} AS quantity, ${iso(moment(when))} AS moment`);

  expect(row).toEqual({ quantity: '999999999.999', moment: '2026-11-23T10:00:00.123Z' });
});

test.each(['10:00:00.120', '10:00:00.100', '10:00:00.000', '10:00:00.007'])(
  'moments leave with all three digits, so that their texts sort as they do: %s',
  async (time) => {
    const when = `2026-11-23T${time}Z`;

    const [row] = await at.database.query(sql`SELECT ${iso(moment(new Date(when)))} AS moment`);

    expect(row).toEqual({ moment: when });
  },
);

test('empty equals empty where positions are matched', async () => {
  const rows = await at.database.query(sql`
    SELECT 1 AS found FROM (SELECT ${uuid(null)} AS lot) a JOIN (SELECT ${uuid(null)} AS lot) b
    ON ${or0(sql`a.lot`)} = ${or0(sql`b.lot`)}`);

  expect(rows).toHaveLength(1);
});

test('ids come in lower case', async () => {
  const [row] = await at.database.query<{ id: string }>(sql`SELECT ${newId} AS id`);

  expect(row?.id).toMatch(/^[0-9a-f-]{36}$/);
});

test('a transaction that fails leaves nothing and rings nobody', async () => {
  let rung = false;
  const failing = at.database.transaction(async (tx) => {
    await tx.run(session('lost'));
    tx.afterCommit(() => {
      rung = true;
    });
    throw new Error('on purpose');
  });

  await expect(failing).rejects.toThrow('on purpose');
  expect(await sessions()).not.toContainEqual({ id: 'lost' });
  expect(rung).toBe(false);
});

test('work after the commit sees what was committed', async () => {
  let seen: unknown[] = [];
  await at.database.transaction(async (tx) => {
    expect(await tx.run(session('kept'))).toBe(1);
    tx.afterCommit(async () => {
      seen = await sessions();
    });
  });

  expect(seen).toContainEqual({ id: 'kept' });
});

test('an exclusive lock is held by one transaction at a time', async () => {
  let inside = 0;
  let most = 0;
  const enter = () =>
    at.database.transaction(async (tx) => {
      await tx.lock('the room');
      most = Math.max(most, ++inside);
      await tx.query(sql`SELECT 1 AS one`);
      inside--;
    });

  await Promise.all(Array.from({ length: 8 }, enter));

  expect(most).toBe(1);
});

test('the database refuses a second row under a unique key and says which', async () => {
  const twice = at.database.transaction(async (tx) => {
    await tx.run(session('twin'));
    await tx.run(session('twin'));
  });

  const error = await twice.catch((e) => e);
  expect(at.database.dialect.duplicateOf(error)).not.toBeNull();
});
