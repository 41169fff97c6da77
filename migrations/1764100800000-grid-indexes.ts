import type { Migration } from '../src/database/migration.js';

const details = 'Wms_Warehouse_Reconciliation_Details';
const of = 'Warehouse_Reconciliation_Id';

/** Whatever the grid is narrowed to, a page of it begins to read where it begins. */
export const gridIndexes: Migration = {
  name: 'GridIndexes1764100800000',
  indexes: [
    { name: 'wr_detail_zone', on: details, columns: [of, 'Warehouse_Zone_Id', 'Line_No'] },
    { name: 'wr_detail_status', on: details, columns: [of, 'Review_Status', 'Line_No'] },
    { name: 'wr_detail_session', on: details, columns: [of, 'Session', 'Line_No'] },
    { name: 'wr_detail_product', on: details, columns: [of, 'Product_Id', 'Line_No'] },
    {
      name: 'wr_detail_order_line',
      on: details,
      columns: ['Warehouse_Order_Id', 'Line_No'],
      filled: 'Warehouse_Order_Id',
    },
    {
      name: 'wr_detail_unit',
      on: details,
      columns: ['Logistic_Unit_Id', 'Line_No'],
      filled: 'Logistic_Unit_Id',
    },
  ],
};
