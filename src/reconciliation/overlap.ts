import type { Reader, Tx } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { FALSE, ids, integer, text, uuid } from '../database/words.js';
import { code } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import type { Fault } from '../errors.js';
import { countOrders } from './orders/order.js';
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
 * location (process.md, Overlap). `candidates` is a condition about the detail `d`.
 */
export async function findOverlap(
  reader: Reader,
  mine: Reconciliation,
  claim: Claim,
  candidates: Sql,
): Promise<Overlap> {
  const holders = await readHolders(reader, mine);
  if (holders.length === 0) return { count: 0, rows: [], free: sql`1 = 1` };
  const held = heldDetails(
    mine.id,
    holders.map(({ id }) => id),
    claim,
  );
  const from = sql`FROM ${erp.details} d JOIN (${held}) h ON h.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    WHERE ${candidates}`;
  const [found] = await reader.query<{ rows: number | string }>(sql`SELECT COUNT(*) AS "rows" ${from}`);
  const count = Number(found?.rows ?? 0);
  if (count === 0) return { count, rows: [], free: sql`1 = 1` };
  const rows = await reader.query<Omit<HeldRow, 'by' | 'location'> & { holder: string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "detailId", d."Line_No" AS "lineNo",
      d."Warehouse_Location_Id" AS "locationId", h.holder AS "holder"
    ${from} ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
    OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const addresses = await readAddresses(
    reader,
    rows.map(({ locationId }) => locationId),
  );
  const numbers = new Map(holders.map(({ id, documentNo }) => [id, documentNo]));
  return {
    count,
    rows: rows.map(({ holder, ...row }) => ({
      ...row,
      location: addresses.get(row.locationId) ?? '',
      by: { id: holder.toLowerCase(), documentNo: numbers.get(holder.toLowerCase()) ?? '' },
    })),
    free: sql`d."Warehouse_Reconciliation_Detail_Id" NOT IN (SELECT held.detail_id FROM (${held}) held)`,
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
        AND od."Entity_Name" = ${code.entity.order})`);

/** `detail_id` of my rows that are held, and the `holder` as text (smallest id, if there are several). */
function heldDetails(mine: string, holders: readonly string[], claim: Claim): Sql {
  const holding = sql`h."Warehouse_Reconciliation_Id" IN ${ids(holders)} AND h."Session" > 0
    AND h."Review_Status" <> ${code.status.Cancelled}`;
  const holder = sql`MIN(${text(sql`h."Warehouse_Reconciliation_Id"`)}) AS holder`;
  const locations = sql`
    SELECT h."Warehouse_Location_Id" AS location_id, ${holder} FROM ${erp.details} h
    WHERE ${holding} GROUP BY h."Warehouse_Location_Id"`;
  const my = sql`d."Warehouse_Reconciliation_Id" = ${uuid(mine)}`;
  if (claim === 'locations') {
    return sql`
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS detail_id, l.holder
      FROM ${erp.details} d JOIN (${locations}) l ON l.location_id = d."Warehouse_Location_Id" WHERE ${my}`;
  }
  const whole = sql`
    SELECT h."Warehouse_Location_Id" AS location_id, ${holder} FROM ${erp.details} h
    JOIN (
      SELECT DISTINCT r."Warehouse_Reconciliation_Id" AS id, n."Warehouse_Location_Id" AS location_id
      FROM ${countOrders} JOIN ${erp.orderLines} n ON n."Warehouse_Order_Id" = o."Warehouse_Order_Id"
      WHERE r."Warehouse_Reconciliation_Id" IN ${ids(holders)} AND n."Product_Id" IS NULL) v
      ON v.id = h."Warehouse_Reconciliation_Id" AND v.location_id = h."Warehouse_Location_Id"
    WHERE ${holding} GROUP BY h."Warehouse_Location_Id"`;
  const columns = sql`h."Warehouse_Location_Id", h."Product_Id", h."Variant_Id", h."Lot_Id", h."Serial_Number_Id",
    h."Logistic_Unit_Id"`;
  const positions = sql`SELECT ${columns}, ${holder} FROM ${erp.details} h WHERE ${holding} GROUP BY ${columns}`;
  return sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS detail_id, COALESCE(p.holder, w.holder, l.holder) AS holder
    FROM ${erp.details} d
    LEFT JOIN (${positions}) p ON ${samePosition(sql`p`, sql`d`)}
    LEFT JOIN (${whole}) w ON w.location_id = d."Warehouse_Location_Id"
    LEFT JOIN (${locations}) l ON l.location_id = d."Warehouse_Location_Id" AND d."Product_Id" IS NULL
    WHERE ${my} AND COALESCE(p.holder, w.holder, l.holder) IS NOT NULL`;
}

async function readAddresses(reader: Reader, locationIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.query<{ id: string; address: string }>(sql`
    SELECT "Warehouse_Location_Id" AS "id", "Location_Address" AS "address" FROM ${erp.locations}
    WHERE "Warehouse_Location_Id" IN ${ids([...new Set(locationIds)])}`);
  return new Map(rows.map(({ id, address }) => [id, address]));
}
