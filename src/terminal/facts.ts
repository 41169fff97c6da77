import type { Reader } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { integer, uuid } from '../database/words.js';
import { type Product, readProduct } from '../erp/products.js';
import { erp } from '../erp/tables.js';
import { baseUnitOf, ratioToBase } from '../reconciliation/units.js';
import type { Draft, Hand, Need } from './hand.js';
import type { Seen } from './seen.js';

/** The product that a scan is about, if it is about one. */
export function productOf(hand: Hand, seen: Seen): string | null {
  const waiting = hand.draft?.productId ?? hand.loose?.draft.productId ?? null;
  switch (seen.kind) {
    case 'product':
      return seen.item.productId;
    case 'filled':
      return seen.item?.productId ?? waiting ?? hand.last?.productId ?? null;
    case 'lot':
    case 'serial':
    case 'instead':
      return waiting ?? hand.last?.productId ?? null;
    case 'unit':
    case 'quantity':
    case 'confirmed':
      return waiting;
    default:
      return null;
  }
}

/** Something a worker can pick. */
export interface Option {
  id: string;
  label: string;
}

/** What a waiting product offers to pick from: the product's own, never what is expected here. */
export interface Options {
  options: Option[];
  /** Units it may be counted in, the one it would be counted in first. */
  units: Option[];
  /** Unit of what is measured beside the quantity, where the ratio is variable; null elsewhere. */
  baseUnit: Option | null;
}

const SHORT_LIST = 40;

/** The short list for what a product waits for (newest lots first), and whether it asks for lots. */
export async function readOptions(
  reader: Reader,
  { productId, need, unitId }: Draft,
  language: string,
): Promise<Options & { lots: Product['lots'] }> {
  const product = await readProduct(reader, productId, language);
  if (!product) return { options: [], units: [], baseUnit: null, lots: 'allowed' };
  const of = sql`"Product_Id" = ${uuid(productId)}`;
  const few = sql`OFFSET 0 ROWS FETCH NEXT ${integer(SHORT_LIST)} ROWS ONLY`;
  const statements: Partial<Record<Need, Sql>> = {
    variant: sql`SELECT "Product_Variant_Id" AS "id", "Product_Variant_Code" AS "label" FROM ${erp.variants}
      WHERE ${of} ORDER BY "Product_Variant_Code" ${few}`,
    lot: sql`SELECT "Lot_Id" AS "id", "Lot_Number" AS "label" FROM ${erp.lots}
      WHERE ${of} ORDER BY CASE WHEN "Receipt_Date" IS NULL THEN 1 ELSE 0 END, "Receipt_Date" DESC, "Lot_Number" ${few}`,
    serial: sql`SELECT "Id" AS "id", "Serial_Number" AS "label" FROM ${erp.serialNumbers}
      WHERE ${of} ORDER BY "Serial_Number" ${few}`,
  };
  const statement = need && statements[need];
  const counting = need === 'quantity' || need === 'weight';
  const base = baseUnitOf(product);
  return {
    options: statement ? await reader.query<Option>(statement) : [],
    units: counting ? unitsOf(product, unitId) : [],
    baseUnit: counting && product.variable && base ? { id: base.id, label: base.code } : null,
    lots: product.lots,
  };
}

function unitsOf(product: Product, unitId: string | null): Option[] {
  const first = unitId ?? product.defaultUnitId;
  return product.units
    .filter(({ id }) => product.variable || ratioToBase(product, id) !== null)
    .sort((a, b) => Number(b.id === first) - Number(a.id === first) || (a.code < b.code ? -1 : 1))
    .map(({ id, code }) => ({ id, label: code }));
}
