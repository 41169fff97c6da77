import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { idInSeries, iso, moment, newSeries, now, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { expectMany } from '../many.js';
import { type InventoryReconciliation, openForLines } from './inventory-document.js';
import { type InventoryView, readInventory } from './inventory-view.js';
import { readLines, type TransferLine, writtenLines } from './lines.js';
import { inPeriod, isNew, newLines, type Period } from './lines.sql.js';
import { type Skipped, skippedIn } from './skipped.js';

/** What an import added, or would add. */
export interface Transferred {
  documentNo: string;
  /** The period that was looked at, ISO 8601. */
  from: string;
  to: string;
  added: number;
  /** How many of them leave less than nothing in the store. */
  negative: number;
  skipped: Skipped[];
  /** The first thousand of the added lines. */
  lines: TransferLine[];
}

/** Count transactions become lines of an Inventory Reconciliation (process.md, step 9). */
@Injectable()
export class Transfer {
  constructor(private readonly database: Database) {}

  /** The document that lines are added to. Throws `inventory-reconciliation.unknown`. */
  find(actor: Actor, id: string): Promise<InventoryView> {
    return readInventory(this.database, actor, id);
  }

  /**
   * What `add` would add now. Changes nothing. Throws `access.role-missing`,
   * `inventory-reconciliation.unknown`, `.void`, `.state-not-allowed`, `days.out-of-range`,
   * `store.missing` and `store.no-warehouse`.
   */
  async preview(actor: Actor, id: string, days: number): Promise<Transferred> {
    return this.database.transaction(async (tx) => {
      const of = await openForLines(tx, actor, id, days);
      const period = { of, days, at: await clock(tx) };
      await this.expectMany(tx, period);
      const lines = newLines(period, await lastLine(tx, of));
      const [row] = await tx.query<{ added: number; negative: number }>(sql`
        SELECT COUNT(*) AS "added", SUM(CASE WHEN n.base < 0 THEN 1 ELSE 0 END) AS "negative" FROM (${lines}) n`);
      return {
        ...head(period),
        added: Number(row?.added ?? 0),
        negative: Number(row?.negative ?? 0),
        skipped: await skippedIn(tx, period),
        lines: await readLines(tx, actor, period, sql`(${lines})`),
      };
    });
  }

  /**
   * Adds a line for every count transaction of the period that is in no valid line yet. Run again it
   * adds only what is new; imports of a warehouse wait for each other. Refusals are those of `preview`.
   */
  async add(actor: Actor, id: string, days: number): Promise<Transferred> {
    return this.database.transaction(async (tx) => {
      const { warehouseId } = await openForLines(tx, actor, id, days);
      await tx.lock(`transfer:${warehouseId}`);
      const of = await holdForLines(tx, actor, id, days);
      const period = { of, days, at: await clock(tx) };
      const after = await lastLine(tx, of);
      const skipped = await skippedIn(tx, period);
      await this.expectMany(tx, period);
      await freeClaims(tx, period);
      const added = await writeLines(tx, period, after);
      if (added > 0) await claim(tx, actor, period, after);
      const negative = await countNegative(tx, of, after);
      await remember(tx, actor, {
        reconciliationId: null,
        subject: 'inventoryReconciliation',
        subjectId: of.id,
        event: 'lines.added-from-wms',
        before: { lastLine: after },
        after: { days, added, negative, skipped },
      });
      const lines = await readLines(tx, actor, period, writtenLines(of, after));
      return { ...head(period), added, negative, skipped, lines };
    });
  }

  /** A release has just written them. */
  private async expectMany(tx: Tx, period: Period): Promise<void> {
    await expectMany(
      this.database,
      tx,
      sql`SELECT t."Creation_Time_Utc" AS "at" FROM ${erp.transactions} t WHERE ${inPeriod(period)}
        ORDER BY t."Creation_Time_Utc"`,
    );
  }
}

const head = ({ of, days, at }: Period) => ({
  documentNo: of.documentNo,
  from: new Date(at.getTime() - days * 86_400_000).toISOString(),
  to: at.toISOString(),
});

/** The database's clock. */
async function clock(reader: Reader): Promise<Date> {
  const [row] = await reader.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
  return new Date((row as { at: string }).at);
}

/** The ERP does not know our locks: its own row holds the document as it is until the commit. */
async function holdForLines(
  tx: Tx,
  actor: Actor,
  id: string,
  days: number,
): Promise<InventoryReconciliation> {
  const { documentId } = await openForLines(tx, actor, id, days);
  await tx.run(sql`
    UPDATE ${erp.documents} SET "Document_Version" = "Document_Version" + 1 WHERE "Id" = ${uuid(documentId)}`);
  return openForLines(tx, actor, id, days);
}

/** Order of the document's last line; 0 without lines. */
async function lastLine(reader: Reader, of: InventoryReconciliation): Promise<number> {
  const [row] = await reader.query<{ last: number | null }>(sql`
    SELECT MAX("Line_Ord") AS "last" FROM ${erp.inventoryReconciliationLines} WHERE "Reconciliation_Id" = ${uuid(of.id)}`);
  return Math.max(0, Number(row?.last ?? 0));
}

/** Claims of lines that are gone, or of documents that became void, no longer count. */
async function freeClaims(tx: Tx, period: Period): Promise<void> {
  await tx.run(sql`
    DELETE FROM ${own.imports} WHERE transaction_id IN (
      SELECT t."Warehouse_Transaction_Id" FROM ${erp.transactions} t WHERE ${isNew(period)})`);
}

async function writeLines(tx: Tx, period: Period, after: number): Promise<number> {
  const { id, storeId, storeBinId } = period.of;
  return tx.run(sql`
    INSERT INTO ${erp.inventoryReconciliationLines} ("Reconciliation_Line_Id", "Reconciliation_Id", "Line_Ord",
      "Warehouse_Transaction_Id", "Store_Id", "Store_Bin_Id", "Product_Id", "Product_Variant_Id", "Lot_Id",
      "Serial_Number_Id", "Quantity_Unit_Id", "Available_Quantity_Base", "Quantity_Base", "Quantity",
      "Standard_Quantity_Base")
    SELECT ${idInSeries(newSeries(), sql`n.line_ord`)}, ${uuid(id)}, n.line_ord, n.transaction_id, ${uuid(storeId)}, ${uuid(storeBinId)}, n.product_id,
      n.variant_id, n.lot_id, n.serial_id, n.unit_id, n.available, n.base, n.quantity, n.standard
    FROM (${newLines(period, after)}) n`);
}

async function countNegative(reader: Reader, of: InventoryReconciliation, after: number): Promise<number> {
  const [row] = await reader.query<{ lines: number }>(sql`
    SELECT COUNT(*) AS "lines" FROM ${erp.inventoryReconciliationLines}
    WHERE "Reconciliation_Id" = ${uuid(of.id)} AND "Line_Ord" > ${after} AND "Quantity_Base" < 0`);
  return Number(row?.lines ?? 0);
}

/** The key of the claims refuses a transaction that another import of ours has taken. */
async function claim(tx: Tx, actor: Actor, { of, at }: Period, after: number): Promise<void> {
  await tx.run(sql`
    INSERT INTO ${own.imports} (transaction_id, inventory_reconciliation_id, line_id, imported_at, imported_by)
    SELECT "Warehouse_Transaction_Id", ${uuid(of.id)}, "Reconciliation_Line_Id", ${moment(at)}, ${actor.login}
    FROM ${erp.inventoryReconciliationLines}
    WHERE "Reconciliation_Id" = ${uuid(of.id)} AND "Line_Ord" > ${after}`);
}
