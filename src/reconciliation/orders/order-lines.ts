import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { claimAlive } from '../counting/claims.sql.js';
import type { TrackedGoods } from '../tracked.sql.js';
import type { OrderHead } from './order.js';
import { walkingOrder } from './walking-order.js';

/** A line of a count order, with what its ids stand for. */
export interface OrderLine extends TrackedGoods {
  id: string;
  lineNo: number;
  locationId: string;
  location: string;
  zoneId: string | null;
  zone: string | null;
  /** Empty: the whole location is counted. */
  productId: string | null;
  /** Part number. */
  product: string | null;
  productName: string | null;
  workerId: string | null;
  worker: string | null;
  state: 'open' | 'done' | 'empty';
  /** The worker who is counting there now. */
  claimedBy: string | null;
  claimedByName: string | null;
}

/** The lines of an order, in walking order. No quantities: nobody needs any, a worker may see none. */
export async function readOrderLines(
  reader: Reader,
  order: OrderHead,
  language: string,
): Promise<OrderLine[]> {
  const { joins } = walkingOrder({
    location: sql`l."Warehouse_Location_Id"`,
    product: sql`l."Product_Id"`,
    variant: sql`l."Product_Variant_Id"`,
    lot: sql`l."Lot_Id"`,
    serial: sql`l."Serial_Number_Id"`,
    unit: sql`l."Logistic_Unit_Id"`,
  });
  const rows = await reader.query<OrderLine>(sql`
    SELECT l."Warehouse_Order_Line_Id" AS "id", l."Line_No" AS "lineNo",
      l."Warehouse_Location_Id" AS "locationId", wo_location."Location_Address" AS "location",
      l."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone",
      l."Product_Id" AS "productId", wo_product."Part_Number" AS "product", wo_product."Product_Name" AS "productName",
      l."Product_Variant_Id" AS "variantId", wo_variant."Product_Variant_Code" AS "variant",
      l."Lot_Id" AS "lotId", wo_lot."Lot_Number" AS "lot",
      l."Serial_Number_Id" AS "serialNumberId", wo_serial."Serial_Number" AS "serialNumber",
      l."Logistic_Unit_Id" AS "logisticUnitId", wo_unit."Serial_Code" AS "logisticUnit",
      l."Warehouse_Worker_Id" AS "workerId", w."Warehouse_Worker_Name" AS "worker",
      COALESCE(x.state, 'open') AS "state",
      c."Warehouse_Worker_Id" AS "claimedBy", c."Warehouse_Worker_Name" AS "claimedByName"
    FROM ${erp.orderLines} l ${joins}
    LEFT JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = l."Warehouse_Zone_Id"
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = l."Warehouse_Worker_Id"
    LEFT JOIN ${own.lines} x ON x.line_id = l."Warehouse_Order_Line_Id"
    LEFT JOIN ${erp.workers} c ON c."Warehouse_Worker_Id" = x.claimed_by
      AND x.state = 'open' AND ${claimAlive(sql`x`)}
    WHERE l."Warehouse_Order_Id" = ${uuid(order.id)} ORDER BY l."Line_No", l."Warehouse_Order_Line_Id"`);
  return rows.map((row) => ({
    ...row,
    productName: row.productName && textIn(row.productName, language),
    worker: row.worker && textIn(row.worker, language),
    claimedByName: row.claimedByName && textIn(row.claimedByName, language),
  }));
}
