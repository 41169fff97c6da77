import type { erpTables } from '../erp/columns.js';

type Name = keyof typeof erpTables;
type Index = [columns: string[], options?: { unique?: boolean; filled?: string }];

/** Indexes an ERP would have. Codes are not unique: sites have the same code twice, or in other case. */
const indexes: Partial<Record<Name, Index[]>> = {
  Wms_Warehouse_Zones: [
    [['Warehouse_Id', 'Warehouse_Zone_Code'], { unique: true }],
    [['Parent_Warehouse_Zone_Id'], { filled: 'Parent_Warehouse_Zone_Id' }],
  ],
  Wms_Warehouse_Locations: [
    [['Warehouse_Id', 'Location_Address'], { unique: true }],
    [['Warehouse_Zone_Id']],
  ],
  Wms_Warehouse_Workers: [[['Warehouse_Id']], [['User_Id'], { filled: 'User_Id' }]],
  Wms_Warehouse_Policies: [[['Warehouse_Id', 'Policy_Kind']]],
  Wms_Warehouse_Transactions: [
    [['Warehouse_Location_Id', 'Product_Id']],
    [['Warehouse_Id', 'Creation_Time_Utc']],
    [['Serial_Number_Id'], { filled: 'Serial_Number_Id' }],
    [['Logistic_Unit_Id'], { filled: 'Logistic_Unit_Id' }],
    [['Warehouse_Order_Id'], { filled: 'Warehouse_Order_Id' }],
  ],
  Wms_Warehouse_Orders: [[['Document_Id'], { unique: true }], [['Warehouse_Id', 'Task_Type']]],
  Wms_Warehouse_Order_Lines: [[['Warehouse_Order_Id', 'Line_No']]],
  Gen_Documents: [
    [['Entity_Name', 'Document_No']],
    [['Document_Type_Id']],
    [['Parent_Document_Id'], { filled: 'Parent_Document_Id' }],
    [['Prime_Cause_Document_Id'], { filled: 'Prime_Cause_Document_Id' }],
    [['Assigned_To_User_Id'], { filled: 'Assigned_To_User_Id' }],
  ],
  Gen_Document_Types: [[['Entity_Name', 'Code']]],
  Gen_Document_State_Changes: [[['Document_Id']]],
  Gen_Products: [[['Part_Number'], { unique: true }], [['Product_Group_Id']]],
  Gen_Product_Codes: [[['Product_Code']], [['Product_Id']]],
  Gen_Product_Variants: [
    [['Product_Id']],
    [['Bar_Code'], { filled: 'Bar_Code' }],
    [['Short_Code'], { filled: 'Short_Code' }],
  ],
  Gen_Product_Dimensions: [[['Product_Id']]],
  Gen_Measurement_Units: [[['Measurement_Category_Id']]],
  Gen_Sequence_Generators: [[['Sequence_Id']]],
  Inv_Lots: [[['Product_Id', 'Lot_Number']], [['Lot_Number']]],
  Inv_Serial_Numbers: [[['Product_Id', 'Serial_Number'], { unique: true }], [['Serial_Number']]],
  Inv_Stores: [
    [['Store_Code'], { unique: true }],
    [['Warehouse_Id'], { filled: 'Warehouse_Id' }],
  ],
  Inv_Store_Bins: [[['Store_Id']]],
  Inv_Reconciliations: [[['Document_Id'], { unique: true }]],
  Inv_Reconciliation_Lines: [
    [['Reconciliation_Id', 'Line_Ord']],
    [['Warehouse_Transaction_Id'], { filled: 'Warehouse_Transaction_Id' }],
  ],
  Inv_Transactions: [[['Document_Id'], { unique: true }], [['Store_Id']]],
  Inv_Transaction_Lines: [[['Transaction_Id', 'Line_No']], [['Product_Id']]],
  Log_Logistic_Units: [[['Serial_Code']]],
  Log_Logistic_Unit_Contents: [[['Logistic_Unit_Id', 'Line_No']]],
  Sec_Users: [[['Login'], { unique: true }]],
  Sec_User_Groups: [[['User_Id', 'Group_Id'], { unique: true }]],
};

/** Every index with a name of its own. */
export function erpIndexes() {
  return Object.entries(indexes).flatMap(([on, list]) =>
    list.map(([columns, options = {}], i) => ({
      name: `erp_${on.toLowerCase()}_${i + 1}`,
      on,
      columns,
      ...options,
    })),
  );
}
