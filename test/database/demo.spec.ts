import { table } from '../../src/database/columns.js';
import { type Connection, connect } from '../../src/database/connect.js';
import type { Database } from '../../src/database/database.js';
import { type Sql, sql } from '../../src/database/sql.js';
import { integer, iso, text, withRecursive } from '../../src/database/words.js';
import { checkDigit } from '../../src/demo/codes.js';
import { createDemo, type Demo, type DemoOptions, demoOf } from '../../src/demo/demo.js';
import { hasErp } from '../../src/demo/erp-schema.js';
import { SSCC } from '../../src/demo/pallets.js';
import { erpTables } from '../../src/erp/columns.js';
import { erp } from '../../src/erp/tables.js';

const today = new Date('2026-11-23T10:30:00Z');

/** A database with nothing but a demo in it. */
async function made(options: DemoOptions): Promise<Connection & { demo: Demo }> {
  const connection = await connect({});
  const demo = await createDemo(connection.database, { today, ...options });
  return { ...connection, demo };
}

const inStock = (demo: Demo): Sql => sql`"Warehouse_Id" = ${demo.warehouseId}
  AND ("Quantity_Base_Available" <> 0 OR "Standard_Quantity_Available" <> 0)`;

async function count(database: Database, from: Sql): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    sql`SELECT ${integer(sql`COUNT(*)`)} AS "n" FROM ${from}`,
  );
  return row?.n ?? 0;
}

/** Every row of every table, as text. */
async function everything(database: Database): Promise<string> {
  const names = Object.keys(erpTables);
  const rows = await Promise.all(names.map((name) => database.query(sql`SELECT * FROM ${table(name)}`)));
  return rows
    .flatMap((list, i) => list.map((row) => `${names[i]} ${JSON.stringify(row)}`))
    .sort()
    .join('\n');
}

