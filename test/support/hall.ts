import { randomUUID } from 'node:crypto';
import type { Actor, Role } from '../../src/access/actor.js';
import type { Database } from '../../src/database/database.js';
import { insertRows } from '../../src/database/insert.js';
import { type Fragment, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { code, type DocumentState } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import type { ScopeLineInput } from '../../src/reconciliation/scope/scope-lines.js';

/** Somebody who asks; a manager unless it says otherwise. */
export const person = (...roles: Role[]): Actor => ({
  userId: randomUUID(),
  login: 'mira',
  name: 'Mira Petrova',
  language: 'en',
  roles: new Set(roles.length === 0 ? ['manager' as const] : roles),
  workers: [],
  source: 'test',
});

/** What lies where: everything but location, product and quantity may be left out. */
export interface Stock {
  location: string;
  product: string;
  variant?: string;
  lot?: string;
  serial?: string;
  logisticUnit?: string;
  /** In the base unit; negative takes out. */
  quantity: string;
  /** Theoretical quantity in the base unit, where it differs. */
  standard?: string;
}

/**
 * A warehouse of a test's own, with zones, locations, workers, products and stock as the test puts
 * them there. Every method gives the new row's id.
 */
export class Hall {
  readonly id: string = randomUUID();

  private constructor(readonly database: Database) {}

  static async in(database: Database): Promise<Hall> {
    const hall = new Hall(database);
    await hall.put(erp.warehouses, { Warehouse_Id: hall.id, Warehouse_Name: `Hall ${hall.id.slice(0, 4)}` });
    return hall;
  }

  async put(table: Fragment, row: Record<string, unknown>): Promise<void> {
    await this.database.transaction((tx) => insertRows(tx, table, Object.keys(row), [Object.values(row)]));
  }

  async zone(zoneCode: string, parent?: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.zones, {
      Warehouse_Zone_Id: id,
      Warehouse_Id: this.id,
      Warehouse_Zone_Code: zoneCode,
      Warehouse_Zone_Name: zoneCode,
      Parent_Warehouse_Zone_Id: parent ?? null,
    });
    return id;
  }

  async location(address: string, zone: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.locations, {
      Warehouse_Location_Id: id,
      Warehouse_Id: this.id,
      Warehouse_Zone_Id: zone,
      Location_Address: address,
    });
    return id;
  }

  async worker(name: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.workers, {
      Warehouse_Worker_Id: id,
      Warehouse_Id: this.id,
      Warehouse_Worker_Name: name,
      Warehouse_Worker_Role: 'GNR',
      Active_From: '2026-01-01',
    });
    return id;
  }

  async category(name = 'Pieces'): Promise<string> {
    const id = randomUUID();
    await this.put(erp.unitCategories, { Id: id, Measurement_Category_Name: name });
    return id;
  }

  /** A unit: value in the category's default unit = quantity × multiplier / divisor. */
  async unit(category: string, of: { multiplier?: string; divisor?: string; isDefault?: boolean } = {}) {
    const id: string = randomUUID();
    await this.put(erp.units, {
      Id: id,
      Measurement_Category_Id: category,
      Measurement_Unit_Code: id.slice(0, 8),
      Measurement_Unit_Name: id.slice(0, 8),
      Multiplier: of.multiplier ?? '1',
      Divisor: of.divisor ?? '1',
      Is_Default_Unit: of.isDefault ?? false,
    });
    return id;
  }

  async product(
    partNumber: string,
    of: { category: string; unit: string; variable?: boolean },
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.products, {
      Id: id,
      Part_Number: partNumber,
      Product_Name: partNumber,
      Product_Group_Id: randomUUID(),
      Product_Type_Id: randomUUID(),
      Base_Measurement_Category_Id: of.category,
      Measurement_Unit_Id: of.unit,
      Allow_Variable_Measurement_Ratios: of.variable ?? false,
    });
    return id;
  }

  /** So many of a source unit are so many of a unit of the base category. */
  async dimension(
    product: string,
    source: [quantity: string, unit: string],
    dest: [quantity: string, unit: string],
  ) {
    await this.put(erp.dimensions, {
      Product_Dimension_Id: randomUUID(),
      Product_Id: product,
      Measurement_Category_Id: randomUUID(),
      Source_Quantity: source[0],
      Source_Quantity_Unit_Id: source[1],
      Dest_Quantity: dest[0],
      Dest_Quantity_Unit_Id: dest[1],
      Convert_To_Base_Multiplier: '9',
      Convert_To_Base_Divisor: '7',
    });
  }

  async lot(product: string, number: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.lots, { Lot_Id: id, Product_Id: product, Lot_Number: number });
    return id;
  }

  async serial(product: string, number: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.serialNumbers, { Id: id, Product_Id: product, Serial_Number: number });
    return id;
  }

  async logisticUnit(serialCode: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.logisticUnits, { Logistic_Unit_Id: id, Serial_Code: serialCode });
    return id;
  }

  async variant(product: string, variantCode: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.variants, {
      Product_Variant_Id: id,
      Product_Id: product,
      Product_Variant_Code: variantCode,
    });
    return id;
  }

  async stock(of: Stock): Promise<void> {
    const { location, product, quantity, standard = quantity } = of;
    const out = quantity.startsWith('-');
    const plain = (value: string) => (out ? value.slice(1) : value);
    await this.put(erp.transactions, {
      Warehouse_Transaction_Id: randomUUID(),
      Warehouse_Id: this.id,
      Warehouse_Location_Id: location,
      Product_Id: product,
      Product_Variant_Id: of.variant ?? null,
      Lot_Id: of.lot ?? null,
      Serial_Number_Id: of.serial ?? null,
      Logistic_Unit_Id: of.logisticUnit ?? null,
      Quantity: plain(quantity),
      Quantity_Base: plain(quantity),
      Standard_Quantity: plain(standard),
      Quantity_Unit_Id: randomUUID(),
      Direction: out ? code.direction.Out : code.direction.In,
      Task_Type: 'RCV',
      Creation_User_Id: randomUUID(),
    });
  }

  /** A reconciliation of this hall with these lines, numbered 10, 20, … */
  async reconciliation(
    lines: readonly ScopeLineInput[] = [],
    of: { state?: DocumentState; void?: boolean } = {},
  ): Promise<{ id: string; documentId: string; warehouseId: string }> {
    const id = randomUUID();
    const documentId = await this.document(code.entity.reconciliation, of);
    await this.put(erp.reconciliations, {
      Warehouse_Reconciliation_Id: id,
      Document_Id: documentId,
      Warehouse_Id: this.id,
    });
    await this.put(own.options, { reconciliation_id: id });
    for (const [i, { zoneId, locationId, workerId }] of lines.entries()) {
      await this.put(erp.reconciliationLines, {
        Warehouse_Reconciliation_Line_Id: randomUUID(),
        Warehouse_Reconciliation_Id: id,
        Line_No: (i + 1) * 10,
        Warehouse_Zone_Id: zoneId ?? null,
        Warehouse_Location_Id: locationId ?? null,
        Warehouse_Worker_Id: workerId ?? null,
      });
    }
    return { id, documentId, warehouseId: this.id };
  }

  /** A count order of a reconciliation: it has started. */
  async countOrder(
    reconciliation: { documentId: string },
    of: { void?: boolean; state?: DocumentState } = {},
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.orders, {
      Warehouse_Order_Id: id,
      Document_Id: await this.document(code.entity.order, { cause: reconciliation.documentId, ...of }),
      Warehouse_Id: this.id,
      Task_Type: code.taskType.Count,
    });
    return id;
  }

  private async document(
    entity: string,
    of: { state?: DocumentState; void?: boolean; cause?: string } = {},
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.documents, {
      Id: id,
      Document_No: id.slice(0, 8),
      Entity_Name: entity,
      Document_Type_Id: randomUUID(),
      State: code.state[of.state ?? 'New'],
      Void: of.void ?? false,
      Document_Date: '2026-11-23',
      Creation_User: 'mira',
      Enterprise_Company_Id: randomUUID(),
      Enterprise_Company_Location_Id: randomUUID(),
      From_Party_Id: randomUUID(),
      Master_Document_Id: id,
      Prime_Cause_Document_Id: of.cause ?? null,
    });
    return id;
  }

  /** The details as they stand, in walking order; quantities as text. */
  details(reconciliation: { id: string }) {
    return this.database.query<{
      id: string;
      lineNo: number;
      location: string;
      zoneId: string;
      product: string | null;
      lot: string | null;
      quantityBase: string;
      quantity: string;
      unitId: string | null;
      baseUnitId: string | null;
      counted: string | null;
      status: string;
      session: number;
      at: string;
    }>(sql`
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Line_No" AS "lineNo", l."Location_Address" AS "location",
        d."Warehouse_Zone_Id" AS "zoneId", p."Part_Number" AS "product", t."Lot_Number" AS "lot",
        CAST(d."Snapshot_Quantity_Base" AS varchar(20)) AS "quantityBase",
        CAST(d."Snapshot_Quantity" AS varchar(20)) AS "quantity", d."Quantity_Unit_Id" AS "unitId",
        d."Base_Unit_Id" AS "baseUnitId", CAST(d."Counted_Quantity" AS varchar(20)) AS "counted",
        d."Review_Status" AS "status", d."Session" AS "session", CAST(d."Snapshot_Date_Time" AS varchar(30)) AS "at"
      FROM ${erp.details} d
      JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
      LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
      LEFT JOIN ${erp.lots} t ON t."Lot_Id" = d."Lot_Id"
      WHERE d."Warehouse_Reconciliation_Id" = ${reconciliation.id}
      ORDER BY d."Line_No"`);
  }
}

/** How a refusal of `work` reads: its kind and each fault as `code row`. */
export async function refusalOf(work: Promise<unknown>): Promise<[kind: string, ...faults: string[]]> {
  try {
    await work;
  } catch (error) {
    const { kind, faults } = error as { kind?: string; faults?: { code: string; row?: unknown }[] };
    if (!kind || !faults) throw error;
    return [kind, ...faults.map(({ code, row }) => (row === undefined ? code : `${code} ${row}`))];
  }
  return ['taken'];
}
