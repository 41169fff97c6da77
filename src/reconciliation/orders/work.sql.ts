import { type Fragment, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { uuid, withRecursive } from '../../database/words.js';
import { assigned, covering, type ScopeOf, zoneTree } from '../scope/scope.sql.js';

/**
 * Working rows of a step, by what they say:
 * - `worker`: a location and who is to count it, by the lines of the scope;
 * - `avoid`: a detail and a worker who counted it before;
 * - `share`: a zone, a worker (or none), and the order that they go to;
 * - `place`, `whole`: a location that another reconciliation counts at, or counts as a whole, and which;
 * - `held`: a detail that cannot be counted now, and the reconciliation that holds it.
 */
export type What = 'worker' | 'avoid' | 'share' | 'place' | 'whole' | 'held';

/**
 * What a working row says about a subject, as a value: NULL where there is none. A value and not a join
 * on purpose: rows that the same transaction has just written are few to a planner, which then compares
 * each with each; a value can only be looked up.
 */
export const workOf = (
  reconciliationId: string,
  what: What,
  subject: Sql | Fragment,
  column: 'worker_id' | 'other_id' | 'subject_id',
  and: Sql = sql``,
): Sql => sql`(
  SELECT k.${raw(column)} FROM ${own.work} k
  WHERE k.reconciliation_id = ${uuid(reconciliationId)} AND k.what = ${what} AND k.subject_id = ${subject} ${and})`;

/** Writes working rows; `rows` selects subject, worker and other. */
export const insertWork = (reconciliationId: string, what: What, rows: Sql): Sql => sql`
  INSERT INTO ${own.work} (reconciliation_id, what, subject_id, worker_id, other_id)
  SELECT ${uuid(reconciliationId)}, ${what}, s.subject_id, s.worker_id, s.other_id
  FROM (${rows}) AS s(subject_id, worker_id, other_id)`;

/** Nothing of a step stays behind. */
export const clearWork = (reconciliationId: string): Sql =>
  sql`DELETE FROM ${own.work} WHERE reconciliation_id = ${uuid(reconciliationId)}`;

/** Who is to count which location, by the scope's lines (process.md, step 1). */
export const insertScopeWorkers = (of: ScopeOf): Sql => sql`
  ${withRecursive} ${zoneTree(of.warehouseId)}, ${covering(of)}, ${assigned}
  ${insertWork(of.id, 'worker', sql`SELECT a.location_id, a.worker_id, ${uuid(null)} FROM assigned a`)}`;
