import { join, raw, type Sql, sql } from '../../database/sql.js';
import { addSeconds, FALSE, integer, moment, or0, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inShownUnit, unitRatios } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import type { InventoryReconciliation } from './inventory-document.js';

/** Which transactions an import looks at. */
export interface Period {
  of: InventoryReconciliation;
  days: number;
  /** The database's clock; the period lies before it. */
  at: Date;
}

/**
 * Condition for the count transactions `t` of the period. It has no end: what a clock that was set
 * back has put into the future is not lost.
 */
export const inPeriod = ({ of, days, at }: Period): Sql => sql`
  t."Warehouse_Id" = ${uuid(of.warehouseId)} AND t."Task_Type" = ${code.taskType.Count}
  AND t."Creation_Time_Utc" >= ${addSeconds(moment(at), integer(-days * 86_400))}`;

export const isZero = sql`(t."Quantity" = 0 AND t."Quantity_Base" = 0)`;

/** Lines of Inventory Reconciliations that are not void: `l` the line, `ld` the document. */
export const validLines = sql`${erp.inventoryReconciliationLines} l
  JOIN ${erp.inventoryReconciliations} lr ON lr."Reconciliation_Id" = l."Reconciliation_Id"
  JOIN ${erp.documents} ld ON ld."Id" = lr."Document_Id" AND ld."Void" = ${FALSE}`;

/** Condition for the transactions `t` that become lines (process.md, step 9). */
export const isNew = (period: Period): Sql => sql`${inPeriod(period)} AND NOT ${isZero}
  AND NOT EXISTS (SELECT 1 FROM ${validLines} WHERE l."Warehouse_Transaction_Id" = t."Warehouse_Transaction_Id")`;

/** What an item of the store is, in this order: of transactions, of lines and of balances alike. */
const item = ['Product_Id', 'Product_Variant_Id', 'Lot_Id', 'Serial_Number_Id'];
const itemOf = (alias: string): Sql[] => item.map((column) => raw(`${alias}."${column}"`));
const sameItem = (a: string, b: string): Sql =>
  join(
    itemOf(a).map((column, i) => sql`${or0(column)} = ${or0(itemOf(b)[i] as Sql)}`),
    ' AND ',
  );

/** Inventory quantities are decimal(18, 3). */
const wide = (value: Sql): Sql => sql`CAST(${value} AS decimal(18, 3))`;
const signed = (column: string): Sql =>
  sql`CASE WHEN t."Direction" = ${code.direction.In} THEN ${raw(`t."${column}"`)} ELSE -${raw(`t."${column}"`)} END`;

/**
 * The lines that an import adds behind line `after`, as a subselect. An item's first line starts from what the document's
 * last line of it left, else from what the store has; each further one from the line before it. The
 * quantity is the standard one in the line's unit: where ratios vary, the book's ratio links these
 * two, and the base quantity goes its own way.
 */
export const newLines = (period: Period, after: number): Sql => {
  const { storeId, id } = period.of;
  const inBin = (bin: Sql) => sql`${or0(bin)} = ${or0(uuid(period.of.storeBinId))}`;
  const sum = (column: Sql) =>
    sql`SUM(${column}) OVER (PARTITION BY ${join(itemOf('t').map(or0))} ORDER BY t."Creation_Time_Utc", t."Warehouse_Transaction_Id" ROWS UNBOUNDED PRECEDING)`;
  return sql`
    SELECT x.transaction_id, x.product_id, x.variant_id, x.lot_id, x.serial_id, x.line_ord,
      COALESCE(u.unit_id, x.unit_id) AS unit_id,
      ${wide(sql`x.base - x.change`)} AS available, ${wide(sql`x.change`)} AS change,
      ${wide(sql`x.base`)} AS base, ${wide(sql`x.standard`)} AS standard,
      COALESCE(${inShownUnit(sql`x.standard`, 'u', wide)}, ${wide(sql`x.standard`)}) AS quantity
    FROM (
      SELECT t."Warehouse_Transaction_Id" AS transaction_id, t."Product_Id" AS product_id,
        t."Product_Variant_Id" AS variant_id, t."Lot_Id" AS lot_id, t."Serial_Number_Id" AS serial_id,
        t."Quantity_Unit_Id" AS unit_id, ${signed('Quantity_Base')} AS change,
        COALESCE(e.base, s.base, 0) + ${sum(signed('Quantity_Base'))} AS base,
        COALESCE(e.standard, s.base, 0) + ${sum(signed('Standard_Quantity'))} AS standard,
        ${integer(after - (after % 10))} + 10 * ROW_NUMBER() OVER (ORDER BY t."Creation_Time_Utc", t."Warehouse_Transaction_Id") AS line_ord
      FROM ${erp.transactions} t
      LEFT JOIN (
        SELECT ${join(itemOf('b'))}, SUM(b."Quantity_Base") AS base FROM ${erp.balances} b
        WHERE b."Store_Id" = ${uuid(storeId)} AND ${inBin(sql`b."Store_Bin_Id"`)}
        GROUP BY ${join(itemOf('b'))}
      ) s ON ${sameItem('s', 't')}
      LEFT JOIN (
        SELECT ${join(itemOf('k'))}, k."Quantity_Base" AS base, k."Standard_Quantity_Base" AS standard,
          ROW_NUMBER() OVER (PARTITION BY ${join(itemOf('k'))} ORDER BY k."Line_Ord" DESC, k."Reconciliation_Line_Id" DESC) AS nth
        FROM ${erp.inventoryReconciliationLines} k
        WHERE k."Reconciliation_Id" = ${uuid(id)} AND k."Store_Id" = ${uuid(storeId)} AND ${inBin(sql`k."Store_Bin_Id"`)}
      ) e ON e.nth = 1 AND ${sameItem('e', 't')}
      WHERE ${isNew(period)}
    ) x
    LEFT JOIN ${unitRatios(sql`
      SELECT DISTINCT t."Product_Id" AS product_id, t."Quantity_Unit_Id" AS unit_id
      FROM ${erp.transactions} t WHERE ${inPeriod(period)}`)} u
      ON u.product_id = x.product_id AND u.default_unit_id = x.unit_id`;
};
