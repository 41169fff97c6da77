import { type Fragment, raw, type Sql, sql } from '../database/sql.js';
import { erp } from '../erp/tables.js';

/**
 * What goods of one product in one place are told apart by (rules.md, Words: position), each with what
 * is printed on it.
 */
export interface TrackedGoods {
  variantId: string | null;
  variant: string | null;
  lotId: string | null;
  lot: string | null;
  serialNumberId: string | null;
  serialNumber: string | null;
  logisticUnitId: string | null;
  logisticUnit: string | null;
}

/** The same as columns of a row `of`, for a statement that has `trackedJoins`. */
export const trackedColumns = (of: Sql, variant = 'Variant_Id'): Sql => sql`
  ${of}.${raw(`"${variant}"`)} AS "variantId", tr_variant."Product_Variant_Code" AS "variant",
  ${of}."Lot_Id" AS "lotId", tr_lot."Lot_Number" AS "lot",
  ${of}."Serial_Number_Id" AS "serialNumberId", tr_serial."Serial_Number" AS "serialNumber",
  ${of}."Logistic_Unit_Id" AS "logisticUnitId", tr_unit."Serial_Code" AS "logisticUnit"`;

/** Joins of a row `of` for `trackedColumns`. */
export const trackedJoins = (of: Sql, variant = 'Variant_Id'): Sql => sql`
  ${named(erp.variants, 'tr_variant', 'Product_Variant_Id', sql`${of}.${raw(`"${variant}"`)}`)}
  ${named(erp.lots, 'tr_lot', 'Lot_Id', sql`${of}."Lot_Id"`)}
  ${named(erp.serialNumbers, 'tr_serial', 'Id', sql`${of}."Serial_Number_Id"`)}
  ${named(erp.logisticUnits, 'tr_unit', 'Logistic_Unit_Id', sql`${of}."Logistic_Unit_Id"`)}`;

const named = (table: Fragment, alias: string, key: string, id: Sql): Sql => sql`
  LEFT JOIN ${table} ${raw(alias)} ON ${raw(`${alias}."${key}"`)} = ${id}`;
