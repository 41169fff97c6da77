import { type Sql, sql } from '../../database/sql.js';
import { integer, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/** Whose scope. */
export interface ScopeOf {
  id: string;
  warehouseId: string;
}

/** A zone tree this deep has a ring in it. */
export const DEEPEST = 50;

/**
 * Common table `zone_tree (zone_id, above_id, steps)`: each zone of the warehouse with itself (0 steps)
 * and every zone above it. Needs `withRecursive` in front.
 */
export const zoneTree = (warehouseId: string): Sql => sql`
  zone_tree (zone_id, above_id, steps) AS (
    SELECT z."Warehouse_Zone_Id", z."Warehouse_Zone_Id", ${integer(0)} FROM ${erp.zones} z
    WHERE z."Warehouse_Id" = ${uuid(warehouseId)}
    UNION ALL
    SELECT t.zone_id, z."Parent_Warehouse_Zone_Id", t.steps + 1
    FROM zone_tree t JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = t.above_id
    WHERE z."Parent_Warehouse_Zone_Id" IS NOT NULL AND t.steps < ${integer(DEEPEST)})`;

/**
 * Common table `scope (location_id, zone_id, address)`: each location of the reconciliation once. Without
 * lines every location of the warehouse; a line's location alone counts where it has both
 * (process.md, 1). Needs `zoneTree` before it.
 */
export const scope = ({ id, warehouseId }: ScopeOf): Sql => sql`
  scope (location_id, zone_id, address) AS (
    SELECT l."Warehouse_Location_Id", l."Warehouse_Zone_Id", l."Location_Address" FROM ${erp.locations} l
    WHERE l."Warehouse_Id" = ${uuid(warehouseId)} AND (
      NOT EXISTS (SELECT 1 FROM ${erp.reconciliationLines} n WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)})
      OR l."Warehouse_Location_Id" IN (
        SELECT n."Warehouse_Location_Id" FROM ${erp.reconciliationLines} n
        WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)} AND n."Warehouse_Location_Id" IS NOT NULL)
      OR l."Warehouse_Zone_Id" IN (
        SELECT t.zone_id FROM ${erp.reconciliationLines} n JOIN zone_tree t ON t.above_id = n."Warehouse_Zone_Id"
        WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)} AND n."Warehouse_Location_Id" IS NULL)))`;

/**
 * Common table `covering (line_no, worker_id, location_id, by_location, depth)`: each line with each
 * location it stands for; `depth` is that of the line's zone, 1 for a zone without parent. Needs
 * `zoneTree` before it.
 */
export const covering = ({ id, warehouseId }: ScopeOf): Sql => sql`
  covering (line_no, worker_id, location_id, by_location, depth) AS (
    SELECT n."Line_No", n."Warehouse_Worker_Id", l."Warehouse_Location_Id", 1, 0
    FROM ${erp.reconciliationLines} n
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = n."Warehouse_Location_Id"
    WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)} AND l."Warehouse_Id" = ${uuid(warehouseId)}
    UNION ALL
    SELECT n."Line_No", n."Warehouse_Worker_Id", l."Warehouse_Location_Id", 0, h.depth
    FROM ${erp.reconciliationLines} n
    JOIN zone_tree t ON t.above_id = n."Warehouse_Zone_Id"
    JOIN (SELECT zone_id, COUNT(*) AS depth FROM zone_tree GROUP BY zone_id) h ON h.zone_id = n."Warehouse_Zone_Id"
    JOIN ${erp.locations} l ON l."Warehouse_Zone_Id" = t.zone_id AND l."Warehouse_Id" = ${uuid(warehouseId)}
    WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)} AND n."Warehouse_Location_Id" IS NULL)`;

/**
 * Common table `assigned (location_id, worker_id)`: who is to count a location, where a line says so.
 * Of the lines that name a worker: the location's own, else the one with the deepest zone, else the
 * lowest line number (process.md, 1). Needs `covering` before it.
 */
export const assigned: Sql = sql`
  assigned (location_id, worker_id) AS (
    SELECT w.location_id, w.worker_id FROM (
      SELECT c.location_id, c.worker_id, ROW_NUMBER() OVER (
        PARTITION BY c.location_id ORDER BY c.by_location DESC, c.depth DESC, c.line_no) AS nth
      FROM covering c WHERE c.worker_id IS NOT NULL) w
    WHERE w.nth = 1)`;
