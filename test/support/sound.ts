import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { Transfer } from '../../src/reconciliation/transfer/transfer.js';
import { releaseOf } from './release.js';
import type { Rows } from './rows.js';
import { StoreRows } from './store-rows.js';

const snapshotAt = new Date('2026-11-23T07:59:00Z');

/**
 * A count as it should be: two pieces of three found (counted in two steps, one of them void), a place
 * that was empty, a row nobody has counted yet, one that is being counted.
 */
export async function soundCount(rows: Rows) {
  const at = { location: await rows.location('A-01'), product: await rows.product('gloves') };
  await rows.transaction(at, '3', { time: new Date('2026-11-20T08:00:00Z') });
  const reconciliation = await rows.reconciliation();
  await rows.put(own.options, {
    reconciliation_id: reconciliation,
    last_session: 2,
    snapshot_at: snapshotAt,
  });
  const source = await rows.documentOf(reconciliation);
  const done = await rows.order(reconciliation, { state: 'Completed' });
  const open = await rows.order(reconciliation, { session: 2 });
  const count = await rows.count(done, at, '1', { source });
  await rows.count(done, at, '1', { source });
  await rows.count(done, at, '7', { source, void: true });
  const facts = { difference: '-1', difference_base: '-1', differs: true, populated_order: done };
  const counted = await rows.detail(reconciliation, { ...at, snapshot: '3', counted: '2', order: done });
  await rows.facts(reconciliation, counted, facts);
  const empty = await rows.detail(reconciliation, { location: await rows.location('A-02'), counted: '0' });
  const created = await rows.detail(reconciliation, {
    location: await rows.location('A-03'),
    status: 'Created',
  });
  return { at, reconciliation, source, done, open, count, counted, empty, created };
}

/** The same with a row in the open order, which no release would take. */
export async function soundOpenCount(rows: Rows) {
  const sound = await soundCount(rows);
  const location = await rows.location('A-04');
  const { open: order } = sound;
  const started = await rows.detail(sound.reconciliation, { location, status: 'Started', session: 2, order });
  const line = await rows.orderLine(order, { location });
  return { ...sound, started, line };
}

/** A release of a sound count, and the import of what it wrote. */
export async function soundRelease(rows: Rows) {
  const sound = await soundCount(rows);
  await releaseOf(rows.database).run(rows.actor('manager'), sound.reconciliation);
  const store = await StoreRows.of(rows);
  const inventory = await store.reconciliation();
  await new Transfer(rows.database).add(rows.actor('clerk'), inventory, 1);
  const [row] = await rows.database.query<{ transaction: string; line: string }>(sql`
    SELECT transaction_id AS "transaction", line_id AS "line" FROM ${own.imports}
    WHERE inventory_reconciliation_id = ${inventory}`);
  return { ...sound, store, inventory, ...(row as { transaction: string; line: string }) };
}
