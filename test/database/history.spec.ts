import { remember } from '../../src/access/history.js';
import { raw, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { actorOf } from '../support/orders.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

test('what is in the history stays: the database refuses to change or delete it, whoever asks', async () => {
  const { workerId } = at.demo.people.ivo;
  await at.database.transaction((tx) =>
    remember(tx, actorOf(at, 'mira'), {
      reconciliationId: null,
      subject: 'worker',
      subjectId: workerId as string,
      event: 'pin.set',
    }),
  );
  const events = () =>
    at.database.query(sql`SELECT event_id AS "id", event, login, source FROM ${own.history}
      WHERE subject_id = ${uuid(workerId)}`);
  const before = await events();

  const changes = [
    sql`UPDATE ${own.history} SET login = 'somebody else'`,
    sql`DELETE FROM ${own.history}`,
    ...(at.database.dialect.name === 'postgres' ? [sql`${raw('TRUNCATE')} ${own.history}`] : []),
  ];
  for (const change of changes)
    await expect(at.database.transaction((tx) => tx.run(change))).rejects.toThrow(
      /kept as they were written/,
    );

  expect(before).toHaveLength(1);
  expect(await events()).toEqual(before);
});
