import { createHash } from 'node:crypto';
import type { Reader } from '../../database/database.js';
import { join, raw, sql } from '../../database/sql.js';
import { gathered, sha256, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { goesOut } from './approved.sql.js';
import { detailsForRelease, reason } from './reason.sql.js';
import { isShort } from './shortages.js';

/** What was approved, in figures and as a hash. */
export interface Seal {
  approved: number;
  /** Rows that a release takes something out for. */
  out: number;
  /** Rows that stand in the way of a release: as they are (`reason.sql.ts`), or of too little stock (`shortages.ts`). */
  inTheWay: number;
  /** 64 hex digits. */
  hash: string;
}

/** The columns of a row that are sealed, in this order; expected quantities are empty without movements. */
const sealed = [
  'd."Line_No"',
  'd."Warehouse_Location_Id"',
  'd."Product_Id"',
  'd."Variant_Id"',
  'd."Lot_Id"',
  'd."Serial_Number_Id"',
  'd."Logistic_Unit_Id"',
  'd."Quantity_Unit_Id"',
  'd."Snapshot_Quantity"',
  'd."Snapshot_Quantity_Base"',
  'd."Counted_Quantity"',
  'd."Counted_Quantity_Base"',
  'd."Session"',
  'x.expected',
  'x.expected_base',
];

/** Figures of a thousand lines; no hash where none of them is approved. */
type Thousand = Record<'approved' | 'out' | 'inTheWay', string> & { hash: Buffer | null };

const approved = sql`d."Review_Status" = ${code.status.Approved}`;

/**
 * Seals the approved rows of a reconciliation: whoever has them can compute the hash again, and a
 * change of one digit gives another.
 *
 * A row is its columns (`sealed`) in lower case with `|` between them and `;` at the end. Rows stand
 * in the order of their line, then of their id. The hash of each thousand lines (line number
 * divided by 1,000) is SHA-256 of its approved rows, if there are any; the hash of all is SHA-256 of these
 * hashes in hex, one after another. In thousands, because a million rows are too long for one text.
 *
 * The same look at all rows counts what a release wants to know first; with the warehouse's id also the
 * rows that its stock does not allow.
 */
export async function seal(reader: Reader, reconciliationId: string, warehouseId?: string): Promise<Seal> {
  const lacks = warehouseId === undefined ? sql`1 = 0` : isShort(warehouseId);
  const columns = join(
    sealed.map((column) => raw(column)),
    `, '|', `,
  );
  const thousands = await reader.query<Thousand>(sql`
    SELECT SUM(r.approved) AS "approved", SUM(r.outs) AS "out", SUM(r.stops) AS "inTheWay",
      ${sha256(gathered(sql`r.line`, sql`r.line_no, r.id`))} AS "hash"
    FROM (
      SELECT COALESCE(d."Line_No", 0) AS line_no, COALESCE(d."Line_No", 0) / 1000 AS thousand,
        d."Warehouse_Reconciliation_Detail_Id" AS id,
        CASE WHEN ${approved} THEN CONCAT(${columns}, ';') END AS line,
        CASE WHEN ${approved} THEN 1 ELSE 0 END AS approved,
        CASE WHEN ${approved} AND d."Product_Id" IS NOT NULL AND ${goesOut} THEN 1 ELSE 0 END AS outs,
        CASE WHEN ${reason} IS NOT NULL THEN 1 WHEN ${approved} AND ${lacks} THEN 1 ELSE 0 END AS stops
      FROM ${detailsForRelease(reconciliationId)}
      WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}
    ) r GROUP BY r.thousand ORDER BY r.thousand`);
  const sum = (of: 'approved' | 'out' | 'inTheWay') =>
    thousands.reduce((total, row) => total + Number(row[of]), 0);
  const hashes = thousands.map(({ hash }) => hash?.toString('hex') ?? '').join('');
  return {
    approved: sum('approved'),
    out: sum('out'),
    inTheWay: sum('inTheWay'),
    hash: createHash('sha256').update(hashes).digest('hex'),
  };
}
