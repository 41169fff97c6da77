import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/access/actor.js';
import { own } from '../../src/database/tables.js';
import type { Login } from '../../src/demo/people.js';
import type { UnitCode } from '../../src/demo/units.js';
import { code, type DocumentState, type ReviewStatus } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import { orderDetails } from '../../src/reconciliation/orders/order.js';
import type { TestDatabase } from './database.js';
import { insertDocument, put } from './documents.js';

/** One of the demo's people as the one who asks. */
export function actorOf({ demo }: TestDatabase, login: Login): Actor {
  const { userId, name, language, roles, workerId } = demo.people[login];
  const warehouseId = login === 'jon' ? demo.otherWarehouseId : demo.warehouseId;
  return {
    userId,
    login,
    name,
    language,
    roles: new Set(roles),
    workers: workerId && roles.includes('worker') ? [{ workerId, warehouseId }] : [],
    source: 'test',
  };
}

/** A stock position by the codes on its labels; without a product the location itself. */
export interface Place {
  at: string;
  product?: string;
  variant?: string;
  lot?: string;
  serial?: string;
  pallet?: string;
}

/** A detail as a count finds it. */
export interface Row extends Place {
  /** In the default unit, which is the base unit unless `snapshotBase` says otherwise. */
  snapshot?: string;
  snapshotBase?: string;
  counted?: string;
  status?: ReviewStatus;
  session?: number;
  /** Belongs to no order. */
  free?: true;
}

export interface OrderOf {
  rows: Row[];
  /** Lines are the rows' positions; otherwise their locations. */
  recount?: boolean;
  session?: number;
  state?: DocumentState;
  worker?: Login | null;
}

export interface TestOrder {
  id: string;
  documentId: string;
  documentNo: string;
  session: number;
  /** Line and detail ids by what `keyOf` makes of their position. */
  lines: Record<string, string>;
  details: Record<string, string>;
}

export interface TestCount {
  reconciliationId: string;
  documentId: string;
  order: TestOrder;
}

/** `A-03-01-4 10-0411 24-118`: what a test calls a position. */
export const keyOf = ({ at, product, variant, lot, serial, pallet }: Place): string =>
  [at, product, variant, lot, serial, pallet].filter(Boolean).join(' ');

/** Ids of a position by its labels. */
export const idsOf = ({ demo: { ids } }: TestDatabase, place: Place) => ({
  locationId: ids.location(place.at),
  productId: place.product ? ids.product(place.product) : null,
  variantId: place.product && place.variant ? ids.variant(place.product, place.variant) : null,
  lotId: place.lot ? ids.lot(place.lot) : null,
  serialNumberId: place.serial ? ids.serial(place.serial) : null,
  logisticUnitId: place.pallet ? ids.pallet(place.pallet) : null,
});

/** What a worker sends for a count without a barcode. */
export function counting(
  at: TestDatabase,
  { quantity = '1', unit = 'pcs', ...place }: Place & { quantity?: string; unit?: UnitCode },
) {
  const { productId, ...position } = idsOf(at, place);
  return {
    scanId: randomUUID() as string,
    ...position,
    productId: productId as string,
    quantity,
    unitId: at.demo.ids.unit(unit),
  };
}

/** A planned reconciliation of the demo's first warehouse with a count order, as the first count makes it. */
export async function makeCount(
  at: TestDatabase,
  of: OrderOf & { blindRecount?: boolean },
): Promise<TestCount> {
  const reconciliationId = randomUUID();
  const documentId = randomUUID();
  await at.database.transaction(async (tx) => {
    await insertDocument(at, tx, { id: documentId, entity: code.entity.reconciliation, state: 'Planned' });
    await put(tx, erp.reconciliations, [
      {
        Warehouse_Reconciliation_Id: reconciliationId,
        Document_Id: documentId,
        Warehouse_Id: at.demo.warehouseId,
      },
    ]);
    await put(tx, own.options, [
      {
        reconciliation_id: reconciliationId,
        blind_recount: of.blindRecount ?? true,
        last_session: of.session ?? 1,
      },
    ]);
  });
  const order = await addOrder(at, { reconciliationId, documentId }, of);
  return { reconciliationId, documentId, order };
}

