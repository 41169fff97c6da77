import { raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { TRUE, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { inBaseUnit, productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';

/**
 * What a release writes of a row (process.md, step 8), about `detailsWithUnits`: `d` is the detail, `x`
 * what is expected of it where that is not the snapshot (movement policies), `v` its product's units
 * where ratios vary and empty where they are fixed.
 */
const byBase = sql`(d."Counted_Quantity_Base" - COALESCE(x.expected_base, d."Snapshot_Quantity_Base"))`;
const byQuantity = sql`(d."Counted_Quantity" - COALESCE(x.expected, d."Snapshot_Quantity"))`;
const varies = sql`v.product_id IS NOT NULL`;

/** By how much the base quantity changes, signed. */
export const change = byBase;

/** Whether the row differs; not true while nothing is counted. A place without a product never does. */
export const differs = sql`(d."Product_Id" IS NOT NULL AND (${byBase} <> 0 OR (${varies} AND ${byQuantity} <> 0)))`;

/** Fixed ratios go by the base difference; variable ones by the other, and in when that is 0. */
export const goesOut = sql`(CASE WHEN ${varies} THEN ${byQuantity} ELSE ${byBase} END < 0)`;

/** The unit the transaction is in: the base unit, or where ratios vary the one that was counted in. */
export const unit = sql`CASE WHEN ${varies} THEN d."Quantity_Unit_Id"
  ELSE COALESCE(d."Base_Unit_Id", d."Quantity_Unit_Id") END`;

/** Whether the row's unit is still one that the ERP has a ratio for. */
export const unitIsKnown = sql`(${unit} IS NOT NULL AND (v.product_id IS NULL
  OR d."Quantity_Unit_Id" = d."Base_Unit_Id" OR d."Quantity_Unit_Id" = v.unit_id))`;

/** The three quantities of the transaction. The base quantity is signed relative to the direction. */
export const quantities = {
  quantity: sql`CASE WHEN ${varies} THEN ABS(${byQuantity}) ELSE ABS(${byBase}) END`,
  base: sql`CASE WHEN v.product_id IS NULL THEN ABS(${byBase})
    WHEN ${byQuantity} < 0 THEN -${byBase} ELSE ${byBase} END`,
  standard: sql`CASE WHEN v.product_id IS NULL THEN ABS(${byBase})
    WHEN d."Quantity_Unit_Id" = d."Base_Unit_Id" THEN ABS(${byQuantity})
    ELSE ${inBaseUnit(sql`ABS(${byQuantity})`, 'v')} END`,
};

const most = raw('999999999.999');
/** Whether one of the quantities does not fit the column. */
export const isTooLarge = sql`(ABS(${byBase}) > ${most}
  OR (${varies} AND (ABS(${byQuantity}) > ${most} OR (d."Quantity_Unit_Id" = v.unit_id
    AND ABS(${byQuantity}) > CAST(${most} AS decimal(25, 12)) * v.numerator / v.denominator))))`;

/** Details with what they are compared with, for FROM; only rows that moved have something of their own. */
export const comparedDetails = (reconciliationId?: string): Sql => sql`${erp.details} d
  LEFT JOIN (SELECT e.detail_id, e.expected, e.expected_base FROM ${own.facts} e
    WHERE e.moved = ${TRUE}
      ${reconciliationId === undefined ? sql`` : sql`AND e.reconciliation_id = ${uuid(reconciliationId)}`}
  ) x ON x.detail_id = d."Warehouse_Reconciliation_Detail_Id"`;

/** The same with all that their quantities depend on. */
export const detailsWithUnits = (reconciliationId?: string): Sql => sql`${comparedDetails(reconciliationId)}
  LEFT JOIN (SELECT u.product_id, u.unit_id, u.numerator, u.denominator FROM ${productUnits} u
    WHERE u.variable_ratio = ${TRUE}) v ON v.product_id = d."Product_Id"`;

/** The rows that a release is about. */
export const isApproved = (reconciliationId: string): Sql => sql`
  d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND d."Review_Status" = ${code.status.Approved}`;

/** Approved rows with a product, whose release changes what is available; about `comparedDetails`. */
export const changing = (reconciliationId: string, by: 'less' | 'any'): Sql =>
  sql`${isApproved(reconciliationId)} AND d."Product_Id" IS NOT NULL AND ${byBase} ${raw(by === 'less' ? '<' : '<>')} 0`;

/** A transaction's base quantity as it changes the availability; `t` is the transaction. */
export const signedBase = sql`CASE WHEN t."Direction" = ${code.direction.In} THEN t."Quantity_Base" ELSE -t."Quantity_Base" END`;
