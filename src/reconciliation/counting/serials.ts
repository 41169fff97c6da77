import type { Reader } from '../../database/database.js';
import type { Lock } from '../../database/dialect.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, truth, uuid } from '../../database/words.js';
import { hourIn } from '../../erp/clock.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import type { Fault } from '../../errors.js';
import { samePosition } from '../position.sql.js';
import { lineFor, type Tracked } from './lines-at.js';
import type { OrderInHand } from './order-in-hand.js';

/** The question whether a serial number that was counted elsewhere is here as well. */
export const SERIAL_ELSEWHERE = 'serial.counted-elsewhere';

/**
 * Whether a count (`c`) still stands behind its row: it is not void, and the row has not been counted
 * in another session since.
 */
const stands = (c: Sql): Sql => sql`(${c}."Void" = ${FALSE} AND NOT EXISTS (
  SELECT 1 FROM ${erp.details} sd
  JOIN ${erp.reconciliations} sr ON sr."Warehouse_Reconciliation_Id" = sd."Warehouse_Reconciliation_Id"
  WHERE sr."Document_Id" = ${c}."Source_Document_Id" AND ${samePosition(sql`sd`, c)} AND sd."Session" <> ${c}."Session"))`;

/** What a serial number was counted as before, in the same reconciliation. */
interface Counted extends Tracked {
  locationId: string;
  location: string;
  by: string;
  /** ISO 8601, UTC. */
  at: string;
  session: number;
  /** Zero records that it is not there. */
  found: unknown;
}

/**
 * What speaks against counting a serial number here: counted at this very position in this session it
 * is refused; found at another one, it is asked (`SERIAL_ELSEWHERE`). To be called under
 * `serialLock`, or two workers would not see each other.
 */
export async function serialFaults(
  reader: Reader,
  order: OrderInHand,
  counted: Tracked & { locationId: string; number: string; found: boolean },
  { language, timeZone }: { language: string; timeZone: string },
): Promise<{ refused: Fault[]; asked: Fault[] }> {
  const rows = await reader.query<Counted>(sql`
    SELECT c."Warehouse_Location_Id" AS "locationId", a."Location_Address" AS "location", c."Product_Id" AS "productId",
      c."Variant_Id" AS "variantId", c."Lot_Id" AS "lotId", c."Serial_Number_Id" AS "serialNumberId",
      c."Logistic_Unit_Id" AS "logisticUnitId", COALESCE(w."Warehouse_Worker_Name", u."User_Name") AS "by",
      ${iso(sql`c."Creation_Time_UTC"`)} AS "at", c."Session" AS "session", ${truth(sql`c."Quantity_Base" > 0`)} AS "found"
    FROM ${erp.counts} c
    JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = c."Warehouse_Location_Id"
    JOIN ${erp.users} u ON u."User_Id" = c."Creation_User_Id"
    LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = s.worker_id
    WHERE c."Serial_Number_Id" = ${uuid(counted.serialNumberId)} AND c."Source_Document_Id" = ${uuid(order.sourceDocumentId)}
      AND ${stands(sql`c`)}
    ORDER BY c."Creation_Time_UTC"`);
  const here = (row: Counted) =>
    row.locationId === counted.locationId && lineFor([row], counted) !== undefined;
  const tell = (row: Counted) =>
    `${counted.number} was already counted at ${row.location} by ${textIn(row.by, language)}, ${hourIn(row.at, timeZone)}.`;
  const about = (row: Counted) => ({
    field: 'serialNumberId',
    value: {
      serialNumberId: counted.serialNumberId,
      locationId: row.locationId,
      location: row.location,
      at: row.at,
    },
  });
  const again = rows.find((row) => here(row) && row.session === order.session);
  const elsewhere = counted.found ? rows.find((row) => !here(row) && row.found) : undefined;
  return {
    refused: again
      ? [
          {
            code: 'serial.counted-twice',
            message: `${tell(again)} Scan another, or void that one.`,
            ...about(again),
          },
        ]
      : [],
    asked: elsewhere
      ? [{ code: SERIAL_ELSEWHERE, message: `${tell(elsewhere)} Is it here as well?`, ...about(elsewhere) }]
      : [],
  };
}

/** The lock under which a serial number is counted. */
export const serialLock = (order: OrderInHand, serialNumberId: string): Lock => ({
  name: `serial:${order.sourceDocumentId}:${serialNumberId}`,
  mode: 'exclusive',
});

/**
 * Whether a detail (`d`) has a serial number that was found at another position as well, both counts
 * standing: neither row can be approved until one of them is void (rules.md, Quantities). A condition
 * for review; rows without a serial number cost nothing.
 */
export const serialInTwoPlaces = (d: Sql): Sql => sql`(${d}."Serial_Number_Id" IS NOT NULL AND EXISTS (
  SELECT 1 FROM ${erp.reconciliations} tr
  JOIN ${erp.counts} c1 ON c1."Source_Document_Id" = tr."Document_Id" AND c1."Serial_Number_Id" = ${d}."Serial_Number_Id"
  JOIN ${erp.counts} c2 ON c2."Source_Document_Id" = tr."Document_Id" AND c2."Serial_Number_Id" = ${d}."Serial_Number_Id"
  WHERE tr."Warehouse_Reconciliation_Id" = ${d}."Warehouse_Reconciliation_Id"
    AND ${samePosition(sql`c1`, d)} AND NOT (${samePosition(sql`c2`, d)})
    AND c1."Quantity_Base" > 0 AND c2."Quantity_Base" > 0 AND ${stands(sql`c1`)} AND ${stands(sql`c2`)}))`;
