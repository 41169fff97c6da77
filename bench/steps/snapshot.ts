import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { binary, FALSE, newId, now, quantity, text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { shownIn, withUnits } from '../rows.js';
import type { Step } from '../step.js';

/** A snapshot of the whole warehouse that replaces an earlier one, with facts beside every row. */
export const snapshotStep: Step = {
  name: 'snapshot',
  async prepare(world) {
    await world.snapshot.generate(world.manager, world.reconciliationId);
  },
  async reset({ write, reconciliationId }) {
    const id = uuid(reconciliationId);
    await write(
      sql`DELETE FROM ${own.facts} WHERE reconciliation_id = ${id}`,
      sql`INSERT INTO ${own.facts} (detail_id, reconciliation_id, line_no, difference, difference_base, differs, moved)
        SELECT "Warehouse_Reconciliation_Detail_Id", ${id}, "Line_No", 0, 0, ${FALSE}, ${FALSE}
        FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${id} ORDER BY "Line_No"`,
    );
  },
  ours: (world) => world.snapshot.generate(world.manager, world.reconciliationId),
  async bare({ write, reconciliationId, demo }) {
    const id = uuid(reconciliationId);
    await write(
      sql`DELETE FROM ${own.facts} WHERE reconciliation_id = ${id}`,
      sql`DELETE FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${id}`,
      sql`INSERT INTO ${erp.details} ("Warehouse_Reconciliation_Detail_Id", "Warehouse_Reconciliation_Id", "Line_No",
          "Warehouse_Location_Id", "Warehouse_Zone_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id",
          "Logistic_Unit_Id", "Snapshot_Quantity_Base", "Snapshot_Quantity", "Base_Unit_Id", "Quantity_Unit_Id",
          "Snapshot_Date_Time", "Review_Status", "Session")
        SELECT ${newId}, ${id}, ROW_NUMBER() OVER (ORDER BY l."Location_Address" ${binary}, COALESCE(p."Part_Number", '') ${binary},
            COALESCE(v."Product_Variant_Code", '') ${binary}, COALESCE(lot."Lot_Number", '') ${binary},
            COALESCE(sn."Serial_Number", '') ${binary}, COALESCE(lu."Serial_Code", '') ${binary}),
          l."Warehouse_Location_Id", l."Warehouse_Zone_Id", a."Product_Id", a."Product_Variant_Id", a."Lot_Id",
          a."Serial_Number_Id", a."Logistic_Unit_Id", ${quantity(sql`COALESCE(a.base, 0)`)},
          COALESCE(${shownIn(sql`a.standard`)}, 0), b."Id", e."Id", ${now}, 'CRT', 0
        FROM ${erp.locations} l
        LEFT JOIN (
          SELECT "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id",
            SUM(CASE WHEN "Direction" = 'I' THEN "Quantity_Base" ELSE -"Quantity_Base" END) AS base,
            SUM(CASE WHEN "Direction" = 'I' THEN "Standard_Quantity" ELSE -"Standard_Quantity" END) AS standard
          FROM ${erp.transactions} WHERE "Warehouse_Id" = ${uuid(demo.warehouseId)}
          GROUP BY "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id"
        ) a ON a."Warehouse_Location_Id" = l."Warehouse_Location_Id" AND (a.base <> 0 OR a.standard <> 0)
        ${withUnits(sql`a."Product_Id"`)}
        LEFT JOIN ${erp.variants} v ON v."Product_Variant_Id" = a."Product_Variant_Id"
        LEFT JOIN ${erp.lots} lot ON lot."Lot_Id" = a."Lot_Id"
        LEFT JOIN ${erp.serialNumbers} sn ON sn."Id" = a."Serial_Number_Id"
        LEFT JOIN ${erp.logisticUnits} lu ON lu."Logistic_Unit_Id" = a."Logistic_Unit_Id"
        WHERE l."Warehouse_Id" = ${uuid(demo.warehouseId)}`,
    );
  },
  written: ({ reconciliationId }) => sql`
    SELECT COUNT(*) AS "rows", ${text(sql`SUM("Snapshot_Quantity_Base")`)} AS "base",
      ${text(sql`SUM("Snapshot_Quantity" * "Line_No")`)} AS "quantity", COUNT("Base_Unit_Id") AS "units"
    FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`,
};
