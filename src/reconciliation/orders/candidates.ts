import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, truth, uuid } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { activeOn } from '../../erp/workers.js';

/** Somebody who may be given orders. */
export interface Candidate {
  id: string;
  userId: string;
  name: string;
  /** He works in the warehouse today. */
  available: boolean;
}

/** Workers by their ids, whether or not they work in a warehouse today. Who is not there is left out. */
export async function readCandidates(
  reader: Reader,
  { warehouseId, timeZone, language }: { warehouseId: string; timeZone: string; language: string },
  workerIds: readonly string[],
): Promise<Map<string, Candidate>> {
  const { day } = await erpNow(reader, timeZone);
  const rows = await reader.query<Candidate>(sql`
    SELECT w."Warehouse_Worker_Id" AS "id", w."User_Id" AS "userId", w."Warehouse_Worker_Name" AS "name",
      ${truth(sql`w."Warehouse_Id" = ${uuid(warehouseId)} AND ${activeOn(day)}`)} AS "available"
    FROM ${erp.workers} w JOIN ${erp.users} u ON u."User_Id" = w."User_Id"
    WHERE w."Warehouse_Worker_Id" IN ${ids(workerIds)}`);
  return new Map(
    rows.map((row) => [
      row.id,
      { ...row, name: textIn(row.name, language), available: Boolean(row.available) },
    ]),
  );
}

/**
 * Who may count none of an order's lines, because he counted every one of their rows before: worker ids in
 * lower case, for orders where there is somebody.
 */
export async function readBarred(
  reader: Reader,
  orderIds: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await reader.query<{ id: string; avoid: string | null }>(sql`
    SELECT DISTINCT l."Warehouse_Order_Id" AS "id", x.avoid AS "avoid"
    FROM ${erp.orderLines} l LEFT JOIN ${own.lines} x ON x.line_id = l."Warehouse_Order_Line_Id"
    WHERE l."Warehouse_Order_Id" IN ${ids(orderIds)}`);
  const barred = new Map<string, ReadonlySet<string>>();
  for (const { id, avoid } of rows) {
    const avoided = new Set(avoid?.split(',') ?? []);
    const before = barred.get(id);
    barred.set(id, before ? new Set([...before].filter((worker) => avoided.has(worker))) : avoided);
  }
  return barred;
}
