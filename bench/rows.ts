import { type Sql, sql } from '../src/database/sql.js';
import { or0, quantity, TRUE } from '../src/database/words.js';
import { erp } from '../src/erp/tables.js';

/**
 * The demo's units, by hand: `p` the product, `b` its base unit, `e` the unit it is shown in, `m` the
 * dimension between them. Enough for what is measured here, and all that bare SQL would need.
 */
export const withUnits = (product: Sql): Sql => sql`
  LEFT JOIN ${erp.products} p ON p."Id" = ${product}
  LEFT JOIN ${erp.units} b ON b."Measurement_Category_Id" = p."Base_Measurement_Category_Id" AND b."Is_Default_Unit" = ${TRUE}
  LEFT JOIN ${erp.units} e ON e."Id" = p."Measurement_Unit_Id"
  LEFT JOIN ${erp.dimensions} m ON m."Product_Id" = p."Id" AND m."Source_Quantity_Unit_Id" = e."Id"`;

/** A base quantity in the unit the product is shown in. */
export const shownIn = (base: Sql): Sql => sql`CASE WHEN e."Id" = b."Id" THEN ${quantity(base)}
  WHEN m."Product_Id" IS NOT NULL THEN ${quantity(sql`${quantity(base)} * m."Source_Quantity" / m."Dest_Quantity"`)}
  ELSE ${quantity(sql`${quantity(base)} * e."Divisor" / e."Multiplier"`)} END`;

/** The other way. */
export const inBase = (shown: Sql): Sql => sql`CASE WHEN e."Id" = b."Id" THEN ${quantity(shown)}
  WHEN m."Product_Id" IS NOT NULL THEN ${quantity(sql`${quantity(shown)} * m."Dest_Quantity" / m."Source_Quantity"`)}
  ELSE ${quantity(sql`${quantity(shown)} * e."Multiplier" / e."Divisor"`)} END`;

/** Equal where both are empty too. */
export const same = (a: Sql, b: Sql): Sql => sql`${or0(a)} = ${or0(b)}`;
