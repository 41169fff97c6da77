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
  const [row] = await reader.query<Record<keyof Seal, string | null>>(sql`
    SELECT SUM(t.approved) AS "approved", SUM(t.ins) AS "in", SUM(t.outs) AS "out",
      ${sha256(sql`COALESCE(${gathered(sql`t.hash`, sql`t.thousand`)}, '')`)} AS "hash"
    FROM (
      SELECT r.thousand, COUNT(*) AS approved, SUM(r.ins) AS ins, SUM(r.outs) AS outs,
        ${sha256(gathered(sql`r.line`, sql`r.line_no, r.line ${binary}`))} AS hash
      FROM (
        SELECT COALESCE(d."Line_No", 0) AS line_no, COALESCE(d."Line_No", 0) / 1000 AS thousand,
          LOWER(CONCAT(${columns}, ';')) AS line,
          CASE WHEN ${differs} AND NOT ${goesOut} THEN 1 ELSE 0 END AS ins,
          CASE WHEN ${differs} AND ${goesOut} THEN 1 ELSE 0 END AS outs
        FROM ${detailsWithUnits(reconciliationId)} WHERE ${isApproved(reconciliationId)}
      ) r GROUP BY r.thousand
    ) t`);
  return {
    approved: Number(row?.approved ?? 0),
    in: Number(row?.in ?? 0),
    out: Number(row?.out ?? 0),
    hash: row?.hash ?? '',
  };
}
