import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { iso, text } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { shown } from '../quantity.js';
import { type TrackedGoods, trackedColumns, trackedJoins } from '../tracked.sql.js';

/** A count record as everybody sees it. Times are ISO 8601, UTC; quantities without trailing zeros. */
export interface Count extends TrackedGoods {
  id: string;
  /** Null for a record that no scan made: bound from an exception. */
  scanId: string | null;
  orderId: string;
  /** The order's line it belongs to; null for one that belongs to none. */
  lineId: string | null;
  locationId: string;
  location: string;
  productId: string;
  product: string;
  productName: string;
  quantity: string;
  unitId: string;
  unit: string;
  quantityBase: string;
  session: number;
  workerId: string | null;
  worker: string;
  /** Who typed it in for the worker; null when he did it himself. */
  enteredBy: string | null;
  at: string;
  void: boolean;
  voidReason: string | null;
  /** Login. */
  voidedBy: string | null;
}

/** Columns of a count as people see it; `c` is the count, the others are of `countsWithNames`. */
export const countColumns: Sql = sql`
  c."Warehouse_Count_Id" AS "id", s.scan_id AS "scanId", c."Warehouse_Order_Id" AS "orderId",
  c."Warehouse_Order_Line_Id" AS "lineId", c."Warehouse_Location_Id" AS "locationId", a."Location_Address" AS "location",
  c."Product_Id" AS "productId", p."Part_Number" AS "product", p."Product_Name" AS "productName",
  ${trackedColumns(sql`c`)},
  ${text(sql`c."Quantity"`)} AS "quantity", c."Quantity_Unit_Id" AS "unitId",
  COALESCE(q."Measurement_Unit_Code", q."Measurement_Unit_Name") AS "unit", ${text(sql`c."Quantity_Base"`)} AS "quantityBase",
  c."Session" AS "session", s.worker_id AS "workerId", COALESCE(w."Warehouse_Worker_Name", u."User_Name") AS "worker",
  CASE WHEN w."User_Id" IS NULL OR s.user_id <> w."User_Id" THEN e."User_Name" END AS "enteredBy",
  ${iso(sql`c."Creation_Time_UTC"`)} AS "at", c."Void" AS "void", c."Void_Reason" AS "voidReason", c."Void_User" AS "voidedBy"`;

/** A count with everything that gives it a name. */
export const countsWithNames: Sql = sql`${erp.counts} c
  JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = c."Warehouse_Location_Id"
  JOIN ${erp.products} p ON p."Id" = c."Product_Id"
  JOIN ${erp.units} q ON q."Id" = c."Quantity_Unit_Id"
  ${trackedJoins(sql`c`)}
  LEFT JOIN ${erp.users} u ON u."User_Id" = c."Creation_User_Id"
  LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
  LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = s.worker_id
  LEFT JOIN ${erp.users} e ON e."User_Id" = s.user_id`;

/** A row of `countColumns` in a person's language. */
export const shownCount = (row: Count, { language }: Pick<Actor, 'language'>): Count => ({
  ...row,
  productName: textIn(row.productName, language),
  unit: textIn(row.unit, language),
  worker: textIn(row.worker ?? '', language),
  enteredBy: row.enteredBy && textIn(row.enteredBy, language),
  quantity: shown(row.quantity) as string,
  quantityBase: shown(row.quantityBase) as string,
  session: Number(row.session ?? 0),
  void: Boolean(row.void),
});

/** Counts for which a condition on `c` holds, in the order they were made. */
export async function readCounts(reader: Reader, actor: Actor, where: Sql): Promise<Count[]> {
  const rows = await reader.query<Count>(sql`
    SELECT ${countColumns} FROM ${countsWithNames} WHERE ${where}
    ORDER BY c."Creation_Time_UTC", c."Warehouse_Count_Id"`);
  return rows.map((row) => shownCount(row, actor));
}
