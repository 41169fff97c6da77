import type { Reader } from '../database/database.js';
import { type Fragment, list, often, type Sql, sql } from '../database/sql.js';
import { text, truth, uuid } from '../database/words.js';
import { erp } from './tables.js';
import { textIn } from './text.js';

/** A GTIN-14 as it may be written: 14, 13, 12 or 8 digits, which are one number (terminal.md, GS1). */
export const gtinForms = (gtin: string): string[] =>
  [14, 13, 12, 8].map((length) => gtin.slice(-length)).filter((form) => form.padStart(14, '0') === gtin);

/** A unit of measure. A quantity × `multiplier` ÷ `divisor` is in its category's default unit. */
export interface Unit {
  id: string;
  categoryId: string;
  /** Short: `kg`. Falls back to the name. */
  code: string;
  name: string;
  multiplier: string;
  divisor: string;
  isDefault: boolean;
  /** One of the ERP's system units, `P` for pieces; null for a unit of the site's own. */
  systemUnit: string | null;
}

/** Between a category and the product's base category: so much of the one is so much of the other. */
export interface Dimension {
  categoryId: string;
  sourceUnitId: string;
  sourceQuantity: string;
  destUnitId: string;
  destQuantity: string;
}

/** What a product's units depend on; `units.ts` converts with it. */
export interface Measures {
  baseCategoryId: string;
  /** The unit that `Quantity` of its rows is in. */
  defaultUnitId: string;
  /** The base quantity is measured, not computed. */
  variable: boolean;
  /** The units of its base category and of every category it has a dimension for, and its default unit. */
  units: readonly Unit[];
  /** At most one for a category. */
  dimensions: readonly Dimension[];
}

export type LotRule = 'required' | 'allowed' | 'never';

/** A product as counting needs it. */
export interface Product extends Measures {
  id: string;
  partNumber: string;
  /** In the language asked for. */
  name: string;
  serialized: boolean;
  lots: LotRule;
}

/** A product in a worker's hand. */
export interface ProductInHand extends Product {
  hasVariants: boolean;
  hasLots: boolean;
}

const lotRules: Record<string, LotRule> = { R: 'required', N: 'never' };

/** Products by their ids; one that is not there is not in the map. Names are in `language`. */
export async function readProducts(
  reader: Reader,
  ids: readonly string[],
  language: string,
): Promise<Map<string, Product>> {
  if (ids.length === 0) return new Map();
  const rows = await readUnitsOf(reader, ids, language);
  const products = new Map<string, UnitRow[]>();
  for (const row of rows) products.set(row.productId, [...(products.get(row.productId) ?? []), row]);
  return new Map([...products].map(([id, units]) => [id, productOf(units, language)]));
}

function productOf(rows: readonly UnitRow[], language: string): Product {
  const [
    { productId, partNumber, productName, serialized, useLots, baseCategoryId, defaultUnitId, variable },
  ] = rows as [UnitRow];
  return {
    id: productId,
    partNumber,
    name: textIn(productName, language),
    serialized: Boolean(serialized),
    lots: lotRules[useLots.trim()] ?? 'allowed',
    baseCategoryId,
    defaultUnitId,
    variable: Boolean(variable),
    ...measuresOf(rows),
  };
}

/** A product by its id, or undefined. Of every scan: one statement. */
export async function readProduct(
  reader: Reader,
  id: string,
  language: string,
): Promise<ProductInHand | undefined> {
  const there = (table: Sql | Fragment) =>
    truth(sql`EXISTS (SELECT 1 FROM ${table} WHERE "Product_Id" = ${uuid(id)})`);
  const has = sql`, ${there(erp.variants)} AS "hasVariants", ${there(erp.lots)} AS "hasLots"`;
  const rows = await readUnitsOf(reader, [id], language, has);
  const [row] = rows as (UnitRow & { hasVariants: unknown; hasLots: unknown })[];
  if (!row) return undefined;
  const { hasVariants, hasLots } = row;
  return { ...productOf(rows, language), hasVariants: Boolean(hasVariants), hasLots: Boolean(hasLots) };
}

interface UnitRow extends Unit, Partial<Omit<Dimension, 'categoryId'>> {
  productId: string;
  partNumber: string;
  productName: string;
  serialized: unknown;
  useLots: string;
  baseCategoryId: string;
  defaultUnitId: string;
  variable: unknown;
}

