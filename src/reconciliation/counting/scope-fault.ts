import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { FALSE, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Fault } from '../../errors.js';
import type { OrderInHand } from './order-in-hand.js';

/**
 * Why nothing can be counted at a location that has no line in the order: it is not in the
 * reconciliation (`location.not-in-scope`), or other orders have it, which are named
 * (`location.of-other-order`; process.md, step 4).
 */
export async function scopeFault(reader: Reader, order: OrderInHand, locationId: string): Promise<Fault> {
  const [place] = await reader.query<{ location: string }>(sql`
    SELECT "Location_Address" AS "location" FROM ${erp.locations} WHERE "Warehouse_Location_Id" = ${uuid(locationId)}`);
  const location = place?.location ?? locationId;
  const [detail] = await reader.query(sql`
    SELECT 1 AS "found" FROM ${erp.details}
    WHERE "Warehouse_Reconciliation_Id" = ${uuid(order.reconciliationId)} AND "Warehouse_Location_Id" = ${uuid(locationId)}
    ORDER BY "Warehouse_Location_Id" OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  const about = { field: 'locationId', value: locationId };
  if (!detail)
    return {
      code: 'location.not-in-scope',
      message: `${location} is not part of this count. Nothing is counted there.`,
      ...about,
    };
  const others = await reader.query<{ documentNo: string }>(sql`
    SELECT DISTINCT d."Document_No" AS "documentNo"
    FROM ${erp.documents} d
    JOIN ${erp.orders} o ON o."Document_Id" = d."Id"
    JOIN ${erp.orderLines} l ON l."Warehouse_Order_Id" = o."Warehouse_Order_Id"
    WHERE d."Prime_Cause_Document_Id" = ${uuid(order.sourceDocumentId)} AND d."Void" = ${FALSE}
      AND l."Warehouse_Location_Id" = ${uuid(locationId)}
    ORDER BY d."Document_No"`);
  const names = others.map(({ documentNo }) => documentNo);
  return {
    code: 'location.of-other-order',
    message: names.length
      ? `${location} is in ${names.join(', ')}, not in ${order.documentNo}. Count it there.`
      : `${location} is not in ${order.documentNo}, and no order has it.`,
    ...about,
    allowed: names,
  };
}
