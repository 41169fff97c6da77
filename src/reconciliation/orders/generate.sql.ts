import { type Fragment, join, type Sql, sql } from '../../database/sql.js';
import { binary, integer, newId, or0, text, touch, uuid, withRecursive } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { assigned, covering, type ScopeOf, zoneTree } from '../scope/scope.sql.js';
import { positionOf, walkingOrder } from './walking-order.js';

/** Which details are going to be counted, and by whom. */
export interface Work {
  scope: ScopeOf;
  /** Condition about the detail `d`. */
  rows: Sql | Fragment;
  /** `detail_id`, `worker_id`: who may not count a row; who is assigned to it then is not. */
  avoided?: Sql | undefined;
}

/** Common tables behind `worker`, with the `WITH` in front. */
const scopeWorkers = ({ scope }: Work): Sql =>
  sql`${withRecursive} ${zoneTree(scope.warehouseId)}, ${covering(scope)}, ${assigned}`;

/** The worker of a detail `d` by the scope's lines: joins, and the column. */
const worker = ({ avoided }: Work): { joins: Sql; column: Sql } => {
  const byLine = sql`LEFT JOIN assigned a ON a.location_id = d."Warehouse_Location_Id"`;
  if (!avoided) return { joins: byLine, column: sql`a.worker_id` };
  return {
    joins: sql`${byLine} LEFT JOIN (SELECT DISTINCT v.detail_id, v.worker_id FROM (${avoided}) v) b
      ON b.detail_id = d."Warehouse_Reconciliation_Detail_Id" AND b.worker_id = a.worker_id`,
    column: sql`CASE WHEN b.detail_id IS NULL THEN a.worker_id END`,
  };
};

/** The work by zone and worker, in walking order: `zoneId`, `workerId`, `rows`, `locations`, `quantityBase`. */
export const readShares = (work: Work): Sql => sql`
  ${scopeWorkers(work)}
  SELECT s.zone_id AS "zoneId", s.worker_id AS "workerId", COUNT(*) AS "rows",
    COUNT(DISTINCT s.location_id) AS "locations", ${text(sql`SUM(s.quantity_base)`)} AS "quantityBase"
  FROM (
    SELECT d."Warehouse_Zone_Id" AS zone_id, ${worker(work).column} AS worker_id, l."Location_Address" AS address,
      d."Warehouse_Location_Id" AS location_id, d."Snapshot_Quantity_Base" AS quantity_base
    FROM ${erp.details} d JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    ${worker(work).joins} WHERE ${work.rows}) s
  GROUP BY s.zone_id, s.worker_id ORDER BY MIN(s.address ${binary}), ${text(sql`s.worker_id`)}`;

/** Which order a zone's and worker's details go to. */
export interface Place {
  zoneId: string;
  workerId: string | null;
  orderId: string;
}

/**
 * The details become Started in the new session and get their order: all of them the same, or each
 * that of its zone and worker.
 */
export function startDetails(work: Work, session: number, to: string | readonly Place[]): Sql {
  const set = (order: Sql | Fragment) => sql`${touch} "Review_Status" = ${code.status.Started},
    "Session" = ${session}, "Warehouse_Order_Id" = ${order}`;
  if (typeof to === 'string') {
    return sql`
      UPDATE ${erp.details} SET ${set(uuid(to))}
      FROM (SELECT d."Warehouse_Reconciliation_Detail_Id" AS id FROM ${erp.details} d WHERE ${work.rows}) s
      WHERE s.id = ${erp.details}."Warehouse_Reconciliation_Detail_Id"`;
  }
  const places = to.map((p) => sql`(${uuid(p.zoneId)}, ${uuid(p.workerId)}, ${uuid(p.orderId)})`);
  return sql`
    ${scopeWorkers(work)}
    UPDATE ${erp.details} SET ${set(sql`s.order_id`)}
    FROM (
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, v.order_id
      FROM ${erp.details} d ${worker(work).joins}
      JOIN (VALUES ${join(places)}) AS v(zone_id, worker_id, order_id)
        ON v.zone_id = d."Warehouse_Zone_Id" AND ${or0(sql`v.worker_id`)} = ${or0(worker(work).column)}
      WHERE ${work.rows}) s
    WHERE s.id = ${erp.details}."Warehouse_Reconciliation_Detail_Id"`;
}

const lineColumns = sql`"Warehouse_Order_Line_Id", "Warehouse_Order_Id", "Line_No", "Task_Type",
  "Warehouse_Location_Id", "Warehouse_Zone_Id", "Warehouse_Worker_Id", "Quantity", "Quantity_Base", "Standard_Quantity"`;

/** Lines of a first count: each location of an order once, without a product. */
export const insertLocationLines = (work: Work, session: number): Sql => sql`
  ${scopeWorkers(work)}
  INSERT INTO ${erp.orderLines} (${lineColumns})
  SELECT ${newId}, s.order_id, ROW_NUMBER() OVER (PARTITION BY s.order_id ORDER BY l."Location_Address" ${binary}) * 10,
    ${code.taskType.Count}, s.location_id, s.zone_id, a.worker_id, 0, 0, 0
  FROM (
    SELECT DISTINCT d."Warehouse_Order_Id" AS order_id, d."Warehouse_Location_Id" AS location_id,
      d."Warehouse_Zone_Id" AS zone_id
    FROM ${erp.details} d WHERE ${startedIn(work, session)}) s
  JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = s.location_id
  LEFT JOIN assigned a ON a.location_id = s.location_id`;

/** Lines of a recount: each row with its full position. */
export function insertPositionLines(work: Work, session: number): Sql {
  const { joins, by } = walkingOrder(positionOf(sql`d`));
  return sql`
    ${scopeWorkers(work)}
    INSERT INTO ${erp.orderLines} (${lineColumns}, "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id",
      "Logistic_Unit_Id", "Quantity_Unit_Id")
    SELECT ${newId}, d."Warehouse_Order_Id",
      ROW_NUMBER() OVER (PARTITION BY d."Warehouse_Order_Id" ORDER BY ${by}, d."Line_No") * 10, ${code.taskType.Count},
      d."Warehouse_Location_Id", d."Warehouse_Zone_Id", ${worker(work).column}, 0, 0, 0, d."Product_Id", d."Variant_Id",
      d."Lot_Id", d."Serial_Number_Id", d."Logistic_Unit_Id", d."Quantity_Unit_Id"
    FROM ${erp.details} d ${joins} ${worker(work).joins}
    WHERE ${startedIn(work, session)}`;
}

/** The details that this step has just started. */
const startedIn = ({ scope }: Work, session: number): Sql => sql`
  d."Warehouse_Reconciliation_Id" = ${uuid(scope.id)} AND d."Session" = ${integer(session)}`;
