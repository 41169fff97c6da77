/** What we do with a table of the ERP. `reads` names every column we name at all. */
export interface Use {
  reads: readonly string[];
  /** Columns of the rows we add. */
  inserts?: readonly string[];
  /** Columns we change. */
  updates?: readonly string[];
}

const columns = (names: string): string[] => names.trim().split(/\s+/);

/**
 * Every table of the ERP that we read or write, and which of its columns: what `verify` looks for, what
 * a database user needs rights on, what a site that calls them otherwise has to bind. A check in the
 * tests compares it with the statements.
 */
export const uses = {
  Gen_Coding_Systems: {
    reads: columns('Coding_System_Id Default_Measurement_Unit_Id'),
  },
  Gen_Document_State_Changes: {
    reads: columns(`
      Document_Id Document_State_Change_Id New_State System_Initiated Update_Time Update_User Void`),
    inserts: columns(`
      Document_Id Document_State_Change_Id New_State System_Initiated Update_Time Update_User Void`),
  },
  Gen_Document_Types: {
    reads: columns('Code Entity_Name Id Sequence_Id'),
  },
  Gen_Documents: {
    reads: columns(`
      Adjustment_Number Assigned_To_User_Id Complete_Time Creation_Time Creation_User Document_Date
      Document_No Document_Type_Id Document_Version Enterprise_Company_Id Enterprise_Company_Location_Id
      Entity_Name From_Party_Id Id Master_Document_Id Notes Parent_Document_Id Planning_Only
      Prime_Cause_Document_Id Read_Only Reference_Date Release_Time Sequence_Id State Void Void_Reason
      Void_Time Void_User`),
    inserts: columns(`
      Adjustment_Number Assigned_To_User_Id Creation_Time Creation_User Document_Date Document_No
      Document_Type_Id Document_Version Enterprise_Company_Id Enterprise_Company_Location_Id Entity_Name
      From_Party_Id Id Master_Document_Id Notes Parent_Document_Id Planning_Only Prime_Cause_Document_Id
      Read_Only Reference_Date Sequence_Id State Void`),
    updates: columns(`
      Assigned_To_User_Id Complete_Time Document_No Document_Version Release_Time State Void Void_Reason
      Void_Time Void_User`),
  },
  Gen_Enterprise_Companies: {
    reads: columns('Company_Id Enterprise_Company_Id'),
  },
  Gen_Measurement_Units: {
    reads: columns(`
      Divisor Id Is_Default_Unit Measurement_Category_Id Measurement_Unit_Code Measurement_Unit_Name
      Multiplier System_Unit`),
  },
  Gen_Product_Codes: {
    reads: columns('Active Coding_System_Id Product_Code Product_Id'),
  },
  Gen_Product_Dimensions: {
    reads: columns(`
      Dest_Quantity Dest_Quantity_Unit_Id Measurement_Category_Id Product_Dimension_Id Product_Id
      Source_Quantity Source_Quantity_Unit_Id`),
  },
  Gen_Product_Groups: {
    reads: columns('Id Parent_Group_Id'),
  },
  Gen_Product_Variants: {
    reads: columns('Bar_Code Product_Id Product_Variant_Code Product_Variant_Id Short_Code'),
  },
  Gen_Products: {
    reads: columns(`
      Allow_Variable_Measurement_Ratios Base_Measurement_Category_Id Id Is_Serialized Measurement_Unit_Id
      Part_Number Product_Group_Id Product_Name Product_Type_Id Standard_Cost_Per_Lot
      Standard_Lot_Size_Base Use_Lots`),
  },
  Gen_Sequence_Generators: {
    reads: columns(`
      Enterprise_Company_Id Enterprise_Company_Location_Id Next_Value Responsible_Person_Id
      Sequence_Generator_Id Sequence_Id Sequence_Priority`),
    updates: columns('Next_Value'),
  },
  Gen_Sequences: {
    reads: columns('Sequence_Id'),
  },
  Inv_Current_Balances: {
    reads: columns(`
      Lot_Id Product_Id Product_Variant_Id Quantity_Base Serial_Number_Id Store_Bin_Id Store_Id`),
  },
  Inv_Lots: {
    reads: columns('Lot_Id Lot_Number Product_Id Receipt_Date'),
  },
  Inv_Reconciliation_Lines: {
    reads: columns(`
      Available_Quantity_Base Line_Ord Lot_Id Product_Id Product_Variant_Id Quantity Quantity_Base
      Quantity_Unit_Id Reconciliation_Id Reconciliation_Line_Id Serial_Number_Id Standard_Quantity_Base
      Store_Bin_Id Store_Id Warehouse_Transaction_Id`),
    inserts: columns(`
      Available_Quantity_Base Line_Ord Lot_Id Product_Id Product_Variant_Id Quantity Quantity_Base
      Quantity_Unit_Id Reconciliation_Id Reconciliation_Line_Id Serial_Number_Id Standard_Quantity_Base
      Store_Bin_Id Store_Id Warehouse_Transaction_Id`),
  },
  Inv_Reconciliations: {
    reads: columns('Default_Store_Bin_Id Default_Store_Id Document_Id Reconciliation_Id'),
  },
  Inv_Serial_Numbers: {
    reads: columns('Id Product_Id Serial_Number'),
  },
  Inv_Stores: {
    reads: columns(`
      Active Enterprise_Company_Id Enterprise_Company_Location_Id Id Store_Code Store_Name Warehouse_Id`),
  },
  Log_Logistic_Units: {
    reads: columns('Is_Active Logistic_Unit_Id Serial_Code'),
  },
  Sec_Groups: {
    reads: columns('Group_Id Group_Name'),
  },
  Sec_User_Groups: {
    reads: columns('Group_Id User_Id'),
  },
  Sec_Users: {
    reads: columns('Active Default_Language Login User_Id User_Name'),
  },
  Wms_Warehouse_Availability: {
    reads: columns(`
      Logistic_Unit_Id Lot_Id Product_Id Product_Variant_Id Quantity_Base_Available Serial_Number_Id
      Standard_Quantity_Available Warehouse_Id Warehouse_Location_Id`),
  },
  Wms_Warehouse_Locations: {
    reads: columns('Location_Address Warehouse_Id Warehouse_Location_Id Warehouse_Zone_Id'),
  },
  Wms_Warehouse_Order_Lines: {
    reads: columns(`
      Line_No Logistic_Unit_Id Lot_Id Product_Id Product_Variant_Id Quantity Quantity_Base
      Quantity_Unit_Id Serial_Number_Id Standard_Quantity Task_Type Warehouse_Location_Id
      Warehouse_Order_Id Warehouse_Order_Line_Id Warehouse_Worker_Id Warehouse_Zone_Id`),
    inserts: columns(`
      Line_No Logistic_Unit_Id Lot_Id Product_Id Product_Variant_Id Quantity Quantity_Base
      Quantity_Unit_Id Serial_Number_Id Standard_Quantity Task_Type Warehouse_Location_Id
      Warehouse_Order_Id Warehouse_Order_Line_Id Warehouse_Worker_Id Warehouse_Zone_Id`),
    updates: columns('Warehouse_Worker_Id'),
  },
  Wms_Warehouse_Orders: {
    reads: columns(`
      Additional_Details_Json Document_Id Row_Version Task_Type Warehouse_Id Warehouse_Order_Id
      Warehouse_Worker_Id`),
    inserts: columns(`
      Additional_Details_Json Document_Id Task_Type Warehouse_Id Warehouse_Order_Id Warehouse_Worker_Id`),
    updates: columns('Row_Version Warehouse_Worker_Id'),
  },
  Wms_Warehouse_Policies: {
    reads: columns(`
      Code From_Date Importance Policy_Kind Product_Group_Id Product_Id Product_Type_Id To_Date Value
      Warehouse_Id Zone_Id`),
  },
  Wms_Warehouse_Transactions: {
    reads: columns(`
      Creation_Time_Utc Creation_User_Id Direction Is_Auto_Accepted Logistic_Unit_Id Lot_Id Product_Id
      Product_Variant_Id Quantity Quantity_Base Quantity_Unit_Id Serial_Number_Id Standard_Quantity
      Task_Type Warehouse_Id Warehouse_Location_Id Warehouse_Order_Id Warehouse_Transaction_Id`),
    inserts: columns(`
      Creation_Time_Utc Creation_User_Id Direction Is_Auto_Accepted Logistic_Unit_Id Lot_Id Product_Id
      Product_Variant_Id Quantity Quantity_Base Quantity_Unit_Id Serial_Number_Id Standard_Quantity
      Task_Type Warehouse_Id Warehouse_Location_Id Warehouse_Transaction_Id`),
  },
  Wms_Warehouse_Workers: {
    reads: columns(`
      Active_From Active_To Is_Active User_Id Warehouse_Id Warehouse_Worker_Id Warehouse_Worker_Name`),
  },
  Wms_Warehouse_Zones: {
    reads: columns(`
      Parent_Warehouse_Zone_Id Warehouse_Id Warehouse_Zone_Code Warehouse_Zone_Id Warehouse_Zone_Name`),
  },
  Wms_Warehouses: {
    reads: columns('Warehouse_Id Warehouse_Name'),
  },
} satisfies Record<string, Use>;
