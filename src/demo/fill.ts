import { list, raw, type Sql, sql } from '../database/sql.js';
import { addSeconds, binary, FALSE, moment, quantity, TRUE, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { makeBulkPlaces } from './bulk-places.js';
import { makeBulkProducts } from './bulk-products.js';
import { countedId, numbers, padded, scattered } from './rows.js';
import { unitOf } from './units.js';
import { emptyPlaces, warehouseOf } from './warehouse.js';
import { gatherStatistics, type Making } from './write.js';

/** How many positions the locations have, in turn; 4 to 10 of them. */
const SIZES = [4, 10, 6, 8, 5, 7, 9, 4];
const ROUND = SIZES.reduce((sum, size) => sum + size, 0);

/** The places of one round: row number, which of its locations, which position there. */
const round = raw(
  `(VALUES ${SIZES.flatMap((size, place) => Array.from({ length: size }, (_, slot) => [place, slot]))
    .map(([place, slot], r) => `(${r}, ${place}, ${slot})`)
    .join(', ')})`,
);

/**
 * Fills the first warehouse until it has so many positions with stock. Rows are made inside the
 * database, a few statements whatever the number. Needs a warehouse with the stock by hand in it;
 * throws when that is more already.
 */
export async function fillWarehouse(making: Making, positions: number): Promise<void> {
  const { tx } = making;
  const there = await count(
    making,
    sql`${erp.availability} a WHERE a."Warehouse_Id" = ${warehouse(making)}
    AND (a."Quantity_Base_Available" <> 0 OR a."Standard_Quantity_Available" <> 0)`,
  );
  if (positions < there) throw new RangeError(`A demo has at least ${there} positions, not ${positions}.`);
  if (positions > 10_000) await makeBulkProducts(making, Math.min(50_000, Math.floor(positions / 20)));

  const rows = positions - there;
  const wanted = Math.ceil(rows / ROUND) * SIZES.length;
  const places = await count(making, sql`${free(making)} l`);
  await makeBulkPlaces(making, wanted - places);
  await gatherStatistics(making, [
    erp.locations,
    erp.products,
    erp.dimensions,
    erp.lots,
    erp.variants,
    erp.transactions,
  ]);
  const products = await count(making, sql`${goods(making)} g`);
  for (const statement of [serials, pallets, transactions])
    await tx.run(statement(making, plan(making, rows, products)));
}

const warehouse = ({ seed }: Making) => uuid(warehouseOf(seed));

async function count({ tx }: Making, from: Sql): Promise<number> {
  const [row] = await tx.query<{ n: string }>(sql`SELECT CAST(COUNT(*) AS varchar(20)) AS "n" FROM ${from}`);
  return Number(row?.n);
}

/** Locations nothing was put into by hand, in an order that spreads the stock over all zones. */
const free = (making: Making): Sql => sql`
  (SELECT l."Warehouse_Location_Id" AS "id",
          ROW_NUMBER() OVER (ORDER BY CAST(l."Warehouse_Location_Id" AS varchar(36)) ${binary}) - 1 AS "ord"
     FROM ${erp.locations} l
    WHERE l."Warehouse_Id" = ${warehouse(making)} AND l."Location_Address" NOT IN (${list(emptyPlaces)})
      AND NOT EXISTS (SELECT 1 FROM ${erp.transactions} t
                       WHERE t."Warehouse_Location_Id" = l."Warehouse_Location_Id"))`;

/** Products with the unit they are handled in: the box if there is one, what is counted if they are weighed. */
const goods = ({ seed }: Making): Sql => sql`
  (SELECT p."Id" AS "id", ROW_NUMBER() OVER (ORDER BY p."Part_Number" ${binary}) - 1 AS "ord",
          p."Use_Lots" AS "lots", p."Is_Serialized" AS "serialized",
          p."Allow_Variable_Measurement_Ratios" AS "variable", b."Id" AS "base",
          COALESCE(d."Source_Quantity_Unit_Id", b."Id") AS "unit", COALESCE(d."Dest_Quantity", 1) AS "factor",
          COALESCE(lc."many", 1) AS "lotCount", COALESCE(vc."many", 1) AS "variantCount"
     FROM ${erp.products} p
     JOIN ${erp.units} b ON b."Measurement_Category_Id" = p."Base_Measurement_Category_Id" AND b."Is_Default_Unit" = ${TRUE}
     LEFT JOIN ${erp.dimensions} d ON d."Product_Id" = p."Id" AND d."Source_Quantity_Unit_Id" =
          CASE WHEN p."Allow_Variable_Measurement_Ratios" = ${TRUE} THEN p."Measurement_Unit_Id" ELSE ${uuid(unitOf(seed, 'box'))} END
     LEFT JOIN (SELECT "Product_Id", COUNT(*) AS "many" FROM ${erp.lots} GROUP BY "Product_Id") lc ON lc."Product_Id" = p."Id"
     LEFT JOIN (SELECT "Product_Id", COUNT(*) AS "many" FROM ${erp.variants} GROUP BY "Product_Id") vc ON vc."Product_Id" = p."Id"
    WHERE p."Active" = ${TRUE})`;

const ranked = (table: Sql | typeof erp.lots, id: string, by: string): Sql => sql`
  (SELECT ${raw(`"${id}"`)} AS "id", "Product_Id",
          ROW_NUMBER() OVER (PARTITION BY "Product_Id" ORDER BY ${raw(`"${by}"`)} ${binary}) - 1 AS "ord" FROM ${table})`;

/** One row for each position to be made: where, what, and how many handling units came in. */
function plan(making: Making, rows: number, products: number): Sql {
  const { seed } = making;
  const n = sql`q."n"`;
  return sql`
  (SELECT ${n} AS "n", l."id" AS "location", l."ord" AS "place", g."id" AS "product", v."id" AS "variant",
          lot."id" AS "lot", g."serialized", g."variable", g."base", g."unit", g."factor",
          CASE WHEN g."serialized" = ${TRUE} THEN 1 ELSE 1 + ${scattered(seed, 'many', n, 40)} END AS "many"
     FROM (SELECT x."n", x."n" / ${raw(String(ROUND))} * ${raw(String(SIZES.length))} + r."place" AS "place", r."slot"
             FROM ${numbers(rows)} x JOIN ${round} AS r ("r", "place", "slot") ON r."r" = x."n" % ${raw(String(ROUND))}) q
     JOIN ${free(making)} l ON l."ord" = q."place"
     JOIN ${goods(making)} g ON g."ord" = (${scattered(seed, 'product', sql`q."place"`, products)} + q."slot") % ${raw(String(products))}
     LEFT JOIN ${ranked(erp.lots, 'Lot_Id', 'Lot_Number')} lot ON lot."Product_Id" = g."id"
          AND lot."ord" = ${n} % g."lotCount" AND (g."lots" = 'R' OR ${n} % 2 = 0)
     LEFT JOIN ${ranked(erp.variants, 'Product_Variant_Id', 'Product_Variant_Code')} v ON v."Product_Id" = g."id"
          AND v."ord" = ${n} % g."variantCount")`;
}

/** Every ninth location has its goods on a pallet. */
const onPallet = sql`p."place" % 9 = 4`;

const serials = ({ seed }: Making, positions: Sql): Sql => sql`
  INSERT INTO ${erp.serialNumbers} ("Id", "Product_Id", "Serial_Number")
  SELECT ${countedId(seed, 'serial')(sql`p."n"`)}, p."product", CONCAT('SN-', ${padded(sql`p."n"`, 9)})
    FROM ${positions} p WHERE p."serialized" = ${TRUE}`;

const pallets = ({ seed }: Making, positions: Sql): Sql => sql`
  INSERT INTO ${erp.logisticUnits} ("Logistic_Unit_Id", "Serial_Code")
  SELECT DISTINCT ${countedId(seed, 'pallet')(sql`p."place"`)}, CONCAT('LU-', ${padded(sql`p."place"`, 9)})
    FROM ${positions} p WHERE ${onPallet}`;

/**
 * What came in (in handling units), what was picked (in pieces where that is another unit; not from
 * every position) and what came later. A serial number comes in and stays.
 */
const movements = (positions: Sql): Sql => sql`
  (SELECT p.*, k."k",
          CASE WHEN k."k" = 0 THEN p."many" WHEN k."k" = 2 THEN 1 + p."n" % 4
               WHEN p."variable" = ${TRUE} OR p."factor" = 1 THEN p."many" / 3 ELSE 1 + p."n" % 5 END AS "quantity",
          CASE WHEN k."k" = 1 AND p."variable" = ${FALSE} THEN p."base" ELSE p."unit" END AS "inUnit",
          CASE WHEN k."k" = 1 AND p."variable" = ${FALSE} THEN 1 ELSE p."factor" END AS "ratio"
     FROM ${positions} p CROSS JOIN (VALUES (0), (1), (2)) AS k ("k")
    WHERE k."k" = 0 OR (p."serialized" = ${FALSE} AND ((k."k" = 1 AND p."n" % 5 <> 0) OR (k."k" = 2 AND p."n" % 3 = 0))))`;

function transactions({ seed, today }: Making, positions: Sql): Sql {
  const standard = quantity(sql`p."quantity" * p."ratio"`);
  const weighed = quantity(sql`p."quantity" * p."ratio" * (97 + (p."n" + p."k") % 7) / 100.0`);
  // Seconds before today: each kind spread over eighteen days, the receipts the longest ago.
  const age = sql`${scattered(seed, 'time', sql`p."n" + p."k" * 7`, 1_600_000)}
    + CASE p."k" WHEN 0 THEN 1900000 WHEN 1 THEN 200000 ELSE 60 END`;
  return sql`INSERT INTO ${erp.transactions} ("Warehouse_Transaction_Id", "Warehouse_Id",
      "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id",
      "Logistic_Unit_Id", "Task_Type", "Direction", "Quantity", "Quantity_Unit_Id", "Quantity_Base",
      "Standard_Quantity", "Creation_Time_Utc", "Creation_User_Id")
    SELECT ${countedId(seed, 'transaction')(sql`p."n" * 3 + p."k"`)}, ${uuid(warehouseOf(seed))}, p."location",
           p."product", p."variant", p."lot",
           CASE WHEN p."serialized" = ${TRUE} THEN ${countedId(seed, 'serial')(sql`p."n"`)} END,
           CASE WHEN ${onPallet} THEN ${countedId(seed, 'pallet')(sql`p."place"`)} END,
           CASE WHEN p."k" = 1 THEN 'PIK' WHEN p."k" = 2 OR p."n" % 4 = 3 THEN 'MOV' ELSE 'REC' END,
           CASE WHEN p."k" = 1 THEN 'O' ELSE 'I' END,
           ${quantity(sql`p."quantity"`)}, p."inUnit",
           CASE WHEN p."variable" = ${TRUE} THEN ${weighed} ELSE ${standard} END, ${standard},
           ${addSeconds(moment(today), sql`-(${age})`)},
           CASE WHEN p."n" % 2 = 0 THEN ${uuid(seed.id('user', 'ivo'))} ELSE ${uuid(seed.id('user', 'lena'))} END
      FROM ${movements(positions)} p WHERE p."quantity" > 0`;
}
