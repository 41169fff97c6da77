import type { Migration } from '../src/database/migration.js';

const details = 'Wms_Warehouse_Reconciliation_Details';

/** Rows in walking order, with where they are: those of another place are passed without being read. */
export const detailsWalked: Migration = {
  name: 'DetailsWalked1764792000000',
  gone: [
    { name: 'wr_detail_line', on: details },
    { name: 'wr_detail_position', on: details },
  ],
  indexes: [
    // One detail for one position in a reconciliation, as before; its line is where the walk to a place begins.
    {
      name: 'wr_detail_place',
      on: details,
      columns: [
        'Warehouse_Reconciliation_Id',
        'Warehouse_Location_Id',
        'Product_Id',
        'Variant_Id',
        'Lot_Id',
        'Serial_Number_Id',
        'Logistic_Unit_Id',
      ],
      unique: true,
      with: ['Line_No'],
    },
    {
      name: 'wr_detail_walked',
      on: details,
      columns: [
        'Warehouse_Reconciliation_Id',
        'Line_No',
        'Warehouse_Reconciliation_Detail_Id',
        'Warehouse_Zone_Id',
        'Warehouse_Location_Id',
        'Product_Id',
      ],
    },
  ],
};
