import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemOf } from '../../src/api/problem.filter.js';
import { connect } from '../../src/database/connect.js';
import { migrate } from '../../src/database/migrate.js';
import { createDemo } from '../../src/demo/demo.js';
import { Refusal } from '../../src/errors.js';
import { audit } from '../../src/reconciliation/audit.js';
import { hasPostgres, TestPostgres } from '../support/postgres.js';
import { changed, steps, WholeCount } from '../support/whole-count.js';

const possible = hasPostgres && process.getuid?.() === 0;
if (!possible)
  console.warn(
    'disk-full: skipped, it wants the programs of a PostgreSQL server, and root for a small disk.',
  );

/** A database without room: whatever was asked for is told to come again, and can be done when there is room. */
(possible ? test : test.skip)('a disk that is full', async () => {
  const server = await TestPostgres.open({ megabytes: 300 });
  try {
    const { database, close } = await connect({ url: server.url });
    await createDemo(database, { positions: 200 });
    await migrate(database);
    const count = await WholeCount.before('snapshot', database);

    const ballast = join(server.folder, 'ballast');
    const withoutRoom: string[] = [];
    for (const step of steps) {
      const before = await count.picture();
      fill(server.folder, ballast);
      // Some steps find room in pages that are there.
      const refused = await count.do(step).then(
        () => null,
        (thrown) => thrown,
      );
      rmSync(ballast);
      await back(() => database.source.query('SELECT 1'));
      if (refused !== null) {
        expect(`${step}: ${saidOf(refused)}`).toBe(`${step}: database.unavailable`);
        expect(changed(before, await count.picture())).toEqual([]);
        await count.do(step);
        withoutRoom.push(step);
      }
      expect(await audit(database, count.reconciliation)).toEqual([]);
    }

    expect(withoutRoom.length).toBeGreaterThan(3);
    await close();
  } finally {
    await server.close();
  }
});

const saidOf = (error: unknown) => (error instanceof Refusal ? error.code : problemOf(error).code);

/** Leaves nothing free on the disk. */
function fill(folder: string, file: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const chunk = Buffer.alloc(bsize * 16);
  for (let left = bavail; left > 0; left -= 16) {
    try {
      writeFileSync(file, left >= 16 ? chunk : Buffer.alloc(bsize * left), { flag: 'a' });
    } catch {
      return;
    }
  }
}

/** Waits until the server takes queries again. */
async function back(work: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const there = await work().then(
      () => true,
      () => false,
    );
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server did not come back.');
}
