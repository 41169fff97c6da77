import { list, raw, type Sql, sql } from '../../database/sql.js';
import { integer, moment, quantity, text, uuid, withRecursive } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inShownUnit, productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import { type PositionColumns, positionOf, walkingOrder } from '../orders/walking-order.js';
import { type ScopeOf, scope, zoneTree } from '../scope/scope.sql.js';

/**
 * Stock positions of the warehouse, or of some locations of it. What sums to zero both ways is not stock.
 */
const stock = ({ warehouseId }: ScopeOf, locations: readonly string[] | null): Sql => sql`(
  SELECT v.* FROM ${erp.availability} v
  WHERE v."Warehouse_Id" = ${uuid(warehouseId)}
    ${locations ? sql`AND v."Warehouse_Location_Id" IN (${list(locations)})` : sql``}
    AND (v."Quantity_Base_Available" <> 0 OR v."Standard_Quantity_Available" <> 0))`;

/** The first `most` locations in scope. */
export const scopeLocations = (of: ScopeOf, most: number): Sql => sql`
  ${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)}
  SELECT location_id AS "id" FROM scope ORDER BY location_id OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

const stockAt: PositionColumns = {
  ...positionOf(sql`a`),
  location: sql`s.location_id`,
  variant: sql`a."Product_Variant_Id"`,
};

/**
 * Ids that only grow, so that a million of them go to the end of the index and not all over it: a
 * random beginning for each snapshot, then the line number in decimal digits.
 */
const idOf = (beginning: string, lineNo: Sql): Sql =>
  sql`${uuid(sql`CONCAT(CAST(${beginning} AS varchar(24)), RIGHT(CONCAT('00000000000', CAST(${lineNo} AS varchar(12))), 12))`)}`;

/**
 * One detail for each stock position in scope and one for each location without any, numbered in walking
 * order (process.md, 2). `at` is the moment as the ERP's columns hold it; `ids` the first 24 characters
 * of the details' ids. Reads availability once, in this statement; fails when a sum does not fit.
 * `locations`: all that are in scope, where they are few. The view sums what it is asked for by value, and
 * everything there is when it is asked by a join.
 */
export const insertDetails = (
  of: ScopeOf,
  at: Date,
  ids: string,
  locations: readonly string[] | null,
): Sql => {
  const walk = walkingOrder(stockAt);
  return sql`
    ${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)}
    INSERT INTO ${erp.details} ("Warehouse_Reconciliation_Detail_Id", "Warehouse_Reconciliation_Id", "Line_No",
      "Warehouse_Location_Id", "Warehouse_Zone_Id", "Product_Id", "Variant_Id", "Lot_Id", "Serial_Number_Id",
      "Logistic_Unit_Id", "Snapshot_Quantity_Base", "Snapshot_Quantity", "Base_Unit_Id", "Quantity_Unit_Id",
      "Snapshot_Date_Time", "Review_Status", "Session")
    SELECT ${idOf(ids, sql`x.line_no`)}, ${uuid(of.id)}, x.line_no, x.location_id, x.zone_id,
      x.product_id, x.variant_id, x.lot_id, x.serial_id, x.logistic_unit_id,
      x.quantity_base, x.quantity, x.base_unit_id, x.unit_id,
      ${moment(at)}, ${code.status.Created}, ${integer(0)}
    FROM (
      SELECT ROW_NUMBER() OVER (ORDER BY ${walk.by}) AS line_no, s.location_id, s.zone_id,
        a."Product_Id" AS product_id, a."Product_Variant_Id" AS variant_id, a."Lot_Id" AS lot_id,
        a."Serial_Number_Id" AS serial_id, a."Logistic_Unit_Id" AS logistic_unit_id,
        ${quantity(sql`COALESCE(a."Quantity_Base_Available", 0)`)} AS quantity_base,
        COALESCE(${inShownUnit(sql`a."Standard_Quantity_Available"`, 'u')}, ${quantity(raw('0'))}) AS quantity,
        u.base_unit_id, u.unit_id
      FROM scope s
      LEFT JOIN ${stock(of, locations)} a ON a."Warehouse_Location_Id" = s.location_id
      LEFT JOIN ${productUnits} u ON u.product_id = a."Product_Id"
      ${walk.joins}) x`;
};

/** How many details there are, in how many places, and how many of them are below zero. */
export const summary = (of: ScopeOf): Sql => sql`
  ${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)}
  SELECT COUNT(*) AS "details", (SELECT COUNT(*) FROM scope) AS "locations",
    SUM(CASE WHEN "Product_Id" IS NULL THEN 1 ELSE 0 END) AS "emptyLocations",
    SUM(CASE WHEN "Snapshot_Quantity_Base" < 0 OR "Snapshot_Quantity" < 0 THEN 1 ELSE 0 END) AS "negative"
  FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(of.id)}`;

/** Readable names of a position, as a result or a refusal shows them. */
export interface NamedPosition {
  location: string;
  product: string | null;
  variant: string | null;
  lot: string | null;
  serialNumber: string | null;
  logisticUnit: string | null;
}

const names = sql`wo_location."Location_Address" AS "location", wo_product."Part_Number" AS "product",
  wo_variant."Product_Variant_Code" AS "variant", wo_lot."Lot_Number" AS "lot",
  wo_serial."Serial_Number" AS "serialNumber", wo_unit."Serial_Code" AS "logisticUnit"`;

/** The first `most` details below zero, in walking order. */
export const negativeDetails = (id: string, most: number): Sql => sql`
  SELECT n."Line_No" AS "lineNo", ${names}, ${text(sql`n."Snapshot_Quantity_Base"`)} AS "quantityBase",
    ${text(sql`n."Snapshot_Quantity"`)} AS "quantity"
  FROM ${erp.details} n ${walkingOrder(positionOf(sql`n`)).joins}
  WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)} AND (n."Snapshot_Quantity_Base" < 0 OR n."Snapshot_Quantity" < 0)
  ORDER BY n."Line_No" OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

