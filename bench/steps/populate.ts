import { raw, type Sql, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { FALSE, now, quantity, TRUE, text, touch, truth, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { countEverything } from '../counting.js';
import { same, shownIn, withUnits } from '../rows.js';
import type { Step } from '../step.js';
import type { World } from '../world.js';

const detail = (column: string): Sql => sql`${erp.details}.${raw(`"${column}"`)}`;
const base = sql`(d."Counted_Quantity_Base" - d."Snapshot_Quantity_Base")`;
const shown = sql`(d."Counted_Quantity" - d."Snapshot_Quantity")`;

/** The counts of every position are summed; each gets its difference beside it for the first time. */
export const populateStep: Step = {
  name: 'populate',
  prepare: countEverything,
  async reset({ write, reconciliationId }) {
    const id = uuid(reconciliationId);
    await write(
      sql`DELETE FROM ${own.facts} WHERE reconciliation_id = ${id}`,
      sql`UPDATE ${erp.details} SET ${touch} "Review_Status" = 'FIN', "Counted_Quantity" = NULL,
          "Counted_Quantity_Base" = NULL, "Last_Aggregated_At" = NULL
        WHERE "Warehouse_Reconciliation_Id" = ${id}`,
    );
  },
  ours: (world) => world.populate.run(world.manager, world.reconciliationId),
  bare: populateBare,
  written: ({ reconciliationId }) => sql`
    SELECT COUNT(*) AS "rows", ${text(sql`SUM(d."Counted_Quantity_Base")`)} AS "base",
      ${text(sql`SUM(d."Counted_Quantity" * d."Line_No")`)} AS "quantity",
      ${text(sql`SUM(f.difference_value)`)} AS "value", COUNT(f.difference) AS "differences"
    FROM ${erp.details} d LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`,
};

async function populateBare({ write, reconciliationId, documentId }: World): Promise<void> {
  const id = uuid(reconciliationId);
  await write(
    sql`UPDATE ${erp.details} SET ${touch} "Counted_Quantity_Base" = s.base, "Counted_Quantity" = s.shown, "Last_Aggregated_At" = ${now}
      FROM (
        SELECT n.*, CASE WHEN p."Allow_Variable_Measurement_Ratios" = ${TRUE} THEN n.quantity ELSE ${shownIn(sql`n.base`)} END AS shown
        FROM (
          SELECT "Warehouse_Location_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id", "Session",
            ${quantity(sql`SUM("Quantity_Base")`)} AS base, ${quantity(sql`SUM("Quantity")`)} AS quantity
          FROM ${erp.counts} WHERE "Source_Document_Id" = ${uuid(documentId)} AND "Void" = ${FALSE}
          GROUP BY "Warehouse_Location_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id", "Session"
        ) n
        ${withUnits(sql`n."Product_Id"`)}
      ) s
      WHERE ${detail('Warehouse_Reconciliation_Id')} = ${id} AND ${detail('Review_Status')} = 'FIN'
        AND ${detail('Session')} = s."Session" AND ${detail('Warehouse_Location_Id')} = s."Warehouse_Location_Id"
        AND ${detail('Product_Id')} = s."Product_Id" AND ${same(detail('Variant_Id'), sql`s."Variant_Id"`)}
        AND ${same(detail('Lot_Id'), sql`s."Lot_Id"`)} AND ${same(detail('Serial_Number_Id'), sql`s."Serial_Number_Id"`)}
        AND ${same(detail('Logistic_Unit_Id'), sql`s."Logistic_Unit_Id"`)}`,
    sql`UPDATE ${erp.details} SET ${touch} "Counted_Quantity_Base" = 0, "Counted_Quantity" = 0, "Last_Aggregated_At" = ${now}
      WHERE "Warehouse_Reconciliation_Id" = ${id} AND "Review_Status" = 'FIN' AND "Last_Aggregated_At" IS NULL`,
    sql`INSERT INTO ${own.facts} (detail_id, reconciliation_id, line_no, difference, difference_base, difference_value,
        differs, moved, populated_order)
      SELECT d."Warehouse_Reconciliation_Detail_Id", ${id}, d."Line_No", ${shown}, ${base},
        CAST(${base} * p."Standard_Cost_Per_Lot" / p."Standard_Lot_Size_Base" AS decimal(28, 4)),
        ${truth(sql`${base} <> 0 OR (${shown} <> 0 AND p."Allow_Variable_Measurement_Ratios" = ${TRUE})`)}, ${FALSE},
        d."Warehouse_Order_Id"
      FROM ${erp.details} d LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
      WHERE d."Warehouse_Reconciliation_Id" = ${id}`,
  );
}
