import { randomUUID } from 'node:crypto';
import type { Actor, Role } from '../../src/access/actor.js';
import type { Database } from '../../src/database/database.js';
import { insertRows } from '../../src/database/insert.js';
import { type Fragment, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { code, type DocumentState, type ReviewStatus } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';

type Row = Record<string, unknown>;

/** Where a quantity is, for transactions and details alike. */
export interface At {
  location: string;
  product?: string | null;
  variant?: string | null;
  lot?: string | null;
  serial?: string | null;
  unit?: string | null;
}

/** What stands in a detail; `counted` alone means the base unit. */
export interface DetailRow extends At {
  status?: ReviewStatus;
  snapshot?: string;
  snapshotBase?: string;
  counted?: string | null;
  countedBase?: string | null;
  quantityUnit?: string;
  baseUnit?: string;
  session?: number;
  order?: string | null;
  aggregatedAt?: Date | null;
  zone?: string;
  lineNo?: number;
}

const now = new Date('2026-11-23T08:00:00Z');

/**
 * Rows of a test's own, straight into the tables: a warehouse that nothing else is in, and what is put
 * there. Ids are given back, everything else has a plain default.
 */
export class Rows {
  readonly warehouse = randomUUID() as string;
  readonly zone = randomUUID() as string;
  readonly pieces = randomUUID() as string;
  private readonly category = randomUUID() as string;
  private readonly locations = new Map<string, string>();
  private line = 0;

  private constructor(
    readonly database: Database,
    readonly userId: string,
  ) {}

  /** An empty warehouse with one zone, and pieces as a unit. */
  static async in(database: Database): Promise<Rows> {
    const rows = new Rows(database, randomUUID());
    await rows.put(erp.warehouses, { Warehouse_Id: rows.warehouse, Warehouse_Name: 'Test hall' });
    await rows.put(erp.zones, {
      Warehouse_Zone_Id: rows.zone,
      Warehouse_Id: rows.warehouse,
      Warehouse_Zone_Code: 'T',
      Warehouse_Zone_Name: 'Test zone',
    });
    await rows.unit(rows.pieces, rows.category, { base: true });
    return rows;
  }

  /** Those that another process has made. */
  static restored(database: Database, saved: Pick<Rows, 'warehouse' | 'zone' | 'pieces' | 'userId'>): Rows {
    return Object.assign(new Rows(database, saved.userId), saved);
  }

  async put(table: Fragment, row: Row): Promise<void> {
    await this.database.transaction((tx) => insertRows(tx, table, Object.keys(row), [Object.values(row)]));
  }

  /** Somebody with a role. */
  actor(...roles: Role[]): Actor {
    return {
      userId: this.userId,
      login: 'mira',
      name: 'Mira',
      language: 'en',
      roles: new Set(roles),
      workers: [],
      source: 'test',
    };
  }

  /** The location with that address; made when it is asked for first. */
  async location(address: string, zone = this.zone): Promise<string> {
    const known = this.locations.get(address);
    if (known) return known;
    const id = randomUUID() as string;
    this.locations.set(address, id);
    await this.put(erp.locations, {
      Warehouse_Location_Id: id,
      Warehouse_Id: this.warehouse,
      Warehouse_Zone_Id: zone,
      Location_Address: address,
    });
    return id;
  }

  private async unit(id: string, category: string, { base = false, code = 'pcs', multiplier = '1' } = {}) {
    if (base) {
      await this.put(erp.unitCategories, {
        Id: category,
        Measurement_Category_Name: code,
        Is_Default: false,
      });
    }
    await this.put(erp.units, {
      Id: id,
      Measurement_Category_Id: category,
      Measurement_Unit_Code: code,
      Measurement_Unit_Name: code,
      Is_Default_Unit: base,
      Multiplier: multiplier,
      Divisor: '1',
    });
  }

  /** A unit of so many pieces. */
  async unitOf(pieces: string): Promise<string> {
    const id = randomUUID();
    await this.unit(id, this.category, { code: `x${pieces}`, multiplier: pieces });
    return id;
  }

  /** A product counted in pieces, or shown in another unit (`defaultUnit`). */
  async product(
    part: string,
    of: { variable?: boolean; defaultUnit?: string; cost?: string; serialized?: boolean } = {},
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.products, {
      Id: id,
      Part_Number: `${part}-${id.slice(0, 8)}`,
      Product_Name: part,
      Product_Group_Id: randomUUID(),
      Product_Type_Id: randomUUID(),
      Base_Measurement_Category_Id: this.category,
      Measurement_Unit_Id: of.defaultUnit ?? this.pieces,
      Allow_Variable_Measurement_Ratios: of.variable ?? false,
      Is_Serialized: of.serialized ?? false,
      Standard_Cost_Per_Lot: of.cost ?? '0',
    });
    return id;
  }

  async logisticUnit(serialCode: string): Promise<string> {
    const id = randomUUID();
    await this.put(erp.logisticUnits, { Logistic_Unit_Id: id, Serial_Code: serialCode });
    return id;
  }

  /** A ledger row; receipts unless it says otherwise. */
  async transaction(
    at: At,
    quantityBase: string,
    of: {
      direction?: 'I' | 'O';
      type?: string;
      quantity?: string;
      unit?: string;
      standard?: string;
      time?: Date;
      warehouse?: string;
    } = {},
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.transactions, {
      Warehouse_Transaction_Id: id,
      Task_Type: of.type ?? 'REC',
      Direction: of.direction ?? 'I',
      Warehouse_Id: of.warehouse ?? this.warehouse,
      Warehouse_Location_Id: at.location,
      Product_Id: at.product,
      Product_Variant_Id: at.variant ?? null,
      Lot_Id: at.lot ?? null,
      Serial_Number_Id: at.serial ?? null,
      Logistic_Unit_Id: at.unit ?? null,
      Quantity: of.quantity ?? quantityBase,
      Quantity_Unit_Id: of.unit ?? this.pieces,
      Quantity_Base: quantityBase,
      Standard_Quantity: of.standard ?? quantityBase,
      Creation_Time_Utc: of.time ?? now,
      Creation_User_Id: this.userId,
    });
    return id;
  }

  /** A document of the ERP. */
  async document(
    entity: string,
    of: { state?: DocumentState; void?: boolean; no?: string; cause?: string } = {},
  ) {
    const id = randomUUID();
    await this.put(erp.documents, {
      Id: id,
      Document_No: of.no ?? id.slice(0, 8),
      Entity_Name: entity,
      Document_Type_Id: randomUUID(),
      State: code.state[of.state ?? 'Planned'],
      Void: of.void ?? false,
      Document_Date: '2026-11-23',
      Reference_Date: '2026-11-23',
      Creation_Time: now,
      Creation_User: 'mira',
      Enterprise_Company_Id: randomUUID(),
      Enterprise_Company_Location_Id: randomUUID(),
      From_Party_Id: randomUUID(),
      Master_Document_Id: id,
      Prime_Cause_Document_Id: of.cause ?? null,
    });
    return id;
  }

  async reconciliation(of: { state?: DocumentState; void?: boolean; no?: string } = {}): Promise<string> {
    const id = randomUUID();
    await this.put(erp.reconciliations, {
      Warehouse_Reconciliation_Id: id,
      Document_Id: await this.document(code.entity.reconciliation, of),
      Warehouse_Id: this.warehouse,
    });
    return id;
  }

  /** The document of a reconciliation. */
  async documentOf(reconciliation: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(sql`
      SELECT "Document_Id" AS "id" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${reconciliation}`);
    return (row as { id: string }).id;
  }

  /** A line of a count order. */
  async orderLine(order: string, at: At): Promise<string> {
    const id = randomUUID();
    this.line++;
    await this.put(erp.orderLines, {
      Warehouse_Order_Line_Id: id,
      Warehouse_Order_Id: order,
      Line_No: 10 * this.line,
      Task_Type: code.taskType.Count,
      Warehouse_Location_Id: at.location,
      Warehouse_Zone_Id: this.zone,
      Product_Id: at.product ?? null,
      Quantity: '0',
      Quantity_Base: '0',
      Standard_Quantity: '0',
    });
    return id;
  }

  /** A count order of a reconciliation. */
  async order(reconciliation: string, of: { state?: DocumentState; void?: boolean; session?: number } = {}) {
    const id = randomUUID();
    const cause = await this.documentOf(reconciliation);
    await this.put(erp.orders, {
      Warehouse_Order_Id: id,
      Document_Id: await this.document(code.entity.order, { state: 'Released', ...of, cause }),
      Warehouse_Id: this.warehouse,
      Task_Type: code.taskType.Count,
      Additional_Details_Json: `{"CountingSession":${of.session ?? 1},"TotalQuantityBase":0}`,
    });
    return id;
  }

  /** A row of a reconciliation, approved unless it says otherwise; with its facts if it was counted. */
  async detail(reconciliation: string, row: DetailRow): Promise<string> {
    const id = randomUUID();
    const { snapshot = row.snapshotBase ?? '0', counted = null, status = 'Approved' } = row;
    this.line = row.lineNo ?? this.line + 1;
    await this.put(erp.details, {
      Warehouse_Reconciliation_Detail_Id: id,
      Warehouse_Reconciliation_Id: reconciliation,
      Line_No: this.line,
      Warehouse_Location_Id: row.location,
      Warehouse_Zone_Id: row.zone ?? this.zone,
      Product_Id: row.product ?? null,
      Variant_Id: row.variant ?? null,
      Lot_Id: row.lot ?? null,
      Serial_Number_Id: row.serial ?? null,
      Logistic_Unit_Id: row.unit ?? null,
      Quantity_Unit_Id: row.product ? (row.quantityUnit ?? this.pieces) : null,
      Base_Unit_Id: row.product ? (row.baseUnit ?? this.pieces) : null,
      Snapshot_Date_Time: now,
      Snapshot_Quantity: snapshot,
      Snapshot_Quantity_Base: row.snapshotBase ?? snapshot,
      Counted_Quantity: counted,
      Counted_Quantity_Base: row.countedBase === undefined ? counted : row.countedBase,
      Last_Aggregated_At: row.aggregatedAt === undefined ? (counted === null ? null : now) : row.aggregatedAt,
      Review_Status: code.status[status],
      Session: row.session ?? (counted === null ? 0 : 1),
      Warehouse_Order_Id: row.order ?? null,
    });
    return id;
  }

  /** The facts beside a detail; they repeat what it says of itself. */
  async facts(reconciliation: string, detail: string, facts: Row): Promise<void> {
    const [repeated] = await this.database.query<Row>(sql`
      SELECT "Review_Status" AS "review_status", "Session" AS "session", "Warehouse_Zone_Id" AS "zone_id",
        "Warehouse_Location_Id" AS "location_id", "Product_Id" AS "product_id", "Lot_Id" AS "lot_id",
        "Serial_Number_Id" AS "serial_number_id"
      FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(detail)}`);
    const row = { detail_id: detail, reconciliation_id: reconciliation, line_no: 0, ...repeated, ...facts };
    await this.put(own.facts, row);
  }

  /** One count record of an order. */
  async count(
    order: string,
    at: At,
    quantity: string,
    of: { session?: number; void?: boolean; source?: string; line?: string } = {},
  ): Promise<string> {
    const id = randomUUID();
    await this.put(erp.counts, {
      Warehouse_Count_Id: id,
      Warehouse_Order_Id: order,
      Warehouse_Order_Line_Id: of.line ?? null,
      Source_Document_Id: of.source ?? null,
      Warehouse_Location_Id: at.location,
      Product_Id: at.product,
      Variant_Id: at.variant ?? null,
      Lot_Id: at.lot ?? null,
      Serial_Number_Id: at.serial ?? null,
      Logistic_Unit_Id: at.unit ?? null,
      Quantity: quantity,
      Quantity_Base: quantity,
      Standard_Quantity_Base: quantity,
      Quantity_Unit_Id: this.pieces,
      Session: of.session ?? 1,
      Void: of.void ?? false,
      ...(of.void ? { Void_Reason: 'miscounted', Void_Time: now, Void_User: 'mira' } : {}),
      Creation_Time_UTC: now,
      Creation_User_Id: this.userId,
    });
    return id;
  }
}
