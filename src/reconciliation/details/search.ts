import type { Reader } from '../../database/database.js';
import { all, type Fragment, join, list, raw, type Sql, sql } from '../../database/sql.js';
import { ids, integer, isAmong, isOneOf, uuid } from '../../database/words.js';
import { gtinForms } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import { between, type Lines } from './in-zones.js';
import { type Narrowed, ofDetails, ofDiffering } from './narrowed.js';

/** So many things that begin with the text are looked for in the details; of more, each detail is asked. */
const FEW = 2_000;
/** Of so many locations it is looked up where their rows begin and end; more are everywhere. */
const SOME = 20_000;

/** What can be searched: things with an id and a printed text. */
const searched: readonly {
  table: Fragment;
  id: Sql;
  text: Sql;
  /** The detail's column for it. */
  of: Sql;
  /** The same where rows are narrowed, also those that differ. */
  is?: 'location' | 'product' | 'lot' | 'serial';
  withProduct?: boolean;
  /** Its table holds those of every warehouse. */
  ofWarehouse?: boolean;
  /** What a scanner sends is complete. */
  whole?: boolean;
}[] = [
  {
    table: erp.locations,
    id: sql`t."Warehouse_Location_Id"`,
    text: sql`t."Location_Address"`,
    of: sql`"Warehouse_Location_Id"`,
    is: 'location',
    ofWarehouse: true,
  },
  {
    table: erp.products,
    id: sql`t."Id"`,
    text: sql`t."Part_Number"`,
    of: sql`"Product_Id"`,
    is: 'product',
  },
  {
    table: erp.lots,
    id: sql`t."Lot_Id"`,
    text: sql`t."Lot_Number"`,
    of: sql`"Lot_Id"`,
    is: 'lot',
    withProduct: true,
  },
  {
    table: erp.serialNumbers,
    id: sql`t."Id"`,
    text: sql`t."Serial_Number"`,
    of: sql`"Serial_Number_Id"`,
    is: 'serial',
    withProduct: true,
  },
  {
    table: erp.productCodes,
    id: sql`t."Product_Id"`,
    text: sql`t."Product_Code"`,
    of: sql`"Product_Id"`,
    is: 'product',
    whole: true,
  },
  {
    table: erp.logisticUnits,
    id: sql`t."Logistic_Unit_Id"`,
    text: sql`t."Serial_Code"`,
    of: sql`"Logistic_Unit_Id"`,
    whole: true,
  },
];

/**
 * Condition for details whose location address, part number, lot or serial number begins with a text, or
 * whose product or logistic unit has it as its code; as it was typed or in capitals, where the database
 * tells them apart. What it names is looked for first: a planner that cannot know how many they are would
 * look for them again with every row.
 */
export async function searchedBy(
  reader: Reader,
  reconciliationId: string,
  text: string,
  row: Narrowed,
): Promise<Sql> {
  const begins = searched.map(({ text: printed, whole, ofWarehouse }) =>
    all([
      ...(ofWarehouse ? [sql`t."Warehouse_Id" = ${warehouseOf(reconciliationId)}`] : []),
      whole ? sql`${printed} IN (${list(wholly(text))})` : beginning(printed, text),
    ]),
  );
  const named = await reader.query<{ nth: number; id: string }>(
    join(
      searched.map(
        ({ table, id, whole }, nth) => sql`
          SELECT ${raw(String(nth))} AS "nth", named.id AS "id" FROM (
            SELECT ${id} AS id FROM ${table} t WHERE ${begins[nth] as Sql}
            ${whole ? sql`` : first(FEW + 1)}) named`,
      ),
      ' UNION ALL ',
    ),
  );
  const any: (Sql | Fragment)[] = [];
  const few: Sql[] = [];
  for (const [nth, { table, id, of, is, withProduct, ofWarehouse, whole }] of searched.entries()) {
    const found = named.filter((one) => one.nth === nth).map((one) => one.id);
    if (is && !whole && found.length > FEW) {
      const begin = begins[nth] as Sql;
      const among = isAmong(row[is], sql`SELECT ${id} FROM ${table} t WHERE ${begin}`);
      const walked = ofWarehouse && row === ofDetails;
      const near = walked ? await nearBy(reader, reconciliationId, begin) : sql``;
      any.push(sql`(${among}${near})`);
    } else if (is && found.length > 0 && row === ofDiffering) {
      // Facts have no index of things: each row that differs is asked, in the index that it is read from.
      any.push(isOneOf(row[is], found));
    } else if (found.length > 0) {
      // Lots and serial numbers are of a product, and details are found by product.
      const on = withProduct
        ? sql`x.${of} = ${id} AND x."Product_Id" = t."Product_Id"`
        : sql`x.${of} = ${id}`;
      few.push(sql`
        SELECT x."Warehouse_Reconciliation_Detail_Id" FROM ${table} t JOIN ${erp.details} x
          ON x."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND ${on}
        WHERE ${id} IN ${ids(found)}`);
    }
  }
  if (few.length > 0) any.push(sql`${row.id} IN (${join(few, ' UNION ALL ')})`);
  return any.length === 0 ? sql`1 = 0` : sql`(${join(any, ' OR ')})`;
}

const first = (rows: number): Sql =>
  sql`ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT ${integer(rows)} ROWS ONLY`;

/** Between which lines the rows of these locations stand, as a further condition; of very many none. */
async function nearBy(reader: Reader, reconciliationId: string, locations: Sql): Promise<Sql> {
  const from = sql`FROM ${erp.locations} t WHERE ${locations}`;
  const [more] = await reader.query<{ rows: number | string }>(sql`
    SELECT COUNT(*) AS "rows" FROM (SELECT 1 AS one ${from} ${first(SOME + 1)}) some_rows`);
  if (Number(more?.rows) > SOME) return sql``;
  const [lines] = await reader.query<Lines>(sql`
    SELECT MIN(d."Line_No") AS "first", MAX(d."Line_No") AS "last" FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}
      AND d."Warehouse_Location_Id" IN (SELECT t."Warehouse_Location_Id" ${from})`);
  return sql` AND ${between(ofDetails, lines)}`;
}

const warehouseOf = (
  reconciliationId: string,
): Sql => sql`(SELECT r."Warehouse_Id" FROM ${erp.reconciliations} r
  WHERE r."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)})`;

/** A code as it was typed, in capitals, and a bar code of all digits in its other lengths. */
const wholly = (text: string): string[] => [
  ...new Set([
    text,
    text.toUpperCase(),
    ...(/^(\d{8}|\d{12,14})$/.test(text) ? gtinForms(text.padStart(14, '0')) : []),
  ]),
];

function beginning(column: Sql, text: string): Sql {
  const pattern = (typed: string) =>
    sql`${column} LIKE ${`${typed.replaceAll(/[!%_[]/g, '!$&')}%`} ESCAPE '!'`;
  const capitals = text.toUpperCase();
  return capitals === text ? pattern(text) : sql`(${pattern(text)} OR ${pattern(capitals)})`;
}
