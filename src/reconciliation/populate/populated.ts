import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { integer, iso, TRUE, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { shown } from '../quantity.js';
import { NAMED, nameRows, type RowName } from '../release/row-names.js';
import { countsBeside, keptByHand, type PopulateOf, sumOfCounts } from './populate.sql.js';

/** A row whose value somebody corrected by hand, and what its counts sum to, in the base unit. */
export type EditedRow = RowName & {
  id: string;
  countedQuantityBase: string;
  sumBase: string;
  by: string;
  at: string;
};

/** A count that is summed nowhere: its position's row is still in an earlier session. */
export type CountBeside = RowName & {
  countId: string;
  detailId: string;
  quantityBase: string;
  session: number;
  rowSession: number;
};

/** What a populate did. Lists name the first 100; the totals count all. */
export interface PopulateResult {
  /** ISO 8601, UTC. */
  populatedAt: string;
  /** Finished rows that were filled in, found goods among them. */
  filled: number;
  /** Of these, rows without a count: zero. */
  uncounted: number;
  /** New rows: positions nobody expected. */
  found: number;
  /** Rows that keep a value corrected by hand; with `overwriteEdited` those that lost it. */
  edited: { total: number; rows: EditedRow[] };
  /** A recount met rows that were not part of it. */
  otherSessions: { total: number; counts: CountBeside[] };
  /** Rows with a difference, and rows whose position moved since the snapshot, whatever their status. */
  different: number;
  moved: number;
}

/** The rows with a value by hand, before anything changes. */
export async function editedRows(tx: Tx, actor: Actor, of: PopulateOf): Promise<PopulateResult['edited']> {
  const rows = await tx.query<Omit<EditedRow, keyof RowName> & { total: number | string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", ${text(sql`d."Counted_Quantity_Base"`)} AS "countedQuantityBase",
      ${text(sumOfCounts(of))} AS "sumBase", f.edited_by AS "by", ${iso(sql`f.edited_at`)} AS "at", COUNT(*) OVER () AS "total"
    FROM ${keptByHand(of)} ORDER BY d."Line_No" OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const names = await nameRows(
    tx,
    rows.map(({ id }) => id),
    actor.language,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    rows: rows.map(({ total: _, ...row }) => ({
      ...row,
      countedQuantityBase: shown(row.countedQuantityBase) as string,
      sumBase: shown(row.sumBase) as string,
      ...(names.get(row.id) as RowName),
    })),
  };
}

/** Counts that are summed nowhere. */
export async function besides(
  tx: Tx,
  actor: Actor,
  of: PopulateOf,
): Promise<PopulateResult['otherSessions']> {
  const [sessions] = await tx.query<{ lowest: number | null; highest: number | null }>(sql`
    SELECT (SELECT MIN(d."Session") FROM ${erp.details} d WHERE d."Warehouse_Reconciliation_Id" = ${uuid(of.id)}) AS "lowest",
      (SELECT MAX(c."Session") FROM ${erp.counts} c WHERE c."Source_Document_Id" = ${uuid(of.documentId)}) AS "highest"`);
  const { lowest, highest } = sessions ?? {};
  if (lowest == null || highest == null || lowest >= highest) return { total: 0, counts: [] };
  const rows = await tx.query<Omit<CountBeside, keyof RowName> & { total: number | string }>(sql`
    SELECT c."Warehouse_Count_Id" AS "countId", d."Warehouse_Reconciliation_Detail_Id" AS "detailId",
      ${text(sql`c."Quantity_Base"`)} AS "quantityBase", c."Session" AS "session", d."Session" AS "rowSession",
      COUNT(*) OVER () AS "total"
    FROM ${countsBeside(of, { lowest, highest })}
    ORDER BY d."Line_No", c."Creation_Time_UTC", c."Warehouse_Count_Id" OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const names = await nameRows(
    tx,
    rows.map(({ detailId }) => detailId),
    actor.language,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    counts: rows.map(({ total: _, ...row }) => ({
      ...row,
      quantityBase: shown(row.quantityBase) as string,
      ...(names.get(row.detailId) as RowName),
    })),
  };
}

/** Rows that differ and rows that moved, of all. */
export async function totals(tx: Tx, id: string): Promise<{ different: number; moved: number }> {
  const [row] = await tx.query<{ different: number | string; moved: number | string }>(sql`
    SELECT (SELECT COUNT(*) FROM ${own.facts} f WHERE f.reconciliation_id = ${uuid(id)} AND f.differs = ${TRUE}) AS "different",
      (SELECT COUNT(*) FROM ${own.facts} f WHERE f.reconciliation_id = ${uuid(id)} AND f.moved = ${TRUE}) AS "moved"`);
  return { different: Number(row?.different ?? 0), moved: Number(row?.moved ?? 0) };
}
