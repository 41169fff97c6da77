import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { erp } from '../../erp/tables.js';

/** Where rows stand, and their columns that a list is narrowed by; facts are `f` in both. */
export interface Narrowed {
  from: Sql;
  reconciliation: Sql;
  id: Sql;
  line: Sql;
  status: Sql;
  session: Sql;
  zone: Sql;
  location: Sql;
  product: Sql;
  lot: Sql;
  serial: Sql;
}

/** All rows: `d` the detail, `f` its facts (may be missing). */
export const ofDetails: Narrowed = {
  from: sql`${erp.details} d LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"`,
  reconciliation: sql`d."Warehouse_Reconciliation_Id"`,
  id: sql`d."Warehouse_Reconciliation_Detail_Id"`,
  line: sql`d."Line_No"`,
  status: sql`d."Review_Status"`,
  session: sql`d."Session"`,
  zone: sql`d."Warehouse_Zone_Id"`,
  location: sql`d."Warehouse_Location_Id"`,
  product: sql`d."Product_Id"`,
  lot: sql`d."Lot_Id"`,
  serial: sql`d."Serial_Number_Id"`,
};

/**
 * Rows that differ, by what their facts repeat of them: an index by size holds all of it, so that a
 * status of which no row differs is known without a look at each row that does. For lists alone:
 * whoever changes a row reads the detail itself.
 */
export const ofDiffering: Narrowed = {
  from: sql`${own.facts} f`,
  reconciliation: sql`f.reconciliation_id`,
  id: sql`f.detail_id`,
  line: sql`f.line_no`,
  status: sql`f.review_status`,
  session: sql`f.session`,
  zone: sql`f.zone_id`,
  location: sql`f.location_id`,
  product: sql`f.product_id`,
  lot: sql`f.lot_id`,
  serial: sql`f.serial_number_id`,
};