/** Another count order of the reconciliation, with rows of its own. */
export async function addOrder(
  at: TestDatabase,
  reconciliation: Pick<TestCount, 'reconciliationId' | 'documentId'>,
  { rows, recount = false, session = 1, state = 'Released', worker = 'ivo' }: OrderOf,
): Promise<TestOrder> {
  const [id, documentId] = [randomUUID() as string, randomUUID() as string];
  const person = worker && at.demo.people[worker];
  const details = rows.map((row, i) => ({ row, id: randomUUID() as string, lineNo: (i + 1) * 10 }));
  const places = recount ? rows.filter(({ free }) => !free) : onePerLocation(rows);
  const lines = places.map((row, i) => ({ row, id: randomUUID() as string, lineNo: (i + 1) * 10 }));
  const documentNo = await at.database.transaction(async (tx) => {
    const number = await insertDocument(at, tx, {
      id: documentId,
      entity: code.entity.order,
      state,
      userId: person?.userId,
      primeCause: reconciliation.documentId,
      parent: recount ? reconciliation.documentId : undefined,
    });
    await put(tx, erp.orders, [
      {
        Warehouse_Order_Id: id,
        Document_Id: documentId,
        Warehouse_Id: at.demo.warehouseId,
        Warehouse_Worker_Id: person?.workerId ?? null,
        Task_Type: code.taskType.Count,
        Additional_Details_Json: orderDetails(session, '987654.321'),
      },
    ]);
    await put(
      tx,
      erp.orderLines,
      lines.map((line) => lineRow(at, id, line)),
    );
    await put(
      tx,
      erp.details,
      details.map((detail) => detailRow(at, reconciliation, { id, session }, detail)),
    );
    return number;
  });
  const byKey = (list: { row: Place; id: string }[], key: (row: Place) => string) =>
    Object.fromEntries(list.map(({ row, id: found }) => [key(row), found]));
  return {
    id,
    documentId,
    documentNo,
    session,
    lines: byKey(lines, recount ? keyOf : ({ at: address }) => address),
    details: byKey(details, keyOf),
  };
}

const onePerLocation = (rows: readonly Row[]): Row[] =>
  rows
    .filter((row, i) => !row.free && rows.findIndex((one) => !one.free && one.at === row.at) === i)
    .map(({ at }) => ({ at }));

function lineRow(
  at: TestDatabase,
  orderId: string,
  { row, id, lineNo }: { row: Row; id: string; lineNo: number },
) {
  const { variantId, ...place } = idsOf(at, row);
  return {
    Warehouse_Order_Line_Id: id,
    Warehouse_Order_Id: orderId,
    Line_No: lineNo,
    Task_Type: code.taskType.Count,
    Warehouse_Location_Id: place.locationId,
    Product_Id: place.productId,
    Product_Variant_Id: variantId,
    Lot_Id: place.lotId,
    Serial_Number_Id: place.serialNumberId,
    Logistic_Unit_Id: place.logisticUnitId,
    Quantity: 0,
    Quantity_Base: 0,
    Standard_Quantity: 0,
  };
}

function detailRow(
  at: TestDatabase,
  { reconciliationId }: Pick<TestCount, 'reconciliationId'>,
  order: { id: string; session: number },
  { row, id, lineNo }: { row: Row; id: string; lineNo: number },
) {
  const place = idsOf(at, row);
  const unit = place.productId ? at.demo.ids.unit('pcs') : null;
  return {
    Warehouse_Reconciliation_Detail_Id: id,
    Warehouse_Reconciliation_Id: reconciliationId,
    Line_No: lineNo,
    Warehouse_Location_Id: place.locationId,
    Warehouse_Zone_Id: at.demo.ids.zone('H1'),
    Product_Id: place.productId,
    Variant_Id: place.variantId,
    Lot_Id: place.lotId,
    Serial_Number_Id: place.serialNumberId,
    Logistic_Unit_Id: place.logisticUnitId,
    Quantity_Unit_Id: unit,
    Base_Unit_Id: unit,
    Snapshot_Date_Time: new Date('2026-11-22T08:00:00Z'),
    Snapshot_Quantity: row.snapshot ?? '0',
    Snapshot_Quantity_Base: row.snapshotBase ?? row.snapshot ?? '0',
    Counted_Quantity: row.counted ?? null,
    Counted_Quantity_Base: row.counted ?? null,
    Last_Aggregated_At: row.counted ? new Date('2026-11-22T12:00:00Z') : null,
    Review_Status: code.status[row.status ?? (row.free ? 'Created' : 'Started')],
    Session: row.session ?? (row.free ? 0 : order.session),
    Warehouse_Order_Id: row.free ? null : order.id,
  };
}
