import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { erp } from '../../erp/tables.js';
import { inPeriod, isZero, type Period, validLines } from './lines.sql.js';

/** Count transactions of the period that become no line, and why. */
export interface Skipped {
  /** Nothing to change, or a valid line refers to it already (`document` says whose). */
  reason: 'zero-quantity' | 'already-imported';
  document?: string;
  count: number;
}

/** What an import skips. Asked before its lines are written. */
export async function skippedIn(reader: Reader, period: Period): Promise<Skipped[]> {
  const rows = await reader.query<{ document: string | null; count: number }>(sql`
    SELECT x.document AS "document", COUNT(*) AS "count"
    FROM (
      SELECT t."Warehouse_Transaction_Id" AS id, CAST(NULL AS varchar(20)) AS document
      FROM ${erp.transactions} t WHERE ${inPeriod(period)} AND ${isZero}
      UNION ALL
      SELECT t."Warehouse_Transaction_Id", MIN(ld."Document_No")
      FROM ${erp.transactions} t JOIN (${validLines}) ON l."Warehouse_Transaction_Id" = t."Warehouse_Transaction_Id"
      WHERE ${inPeriod(period)} AND NOT ${isZero}
      GROUP BY t."Warehouse_Transaction_Id"
    ) x
    GROUP BY x.document ORDER BY x.document`);
  return rows.map(({ document, count }) =>
    document === null
      ? { reason: 'zero-quantity', count: Number(count) }
      : { reason: 'already-imported', document, count: Number(count) },
  );
}
