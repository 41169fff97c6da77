import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { newId, now, quantity, text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { same, shownIn, withUnits } from '../rows.js';
import type { Step } from '../step.js';

const DAYS = 1;
const signed = (column: 'base' | 'standard') =>
  column === 'base'
    ? sql`CASE WHEN t."Direction" = 'I' THEN t."Quantity_Base" ELSE -t."Quantity_Base" END`
    : sql`CASE WHEN t."Direction" = 'I' THEN t."Standard_Quantity" ELSE -t."Standard_Quantity" END`;
const running = (column: 'base' | 'standard') => sql`SUM(${signed(column)}) OVER (
  PARTITION BY t."Product_Id", t."Product_Variant_Id", t."Lot_Id", t."Serial_Number_Id"
  ORDER BY t."Creation_Time_Utc", t."Warehouse_Transaction_Id" ROWS UNBOUNDED PRECEDING)`;

/** Every transaction of the release becomes a line of an empty Inventory Reconciliation. */
export const transferStep: Step = {
  name: 'lines from WMS',
  async prepare() {},
  async reset({ write, demo }) {
    const id = uuid(demo.inventoryReconciliationId);
    await write(
      sql`DELETE FROM ${own.imports} WHERE inventory_reconciliation_id = ${id}`,
      sql`DELETE FROM ${erp.inventoryReconciliationLines} WHERE "Reconciliation_Id" = ${id}`,
    );
  },
  ours: (world) => world.transfer.add(world.clerk, world.demo.inventoryReconciliationId, DAYS),
  async bare({ write, demo, clerk }) {
    const id = uuid(demo.inventoryReconciliationId);
    await write(
      sql`INSERT INTO ${erp.inventoryReconciliationLines} ("Reconciliation_Line_Id", "Reconciliation_Id", "Line_Ord",
          "Warehouse_Transaction_Id", "Store_Id", "Store_Bin_Id", "Product_Id", "Product_Variant_Id", "Lot_Id",
          "Serial_Number_Id", "Quantity_Unit_Id", "Available_Quantity_Base", "Quantity_Base", "Quantity",
          "Standard_Quantity_Base")
        SELECT ${newId}, ${id}, x.ord, x.id, x.store_id, x.bin_id, x.product_id, x.variant_id, x.lot_id, x.serial_id,
          x.unit_id, x.base - x.change, x.base,
          CASE WHEN x.unit_id = b."Id" THEN ${quantity(sql`x.standard`)} ELSE ${shownIn(sql`x.standard`)} END, x.standard
        FROM (
          SELECT t."Warehouse_Transaction_Id" AS id, t."Product_Id" AS product_id, t."Product_Variant_Id" AS variant_id,
            t."Lot_Id" AS lot_id, t."Serial_Number_Id" AS serial_id, t."Quantity_Unit_Id" AS unit_id,
            r."Default_Store_Id" AS store_id, r."Default_Store_Bin_Id" AS bin_id, ${signed('base')} AS change,
            10 * ROW_NUMBER() OVER (ORDER BY t."Creation_Time_Utc", t."Warehouse_Transaction_Id") AS ord,
            COALESCE(s.base, 0) + ${running('base')} AS base, COALESCE(s.base, 0) + ${running('standard')} AS standard
          FROM ${erp.inventoryReconciliations} r
          JOIN ${erp.transactions} t ON t."Warehouse_Id" = ${uuid(demo.warehouseId)} AND t."Task_Type" = 'CNT'
          LEFT JOIN (
            SELECT "Store_Id", "Store_Bin_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id",
              SUM("Quantity_Base") AS base
            FROM ${erp.balances}
            GROUP BY "Store_Id", "Store_Bin_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id"
          ) s ON s."Store_Id" = r."Default_Store_Id" AND ${same(sql`s."Store_Bin_Id"`, sql`r."Default_Store_Bin_Id"`)}
            AND s."Product_Id" = t."Product_Id" AND ${same(sql`s."Product_Variant_Id"`, sql`t."Product_Variant_Id"`)}
            AND ${same(sql`s."Lot_Id"`, sql`t."Lot_Id"`)} AND ${same(sql`s."Serial_Number_Id"`, sql`t."Serial_Number_Id"`)}
          WHERE r."Reconciliation_Id" = ${id}
        ) x
        ${withUnits(sql`x.product_id`)}`,
      sql`INSERT INTO ${own.imports} (transaction_id, inventory_reconciliation_id, line_id, imported_at, imported_by)
        SELECT "Warehouse_Transaction_Id", ${id}, "Reconciliation_Line_Id", ${now}, ${clerk.login}
        FROM ${erp.inventoryReconciliationLines} WHERE "Reconciliation_Id" = ${id}`,
    );
  },
  written: ({ demo }) => sql`
    SELECT COUNT(*) AS "rows", ${text(sql`SUM("Available_Quantity_Base")`)} AS "available",
      ${text(sql`SUM("Quantity_Base")`)} AS "base", ${text(sql`SUM("Quantity")`)} AS "quantity",
      ${text(sql`SUM("Standard_Quantity_Base")`)} AS "standard", COUNT(i.line_id) AS "claims"
    FROM ${erp.inventoryReconciliationLines} l
    LEFT JOIN ${own.imports} i ON i.transaction_id = l."Warehouse_Transaction_Id"
    WHERE l."Reconciliation_Id" = ${uuid(demo.inventoryReconciliationId)}`,
};
