import type { Reader } from '../../database/database.js';
import { all, type Fragment, join, list, raw, type Sql, sql } from '../../database/sql.js';
import { ids, integer, isAmong, uuid } from '../../database/words.js';
import { gtinForms } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import type { Narrowed } from './narrowed.js';

/** So many things that begin with the text are looked for in the details; of more, each detail is asked. */
const FEW = 2_000;

/** What can be searched: things with an id and a printed text. */
const searched: readonly {
  table: Fragment;
  id: Sql;
  text: Sql;
  /** The detail's column for it. */
  of: Sql;
  /** The same where rows are narrowed: the begin of a text may name many. Without it a code, and complete. */
  is?: (row: Narrowed) => Sql;
  withProduct?: boolean;
  /** Its table holds those of every warehouse. */
  ofWarehouse?: boolean;
}[] = [
  {
    table: erp.locations,
    id: sql`t."Warehouse_Location_Id"`,
    text: sql`t."Location_Address"`,
    of: sql`"Warehouse_Location_Id"`,
    is: (row) => row.location,
    ofWarehouse: true,
  },
  {
    table: erp.products,
    id: sql`t."Id"`,
    text: sql`t."Part_Number"`,
    of: sql`"Product_Id"`,
    is: (row) => row.product,
  },
  {
    table: erp.lots,
    id: sql`t."Lot_Id"`,
    text: sql`t."Lot_Number"`,
    of: sql`"Lot_Id"`,
    is: (row) => row.lot,
    withProduct: true,
  },
  {
    table: erp.serialNumbers,
    id: sql`t."Id"`,
    text: sql`t."Serial_Number"`,
    of: sql`"Serial_Number_Id"`,
    is: (row) => row.serial,
    withProduct: true,
  },
  {
    table: erp.productCodes,
    id: sql`t."Product_Id"`,
    text: sql`t."Product_Code"`,
    of: sql`"Product_Id"`,
  },
  {
    table: erp.logisticUnits,
    id: sql`t."Logistic_Unit_Id"`,
    text: sql`t."Serial_Code"`,
    of: sql`"Logistic_Unit_Id"`,
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
  const begins = searched.map(({ text: printed, is, ofWarehouse }) =>
    all([
      ...(ofWarehouse ? [sql`t."Warehouse_Id" = ${warehouseOf(reconciliationId)}`] : []),
      is ? beginning(printed, text) : sql`${printed} IN (${list(wholly(text))})`,
    ]),
  );
  const named = await reader.query<{ nth: number; id: string }>(
    join(
      searched.map(
        ({ table, id, is }, nth) => sql`
          SELECT ${raw(String(nth))} AS "nth", named.id AS "id" FROM (
            SELECT ${id} AS id FROM ${table} t WHERE ${begins[nth] as Sql}
            ${is ? sql`ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT ${integer(FEW + 1)} ROWS ONLY` : sql``}) named`,
      ),
      ' UNION ALL ',
    ),
  );
  const few: Sql[] = [];
  const many: Sql[] = [];
  for (const [nth, { table, id, of, is, withProduct }] of searched.entries()) {
    const found = named.filter((one) => one.nth === nth);
    if (is && found.length > FEW) {
      many.push(sql`${isAmong(is(row), sql`SELECT ${id} FROM ${table} t WHERE ${begins[nth] as Sql}`)}`);
    } else if (found.length > 0) {
      // Lots and serial numbers are of a product, and details are found by product.
      const on = withProduct
        ? sql`x.${of} = ${id} AND x."Product_Id" = t."Product_Id"`
        : sql`x.${of} = ${id}`;
      few.push(sql`
        SELECT x."Warehouse_Reconciliation_Detail_Id" FROM ${table} t JOIN ${erp.details} x
          ON x."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND ${on}
        WHERE ${id} IN ${ids(found.map((one) => one.id))}`);
    }
  }
  const known = sql`${row.id} IN (${join(few, ' UNION ALL ')})`;
  const any = [...many, ...(few.length > 0 ? [known] : [])];
  return any.length === 0 ? sql`1 = 0` : sql`(${join(any, ' OR ')})`;
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
