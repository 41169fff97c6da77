import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/access/actor.js';
import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { FALSE, ids, newId, quantity, TRUE, text, uuid } from '../../src/database/words.js';
import { code, type DocumentState, type ReviewStatus } from '../../src/erp/codes.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { Policies } from '../../src/erp/policies.js';
import { erp } from '../../src/erp/tables.js';
import { Refusal } from '../../src/errors.js';
import { AssignOrders } from '../../src/reconciliation/orders/assign.js';
import { OrderGenerator } from '../../src/reconciliation/orders/generate.js';
import { InitialCount } from '../../src/reconciliation/orders/initial-count.js';
import { Orders } from '../../src/reconciliation/orders/orders.js';
import { Recount } from '../../src/reconciliation/orders/recount.js';
import { VoidOrders } from '../../src/reconciliation/orders/void-orders.js';
import { Rows } from './rows.js';

/** Somebody who works in the warehouse. */
export interface Worker {
  workerId: string;
  userId: string;
  actor: Actor;
}

/** A warehouse that counts can be given out in: its company, numbering and policies. */
export class Floor {
  readonly options = ErpOptions.of({ timeZone: 'Europe/Sofia' });
  readonly documents = new Documents(this.options);
  readonly policies = new Policies(this.options);
  readonly generator = new OrderGenerator(this.documents);
  readonly initialCount: InitialCount;
  readonly recount: Recount;
  readonly voidOrders: VoidOrders;
  readonly orders: Orders;
  readonly assigning: AssignOrders;
  readonly companyId = randomUUID() as string;
  readonly companyLocationId = randomUUID() as string;
  readonly partyId = randomUUID() as string;
  readonly typeCode = randomUUID().slice(0, 8);
  readonly typeId = randomUUID() as string;
  readonly sequenceId = randomUUID() as string;
  readonly generatorId = randomUUID() as string;

  private constructor(
    readonly database: Database,
    readonly rows: Rows,
  ) {
    this.initialCount = new InitialCount(database, this.policies, this.generator);
    this.recount = new Recount(database, this.policies, this.generator, this.options);
    this.voidOrders = new VoidOrders(this.documents, this.options);
    this.orders = new Orders(database, this.voidOrders);
    this.assigning = new AssignOrders(database, this.documents, this.options);
  }

  /** A warehouse whose count orders are numbered from `C-0099`, in one order unless a policy splits them. */
  static async in(database: Database): Promise<Floor> {
    const floor = new Floor(database, await Rows.in(database));
    const { rows } = floor;
    await rows.put(erp.companies, {
      Enterprise_Company_Id: floor.companyId,
      Company_Id: floor.partyId,
      Base_Currency_Id: randomUUID(),
    });
    await floor.store('ST-01');
    await rows.put(erp.sequences, { Sequence_Id: floor.sequenceId, Sequence_Name: 'Count orders' });
    await rows.put(erp.sequenceGenerators, {
      Sequence_Generator_Id: floor.generatorId,
      Sequence_Id: floor.sequenceId,
      Enterprise_Company_Id: floor.companyId,
      Next_Value: 'C-0099',
    });
    await rows.put(erp.documentTypes, {
      Id: floor.typeId,
      Code: floor.typeCode,
      Entity_Name: code.entity.order,
      Type_Name: 'Count order',
      Sequence_Id: floor.sequenceId,
    });
    await floor.policy('CDT', ` ${floor.typeCode.toUpperCase()} `);
    return floor;
  }

  /** The ids it was made with. */
  saved() {
    const { warehouse, zone, pieces, userId } = this.rows;
    return { warehouse, zone, pieces, userId };
  }

  /** The floor that another process has made, for its verbs; what is made in it has other numbering. */
  static restored(database: Database, saved: ReturnType<Floor['saved']>): Floor {
    return new Floor(database, Rows.restored(database, saved));
  }

  get manager(): Actor {
    return this.rows.actor('manager');
  }

