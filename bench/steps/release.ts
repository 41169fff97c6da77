import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { FALSE, newId, now, TRUE, text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { inBase, withUnits } from '../rows.js';
import type { Step } from '../step.js';

const base = sql`(d."Counted_Quantity_Base" - d."Snapshot_Quantity_Base")`;
const shown = sql`(d."Counted_Quantity" - d."Snapshot_Quantity")`;
const variable = sql`p."Allow_Variable_Measurement_Ratios" = ${TRUE}`;

/** A release in which every position has an approved difference. */
export const releaseStep: Step = {
  name: 'release',
  async prepare({ write, reconciliationId }) {
    await write(
      sql`UPDATE ${erp.details} SET "Review_Status" = 'APR' WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`,
    );
  },
  async reset({ write, reconciliationId, documentId, demo }) {
    const id = uuid(reconciliationId);
    await write(
      sql`DELETE FROM ${own.releases} WHERE reconciliation_id = ${id}`,
      sql`DELETE FROM ${erp.transactions} WHERE "Task_Type" = 'CNT' AND "Warehouse_Id" = ${uuid(demo.warehouseId)}`,
      sql`UPDATE ${own.options} SET released_at = NULL WHERE reconciliation_id = ${id}`,
      sql`UPDATE ${erp.documents} SET "State" = 10 WHERE "Id" = ${uuid(documentId)}`,
    );
  },
  ours: (world) => world.release.run(world.manager, world.reconciliationId),
  async bare({ write, reconciliationId, documentId, demo, manager }) {
    const id = uuid(reconciliationId);
    await write(
      sql`INSERT INTO ${own.releases} (detail_id, transaction_id, reconciliation_id, line_no)
        SELECT d."Warehouse_Reconciliation_Detail_Id", ${newId}, ${id}, d."Line_No"
        FROM ${erp.details} d JOIN ${erp.products} p ON p."Id" = d."Product_Id"
        WHERE d."Warehouse_Reconciliation_Id" = ${id} AND d."Review_Status" = 'APR'
          AND (${base} <> 0 OR (${variable} AND ${shown} <> 0))`,
      sql`INSERT INTO ${erp.transactions} ("Warehouse_Transaction_Id", "Task_Type", "Direction", "Warehouse_Id",
          "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id",
          "Quantity", "Quantity_Unit_Id", "Quantity_Base", "Standard_Quantity", "Is_Auto_Accepted", "Creation_Time_Utc",
          "Creation_User_Id")
        SELECT r.transaction_id, 'CNT', CASE WHEN CASE WHEN ${variable} THEN ${shown} ELSE ${base} END < 0 THEN 'O' ELSE 'I' END,
          ${uuid(demo.warehouseId)}, d."Warehouse_Location_Id", d."Product_Id", d."Variant_Id", d."Lot_Id", d."Serial_Number_Id",
          d."Logistic_Unit_Id", CASE WHEN ${variable} THEN ABS(${shown}) ELSE ABS(${base}) END,
          CASE WHEN ${variable} THEN d."Quantity_Unit_Id" ELSE d."Base_Unit_Id" END,
          CASE WHEN NOT ${variable} THEN ABS(${base}) WHEN ${shown} < 0 THEN -${base} ELSE ${base} END,
          CASE WHEN ${variable} THEN ${inBase(sql`ABS(${shown})`)} ELSE ABS(${base}) END, ${FALSE}, ${now}, ${uuid(manager.userId)}
        FROM ${own.releases} r JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = r.detail_id
        ${withUnits(sql`d."Product_Id"`)}
        WHERE d."Warehouse_Reconciliation_Id" = ${id}`,
      sql`UPDATE ${erp.documents} SET "State" = 30 WHERE "Id" = ${uuid(documentId)}`,
    );
  },
  written: ({ reconciliationId }) => sql`
    SELECT COUNT(*) AS "rows", ${text(sql`SUM(t."Quantity")`)} AS "quantity", ${text(sql`SUM(t."Quantity_Base")`)} AS "base",
      ${text(sql`SUM(CASE WHEN t."Direction" = 'I' THEN t."Standard_Quantity" ELSE -t."Standard_Quantity" END)`)} AS "standard"
    FROM ${own.releases} r JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = r.transaction_id
    WHERE r.reconciliation_id = ${uuid(reconciliationId)}`,
};
