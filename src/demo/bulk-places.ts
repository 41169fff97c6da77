import { type Sql, sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { countedId, numbers, padded } from './rows.js';
import { warehouseOf, zoneOf } from './warehouse.js';
import type { Making } from './write.js';

/** Places of one zone of the high-bay hall, each level of zones ten times the one below. */
const BAY = 10;
const AISLE = 100;
const BLOCK = 1_000;

/**
 * A high-bay hall with so many locations (K0003-07-05-09): its zones are four levels deep like those
 * of the pallet racks. As sets: a big warehouse has a hundred thousand of them.
 */
export async function makeBulkPlaces(making: Making, count: number): Promise<void> {
  if (count <= 0) return;
  const { tx, seed } = making;
  const warehouse = uuid(warehouseOf(seed));
  const hall = uuid(zoneOf(seed, 'H4'));
  const block = countedId(seed, 'block');
  const aisle = countedId(seed, 'aisle');
  const bay = countedId(seed, 'bay');
  const n = sql`x."n"`;

  const zone = (rows: number, id: unknown, parent: unknown, code: Sql, name: string): Promise<number> =>
    tx.run(sql`INSERT INTO ${erp.zones} ("Warehouse_Zone_Id", "Warehouse_Id", "Parent_Warehouse_Zone_Id",
        "Warehouse_Zone_Code", "Warehouse_Zone_Name", "Zone_Type")
      SELECT ${id}, ${warehouse}, ${parent}, ${code}, CONCAT(CAST(${name} AS varchar(20)), ' ', ${code}), 'BLK'
        FROM ${numbers(rows)} x`);

  const blockCode = sql`CONCAT('K', ${padded(n, 4)})`;
  const aisleCode = sql`CONCAT('K', ${padded(sql`x."n" / 10`, 4)}, '-', ${padded(sql`x."n" % 10 + 1`, 2)})`;
  const bayCode = sql`CONCAT('K', ${padded(sql`x."n" / 100`, 4)}, '-', ${padded(
    sql`x."n" / 10 % 10 + 1`,
    2,
  )}, '-', ${padded(sql`x."n" % 10 + 1`, 2)})`;
  const address = sql`CONCAT('K', ${padded(sql`x."n" / 1000`, 4)}, '-', ${padded(
    sql`x."n" / 100 % 10 + 1`,
    2,
  )}, '-', ${padded(sql`x."n" / 10 % 10 + 1`, 2)}, '-', ${padded(sql`x."n" % 10 + 1`, 2)})`;

  await zone(1, hall, uuid(null), sql`'H4'`, 'High-bay hall');
  await zone(Math.ceil(count / BLOCK), block(n), hall, blockCode, 'Block');
  await zone(Math.ceil(count / AISLE), aisle(n), block(sql`x."n" / 10`), aisleCode, 'Aisle');
  await zone(Math.ceil(count / BAY), bay(n), aisle(sql`x."n" / 10`), bayCode, 'Bay');
  await tx.run(sql`INSERT INTO ${erp.locations} ("Warehouse_Location_Id", "Warehouse_Id", "Warehouse_Zone_Id",
      "Location_Address")
    SELECT ${countedId(seed, 'location')(n)}, ${warehouse}, ${bay(sql`x."n" / 10`)}, ${address}
      FROM ${numbers(count)} x`);
}