  async store(storeCode: string, of: Record<string, unknown> = {}): Promise<void> {
    await this.rows.put(erp.stores, {
      Id: randomUUID(),
      Store_Code: `${storeCode}-${randomUUID().slice(0, 8)}`,
      Store_Name: storeCode,
      Active: true,
      Warehouse_Id: this.rows.warehouse,
      Enterprise_Company_Id: this.companyId,
      Enterprise_Company_Location_Id: this.companyLocationId,
      Party_Id: randomUUID(),
      Store_Group_Id: randomUUID(),
      ...of,
    });
  }

  async policy(kind: string, value: string, of: Record<string, unknown> = {}): Promise<string> {
    const policyCode = randomUUID().slice(0, 8);
    await this.rows.put(erp.policies, {
      Warehouse_Policy_Id: randomUUID(),
      Code: policyCode,
      Warehouse_Id: this.rows.warehouse,
      Policy_Kind: kind,
      Value: value,
      Importance: 0,
      ...of,
    });
    return policyCode;
  }

  async zone(zoneCode: string, parent: string | null = null): Promise<string> {
    const id = randomUUID();
    await this.rows.put(erp.zones, {
      Warehouse_Zone_Id: id,
      Warehouse_Id: this.rows.warehouse,
      Parent_Warehouse_Zone_Id: parent,
      Warehouse_Zone_Code: zoneCode,
      Warehouse_Zone_Name: zoneCode,
    });
    return id;
  }

  async worker(name: string, of: Record<string, unknown> = {}): Promise<Worker> {
    const [workerId, userId] = [randomUUID() as string, randomUUID() as string];
    const login = `${name}-${userId.slice(0, 8)}`;
    await this.rows.put(erp.users, { User_Id: userId, Login: login, User_Name: name });
    await this.rows.put(erp.workers, {
      Warehouse_Worker_Id: workerId,
      Warehouse_Id: this.rows.warehouse,
      User_Id: userId,
      Warehouse_Worker_Name: name,
      Warehouse_Worker_Role: 'GNR',
      Active_From: '2020-01-01',
      ...of,
    });
    const actor = { ...this.rows.actor('worker'), userId, login, name };
    return {
      workerId,
      userId,
      actor: { ...actor, workers: [{ workerId, warehouseId: this.rows.warehouse }] },
    };
  }

  /** A line of a reconciliation's scope. */
  async line(
    reconciliation: string,
    lineNo: number,
    of: { zone?: string; location?: string; worker?: Worker },
  ): Promise<void> {
    await this.rows.put(erp.reconciliationLines, {
      Warehouse_Reconciliation_Line_Id: randomUUID(),
      Warehouse_Reconciliation_Id: reconciliation,
      Line_No: lineNo,
      Warehouse_Zone_Id: of.zone ?? null,
      Warehouse_Location_Id: of.location ?? null,
      Warehouse_Worker_Id: of.worker?.workerId ?? null,
    });
  }

  /** A row as the snapshot leaves it, in a zone. */
  async created(reconciliation: string, location: string, zone: string, snapshotBase = '1', of = {}) {
    return this.rows.detail(reconciliation, {
      status: 'Created',
      session: 0,
      location,
      zone,
      snapshotBase,
      product: await this.rows.product('P'),
      ...of,
    });
  }

  /** A count that a worker entered at a row's position in the order it is in. */
  async count(detail: string, order: string, by: Worker, of: { void?: boolean } = {}): Promise<void> {
    await this.database.query(sql`
      INSERT INTO ${erp.counts} ("Warehouse_Count_Id", "Warehouse_Order_Id", "Source_Document_Id", "Session",
        "Warehouse_Location_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id",
        "Quantity", "Quantity_Base", "Standard_Quantity_Base", "Quantity_Unit_Id", "Void", "Creation_User_Id")
      SELECT ${newId}, ${uuid(order)}, r."Document_Id", d."Session", d."Warehouse_Location_Id", d."Product_Id",
        d."Variant_Id", d."Lot_Id", d."Serial_Number_Id", d."Logistic_Unit_Id", 1, 1, 1, d."Quantity_Unit_Id",
        ${of.void ? TRUE : FALSE}, ${uuid(by.userId)}
      FROM ${erp.details} d
      JOIN ${erp.reconciliations} r ON r."Warehouse_Reconciliation_Id" = d."Warehouse_Reconciliation_Id"
      WHERE d."Warehouse_Reconciliation_Detail_Id" = ${uuid(detail)}`);
  }

