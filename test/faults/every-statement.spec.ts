import { problemOf } from '../../src/api/problem.filter.js';
import { Refusal } from '../../src/errors.js';
import { audit } from '../../src/reconciliation/audit.js';
import { Cuts } from '../support/cuts.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { changed, sizesOf, steps, WholeCount } from '../support/whole-count.js';

/**
 * The connection is cut before every single statement of every step, BEGIN and COMMIT included, and
 * once more when only the answer to the COMMIT is lost. To the database that is the same as a process
 * that was killed there.
 */
let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

let cuts: Cuts;
afterEach(() => cuts.end());

/** What the one who asked would be told: that the database does not answer, never that it is our fault. */
const saidOf = (error: unknown) => (error instanceof Refusal ? error.code : problemOf(error).code);

describe.each(steps)('%s', (step) => {
  test('cut before any statement leaves everything as it was, and can be done after that', async () => {
    const count = await WholeCount.before(step, at.database);
    const before = await count.picture();
    cuts = new Cuts(at.database.source);
    let statements = 0;
    for (let done = false; !done; ) {
      const { reached, committed, error } = await cuts.during({ nth: statements + 1, when: 'before' }, () =>
        count.do(step),
      );
      done = committed;
      if (reached) {
        statements++;
        expect(`${statements}: ${saidOf(error)}`).toBe(`${statements}: database.unavailable`);
      } else {
        expect(error).toBeNull();
      }
      if (!committed) expect(changed(before, await count.picture())).toEqual([]);
    }
    cuts.end();
    expect(statements).toBeGreaterThanOrEqual(3);
    expect(changed(before, await count.picture())).not.toEqual([]);
    expect(await audit(at.database, count.reconciliation)).toEqual([]);
  });

  test('when only the answer to its commit is lost, asking again does nothing twice', async () => {
    const twin = await WholeCount.before(step, at.database);
    const count = await WholeCount.before(step, at.database);
    const before = await count.picture();
    cuts = new Cuts(at.database.source);
    const last = await cuts.count(() => twin.do(step));
    const { error } = await cuts.during({ nth: last, when: 'after' }, () => count.do(step));
    cuts.end();
    expect(saidOf(error)).toBe('database.unavailable');
    const after = await count.picture();
    expect(changed(before, after)).not.toEqual([]);

    const again = await count.do(step).then(
      () => null,
      (refusal) => refusal,
    );

    expect(again === null || again instanceof Refusal).toBe(true);
    expect(sizesOf(await count.picture())).toEqual(sizesOf(after));
    expect(await audit(at.database, count.reconciliation)).toEqual([]);
  });
});
