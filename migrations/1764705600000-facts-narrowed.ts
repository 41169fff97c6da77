import type { Migration } from '../src/database/migration.js';
import { sql } from '../src/database/sql.js';
import { own } from '../src/database/tables.js';
import { TRUE } from '../src/database/words.js';
import { erp } from '../src/erp/tables.js';

/** What an index of differing rows holds behind its order, so that no row is looked at to leave it out. */
const narrowed = [
  'detail_id',
  'review_status',
  'session',
  'zone_id',
  'location_id',
  'product_id',
  'lot_id',
  'serial_number_id',
];

const differing = (name: string, ...order: string[]) => ({
  name,
  on: 'wr_detail_facts',
  columns: ['reconciliation_id', ...order, ...narrowed],
  only: sql`"differs" = ${TRUE}`,
});

/** Facts repeat what their rows are narrowed by: a list of rows that differ is read from an index alone. */
export const factsNarrowed: Migration = {
  name: 'FactsNarrowed1764705600000',
  columns: {
    wr_detail_facts: {
      review_status: 'char(3)?',
      session: 'integer?',
      zone_id: 'id?',
      location_id: 'id?',
      product_id: 'id?',
      lot_id: 'id?',
      serial_number_id: 'id?',
    },
  },
  gone: [
    { name: 'wr_facts_by_difference', on: 'wr_detail_facts' },
    { name: 'wr_facts_by_value', on: 'wr_detail_facts' },
  ],
  indexes: [
    differing('wr_facts_narrowed_difference', 'difference', 'line_no'),
    differing('wr_facts_narrowed_value', 'difference_value', 'line_no'),
    differing('wr_facts_narrowed_line', 'line_no'),
  ],
  statements: [
    sql`UPDATE ${own.facts} SET review_status = d."Review_Status", session = d."Session",
        zone_id = d."Warehouse_Zone_Id", location_id = d."Warehouse_Location_Id", product_id = d."Product_Id",
        lot_id = d."Lot_Id", serial_number_id = d."Serial_Number_Id" FROM ${erp.details} d
      WHERE d."Warehouse_Reconciliation_Detail_Id" = ${own.facts}.detail_id`,
  ],
};