  /** Gives rows another status, and whatever else stands in them. */
  async put(details: readonly string[], status: ReviewStatus, counted: string | null = null): Promise<void> {
    await this.database.query(sql`
      UPDATE ${erp.details} SET "Review_Status" = ${code.status[status]}, "Counted_Quantity" = ${quantity(counted)},
        "Counted_Quantity_Base" = ${quantity(counted)}
      WHERE "Warehouse_Reconciliation_Detail_Id" IN ${ids(details)}`);
  }

  /** Puts the document of an order or a reconciliation into a state. */
  async state(document: unknown, state: DocumentState): Promise<void> {
    await this.database.query(sql`
      UPDATE ${erp.documents} SET "State" = ${code.state[state]} WHERE "Id" = ${document}`);
  }

  /** A detail as it stands. */
  async detail(id: string) {
    const [row] = await this.database.query<{
      status: string;
      session: number;
      order: string | null;
      counted: string | null;
      countedBase: string | null;
    }>(sql`
      SELECT "Review_Status" AS "status", "Session" AS "session", "Warehouse_Order_Id" AS "order",
        ${text(sql`"Counted_Quantity"`)} AS "counted", ${text(sql`"Counted_Quantity_Base"`)} AS "countedBase"
      FROM ${erp.details} WHERE "Warehouse_Reconciliation_Detail_Id" = ${id}`);
    return row;
  }

  /** Lines of an order, in their order. */
  linesOf(order: string) {
    return this.database.query<Record<string, unknown>>(sql`
      SELECT l."Line_No" AS "lineNo", a."Location_Address" AS "location", l."Warehouse_Zone_Id" AS "zone",
        l."Warehouse_Worker_Id" AS "worker", l."Product_Id" AS "product", l."Task_Type" AS "task",
        l."Lot_Id" AS "lot", l."Serial_Number_Id" AS "serial", l."Logistic_Unit_Id" AS "unit",
        l."Product_Variant_Id" AS "variant", ${text(sql`l."Quantity"`)} AS "quantity", l."Warehouse_Order_Line_Id" AS "id"
      FROM ${erp.orderLines} l JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = l."Warehouse_Location_Id"
      WHERE l."Warehouse_Order_Id" = ${order} ORDER BY l."Line_No"`);
  }

  /** An order with its document. */
  async orderOf(order: string) {
    const [row] = await this.database.query<Record<string, unknown>>(sql`
      SELECT o."Task_Type" AS "task", o."Additional_Details_Json" AS "details", o."Warehouse_Id" AS "warehouse",
        o."Warehouse_Worker_Id" AS "worker", d."Document_No" AS "no", d."State" AS "state", d."Void" AS "void",
        d."Parent_Document_Id" AS "parent", d."Prime_Cause_Document_Id" AS "cause", d."Id" AS "document",
        d."Master_Document_Id" AS "master", d."Document_Type_Id" AS "type", d."Assigned_To_User_Id" AS "assigned"
      FROM ${erp.orders} o JOIN ${erp.documents} d ON d."Id" = o."Document_Id"
      WHERE o."Warehouse_Order_Id" = ${order}`);
    return row as Record<string, unknown>;
  }

  /** The document of a reconciliation. */
  async documentOf(reconciliation: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>(sql`
      SELECT "Document_Id" AS "id" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${reconciliation}`);
    return row?.id ?? '';
  }
}

/** What a verb refused. Fails when it did not. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => new Error('Nothing was refused.'),
    (found: unknown) => found,
  );
  if (error instanceof Refusal) return error;
  throw error;
}

/** The codes of a refusal's faults, each once. */
export const codesOf = (refusal: Refusal): string[] => [...new Set(refusal.faults.map((f) => f.code))];