describe('the demo ERP', () => {
  let connection: Connection & { demo: Demo };
  let database: Database;
  let demo: Demo;
  beforeAll(async () => {
    connection = await made({});
    ({ database, demo } = connection);
  });
  afterAll(() => connection.close());

  const available = (address: string) =>
    database.query<{ part: string; base: string; standard: string }>(sql`
      SELECT p."Part_Number" AS "part", ${text(sql`a."Quantity_Base_Available"`)} AS "base",
             ${text(sql`a."Standard_Quantity_Available"`)} AS "standard"
        FROM ${erp.availability} a JOIN ${erp.products} p ON p."Id" = a."Product_Id"
       WHERE a."Warehouse_Location_Id" = ${demo.ids.location(address)} ORDER BY 1, 2`);

  it('is not found in an empty database, and found once it was made', async () => {
    const empty = await connect({});
    expect(await hasErp(empty.database)).toBe(false);
    await empty.close();
    expect(await hasErp(database)).toBe(true);
  });

  it('has a zone tree four levels deep, and zones that end above', async () => {
    const depths = await database.query<{ depth: number }>(sql`
      ${withRecursive} tree ("id", "depth") AS (
        SELECT "Warehouse_Zone_Id", 1 FROM ${erp.zones}
         WHERE "Parent_Warehouse_Zone_Id" IS NULL AND "Warehouse_Id" = ${demo.warehouseId}
        UNION ALL
        SELECT z."Warehouse_Zone_Id", t."depth" + 1 FROM ${erp.zones} z JOIN tree t ON t."id" = z."Parent_Warehouse_Zone_Id")
      SELECT DISTINCT t."depth" FROM tree t JOIN ${erp.locations} l ON l."Warehouse_Zone_Id" = t."id" ORDER BY 1`);
    expect(depths.map(({ depth }) => depth)).toEqual([1, 2, 3, 4]);
  });

  it('has several hundred locations, one whose address is a number, and some that are empty', async () => {
    const own = sql`${erp.locations} l WHERE l."Warehouse_Id" = ${demo.warehouseId}`;
    expect(await count(database, own)).toBeGreaterThan(250);
    expect(await count(database, sql`${own} AND l."Location_Address" = '4711'`)).toBe(1);
    const empty = await count(
      database,
      sql`${own} AND NOT EXISTS (SELECT 1 FROM ${erp.transactions} t
        WHERE t."Warehouse_Location_Id" = l."Warehouse_Location_Id")`,
    );
    expect(empty).toBeGreaterThan(5);
    expect(await available('A-03-02-3')).toEqual([]);
  });

  it('has several thousand movements, all before today', async () => {
    const [facts] = await database.query<{ n: number; last: string }>(sql`
      SELECT ${integer(sql`COUNT(*)`)} AS "n", ${iso(sql`MAX("Creation_Time_Utc")`)} AS "last"
        FROM ${erp.transactions}`);
    expect(facts?.n).toBeGreaterThan(2_000);
    expect(facts && facts.last < '2026-11-23T00:00:00').toBe(true);
  });

  it('has one position below zero and one that sums to zero', async () => {
    expect(await available('E-01-007')).toEqual([{ part: '88-1216', base: '-3.000', standard: '-3.000' }]);
    expect(await available('E-01-008')).toEqual([{ part: '88-3008', base: '0.000', standard: '0.000' }]);
    const below = sql`${erp.availability} WHERE "Quantity_Base_Available" < 0`;
    expect(await count(database, below)).toBe(1);
  });

  it('weighs the wheels: fixed ratio and scale disagree', async () => {
    expect(await available('A-04-02-4')).toEqual([{ part: '31-0008', base: '80.350', standard: '81.000' }]);
    expect(await available('C-01-05')).toEqual([{ part: '31-0008', base: '0.200', standard: '0.000' }]);
  });

  it('has boxes, grams and dozens as base quantities', async () => {
    expect(await available('A-05-01-1')).toEqual([
      { part: '88-1204', base: '12500.000', standard: '12500.000' },
    ]);
    expect(await available('E-01-009')).toEqual([{ part: '25-0140', base: '2.380', standard: '2.380' }]);
    expect(await available('B-01-03')).toEqual([{ part: '90-0001', base: '90.000', standard: '90.000' }]);
  });

  it('has a unit in one location only, and no serial number twice', async () => {
    const places = sql`(SELECT "Logistic_Unit_Id" FROM ${erp.availability} WHERE "Logistic_Unit_Id" IS NOT NULL
      GROUP BY "Logistic_Unit_Id" HAVING COUNT(DISTINCT "Warehouse_Location_Id") > 1) x`;
    const twice = sql`(SELECT "Serial_Number_Id" FROM ${erp.availability} WHERE "Serial_Number_Id" IS NOT NULL
      GROUP BY "Serial_Number_Id" HAVING COUNT(*) > 1 OR SUM("Quantity_Base_Available") > 1) x`;
    expect(await count(database, places)).toBe(0);
    expect(await count(database, twice)).toBe(0);
  });

  it('keeps tracking to its product: lots where they are needed, never where they are not allowed', async () => {
    const wrong = sql`${erp.availability} a JOIN ${erp.products} p ON p."Id" = a."Product_Id"
      LEFT JOIN ${erp.lots} l ON l."Lot_Id" = a."Lot_Id"
      LEFT JOIN ${erp.serialNumbers} s ON s."Id" = a."Serial_Number_Id"
      LEFT JOIN ${erp.variants} v ON v."Product_Variant_Id" = a."Product_Variant_Id"
      WHERE l."Product_Id" <> p."Id" OR s."Product_Id" <> p."Id" OR v."Product_Id" <> p."Id"
         OR (p."Use_Lots" = 'R' AND l."Lot_Id" IS NULL) OR (p."Use_Lots" = 'N' AND l."Lot_Id" IS NOT NULL)
         OR (CASE WHEN s."Id" IS NULL THEN 0 ELSE 1 END) <> CAST(p."Is_Serialized" AS integer)`;
    expect(await count(database, wrong)).toBe(0);
  });

  it('has numbers with right check digits', async () => {
    const codes = await database.query<{ code: string }>(sql`
      SELECT c."Product_Code" AS "code" FROM ${erp.productCodes} c
        JOIN ${erp.codingSystems} s ON s."Coding_System_Id" = c."Coding_System_Id"
       WHERE s."Coding_System_Name" LIKE '%EAN-13%'
      UNION ALL SELECT "Bar_Code" FROM ${erp.variants} WHERE "Bar_Code" IS NOT NULL
      UNION ALL SELECT "Serial_Code" FROM ${erp.logisticUnits} WHERE "Serial_Code" = ${SSCC}`);
    expect(codes.length).toBeGreaterThan(50);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
    expect(codes.filter(({ code }) => checkDigit(code.slice(0, -1)) !== code.at(-1))).toEqual([]);
    expect(codes.filter(({ code }) => code.length !== (code === SSCC ? 18 : 13))).toEqual([]);
  });

  it('has codes to ask about: equal but for case, and equal to an address', async () => {
    const twins = sql`(SELECT LOWER("Product_Code") AS "code" FROM ${erp.productCodes}
      GROUP BY LOWER("Product_Code") HAVING COUNT(DISTINCT "Product_Id") > 1) x`;
    const both = sql`${erp.productCodes} c JOIN ${erp.locations} l ON l."Location_Address" = c."Product_Code"`;
    expect(await count(database, twins)).toBe(1);
    expect(await count(database, both)).toBe(1);
  });

  it('has books: received less issued, by store', async () => {
    const rows = await database.query<{ base: string; warehouse: string }>(sql`
      SELECT ${text(sql`b."Quantity_Base"`)} AS "base",
             ${text(sql`(SELECT SUM(a."Quantity_Base_Available") FROM ${erp.availability} a
                WHERE a."Lot_Id" = b."Lot_Id" AND a."Warehouse_Id" = ${demo.warehouseId})`)} AS "warehouse"
        FROM ${erp.balances} b JOIN ${erp.stores} s ON s."Id" = b."Store_Id"
       WHERE s."Store_Code" = 'ST-01' AND b."Lot_Id" = ${demo.ids.lot('24-118')}`);
    expect(rows).toHaveLength(1);
    expect(Number(rows[0]?.base)).toBe(Number(rows[0]?.warehouse) - 36);
  });

  it('has a new document for the clerk, with a store and a bin', async () => {
    const own = sql`${erp.inventoryReconciliations} r JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
      JOIN ${erp.stores} s ON s."Id" = r."Default_Store_Id" AND s."Warehouse_Id" = ${demo.warehouseId}
      JOIN ${erp.storeBins} b ON b."Id" = r."Default_Store_Bin_Id" AND b."Store_Id" = s."Id"
      WHERE d."State" = 0 AND r."Reconciliation_Id" = ${demo.inventoryReconciliationId}`;
    expect(await count(database, own)).toBe(1);
  });

  it('knows its people without asking the database', async () => {
    const rows = await database.query<{ login: string; id: string }>(
      sql`SELECT "Login" AS "login", "User_Id" AS "id" FROM ${erp.users}`,
    );
    const known = Object.values(demoOf().people).map(({ login, userId }) => ({ login, id: userId }));
    expect(rows.sort((a, b) => a.login.localeCompare(b.login))).toEqual(
      known.sort((a, b) => a.login.localeCompare(b.login)),
    );
  });

  it('is the same for the same seed and another one for another', async () => {
    const [again, other] = [await made({}), await made({ seed: 2 })];
    const rows = await everything(database);
    expect((await everything(again.database)) === rows).toBe(true);
    expect((await everything(other.database)) === rows).toBe(false);
    await again.close();
    await other.close();
  });
});

describe('a demo of any size', () => {
  it('has as many positions as it was asked for, in places and of products that grow with it', async () => {
    const { database, demo, close } = await made({ positions: 12_000 });
    expect(await count(database, sql`${erp.availability} WHERE ${inStock(demo)}`)).toBe(12_000);
    const places = sql`(SELECT DISTINCT "Warehouse_Location_Id" FROM ${erp.availability} WHERE ${inStock(demo)}) x`;
    expect(12_000 / (await count(database, places))).toBeGreaterThan(4);
    expect(12_000 / (await count(database, places))).toBeLessThan(10);
    expect(await count(database, erp.products as unknown as Sql)).toBeGreaterThan(500);
    await close();
  });

  it('is not smaller than what is in it by hand', async () => {
    const { database, close } = await connect({});
    await expect(createDemo(database, { today, positions: 10 })).rejects.toThrow('at least');
    // Nothing was left behind.
    expect(await hasErp(database)).toBe(false);
    await close();
  });
});
