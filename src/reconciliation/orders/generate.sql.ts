import { type Fragment, type Sql, sql } from '../../database/sql.js';
import { binary, integer, newId, or0, text, touch, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { positionOf, walkingOrder } from './walking-order.js';
import { workOf } from './work.sql.js';

/** Which details are going to be counted. Who counts them stands in the working rows. */
export interface Work {
  reconciliationId: string;
  /** Condition about the detail `d`. */
  rows: Sql | Fragment;
}

/** The worker of the detail `d`: the scope's, unless he counted it before. */
function workerOf(id: string): Sql {
  const byScope = workOf(id, 'worker', sql`d."Warehouse_Location_Id"`, 'worker_id');
  const counted = sql`AND k.worker_id = ${byScope}`;
  const before = workOf(id, 'avoid', sql`d."Warehouse_Reconciliation_Detail_Id"`, 'subject_id', counted);
  return sql`CASE WHEN ${before} IS NULL THEN ${byScope} END`;
}

/** The work by zone and worker, in walking order: `zoneId`, `workerId`, `rows`, `locations`, `quantityBase`. */
export const readShares = ({ reconciliationId: id, rows }: Work): Sql => sql`
  SELECT s.zone_id AS "zoneId", s.worker_id AS "workerId", COUNT(*) AS "rows",
    COUNT(DISTINCT s.location_id) AS "locations", ${text(sql`SUM(s.quantity_base)`)} AS "quantityBase"
  FROM (
    SELECT d."Warehouse_Zone_Id" AS zone_id, ${workerOf(id)} AS worker_id, l."Location_Address" AS address,
      d."Warehouse_Location_Id" AS location_id, d."Snapshot_Quantity_Base" AS quantity_base
    FROM ${erp.details} d JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    WHERE ${rows}) s
  GROUP BY s.zone_id, s.worker_id
  ORDER BY MIN(s.address ${binary}), ${text(or0(sql`s.worker_id`))}`;

/** The details become Started in the new session and get their order: that of their zone and worker. */
export const startDetails = ({ reconciliationId: id, rows }: Work, session: number): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Review_Status" = ${code.status.Started}, "Session" = ${session},
    "Warehouse_Order_Id" = s.order_id
  FROM (
    SELECT w.id, ${workOf(id, 'share', sql`w.zone_id`, 'other_id', sql`AND ${or0(sql`k.worker_id`)} = ${or0(sql`w.worker_id`)}`)} AS order_id
    FROM (
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Warehouse_Zone_Id" AS zone_id, ${workerOf(id)} AS worker_id
      FROM ${erp.details} d WHERE ${rows}) w) s
  WHERE s.id = ${erp.details}."Warehouse_Reconciliation_Detail_Id"`;

const lineColumns = sql`"Warehouse_Order_Line_Id", "Warehouse_Order_Id", "Line_No", "Task_Type",
  "Warehouse_Location_Id", "Warehouse_Zone_Id", "Warehouse_Worker_Id", "Quantity", "Quantity_Base", "Standard_Quantity"`;

/** Lines of a first count: each location of an order once, without a product. */
export const insertLocationLines = ({ reconciliationId: id }: Work, session: number): Sql => sql`
  INSERT INTO ${erp.orderLines} (${lineColumns})
  SELECT ${newId}, s.order_id, ROW_NUMBER() OVER (PARTITION BY s.order_id ORDER BY l."Location_Address" ${binary}) * 10,
    ${code.taskType.Count}, s.location_id, s.zone_id, ${workOf(id, 'worker', sql`s.location_id`, 'worker_id')}, 0, 0, 0
  FROM (
    SELECT DISTINCT d."Warehouse_Order_Id" AS order_id, d."Warehouse_Location_Id" AS location_id,
      d."Warehouse_Zone_Id" AS zone_id
    FROM ${erp.details} d WHERE ${startedIn(id, session)}) s
  JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = s.location_id`;

/** Lines of a recount: each row with its full position. */
export const insertPositionLines = ({ reconciliationId: id }: Work, session: number): Sql => sql`
  INSERT INTO ${erp.orderLines} (${lineColumns}, "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id",
    "Logistic_Unit_Id", "Quantity_Unit_Id")
  SELECT ${newId}, d."Warehouse_Order_Id", n.line_no, ${code.taskType.Count}, d."Warehouse_Location_Id",
    d."Warehouse_Zone_Id", ${workerOf(id)}, 0, 0, 0, d."Product_Id", d."Variant_Id", d."Lot_Id",
    d."Serial_Number_Id", d."Logistic_Unit_Id", d."Quantity_Unit_Id"
  FROM (${lineNumbers(id, session)}) n
  JOIN ${erp.details} d ON d."Warehouse_Reconciliation_Detail_Id" = n.detail_id`;

/** `detail_id`, `order_id`, `line_no`: the lines of a recount, numbered in walking order. */
export function lineNumbers(id: string, session: number): Sql {
  const { joins, by } = walkingOrder(positionOf(sql`d`));
  return sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS detail_id, d."Warehouse_Order_Id" AS order_id,
      ROW_NUMBER() OVER (PARTITION BY d."Warehouse_Order_Id"
        ORDER BY ${by}, d."Line_No", d."Warehouse_Reconciliation_Detail_Id") * 10 AS line_no
    FROM ${erp.details} d ${joins} WHERE ${startedIn(id, session)}`;
}

/** The details that this step has just started. */
export const startedIn = (id: string, session: number): Sql => sql`
  d."Warehouse_Reconciliation_Id" = ${uuid(id)} AND d."Session" = ${integer(session)}`;
