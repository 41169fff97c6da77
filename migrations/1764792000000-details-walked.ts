import type { Migration } from '../src/database/migration.js';

const details = 'Wms_Warehouse_Reconciliation_Details';

/** Rows in walking order, with where they are: those of another place are passed without being read. */
export const detailsWalked: Migration = {
  name: 'DetailsWalked1764792000000',
  gone: [{ name: 'wr_detail_line', on: details }],
  indexes: [
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
