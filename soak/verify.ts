import type { Database } from '../src/database/database.js';
import { sql } from '../src/database/sql.js';
import { own } from '../src/database/tables.js';
import { erp } from '../src/erp/tables.js';
import { audit } from '../src/reconciliation/audit.js';
import type { Tally } from './tally.js';

/** The audit, and what only who sent it can know: every acknowledged count is there, each scan once. */
export async function verify(database: Database, tally: Tally): Promise<string[]> {
  const wrong = (await audit(database)).map(({ code, count, means }) => `${code}: ${count} × ${means}`);
  const scans = await database.query<{ scanId: string; countId: string | null }>(
    sql`SELECT scan_id AS "scanId", count_id AS "countId" FROM ${own.scans}`,
  );
  const counts = new Set(
    (await database.query<{ id: string }>(sql`SELECT "Warehouse_Count_Id" AS "id" FROM ${erp.counts}`)).map(
      ({ id }) => id,
    ),
  );
  const stored = new Map(scans.map(({ scanId, countId }) => [scanId, countId]));
  for (const [scanId, countId] of tally.counted) {
    if (stored.get(scanId) !== countId || !counts.has(countId))
      wrong.push(`Lost: scan ${scanId}, count ${countId}`);
  }
  const ours = scans.filter(({ scanId, countId }) => countId !== null && tally.sent.has(scanId));
  const twice = ours.length - new Set(ours.map(({ countId }) => countId)).size;
  if (twice > 0) wrong.push(`${twice} counts stand behind two scans.`);
  const [{ lines = 0 } = {}] = await database.query<{ lines: number }>(
    sql`SELECT COUNT(*) AS "lines" FROM ${own.imports}`,
  );
  if (Number(lines) < tally.imported)
    wrong.push(`${tally.imported} lines were said to be imported, ${lines} are there.`);
  return wrong;
}
