import { table } from '../database/columns.js';

/**
 * Every table of the ERP that we read or write, by the name of what is in it. The four of the
 * count (`reconciliations` … `counts`) are ours but carry the ERP's names. Statements say
 * `${erp.locations}`, so a site can bind other names and no other room spells one out.
 */
export const erp = {
  reconciliations: table('Wms_Warehouse_Reconciliations'),
  reconciliationLines: table('Wms_Warehouse_Reconciliation_Lines'),
  details: table('Wms_Warehouse_Reconciliation_Details'),
  counts: table('Wms_Warehouse_Counts'),

  warehouses: table('Wms_Warehouses'),
  zones: table('Wms_Warehouse_Zones'),
  locations: table('Wms_Warehouse_Locations'),
  workers: table('Wms_Warehouse_Workers'),
  policies: table('Wms_Warehouse_Policies'),
  availability: table('Wms_Warehouse_Availability'),
  transactions: table('Wms_Warehouse_Transactions'),
  orders: table('Wms_Warehouse_Orders'),
  orderLines: table('Wms_Warehouse_Order_Lines'),
  logisticUnits: table('Log_Logistic_Units'),
  logisticUnitContents: table('Log_Logistic_Unit_Contents'),

  documents: table('Gen_Documents'),
  documentTypes: table('Gen_Document_Types'),
  stateChanges: table('Gen_Document_State_Changes'),
  sequences: table('Gen_Sequences'),
  sequenceGenerators: table('Gen_Sequence_Generators'),
  companies: table('Gen_Enterprise_Companies'),
  parties: table('Gen_Parties'),

  products: table('Gen_Products'),
  productCodes: table('Gen_Product_Codes'),
  codingSystems: table('Gen_Coding_Systems'),
  variants: table('Gen_Product_Variants'),
  dimensions: table('Gen_Product_Dimensions'),
  productGroups: table('Gen_Product_Groups'),
  units: table('Gen_Measurement_Units'),
  unitCategories: table('Gen_Measurement_Categories'),
  lots: table('Inv_Lots'),
  serialNumbers: table('Inv_Serial_Numbers'),

  stores: table('Inv_Stores'),
  storeBins: table('Inv_Store_Bins'),
  inventoryReconciliations: table('Inv_Reconciliations'),
  inventoryReconciliationLines: table('Inv_Reconciliation_Lines'),
  storeTransactions: table('Inv_Transactions'),
  storeTransactionLines: table('Inv_Transaction_Lines'),
  balances: table('Inv_Current_Balances'),

  users: table('Sec_Users'),
  groups: table('Sec_Groups'),
  userGroups: table('Sec_User_Groups'),
} as const;
