import { erp } from '../erp/tables.js';
import { companyOf, type DocumentTypeCode } from './company.js';
import type { Login } from './people.js';
import { productOf } from './products.js';
import type { Seed } from './random.js';
import { unitOf } from './units.js';
import { locationOf, warehouseOf, zoneOf } from './warehouse.js';
import { dayOf, daysAgo, type Making, put } from './write.js';

/** States of a document that the demo has. */
export const NEW = 0;
const PLANNED = 10;
export const COMPLETED = 40;

interface Facts {
  type: DocumentTypeCode;
  entity: string;
  no: string;
  /** How many days ago it was made. */
  days: number;
  state: number;
  by: Login;
  assigned?: Login;
}

/** A document's header and the change to the state it is in. */
export async function makeDocument(making: Making, id: string, facts: Facts): Promise<void> {
  const { seed } = making;
  const { companyId, locationId, partyId, typeId, sequenceId } = companyOf(seed);
  const made = daysAgo(making, facts.days - 0.4);
  const done = facts.state === COMPLETED ? daysAgo(making, facts.days - 0.5) : null;
  await put(making, erp.documents, [
    {
      Id: id,
      Document_No: facts.no,
      Document_Type_Id: typeId(facts.type),
      Entity_Name: facts.entity,
      State: facts.state,
      Document_Date: dayOf(daysAgo(making, facts.days)),
      Reference_Date: daysAgo(making, facts.days),
      Creation_Time: made,
      Creation_User: facts.by,
      Release_Time: done,
      Complete_Time: done,
      Enterprise_Company_Id: companyId,
      Enterprise_Company_Location_Id: locationId,
      From_Party_Id: partyId,
      Master_Document_Id: id,
      Sequence_Id: sequenceId(facts.type),
      Assigned_To_User_Id: facts.assigned ? seed.id('user', facts.assigned) : null,
    },
  ]);
  if (facts.state === NEW) return;
  await put(making, erp.stateChanges, [
    {
      Document_State_Change_Id: seed.id('state change', id),
      Document_Id: id,
      New_State: facts.state,
      Update_Time: done ?? made,
      Update_User: facts.by,
    },
  ]);
}

/** The clerk's document: its own key and its document's. */
export const inventoryReconciliationOf = (seed: Seed) => ({
  id: seed.id('inventory reconciliation', 1),
  documentId: seed.id('document', 'inventory reconciliation', 1),
});

/** What is on somebody's desk: the clerk's inventory reconciliation and an order that is no count. */
export async function makeDesk(making: Making): Promise<void> {
  const { seed } = making;
  const { storeId, binId } = companyOf(seed);
  const { id, documentId } = inventoryReconciliationOf(seed);
  await makeDocument(making, documentId, {
    type: 'INVREC',
    entity: 'Inv_Reconciliations',
    no: '0000000087',
    days: 1,
    state: NEW,
    by: 'petra',
  });
  await put(making, erp.inventoryReconciliations, [
    {
      Reconciliation_Id: id,
      Document_Id: documentId,
      Default_Store_Id: storeId('ST-01'),
      Default_Store_Bin_Id: binId('ST-01'),
      Reconciliation_Type: 'P',
    },
  ]);
  await makePicking(making);
}

/** A picking order for Ivo, which no list of count orders may show. */
async function makePicking(making: Making): Promise<void> {
  const { seed } = making;
  const documentId = seed.id('document', 'picking');
  const orderId = seed.id('picking');
  const worker = seed.id('worker', 'ivo');
  await makeDocument(making, documentId, {
    type: 'WOPIK',
    entity: 'Wms_Warehouse_Orders',
    no: '0000020416',
    days: 1,
    state: PLANNED,
    by: 'mira',
    assigned: 'ivo',
  });
  await put(making, erp.orders, [
    {
      Warehouse_Order_Id: orderId,
      Document_Id: documentId,
      Warehouse_Id: warehouseOf(seed),
      Task_Type: 'PIK',
      Warehouse_Worker_Id: worker,
    },
  ]);
  const line = (no: number, zone: string, address: string, part: string, quantity: string) => ({
    Warehouse_Order_Line_Id: seed.id('picking line', no),
    Warehouse_Order_Id: orderId,
    Line_No: no,
    Task_Type: 'PIK',
    Warehouse_Zone_Id: zoneOf(seed, zone),
    Warehouse_Location_Id: locationOf(seed, address),
    Product_Id: productOf(seed, part),
    Quantity: quantity,
    Quantity_Base: quantity,
    Standard_Quantity: quantity,
    Quantity_Unit_Id: unitOf(seed, 'pcs'),
    Warehouse_Worker_Id: worker,
  });
  await put(making, erp.orderLines, [
    line(10, 'A-05-01', 'A-05-01-1', '88-1204', '200'),
    line(20, 'A-05-01', 'A-05-01-3', '88-1210', '500'),
  ]);
}
