import { createHash } from 'node:crypto';
import type { Reader } from '../../database/database.js';
import { join, raw, sql } from '../../database/sql.js';
import { binary, gathered, sha256 } from '../../database/words.js';
import { detailsWithUnits, differs, goesOut, isApproved } from './approved.sql.js';

/** What was approved, in figures and as a hash. */
export interface Seal {
  approved: number;
  in: number;
  out: number;
  /** 64 hex digits. */
  hash: string;
}

/** The columns of a row that are sealed, in this order; expected quantities are empty without movements. */
const sealed = [
  'd."Line_No"',
  'd."Warehouse_Reconciliation_Detail_Id"',
  'd."Warehouse_Location_Id"',
  'd."Product_Id"',
  'd."Variant_Id"',
  'd."Lot_Id"',
  'd."Serial_Number_Id"',
  'd."Logistic_Unit_Id"',
  'd."Quantity_Unit_Id"',
  'd."Base_Unit_Id"',
  'd."Snapshot_Quantity"',
  'd."Snapshot_Quantity_Base"',
  'd."Counted_Quantity"',
  'd."Counted_Quantity_Base"',
  'd."Session"',
  'x.expected',
  'x.expected_base',
];

/**
 * Seals the approved rows of a reconciliation: whoever has them can compute the hash again, and a
 * change of one digit gives another.
 *
 * A row is its columns (`sealed`) in lower case with `|` between them and `;` at the end. Rows stand
 * in the order of their line, then of their bytes. The hash of each thousand lines (line number
 * divided by 1,000) is SHA-256 of its rows, the hash of all is SHA-256 of these hashes in hex, one
 * after another. In thousands, because a million rows are too long for one text.
 */
export async function seal(reader: Reader, reconciliationId: string): Promise<Seal> {
  const columns = join(
    sealed.map((column) => raw(column)),
    `, '|', `,
  );
  const thousands = await reader.query<{ approved: string; in: string; out: string; hash: Buffer }>(sql`
    SELECT COUNT(*) AS "approved", SUM(r.ins) AS "in", SUM(r.outs) AS "out",
      ${sha256(gathered(sql`r.line`, sql`r.line_no, r.line ${binary}`))} AS "hash"
    FROM (
      SELECT COALESCE(d."Line_No", 0) AS line_no, COALESCE(d."Line_No", 0) / 1000 AS thousand,
        LOWER(CONCAT(${columns}, ';')) AS line,
        CASE WHEN ${differs} AND NOT ${goesOut} THEN 1 ELSE 0 END AS ins,
        CASE WHEN ${differs} AND ${goesOut} THEN 1 ELSE 0 END AS outs
      FROM ${detailsWithUnits(reconciliationId)} WHERE ${isApproved(reconciliationId)}
    ) r GROUP BY r.thousand ORDER BY r.thousand`);
  const sum = (of: 'approved' | 'in' | 'out') => thousands.reduce((total, row) => total + Number(row[of]), 0);
  const hashes = thousands.map(({ hash }) => hash.toString('hex')).join('');
  return {
    approved: sum('approved'),
    in: sum('in'),
    out: sum('out'),
    hash: createHash('sha256').update(hashes).digest('hex'),
  };
}
