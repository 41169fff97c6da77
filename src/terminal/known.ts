import type { Reader } from '../database/database.js';
import { join, list, often, raw, type Sql, sql } from '../database/sql.js';
import { FALSE, TRUE, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import type { Place } from './seen.js';
import type { Wanted } from './wanted.js';

export type CodeKind = 'location' | 'unit' | 'product' | 'lot' | 'serial';

/** One thing that a code stands for. Of a lot or serial number, the product in hand is its product. */
export interface KnownCode {
  kind: CodeKind;
  id: string;
  /** As the ERP writes it. */
  code: string;
  /** Of a logistic unit: not out of use. */
  active: boolean;
  zoneId: string | null;
  productId: string | null;
  partNumber: string | null;
  name: string | null;
  variantId: string | null;
  variant: string | null;
  /** Unit of the code's coding system. */
  unitId: string | null;
  defaultUnitId: string | null;
}

/** A variant, lot or serial number that a label says, of one of the label's products. */
export interface KnownTracking {
  kind: 'variant' | 'lot' | 'serial';
  id: string;
  productId: string;
  /** The variant's code, the number. */
  number: string;
  /** What the label may say instead of `number`. */
  barCode: string | null;
  shortCode: string | null;
}

/** Everything the database knows about a scan. */
export interface Known {
  codes: readonly KnownCode[];
  tracking: readonly KnownTracking[];
  /** Where logistic units have stock in this warehouse, by their ids. */
  stock: ReadonlyMap<string, readonly Place[]>;
}

export interface Where {
  warehouseId: string;
  /** Product in hand: its lots and serial numbers are codes too. */
  productId: string | null;
  language: string;
}

export const nothingKnown: Known = { codes: [], tracking: [], stock: new Map() };

/** Asks everything that `resolve` may need: one statement, and one more each for labels and units. */
export async function readKnown(reader: Reader, wanted: Wanted, where: Where): Promise<Known> {
  const codes = await readCodes(reader, wanted, where);
  const products = codes.flatMap(({ kind, productId }) =>
    kind === 'product' && productId ? [productId] : [],
  );
  const onLabel = [...new Set([...products, ...(where.productId ? [where.productId] : [])])];
  const units = codes.filter(({ kind }) => kind === 'unit').map(({ id }) => id);
  return {
    codes,
    tracking: await readTrackingOf(reader, wanted, onLabel),
    stock: await readStock(reader, units, where.warehouseId),
  };
}

/** Lists of few lengths, so that the statement has few texts and its plans are remembered. */
const LENGTHS = [1, 2, 4, 8, 20];

function padded(values: readonly string[]): string[] {
  const length = LENGTHS.find((one) => one >= values.length) ?? values.length;
  const last = values.at(-1);
  return last === undefined ? [] : [...values, ...Array<string>(length - values.length).fill(last)];
}

async function readCodes(reader: Reader, wanted: Wanted, where: Where): Promise<KnownCode[]> {
  const codes = padded(wanted.codes);
  const goods = padded([...new Set([...wanted.codes, ...wanted.gtins])]);
  const units = padded([...new Set([...wanted.codes, ...wanted.ssccs])]);
  const parts = [
    ...(codes.length > 0 ? [locations(codes, where.warehouseId)] : []),
    ...(units.length > 0 ? [logisticUnits(units)] : []),
    ...(goods.length > 0 ? [partNumbers(goods), productCodes(goods), variants(goods)] : []),
    ...(codes.length > 0 && where.productId
      ? [lots(codes, where.productId), serials(codes, where.productId)]
      : []),
  ];
  if (parts.length === 0) return [];
  const rows = await reader.query<KnownCode>(often(join(parts, ' UNION ALL ')));
  return rows.map((row) => ({
    ...row,
    active: Boolean(row.active),
    name: row.name && textIn(row.name, where.language),
  }));
}

const NONE: Record<string, Sql> = {
  id: sql`${uuid(null)}`,
  text: raw('CAST(NULL AS varchar(512))'),
};

/** One branch: the same columns in the same order everywhere. */
const branch = (
  kind: CodeKind,
  columns: Partial<Record<Exclude<keyof KnownCode, 'kind'>, Sql>> & { id: Sql; code: Sql },
  from: Sql,
): Sql => sql`SELECT ${raw(`'${kind}'`)} AS "kind", ${columns.id} AS "id", ${columns.code} AS "code",
  ${columns.active ?? sql`${TRUE}`} AS "active", ${columns.zoneId ?? NONE.id} AS "zoneId",
  ${columns.productId ?? NONE.id} AS "productId", ${columns.partNumber ?? NONE.text} AS "partNumber",
  ${columns.name ?? NONE.text} AS "name", ${columns.variantId ?? NONE.id} AS "variantId",
  ${columns.variant ?? NONE.text} AS "variant", ${columns.unitId ?? NONE.id} AS "unitId",
  ${columns.defaultUnitId ?? NONE.id} AS "defaultUnitId" ${from}`;

const locations = (codes: readonly string[], warehouseId: string): Sql =>
  branch(
    'location',
    { id: sql`"Warehouse_Location_Id"`, code: sql`"Location_Address"`, zoneId: sql`"Warehouse_Zone_Id"` },
    sql`FROM ${erp.locations} WHERE "Warehouse_Id" = ${uuid(warehouseId)} AND "Location_Address" IN (${list(codes)})`,
  );

const logisticUnits = (codes: readonly string[]): Sql =>
  branch(
    'unit',
    { id: sql`"Logistic_Unit_Id"`, code: sql`"Serial_Code"`, active: sql`"Is_Active"` },
    sql`FROM ${erp.logisticUnits} WHERE "Serial_Code" IN (${list(codes)})`,
  );

const product = {
  id: sql`p."Id"`,
  productId: sql`p."Id"`,
  partNumber: sql`p."Part_Number"`,
  name: sql`p."Product_Name"`,
  defaultUnitId: sql`p."Measurement_Unit_Id"`,
};

const partNumbers = (codes: readonly string[]): Sql =>
  branch(
    'product',
    { ...product, code: product.partNumber },
    sql`FROM ${erp.products} p WHERE p."Part_Number" IN (${list(codes)})`,
  );

const productCodes = (codes: readonly string[]): Sql =>
  branch(
    'product',
    { ...product, code: sql`c."Product_Code"`, unitId: sql`s."Default_Measurement_Unit_Id"` },
    sql`FROM ${erp.productCodes} c
      JOIN ${erp.products} p ON p."Id" = c."Product_Id"
      LEFT JOIN ${erp.codingSystems} s ON s."Coding_System_Id" = c."Coding_System_Id"
      WHERE c."Product_Code" IN (${list(codes)}) AND c."Active" <> ${FALSE}`,
  );

/** By bar code or short code; the one that matched is the code, both is two rows. */
const variants = (codes: readonly string[]): Sql =>
  join(
    ['"Bar_Code"', '"Short_Code"'].map((column) =>
      branch(
        'product',
        {
          ...product,
          code: sql`v.${raw(column)}`,
          variantId: sql`v."Product_Variant_Id"`,
          variant: sql`v."Product_Variant_Code"`,
        },
        sql`FROM ${erp.variants} v JOIN ${erp.products} p ON p."Id" = v."Product_Id"
          WHERE v.${raw(column)} IN (${list(codes)})`,
      ),
    ),
    ' UNION ALL ',
  );

const lots = (codes: readonly string[], productId: string): Sql =>
  branch(
    'lot',
    { id: sql`"Lot_Id"`, code: sql`"Lot_Number"`, productId: sql`"Product_Id"` },
    sql`FROM ${erp.lots} WHERE "Product_Id" = ${uuid(productId)} AND "Lot_Number" IN (${list(codes)})`,
  );

const serials = (codes: readonly string[], productId: string): Sql =>
  branch(
    'serial',
    { id: sql`"Id"`, code: sql`"Serial_Number"`, productId: sql`"Product_Id"` },
    sql`FROM ${erp.serialNumbers} WHERE "Product_Id" = ${uuid(productId)} AND "Serial_Number" IN (${list(codes)})`,
  );

async function readTrackingOf(
  reader: Reader,
  { variants: said, lots: lotNumbers, serials: serialNumbers }: Wanted,
  productIds: readonly string[],
): Promise<KnownTracking[]> {
  if (productIds.length === 0) return [];
  const of = sql`"Product_Id" IN (${list(productIds)})`;
  const row = (kind: KnownTracking['kind'], id: Sql, number: Sql, bar: Sql, short: Sql): Sql =>
    sql`SELECT ${raw(`'${kind}'`)} AS "kind", ${id} AS "id", "Product_Id" AS "productId", ${number} AS "number",
      ${bar} AS "barCode", ${short} AS "shortCode"`;
  const parts = [
    ...(said.length > 0
      ? [
          sql`${row('variant', sql`"Product_Variant_Id"`, sql`"Product_Variant_Code"`, sql`"Bar_Code"`, sql`"Short_Code"`)}
            FROM ${erp.variants} WHERE ${of} AND ("Product_Variant_Code" IN (${list(said)})
              OR "Bar_Code" IN (${list(said)}) OR "Short_Code" IN (${list(said)}))`,
        ]
      : []),
    ...(lotNumbers.length > 0
      ? [
          sql`${row('lot', sql`"Lot_Id"`, sql`"Lot_Number"`, NONE.text as Sql, NONE.text as Sql)}
            FROM ${erp.lots} WHERE ${of} AND "Lot_Number" IN (${list(lotNumbers)})`,
        ]
      : []),
    ...(serialNumbers.length > 0
      ? [
          sql`${row('serial', sql`"Id"`, sql`"Serial_Number"`, NONE.text as Sql, NONE.text as Sql)}
            FROM ${erp.serialNumbers} WHERE ${of} AND "Serial_Number" IN (${list(serialNumbers)})`,
        ]
      : []),
  ];
  return parts.length === 0 ? [] : reader.query<KnownTracking>(join(parts, ' UNION ALL '));
}

/** Where logistic units have stock. A position with nothing of either quantity is no stock (process.md, 2). */
async function readStock(
  reader: Reader,
  unitIds: readonly string[],
  warehouseId: string,
): Promise<Map<string, Place[]>> {
  if (unitIds.length === 0) return new Map();
  const rows = await reader.query<Place & { unitId: string }>(sql`
    SELECT DISTINCT a."Logistic_Unit_Id" AS "unitId", l."Warehouse_Location_Id" AS "id",
      l."Location_Address" AS "address", l."Warehouse_Zone_Id" AS "zoneId"
    FROM ${erp.availability} a
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = a."Warehouse_Location_Id"
    WHERE a."Warehouse_Id" = ${uuid(warehouseId)} AND a."Logistic_Unit_Id" IN (${list(unitIds)})
      AND (a."Quantity_Base_Available" <> 0 OR a."Standard_Quantity_Available" <> 0)
    ORDER BY l."Location_Address"`);
  const found = new Map<string, Place[]>();
  for (const { unitId, ...place } of rows) found.set(unitId, [...(found.get(unitId) ?? []), place]);
  return found;
}
