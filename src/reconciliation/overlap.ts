import type { Reader, Tx } from '../database/database.js';
import { list, type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { FALSE, integer, siteCode, text, uuid } from '../database/words.js';
import { code } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import type { Fault } from '../errors.js';
import { countOrders } from './orders/order.js';
import { insertWork, workOf } from './orders/work.sql.js';
import { samePosition } from './position.sql.js';
import type { Reconciliation } from './reconciliation.js';

/** A row that cannot be counted now, because another reconciliation counts its place. */
export interface HeldRow {
  detailId: string;
  lineNo: number;
  locationId: string;
  location: string;
  /** The reconciliation that holds it. */
  by: { id: string; documentNo: string };
}

/** What of a count other reconciliations hold. */
export interface Overlap {
  /** How many rows are held. */
  count: number;
  /** The first of them, by line. */
  rows: HeldRow[];
  /** Condition about the detail `d`: nobody else holds it. */
  free: Sql;
}

/** Whether whole locations are going to be counted, or single positions. */
export type Claim = 'locations' | 'positions';

/** Rows that an answer names; the count says how many there are. */
const NAMED = 1000;

/** One at a time gives out count orders in a warehouse, so that two cannot both find a place free. */
export const lockPlaces = (tx: Tx, warehouseId: string): Promise<void> => tx.lock(`places:${warehouseId}`);

/**
 * Which rows of a reconciliation other ones hold. A position is held from its first count order until
 * the document is released or void or the row cancelled; an order line without product holds its whole
 * location (process.md, Overlap). `candidates` is a condition about the detail `d`. Leaves working rows
 * behind, which `free` goes by.
 */
export async function findOverlap(
  tx: Tx,
  mine: Reconciliation,
  claim: Claim,
  candidates: Sql,
): Promise<Overlap> {
  const nothing = { count: 0, rows: [], free: sql`1 = 1` };
  const holders = await readHolders(tx, mine);
  if (holders.length === 0) return nothing;
  const theirs = holders.map(({ id }) => id);
  await tx.run(insertWork(mine.id, 'place', places(theirs)));
  if (claim === 'positions') await tx.run(insertWork(mine.id, 'whole', wholePlaces(theirs)));
  const count = await tx.run(insertWork(mine.id, 'held', held(mine.id, theirs, claim, candidates)));
  if (count === 0) return nothing;
  const rows = await tx.query<Omit<HeldRow, 'by'> & { holder: string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "detailId", d."Line_No" AS "lineNo",
      d."Warehouse_Location_Id" AS "locationId", l."Location_Address" AS "location", h.other_id AS "holder"
    FROM ${own.work} h
    JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = h.subject_id
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    WHERE h.reconciliation_id = ${uuid(mine.id)} AND h.what = 'held'
    ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
    OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const numbers = new Map(holders.map(({ id, documentNo }) => [id, documentNo]));
  return {
    count,
    rows: rows.map(({ holder, ...row }) => ({
      ...row,
      by: { id: holder, documentNo: numbers.get(holder) ?? '' },
    })),
    free: sql`${workOf(mine.id, 'held', sql`d."Warehouse_Reconciliation_Detail_Id"`, 'other_id')} IS NULL`,
  };
}

/** Held rows as faults, for when nothing is left to count. */
export const heldFaults = ({ rows }: Overlap): Fault[] =>
  rows.slice(0, 100).map(({ lineNo, location, by }) => ({
    code: 'detail.held',
    message: `Line ${lineNo}, ${location}: ${by.documentNo} is counting there. Wait until it is released, or cancel the row there.`,
    row: lineNo,
    value: by.documentNo,
  }));

interface Holder {
  id: string;
  documentNo: string;
}

/** The other reconciliations of the warehouse that ever had a count order, neither void nor released. */
const readHolders = (reader: Reader, mine: Reconciliation): Promise<Holder[]> =>
  reader.query<Holder>(sql`
    SELECT r."Warehouse_Reconciliation_Id" AS "id", d."Document_No" AS "documentNo"
    FROM ${erp.reconciliations} r JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
    WHERE r."Warehouse_Id" = ${uuid(mine.warehouseId)} AND r."Warehouse_Reconciliation_Id" <> ${uuid(mine.id)}
      AND d."Void" = ${FALSE} AND d."State" < ${code.state.Released}
      AND EXISTS (SELECT 1 FROM ${erp.documents} od WHERE od."Prime_Cause_Document_Id" = d."Id"
        AND od."Entity_Name" = ${siteCode(code.entity.order)})`);

/** The detail `h` holds its position: it was given out to be counted, and is not cancelled. */
const holding = sql`h."Session" > 0 AND h."Review_Status" <> ${code.status.Cancelled}`;
/** One of several holders, always the same; PostgreSQL has no smallest uuid before 18. */
const one = (holder: Sql) => uuid(sql`MIN(${text(holder)})`);

/** Locations where others count anything, with one of the holders. */
const places = (holders: readonly string[]): Sql => sql`
  SELECT h."Warehouse_Location_Id", ${uuid(null)}, ${one(sql`h."Warehouse_Reconciliation_Id"`)}
  FROM ${erp.details} h WHERE h."Warehouse_Reconciliation_Id" IN (${list(holders)}) AND ${holding}
  GROUP BY h."Warehouse_Location_Id"`;

/** Locations that others count as a whole: an order line without product, and rows that still hold. */
const wholePlaces = (holders: readonly string[]): Sql => sql`
  SELECT n."Warehouse_Location_Id", ${uuid(null)}, ${one(sql`r."Warehouse_Reconciliation_Id"`)}
  FROM ${countOrders} JOIN ${erp.orderLines} n ON n."Warehouse_Order_Id" = o."Warehouse_Order_Id"
  WHERE r."Warehouse_Reconciliation_Id" IN (${list(holders)}) AND n."Product_Id" IS NULL
    AND 0 < (SELECT COUNT(*) FROM ${erp.details} h
      WHERE h."Warehouse_Reconciliation_Id" = r."Warehouse_Reconciliation_Id"
        AND h."Warehouse_Location_Id" = n."Warehouse_Location_Id" AND ${holding})
  GROUP BY n."Warehouse_Location_Id"`;

/** My rows that are held, with one of the holders. A row without product stands for its whole location. */
function held(mine: string, holders: readonly string[], claim: Claim, candidates: Sql): Sql {
  const at = (what: 'place' | 'whole') => workOf(mine, what, sql`d."Warehouse_Location_Id"`, 'other_id');
  const same = sql`(
    SELECT ${one(sql`h."Warehouse_Reconciliation_Id"`)} FROM ${erp.details} h
    WHERE h."Warehouse_Reconciliation_Id" IN (${list(holders)}) AND ${samePosition(sql`h`, sql`d`)} AND ${holding})`;
  const holder =
    claim === 'locations'
      ? at('place')
      : sql`CASE WHEN d."Product_Id" IS NULL THEN ${at('place')} ELSE COALESCE(${at('whole')}, ${same}) END`;
  return sql`
    SELECT f.id, ${uuid(null)}, f.holder
    FROM (SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, ${holder} AS holder
      FROM ${erp.details} d WHERE ${candidates}) f
    WHERE f.holder IS NOT NULL`;
}
