import { erp } from '../erp/tables.js';
import { type Article, articles, type GroupCode } from './catalog.js';
import { checked } from './codes.js';
import type { Seed } from './random.js';
import { categoryOf, type UnitCode, unitOf } from './units.js';
import { bilingual, dayOf, daysAgo, type Making, put } from './write.js';

/** Groups and the group above: the tree a policy by product group climbs. */
export const groups: Record<GroupCode | 'ALL' | 'GROC', { name: string; above?: 'ALL' | 'GROC' }> = {
  ALL: { name: 'All goods' },
  GROC: { name: 'Groceries', above: 'ALL' },
  FOOD: { name: 'Dry food', above: 'GROC' },
  COLD: { name: 'Chilled food', above: 'GROC' },
  TOOLS: { name: 'Tools', above: 'ALL' },
  FIX: { name: 'Fasteners', above: 'ALL' },
  PACK: { name: 'Packaging', above: 'ALL' },
  WEAR: { name: 'Work wear', above: 'ALL' },
  BULK: { name: 'Bulk goods', above: 'ALL' },
};

/** A product's id by its part number. */
export const productOf = (seed: Seed, part: string): string => seed.id('product', part);
/** A lot's id by its number. */
export const lotOf = (seed: Seed, number: string): string => seed.id('lot', number);
/** A serial number's id by the number. */
export const serialOf = (seed: Seed, number: string): string => seed.id('serial', number);
/** A variant's id by part number and variant code. */
export const variantOf = (seed: Seed, part: string, code: string): string => seed.id('variant', part, code);

/** The unit that an article's base quantities are in. */
export const baseUnit = ({ base, unit = 'pcs' }: Article): UnitCode => base ?? unit;

/** Groups, products, their variants, dimensions between unit categories, lots and serial numbers. */
export async function makeProducts(making: Making): Promise<void> {
  await makeGroups(making);
  await put(
    making,
    erp.products,
    articles.map((article) => product(making, article)),
  );
  await makeVariants(making);
  await makeDimensions(making);
  await makeLots(making);
  await makeSerials(making);
}

async function makeGroups(making: Making): Promise<void> {
  const codes = Object.keys(groups) as (keyof typeof groups)[];
  const pathOf = (code: keyof typeof groups): string => {
    const { above } = groups[code];
    return `${above ? pathOf(above) : '/'}${code}/`;
  };
  await put(
    making,
    erp.productGroups,
    codes.map((code) => {
      const { name, above } = groups[code];
      return {
        Id: making.seed.id('group of products', code),
        Product_Group_Code: code,
        Product_Group_Name: name,
        Parent_Group_Id: above ? making.seed.id('group of products', above) : null,
        Parent: above ? pathOf(above) : '/',
        Full_Path: pathOf(code),
      };
    }),
  );
}

function product({ seed, today }: Making, article: Article) {
  const { part, en, bg, unit = 'pcs', lots = 'N', cost, per = '1' } = article;
  return {
    Id: productOf(seed, part),
    Part_Number: part,
    Product_Name: bg ? bilingual(en, bg) : en,
    Product_Group_Id: seed.id('group of products', article.group),
    Product_Type_Id: seed.id('product type', 'stock item'),
    Measurement_Unit_Id: unitOf(seed, unit),
    Base_Measurement_Category_Id: categoryOf(seed, baseUnit(article)),
    Allow_Variable_Measurement_Ratios: article.variable ?? false,
    Is_Serialized: article.serial ?? false,
    Use_Lots: lots,
    Standard_Cost_Per_Lot: cost,
    Standard_Lot_Size_Base: per,
    Active: !article.inactive,
    Creation_Time: daysAgo({ today }, 600),
  };
}

async function makeVariants(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.variants,
    articles.flatMap(({ part, variants = {} }, a) =>
      Object.entries(variants).map(([code, name], v) => ({
        Product_Variant_Id: variantOf(seed, part, code),
        Product_Id: productOf(seed, part),
        Product_Variant_Code: code,
        Product_Variant_Name: name,
        Bar_Code: checked(`38077${String(a * 10 + v).padStart(7, '0')}`),
        Short_Code: `${part.slice(3)}-${code}`,
      })),
    ),
  );
}

async function makeDimensions(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.dimensions,
    articles.flatMap((article) =>
      Object.entries(article.ratios ?? {}).map(([source, quantity]) => ({
        Product_Dimension_Id: seed.id('dimension', article.part, source),
        Product_Id: productOf(seed, article.part),
        Measurement_Category_Id: categoryOf(seed, source as UnitCode),
        Source_Quantity: '1',
        Source_Quantity_Unit_Id: unitOf(seed, source as UnitCode),
        Dest_Quantity: quantity,
        Dest_Quantity_Unit_Id: unitOf(seed, baseUnit(article)),
        // Swapped in the ERP for historical reasons; nobody may use them.
        Convert_To_Base_Multiplier: '1',
        Convert_To_Base_Divisor: quantity,
      })),
    ),
  );
}

/** Lots by hand, for the places by hand; every other product with lots gets three. */
const namedLots: Record<string, string[]> = {
  '10-0411': ['24-118', '24-131'],
  '10-0418': ['R-0907'],
  '22-1050': ['M-077'],
  '31-0008': ['K-2290', 'K-2291', 'K-2304'],
};

/** Lots of an article, the oldest first. */
export function lotsOf(seed: Seed, { part, lots = 'N' }: Article): string[] {
  if (lots === 'N') return [];
  return (
    namedLots[part] ??
    [1, 2, 3].map((n) => `L${part.replace('-', '')}-${seed.int(100, 999, 'lot', part)}${n}`)
  );
}

async function makeLots(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.lots,
    articles.flatMap((article) =>
      lotsOf(seed, article).map((number, i) => ({
        Lot_Id: lotOf(seed, number),
        Product_Id: productOf(seed, article.part),
        Lot_Number: number,
        Receipt_Date: dayOf(daysAgo(making, 60 - 10 * i)),
        Expiry_Date: daysAgo(making, -120 - 30 * i),
      })),
    ),
  );
}

/** D8-55127 is known and nowhere in stock: somebody will find it. */
export const namedSerials: Record<string, string[]> = {
  '47-3301': ['D8-55120', 'D8-55121', 'D8-55122', 'D8-55127'],
  '47-3340': ['G5-1001', 'G5-1002'],
};

async function makeSerials(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.serialNumbers,
    Object.entries(namedSerials).flatMap(([part, numbers]) =>
      numbers.map((number) => ({
        Id: serialOf(seed, number),
        Product_Id: productOf(seed, part),
        Serial_Number: number,
      })),
    ),
  );
}
