import type { Reader } from '../../database/database.js';
import { list, type Sql, sql } from '../../database/sql.js';
import { FALSE, ids, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/** A text, or the ways in which the same may be written. */
export type OneOrMore = string | readonly string[];

/** A lot belongs to one product, and details are found by product. */
export const ofLot = (id: string): Sql => sql`d."Lot_Id" = ${uuid(id)}
  AND d."Product_Id" IN (SELECT lot."Product_Id" FROM ${erp.lots} lot WHERE lot."Lot_Id" = ${uuid(id)})`;

/** Serial numbers as they are printed, or by id; details are found by their products. */
export function ofSerial(serial: OneOrMore): Sql {
  const id = [serial].flat().find((one) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(one.trim()));
  const is = id ? sql`s."Id" = ${uuid(id.trim())}` : sql`s."Serial_Number" IN (${printed(serial)})`;
  const of = (column: Sql) => sql`SELECT ${column} FROM ${erp.serialNumbers} s WHERE ${is}`;
  return sql`d."Serial_Number_Id" IN (${of(sql`s."Id"`)}) AND d."Product_Id" IN (${of(sql`s."Product_Id"`)})`;
}

/** What is printed, as it was typed or in capitals, where the database tells them apart. */
export const printed = (text: OneOrMore): Sql =>
  list([...new Set([text].flat().flatMap((one: string) => [one.trim(), one.trim().toUpperCase()]))]);

/** Products by a bar code of theirs, or their part number. */
export async function ofProductCode(reader: Reader, productCode: OneOrMore): Promise<Sql> {
  const products = await reader.query<{ id: string }>(sql`
    SELECT c."Product_Id" AS "id" FROM ${erp.productCodes} c
      WHERE c."Product_Code" IN (${printed(productCode)}) AND c."Active" <> ${FALSE}
    UNION SELECT p."Id" FROM ${erp.products} p WHERE p."Part_Number" IN (${printed(productCode)})
    UNION SELECT v."Product_Id" FROM ${erp.variants} v WHERE v."Bar_Code" IN (${printed(productCode)})`);
  return sql`d."Product_Id" IN ${ids(products.map(({ id }) => id))}`;
}

/** Lots are looked for first: with their products known, details are found by product. */
export async function ofLotNumber(reader: Reader, number: OneOrMore): Promise<Sql> {
  const lots = await reader.query<{ id: string; productId: string }>(sql`
    SELECT lot."Lot_Id" AS "id", lot."Product_Id" AS "productId" FROM ${erp.lots} lot
    WHERE lot."Lot_Number" IN (${printed(number)})`);
  const products = [...new Set(lots.map(({ productId }) => productId))];
  return sql`d."Lot_Id" IN ${ids(lots.map(({ id }) => id))} AND d."Product_Id" IN ${ids(products)}`;
}

/** Logistic units by the code that is printed on them. */
export async function ofUnitCode(reader: Reader, serialCode: OneOrMore): Promise<Sql> {
  const units = await reader.query<{ id: string }>(sql`
    SELECT u."Logistic_Unit_Id" AS "id" FROM ${erp.logisticUnits} u
    WHERE u."Serial_Code" IN (${printed(serialCode)})`);
  return sql`d."Logistic_Unit_Id" IN ${ids(units.map(({ id }) => id))}`;
}
