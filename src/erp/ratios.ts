import { raw, type Sql, sql } from '../database/sql.js';
import { quantity, TRUE } from '../database/words.js';
import { erp } from './tables.js';

/** Factors have nine digits; the product of four of them is kept exactly below this. */
const TOO_LARGE = raw('10000000000000');
const pair = (a: Sql, b: Sql) => sql`CAST(${a} * ${b} AS decimal(18, 6))`;
const factor = (product: Sql) => sql`CAST(${product} AS decimal(25, 12))`;

/**
 * Derived table (in brackets, give it a name) with the units of every product:
 * `product_id`, `base_unit_id` (empty when the base category has no default unit), `default_unit_id`,
 * `unit_id` = the unit that quantities are shown in, and the exact ratio
 * quantity in `unit_id` = base quantity × `numerator` / `denominator`.
 * `missing` is 1 where no ratio leads to the default unit: `unit_id` is the base unit then, the ratio 1.
 * `variable_ratio` is the product's `Allow_Variable_Measurement_Ratios`.
 *
 * Within a category: value in its default unit = quantity × Multiplier / Divisor. Between categories:
 * the product's dimension whose source is in the unit's category and whose destination is in the
 * base category (erp.md, Units). The factors stay apart, so that `inShownUnit` divides last.
 */
export const productUnits: Sql = ratiosTo(sql`JOIN ${erp.units} d ON d."Id" = p."Measurement_Unit_Id"`);

/**
 * The same for other units than the default one: `asked` selects `product_id` and `unit_id`, each pair
 * once. `default_unit_id` is then the unit that was asked for.
 */
export const unitRatios = (asked: Sql): Sql =>
  ratiosTo(sql`JOIN (${asked}) w ON w.product_id = p."Id" JOIN ${erp.units} d ON d."Id" = w.unit_id`);

function ratiosTo(shown: Sql): Sql {
  return sql`(
  SELECT f.product_id, f.base_unit_id, f.default_unit_id, f.variable_ratio,
    CASE WHEN f.fits = 1 THEN f.default_unit_id ELSE COALESCE(f.base_unit_id, f.default_unit_id) END AS unit_id,
    CASE WHEN f.fits = 1 THEN ${factor(sql`f.up`)} ELSE ${factor(raw('1'))} END AS numerator,
    CASE WHEN f.fits = 1 THEN ${factor(sql`f.down`)} ELSE ${factor(raw('1'))} END AS denominator,
    CASE WHEN f.fits = 1 THEN 0 ELSE 1 END AS missing
  FROM (
    SELECT g.product_id, g.base_unit_id, g.default_unit_id, g.variable_ratio, g.up, g.down,
      CASE WHEN g.up > 0 AND g.up < ${TOO_LARGE} AND g.down > 0 AND g.down < ${TOO_LARGE} THEN 1 ELSE 0 END AS fits
    FROM (
      SELECT p."Id" AS product_id, b.unit_id AS base_unit_id, d."Id" AS default_unit_id,
        p."Allow_Variable_Measurement_Ratios" AS variable_ratio,
        CASE WHEN d."Id" = b.unit_id THEN 1
          WHEN d."Measurement_Category_Id" = p."Base_Measurement_Category_Id" THEN d."Divisor"
          ELSE ${pair(sql`d."Divisor"`, sql`x.source_multiplier`)} * ${pair(sql`x.source_quantity`, sql`x.dest_divisor`)}
        END AS up,
        CASE WHEN d."Id" = b.unit_id THEN 1
          WHEN d."Measurement_Category_Id" = p."Base_Measurement_Category_Id" THEN d."Multiplier"
          ELSE ${pair(sql`d."Multiplier"`, sql`x.source_divisor`)} * ${pair(sql`x.dest_quantity`, sql`x.dest_multiplier`)}
        END AS down
      FROM ${erp.products} p
      ${shown}
      LEFT JOIN (
        SELECT "Measurement_Category_Id" AS category_id, "Id" AS unit_id,
          ROW_NUMBER() OVER (PARTITION BY "Measurement_Category_Id" ORDER BY "Id") AS nth
        FROM ${erp.units} WHERE "Is_Default_Unit" = ${TRUE}
      ) b ON b.category_id = p."Base_Measurement_Category_Id" AND b.nth = 1
      LEFT JOIN (
        SELECT m."Product_Id" AS product_id, s."Measurement_Category_Id" AS source_category_id,
          t."Measurement_Category_Id" AS dest_category_id,
          m."Source_Quantity" AS source_quantity, s."Multiplier" AS source_multiplier, s."Divisor" AS source_divisor,
          m."Dest_Quantity" AS dest_quantity, t."Multiplier" AS dest_multiplier, t."Divisor" AS dest_divisor,
          ROW_NUMBER() OVER (
            PARTITION BY m."Product_Id", s."Measurement_Category_Id", t."Measurement_Category_Id"
            ORDER BY m."Product_Dimension_Id") AS nth
        FROM ${erp.dimensions} m
        JOIN ${erp.units} s ON s."Id" = m."Source_Quantity_Unit_Id"
        JOIN ${erp.units} t ON t."Id" = m."Dest_Quantity_Unit_Id"
      ) x ON x.product_id = p."Id" AND x.source_category_id = d."Measurement_Category_Id"
        AND x.dest_category_id = p."Base_Measurement_Category_Id" AND x.nth = 1
    ) g
  ) f
)`;
}

/**
 * A base quantity in the unit that the product's quantities are shown in, as decimal(12, 3). `units`
 * is the name given to `productUnits`. Divides last and rounds once, half away from zero. The wide
 * decimals of availability are narrowed first, or T-SQL would keep too few digits of the quotient; a
 * quantity that does not fit fails the statement. `as` narrows to another type than decimal(12, 3).
 */
export const inShownUnit = (base: Sql, units: string, as: (value: Sql) => Sql = quantity): Sql =>
  convert(base, raw(`${units}.numerator`), raw(`${units}.denominator`), as);

/** The other way: a quantity in `unit_id` in the product's base unit, by the fixed ratio. */
export const inBaseUnit = (shown: Sql, units: string): Sql =>
  convert(shown, raw(`${units}.denominator`), raw(`${units}.numerator`), quantity);

const convert = (value: Sql, up: Sql, down: Sql, as: (value: Sql) => Sql): Sql =>
  sql`CASE WHEN ${up} = ${down} THEN ${as(value)} ELSE ${as(sql`${as(value)} * ${up} / ${down}`)} END`;
