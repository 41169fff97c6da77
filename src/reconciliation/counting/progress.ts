import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, text } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/** How far an order is, in lines. */
export interface Progress {
  closed: number;
  total: number;
}

/** How far orders are, by their ids; an order without lines is 0 of 0. */
export async function readProgress(
  reader: Reader,
  orderIds: readonly string[],
): Promise<Map<string, Progress>> {
  const rows = await reader.query<{ id: string; total: number | string; closed: number | string }>(sql`
    SELECT t.id AS "id", t.total AS "total", COALESCE(c.closed, 0) AS "closed"
    FROM (SELECT "Warehouse_Order_Id" AS id, COUNT(*) AS total FROM ${erp.orderLines}
      WHERE "Warehouse_Order_Id" IN ${ids(orderIds)} GROUP BY "Warehouse_Order_Id") t
    LEFT JOIN (SELECT order_id, COUNT(*) AS closed FROM ${own.lines}
      WHERE order_id IN ${ids(orderIds)} AND state <> 'open' GROUP BY order_id) c ON c.order_id = t.id`);
  const found = new Map(
    rows.map(({ id, total, closed }) => [id, { total: Number(total), closed: Number(closed) }]),
  );
  return new Map(orderIds.map((id) => [id, found.get(id) ?? { closed: 0, total: 0 }]));
}

/** Who orders are assigned to (all languages), and the code of the zone that all their lines lie in. */
export async function readFacts(
  reader: Reader,
  orderIds: readonly string[],
): Promise<Map<string, { worker: string | null; zone: string | null }>> {
  const zoneId = text(sql`l."Warehouse_Zone_Id"`);
  const rows = await reader.query<{ id: string; worker: string | null; zone: string | null }>(sql`
    SELECT o."Warehouse_Order_Id" AS "id", w."Warehouse_Worker_Name" AS "worker", z."Warehouse_Zone_Code" AS "zone"
    FROM ${erp.orders} o
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = o."Warehouse_Worker_Id"
    LEFT JOIN (
      SELECT l."Warehouse_Order_Id" AS order_id, MIN(${zoneId}) AS zone_id FROM ${erp.orderLines} l
      WHERE l."Warehouse_Order_Id" IN ${ids(orderIds)}
      GROUP BY l."Warehouse_Order_Id" HAVING MIN(${zoneId}) = MAX(${zoneId})) t ON t.order_id = o."Warehouse_Order_Id"
    LEFT JOIN ${erp.zones} z ON ${text(sql`z."Warehouse_Zone_Id"`)} = t.zone_id
    WHERE o."Warehouse_Order_Id" IN ${ids(orderIds)}`);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}
