import { type Fragment, join, raw, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { addSeconds, text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { audit } from '../../src/reconciliation/audit.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { steps, WholeCount } from '../support/whole-count.js';

/**
 * The database's clock is set back two hours between any two steps of a count: everything that was
 * written before lies in the future then.
 */
let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

/** Columns that a step writes by the database's clock; those of the history are for people and are kept. */
const written: [Fragment, string[]][] = [
  [own.options, ['snapshot_at', 'started_at', 'populated_at', 'released_at']],
  [own.facts, ['edited_at', 'counts_changed_at']],
  [own.imports, ['imported_at']],
  [own.scans, ['scanned_at', 'received_at']],
  [own.lines, ['claimed_at', 'last_scan_at', 'closed_at']],
  [own.members, ['joined_at']],
  [erp.details, ['"Last_Aggregated_At"', '"Snapshot_Date_Time"']],
  [erp.counts, ['"Creation_Time_UTC"', '"Void_Time"']],
];

/** As if the clock had been set back so long: what was written lies so much later. */
const setBack = (seconds: number): Promise<void> =>
  at.database.transaction(async (tx) => {
    for (const [table, columns] of written) {
      const later = columns.map((column) => sql`${raw(column)} = ${addSeconds(raw(column), seconds)}`);
      await tx.run(sql`UPDATE ${table} SET ${join(later)}`);
    }
  });

test('a clock that is set back between any two steps changes nothing of the result', async () => {
  const count = await WholeCount.before('snapshot', at.database);
  for (const step of steps) {
    await count.do(step);
    await setBack(7_200);
  }

  const { rows } = count.floor;
  const released = await at.database.query(sql`
    SELECT "Direction" AS "direction", ${text(sql`"Quantity_Base"`)} AS "quantity" FROM ${erp.transactions}
    WHERE "Warehouse_Id" = ${uuid(rows.warehouse)} AND "Task_Type" = 'CNT' ORDER BY "Quantity_Base"`);
  expect(released).toEqual([
    { direction: 'O', quantity: '1.000' },
    { direction: 'O', quantity: '3.000' },
  ]);
  const [imported] = await at.database.query(sql`
    SELECT COUNT(*) AS "lines" FROM ${erp.inventoryReconciliationLines}
    WHERE "Reconciliation_Id" = ${uuid(count.inventory)}`);
  expect(Number(imported?.lines)).toBe(2);
  expect(await audit(at.database, count.reconciliation)).toEqual([]);
});
