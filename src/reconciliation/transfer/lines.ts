import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { addSeconds, ids, integer, iso, moment, text, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { exact, shown } from '../quantity.js';
import type { InventoryReconciliation } from './inventory-document.js';
import type { Period } from './lines.sql.js';

/** A line of an Inventory Reconciliation that comes from a count transaction. */
export interface TransferLine {
  lineNo: number;
  transactionId: string;
  at: string;
  productId: string;
  product: string;
  variant: string | null;
  lot: string | null;
  serialNumber: string | null;
  /** What the store has, what the count changes and what it then will have, in the base unit. */
  availableBase: string;
  differenceBase: string;
  quantityBase: string;
  /** The line leaves less than nothing. */
  negative: boolean;
  /** What it will have, in the line's unit. */
  quantity: string;
  quantityUnit: string;
  standardQuantityBase: string;
  /** The reconciliation whose release wrote the transaction; null when it came from elsewhere. */
  from: string | null;
}

/** Lines that are named one by one. */
const LISTED = 1000;

/** The columns of `newLines`, of lines that are written. */
export const writtenLines = (of: InventoryReconciliation, after: number): Sql => sql`(
  SELECT l."Warehouse_Transaction_Id" AS transaction_id, l."Line_Ord" AS line_ord, l."Product_Id" AS product_id,
    l."Product_Variant_Id" AS variant_id, l."Lot_Id" AS lot_id, l."Serial_Number_Id" AS serial_id,
    l."Quantity_Unit_Id" AS unit_id, l."Available_Quantity_Base" AS available,
    l."Quantity_Base" - l."Available_Quantity_Base" AS change, l."Quantity_Base" AS base, l."Quantity" AS quantity,
    l."Standard_Quantity_Base" AS standard
  FROM ${erp.inventoryReconciliationLines} l
  WHERE l."Reconciliation_Id" = ${uuid(of.id)} AND l."Line_Ord" > ${after})`;

type Row = Omit<TransferLine, 'product' | 'negative' | 'from'> & { partNumber: string; productName: string };

/** The first thousand of some lines (`newLines` or `writtenLines`), with what people know them by. */
export async function readLines(
  reader: Reader,
  actor: Actor,
  period: Period,
  lines: Sql,
): Promise<TransferLine[]> {
  const rows = await reader.query<Row>(sql`
    SELECT n.line_ord AS "lineNo", n.transaction_id AS "transactionId", ${iso(sql`t."Creation_Time_Utc"`)} AS "at",
      n.product_id AS "productId", p."Part_Number" AS "partNumber", p."Product_Name" AS "productName",
      v."Product_Variant_Code" AS "variant", lot."Lot_Number" AS "lot", s."Serial_Number" AS "serialNumber",
      ${text(sql`n.available`)} AS "availableBase", ${text(sql`n.change`)} AS "differenceBase",
      ${text(sql`n.base`)} AS "quantityBase", ${text(sql`n.quantity`)} AS "quantity",
      COALESCE(u."Measurement_Unit_Code", u."Measurement_Unit_Name") AS "quantityUnit",
      ${text(sql`n.standard`)} AS "standardQuantityBase"
    FROM (SELECT f.* FROM ${lines} f ORDER BY f.line_ord OFFSET 0 ROWS FETCH NEXT ${integer(LISTED)} ROWS ONLY) n
    JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = n.transaction_id
    LEFT JOIN ${erp.products} p ON p."Id" = n.product_id
    LEFT JOIN ${erp.variants} v ON v."Product_Variant_Id" = n.variant_id
    LEFT JOIN ${erp.lots} lot ON lot."Lot_Id" = n.lot_id
    LEFT JOIN ${erp.serialNumbers} s ON s."Id" = n.serial_id
    LEFT JOIN ${erp.units} u ON u."Id" = n.unit_id
    ORDER BY n.line_ord`);
  const origins = await originsOf(
    reader,
    period,
    rows.map(({ transactionId }) => transactionId),
  );
  return rows.map(({ partNumber, productName, ...row }) => ({
    ...row,
    lineNo: Number(row.lineNo),
    product: `${partNumber ?? ''} ${textIn(productName ?? '', actor.language)}`.trim(),
    availableBase: shown(row.availableBase) as string,
    differenceBase: shown(row.differenceBase) as string,
    quantityBase: shown(row.quantityBase) as string,
    negative: exact(row.quantityBase).isNegative(),
    quantity: shown(row.quantity) as string,
    standardQuantityBase: shown(row.standardQuantityBase) as string,
    from: origins.get(row.transactionId) ?? null,
  }));
}

/**
 * Numbers of the reconciliations that wrote some transactions. A release carries the time of its
 * transactions, so only those of the period are looked through.
 */
async function originsOf(reader: Reader, { of, days, at }: Period, transactions: readonly string[]) {
  if (transactions.length === 0) return new Map<string, string>();
  const rows = await reader.query<{ id: string; documentNo: string }>(sql`
    SELECT r.transaction_id AS "id", d."Document_No" AS "documentNo"
    FROM ${own.options} o
    JOIN ${erp.reconciliations} w ON w."Warehouse_Reconciliation_Id" = o.reconciliation_id
    JOIN ${erp.documents} d ON d."Id" = w."Document_Id"
    JOIN ${own.releases} r ON r.reconciliation_id = o.reconciliation_id
    WHERE w."Warehouse_Id" = ${uuid(of.warehouseId)} AND d."State" >= ${code.state.Released}
      AND o.released_at >= ${addSeconds(moment(at), integer(-days * 86_400 - 1))}
      AND r.transaction_id IN ${ids(transactions)}`);
  return new Map(rows.map(({ id, documentNo }) => [id, documentNo]));
}
