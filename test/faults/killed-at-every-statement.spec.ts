import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.js';
import { audit } from '../../src/reconciliation/audit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { changed, type StepName, WholeCount } from '../support/whole-count.js';

/** A process that dies needs a database that lives on; `every-statement.spec.ts` runs on every one. */
const server = Boolean(process.env.TEST_DATABASE_URL);
if (!server)
  console.warn('killed-at-every-statement: skipped, it wants a database server (TEST_DATABASE_URL).');

let at: TestDatabase;
beforeAll(async () => {
  if (!server) return;
  execFileSync(
    join(packageRoot, 'node_modules/.bin/tsc'),
    ['-p', 'test/faults/tsconfig.json', '--incremental'],
    {
      cwd: packageRoot,
    },
  );
  at = await openTestDatabase();
}, 600_000);
afterAll(() => at?.close());

const killed: StepName[] = [
  'snapshot',
  'initialCount',
  'count',
  'finish',
  'populate',
  'sendBack',
  'recount',
  'approve',
  'release',
  'import',
];

(server ? test : test.skip).each(killed)(
  '%s: SIGKILL before each of its statements leaves everything as it was, and it can be done after that',
  async (step) => {
    const count = await WholeCount.before(step, at.database);
    const before = await count.picture();
    const victim = join(packageRoot, 'dist-test/faults/test/faults/victim.js');

    let statements = 0;
    for (let done = false; !done; ) {
      const asked = JSON.stringify([at.url, count.saved(), step, statements + 1]);
      const { status, signal, stderr } = spawnSync(process.execPath, [victim, asked], { encoding: 'utf8' });
      expect([status, signal, status ? stderr : '']).toEqual(signal ? [null, 'SIGKILL', ''] : [0, null, '']);
      done = status === 0;
      if (!done) {
        statements++;
        // Killed after its commit: what was done is done.
        if (changed(before, await count.picture()).length > 0) done = true;
      }
    }

    expect(statements).toBeGreaterThanOrEqual(3);
    expect(changed(before, await count.picture())).not.toEqual([]);
    expect(await audit(at.database, count.reconciliation)).toEqual([]);
  },
  600_000,
);
