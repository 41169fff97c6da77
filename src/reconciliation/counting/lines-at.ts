import type { Reader, Tx } from '../../database/database.js';
import { often, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { claimAlive } from './claims.sql.js';
import type { OrderInHand } from './order-in-hand.js';

export type LineState = 'open' | 'done' | 'empty';

/** What a stock position is made of beside its location. */
export interface Tracked {
  productId: string | null;
  variantId: string | null;
  lotId: string | null;
  serialNumberId: string | null;
  logisticUnitId: string | null;
}

/** A line of a count order as counting at its location needs it. */
export interface LineAt extends Tracked {
  id: string;
  lineNo: number;
  locationId: string;
  location: string;
  state: LineState;
  /** Who claimed it; null also when the claim has run out. */
  claimedBy: string | null;
  claimedByName: string | null;
  /** ISO 8601, UTC. */
  claimedSince: string | null;
  /** Workers who joined the claim knowingly. */
  joined: readonly string[];
  /** Workers who may not count it. */
  avoid: readonly string[];
}

/** The lines that an order has at a location, by line number. */
export async function readLinesAt(
  reader: Reader,
  order: OrderInHand,
  locationId: string,
  language: string,
): Promise<LineAt[]> {
  const rows = await reader.query<
    Omit<LineAt, 'joined' | 'avoid'> & { joined: string | null; avoid: string | null }
  >(
    often(sql`
    SELECT l."Warehouse_Order_Line_Id" AS "id", l."Line_No" AS "lineNo", l."Product_Id" AS "productId",
      l."Product_Variant_Id" AS "variantId", l."Lot_Id" AS "lotId", l."Serial_Number_Id" AS "serialNumberId",
      l."Logistic_Unit_Id" AS "logisticUnitId", x.state AS "state", x.location_id AS "locationId",
      a."Location_Address" AS "location", CASE WHEN ${claimAlive(sql`x`)} THEN x.claimed_by END AS "claimedBy",
      w."Warehouse_Worker_Name" AS "claimedByName", ${iso(sql`x.claimed_at`)} AS "claimedSince",
      x.joined AS "joined", x.avoid AS "avoid"
    FROM ${own.lines} x
    JOIN ${erp.orderLines} l ON l."Warehouse_Order_Line_Id" = x.line_id
    JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = x.location_id
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = x.claimed_by
    WHERE x.order_id = ${uuid(order.id)} AND x.location_id = ${uuid(locationId)}
    ORDER BY l."Line_No"`),
  );
  return rows.map((row) => ({
    ...row,
    claimedByName: row.claimedBy && textIn(row.claimedByName ?? '', language),
    claimedSince: row.claimedBy && row.claimedSince,
    joined: ids(row.joined),
    avoid: ids(row.avoid),
  }));
}

const ids = (text: string | null): string[] => text?.split(',').filter(Boolean) ?? [];

/**
 * The line that a count belongs to: the one for that exact position, else the location's own without
 * a product, else none (process.md, step 4). Empty equals empty.
 */
export function lineFor<Line extends Tracked>(lines: readonly Line[], counted: Tracked): Line | undefined {
  const exact = (line: Tracked) =>
    line.productId === counted.productId &&
    line.variantId === counted.variantId &&
    line.lotId === counted.lotId &&
    line.serialNumberId === counted.serialNumberId &&
    line.logisticUnitId === counted.logisticUnitId;
  return lines.find(exact) ?? lines.find(({ productId }) => productId === null);
}

/** How many count records of a line stand. */
export async function countsOf(
  reader: Reader,
  orderId: string,
  line: { lineId: string | null; locationId: string },
): Promise<number> {
  const [row] = await reader.query<{ counts: number | string }>(sql`
    SELECT COUNT(*) AS "counts" FROM ${erp.counts}
    WHERE "Warehouse_Order_Id" = ${uuid(orderId)} AND "Warehouse_Location_Id" = ${uuid(line.locationId)}
      AND "Warehouse_Order_Line_Id" = ${uuid(line.lineId)} AND "Void" = ${FALSE}`);
  return Number(row?.counts ?? 0);
}

/** Opens a closed line again. Says whether it was closed. */
export async function reopen(tx: Tx, lineId: string): Promise<boolean> {
  const opened = await tx.run(sql`
    UPDATE ${own.lines} SET state = 'open', closed_at = NULL, closed_by = NULL
    WHERE line_id = ${uuid(lineId)} AND state <> 'open'`);
  return opened > 0;
}

/** Opens a closed line again when no count of it stands any more. Says whether it did. */
export async function reopenIfBare(
  tx: Tx,
  orderId: string,
  line: { lineId: string | null; locationId: string },
): Promise<boolean> {
  if (line.lineId === null || (await countsOf(tx, orderId, line)) > 0) return false;
  return reopen(tx, line.lineId);
}
