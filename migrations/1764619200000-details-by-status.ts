import type { Migration } from '../src/database/migration.js';

const details = 'Wms_Warehouse_Reconciliation_Details';

/** The details' ids stand in the index by status: rows of a status that differ are counted without being read. */
export const detailsByStatus: Migration = {
  name: 'DetailsByStatus1764619200000',
  gone: [{ name: 'wr_detail_status', on: details }],
  indexes: [
    {
      name: 'wr_detail_by_status',
      on: details,
      columns: [
        'Warehouse_Reconciliation_Id',
        'Review_Status',
        'Line_No',
        'Warehouse_Reconciliation_Detail_Id',
      ],
    },
  ],
};
