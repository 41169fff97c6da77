import { sql } from '../src/database/sql.js';
import { idInSeries, newSeries, now, TRUE, uuid } from '../src/database/words.js';
import { erp } from '../src/erp/tables.js';
import type { World } from './world.js';

/**
 * Counts the whole warehouse: the orders by the real service, then every position with a difference of
 * one (of a product whose ratio varies: one piece, with its weight), every third in two goes, and all
 * orders completed. As sets, because nobody waits for a million scans.
 */
export async function countEverything(world: World): Promise<void> {
  const { reconciliationId, documentId, write, manager } = world;
  await world.initialCount.start(manager, reconciliationId);
  const variable = sql`p."Allow_Variable_Measurement_Ratios" = ${TRUE}`;
  // One more, or one less where there is one.
  const step = sql`CASE WHEN d."Line_No" % 2 = 0 AND d."Snapshot_Quantity_Base" >= 1 AND d."Snapshot_Quantity" >= 1 THEN -1 ELSE 1 END`;
  const factor = sql`CASE WHEN ${variable} THEN COALESCE(m."Dest_Quantity" / m."Source_Quantity", 1) ELSE 1 END`;
  await write(
    sql`INSERT INTO ${erp.counts} ("Warehouse_Count_Id", "Creation_Time_UTC", "Creation_User_Id", "Warehouse_Order_Id",
        "Warehouse_Order_Line_Id", "Source_Document_Id", "Session", "Warehouse_Location_Id", "Product_Id", "Variant_Id",
        "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id", "Quantity", "Quantity_Unit_Id", "Quantity_Base", "Standard_Quantity_Base")
      SELECT ${idInSeries(newSeries(), sql`ROW_NUMBER() OVER (ORDER BY x.line_no, x.part)`)}, ${now}, ${uuid(manager.userId)},
        x.order_id, x.line_id, ${uuid(documentId)}, x.session, x.location_id, x.product_id, x.variant_id, x.lot_id,
        x.serial_id, x.logistic_id, x.quantity, x.unit_id, x.base, x.standard
      FROM (
        SELECT d."Line_No" AS line_no, k.part, d."Warehouse_Order_Id" AS order_id, l."Warehouse_Order_Line_Id" AS line_id,
          d."Session" AS session, d."Warehouse_Location_Id" AS location_id, d."Product_Id" AS product_id,
          d."Variant_Id" AS variant_id, d."Lot_Id" AS lot_id, d."Serial_Number_Id" AS serial_id,
          d."Logistic_Unit_Id" AS logistic_id, CASE WHEN ${variable} THEN d."Quantity_Unit_Id" ELSE d."Base_Unit_Id" END AS unit_id,
          CASE WHEN k.part = 1 THEN 0 WHEN ${variable} THEN d."Snapshot_Quantity" + ${step} ELSE d."Snapshot_Quantity_Base" + ${step} END AS quantity,
          CASE WHEN k.part = 1 THEN 0 ELSE ABS(d."Snapshot_Quantity_Base" + ${step} * ${factor}) END AS base,
          CASE WHEN k.part = 1 THEN 0 ELSE ABS(d."Snapshot_Quantity_Base" + ${step} * ${factor}) END AS standard
        FROM ${erp.details} d
        JOIN (VALUES (0), (1)) AS k(part) ON k.part = 0 OR d."Line_No" % 3 = 0
        JOIN ${erp.products} p ON p."Id" = d."Product_Id"
        LEFT JOIN ${erp.dimensions} m ON m."Product_Id" = p."Id" AND m."Source_Quantity_Unit_Id" = p."Measurement_Unit_Id"
        JOIN ${erp.orderLines} l ON l."Warehouse_Order_Id" = d."Warehouse_Order_Id"
          AND l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
        WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}
      ) x`,
    sql`UPDATE ${erp.documents} SET "State" = 40 WHERE "Prime_Cause_Document_Id" = ${uuid(documentId)}`,
    sql`UPDATE ${erp.details} SET "Review_Status" = 'FIN' WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`,
  );
}
