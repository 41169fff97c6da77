import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { text } from '../../src/database/words.js';
import { code, type DocumentState } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import type { Rows } from './rows.js';

/** An item of a store, as its balances know it. */
export interface Item {
  product: string;
  variant?: string;
  lot?: string;
  serial?: string;
}

/** A store of a test's warehouse, what it has, and Inventory Reconciliations of it. */
export class StoreRows {
  readonly store = randomUUID() as string;
  readonly bin = randomUUID() as string;
  private last = 0;

  private constructor(private readonly rows: Rows) {}

  /** A store that the warehouse manages, or that nobody does. */
  static async of(rows: Rows, warehouse: string | null = rows.warehouse): Promise<StoreRows> {
    const made = new StoreRows(rows);
    await rows.put(erp.stores, {
      Id: made.store,
      Party_Id: randomUUID(),
      Store_Code: made.store.slice(0, 8),
      Store_Group_Id: randomUUID(),
      Store_Name: 'Main',
      Warehouse_Id: warehouse,
    });
    await rows.put(erp.storeBins, { Id: made.bin, Store_Bin_Name: 'Bin', Store_Id: made.store });
    return made;
  }

  /** The store receives something, into its bin unless it says otherwise. */
  async receive(item: Item, quantityBase: string, bin: string | null = this.bin): Promise<void> {
    const transaction = randomUUID();
    await this.rows.put(erp.storeTransactions, {
      Transaction_Id: transaction,
      Document_Id: await this.rows.document('Inv_Transactions', { state: 'Released' }),
      Document_Currency_Id: randomUUID(),
      Store_Id: this.store,
      Cost_Source: 'A',
      Is_Released: true,
      Movement_Type: 'R',
    });
    await this.rows.put(erp.storeTransactionLines, {
      Transaction_Line_Id: randomUUID(),
      Transaction_Id: transaction,
      Line_No: 10,
      Product_Id: item.product,
      Product_Variant_Id: item.variant ?? null,
      Lot_Id: item.lot ?? null,
      Serial_Number_Id: item.serial ?? null,
      Store_Bin_Id: bin,
      Quantity: quantityBase,
      Quantity_Base: quantityBase,
      Standard_Quantity_Base: quantityBase,
      Quantity_Unit_Id: this.rows.pieces,
    });
  }

  /** An Inventory Reconciliation of the store and its bin. */
  async reconciliation(
    of: {
      state?: DocumentState;
      void?: boolean;
      no?: string;
      store?: string | null;
      bin?: string | null;
    } = {},
  ): Promise<string> {
    const id = randomUUID();
    const { store = this.store, bin = this.bin, ...document } = of;
    await this.rows.put(erp.inventoryReconciliations, {
      Reconciliation_Id: id,
      Document_Id: await this.rows.document(code.entity.inventoryReconciliation, document),
      Default_Store_Id: store,
      Default_Store_Bin_Id: bin,
    });
    return id;
  }

  /** The lines of an Inventory Reconciliation, in order. */
  lines(reconciliation: string): Promise<Record<string, unknown>[]> {
    return this.rows.database.query(sql`
      SELECT "Line_Ord" AS "line", "Warehouse_Transaction_Id" AS "transaction",
        ${text(sql`"Available_Quantity_Base"`)} AS "available", ${text(sql`"Quantity_Base"`)} AS "base",
        ${text(sql`"Quantity"`)} AS "quantity", ${text(sql`"Standard_Quantity_Base"`)} AS "standard",
        "Quantity_Unit_Id" AS "unit", "Store_Id" AS "store", "Store_Bin_Id" AS "bin", "Product_Id" AS "product",
        "Lot_Id" AS "lot"
      FROM ${erp.inventoryReconciliationLines} WHERE "Reconciliation_Id" = ${reconciliation} ORDER BY "Line_Ord"`);
  }

  /** A line somebody entered in the ERP. */
  async line(
    reconciliation: string,
    item: Item,
    quantityBase: string,
    of: { transaction?: string; order?: number } = {},
  ): Promise<string> {
    const id = randomUUID();
    this.last = of.order ?? this.last + 10;
    await this.rows.put(erp.inventoryReconciliationLines, {
      Reconciliation_Line_Id: id,
      Reconciliation_Id: reconciliation,
      Line_Ord: this.last,
      Warehouse_Transaction_Id: of.transaction ?? null,
      Store_Id: this.store,
      Store_Bin_Id: this.bin,
      Product_Id: item.product,
      Product_Variant_Id: item.variant ?? null,
      Lot_Id: item.lot ?? null,
      Serial_Number_Id: item.serial ?? null,
      Quantity_Unit_Id: this.rows.pieces,
      Available_Quantity_Base: quantityBase,
      Quantity_Base: quantityBase,
      Quantity: quantityBase,
      Standard_Quantity_Base: quantityBase,
    });
    return id;
  }
}