/** Every unit that one of the products may be counted in, with the dimension that starts at it; `more` columns. */
async function readUnitsOf(
  reader: Reader,
  ids: readonly string[],
  language: string,
  more: Sql = sql``,
): Promise<UnitRow[]> {
  const statement = sql`
    SELECT p."Id" AS "productId", p."Part_Number" AS "partNumber", p."Product_Name" AS "productName",
      p."Is_Serialized" AS "serialized", p."Use_Lots" AS "useLots", p."Base_Measurement_Category_Id" AS "baseCategoryId",
      p."Measurement_Unit_Id" AS "defaultUnitId", p."Allow_Variable_Measurement_Ratios" AS "variable",
      u."Id" AS "id", u."Measurement_Category_Id" AS "categoryId",
      u."Measurement_Unit_Code" AS "code", u."Measurement_Unit_Name" AS "name",
      ${text(sql`u."Multiplier"`)} AS "multiplier", ${text(sql`u."Divisor"`)} AS "divisor",
      u."Is_Default_Unit" AS "isDefault", u."System_Unit" AS "systemUnit",
      d."Source_Quantity_Unit_Id" AS "sourceUnitId", ${text(sql`d."Source_Quantity"`)} AS "sourceQuantity",
      d."Dest_Quantity_Unit_Id" AS "destUnitId", ${text(sql`d."Dest_Quantity"`)} AS "destQuantity"${more}
    FROM ${erp.products} p
    JOIN ${erp.units} u ON u."Measurement_Category_Id" = p."Base_Measurement_Category_Id"
      OR u."Id" = p."Measurement_Unit_Id"
      OR u."Measurement_Category_Id" IN (
        SELECT c."Measurement_Category_Id" FROM ${erp.dimensions} c WHERE c."Product_Id" = p."Id")
    LEFT JOIN ${erp.dimensions} d ON d."Product_Id" = p."Id" AND d."Source_Quantity_Unit_Id" = u."Id"
    WHERE p."Id" IN (${list(ids)})`;
  const rows = await reader.query<UnitRow & { code: string | null }>(
    ids.length === 1 ? often(statement) : statement,
  );
  return rows.map((row) => {
    const name = textIn(row.name, language);
    return {
      ...row,
      name,
      code: row.code ?? name,
      isDefault: Boolean(row.isDefault),
      systemUnit: row.systemUnit?.trim() || null,
    };
  });
}

function measuresOf(rows: readonly UnitRow[]): Pick<Product, 'units' | 'dimensions'> {
  return {
    units: rows.map(({ id, categoryId, code, name, multiplier, divisor, isDefault, systemUnit }) => ({
      id,
      categoryId,
      code,
      name,
      multiplier,
      divisor,
      isDefault,
      systemUnit,
    })),
    dimensions: rows.flatMap(({ categoryId, sourceUnitId, sourceQuantity, destUnitId, destQuantity }) =>
      sourceUnitId && sourceQuantity && destUnitId && destQuantity
        ? [{ categoryId, sourceUnitId, sourceQuantity, destUnitId, destQuantity }]
        : [],
    ),
  };
}

/** What else a count names: whether it is there and whose it is. */
export interface Tracking {
  variant: { productId: string; code: string } | null;
  lot: { productId: string; number: string } | null;
  serial: { productId: string; number: string } | null;
  logisticUnit: { serialCode: string } | null;
}

/** Variant, lot, serial number and logistic unit by their ids; null what is not there or not asked. */
export async function readTracking(
  reader: Reader,
  of: {
    variantId: string | null;
    lotId: string | null;
    serialNumberId: string | null;
    logisticUnitId: string | null;
  },
): Promise<Tracking> {
  if (!of.variantId && !of.lotId && !of.serialNumberId && !of.logisticUnitId)
    return { variant: null, lot: null, serial: null, logisticUnit: null };
  const [row] = await reader.query<Record<string, string | null>>(sql`
    SELECT v."Product_Id" AS "variantProduct", v."Product_Variant_Code" AS "variantCode",
      l."Product_Id" AS "lotProduct", l."Lot_Number" AS "lotNumber",
      s."Product_Id" AS "serialProduct", s."Serial_Number" AS "serialNumber", u."Serial_Code" AS "serialCode"
    FROM (SELECT ${uuid(of.variantId)} AS variant, ${uuid(of.lotId)} AS lot, ${uuid(of.serialNumberId)} AS serial,
      ${uuid(of.logisticUnitId)} AS unit) k
    LEFT JOIN ${erp.variants} v ON v."Product_Variant_Id" = k.variant
    LEFT JOIN ${erp.lots} l ON l."Lot_Id" = k.lot
    LEFT JOIN ${erp.serialNumbers} s ON s."Id" = k.serial
    LEFT JOIN ${erp.logisticUnits} u ON u."Logistic_Unit_Id" = k.unit`);
  const { variantProduct, lotProduct, serialProduct, serialCode } = row ?? {};
  return {
    variant: variantProduct ? { productId: variantProduct, code: row?.variantCode ?? '' } : null,
    lot: lotProduct ? { productId: lotProduct, number: row?.lotNumber ?? '' } : null,
    serial: serialProduct ? { productId: serialProduct, number: row?.serialNumber ?? '' } : null,
    logisticUnit: serialCode ? { serialCode } : null,
  };
}