/** Products of the snapshot that no ratio leads from the base unit to the default unit for. */
export const missingRatios = (id: string, most: number): Sql => sql`
  SELECT u.product_id AS "productId", p."Part_Number" AS "product"
  FROM ${productUnits} u JOIN ${erp.products} p ON p."Id" = u.product_id
  WHERE u.missing = 1 AND u.product_id IN (
    SELECT n."Product_Id" FROM ${erp.details} n WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)})
  ORDER BY p."Part_Number" OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;

const LIMIT = sql`999999999.9995`;
const large = (value: Sql): Sql => sql`ABS(CAST(${value} AS float)) >= ${LIMIT}`;

/** The first `most` positions in scope with a sum that no detail can hold. Approximate numbers will do. */
export const tooLarge = (of: ScopeOf, most: number): Sql => {
  const walk = walkingOrder(stockAt);
  return sql`
    ${withRecursive} ${zoneTree(of.warehouseId)}, ${scope(of)}
    SELECT ${names}, ${text(sql`a."Quantity_Base_Available"`)} AS "quantityBase",
      ${text(sql`a."Standard_Quantity_Available"`)} AS "standardQuantity"
    FROM scope s
    JOIN ${stock(of, null)} a ON a."Warehouse_Location_Id" = s.location_id
    LEFT JOIN ${productUnits} u ON u.product_id = a."Product_Id"
    ${walk.joins}
    WHERE ${large(sql`a."Quantity_Base_Available"`)} OR ${large(sql`a."Standard_Quantity_Available"`)}
      OR ${large(sql`CAST(a."Standard_Quantity_Available" AS float) * CAST(u.numerator AS float) / CAST(u.denominator AS float)`)}
    ORDER BY ${walk.by} OFFSET 0 ROWS FETCH NEXT ${integer(most)} ROWS ONLY`;
};
