import { raw, sql } from '../database/sql.js';
import { moment, truth, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { countedId, numbers, padded, scattered } from './rows.js';
import { categoryOf, unitOf } from './units.js';
import { dayOf, daysAgo, type Making } from './write.js';

/**
 * So many more products (P-0000001), all in pieces. By the last digit of their number: 0 to 2 need
 * lots, 3 and 4 may have them, 5 is serialized, 8 has two variants; even ones come in boxes.
 */
export async function makeBulkProducts(making: Making, count: number): Promise<void> {
  if (count <= 0) return;
  const { tx, seed } = making;
  const n = sql`x."n"`;
  const digit = sql`x."n" % 10`;
  const rows = numbers(count);
  const product = countedId(seed, 'product');
  const pieces = uuid(unitOf(seed, 'pcs'));

  await tx.run(sql`INSERT INTO ${erp.products} ("Id", "Part_Number", "Product_Name", "Product_Group_Id",
      "Product_Type_Id", "Measurement_Unit_Id", "Base_Measurement_Category_Id", "Use_Lots", "Is_Serialized",
      "Standard_Cost_Per_Lot", "Standard_Lot_Size_Base", "Creation_Time")
    SELECT ${product(n)}, CONCAT('P-', ${padded(n, 7)}), CONCAT('Spare part ', ${n}),
           ${uuid(seed.id('group of products', 'TOOLS'))}, ${uuid(seed.id('product type', 'stock item'))},
           ${pieces}, ${uuid(categoryOf(seed, 'pcs'))},
           CASE WHEN ${digit} < 3 THEN 'R' WHEN ${digit} < 5 THEN 'A' ELSE 'N' END,
           ${truth(sql`${digit} = 5`)},
           CAST(${scattered(seed, 'cost', n, 9_000)} + 25 AS decimal(18, 4)) / 100, 1,
           ${moment(daysAgo(making, 600))}
      FROM ${rows} x`);

  // 38099 and seven digits, and the check digit behind them.
  const sum = [0, 1, 2, 3, 4, 5, 6].map((place) => `x."n" / ${10 ** place} % 10 * ${place % 2 ? 1 : 3}`);
  const check = raw(`CAST((10 - (63 + ${sum.join(' + ')}) % 10) % 10 AS varchar(1))`);
  await tx.run(sql`INSERT INTO ${erp.productCodes} ("Product_Code_Id", "Coding_System_Id", "Product_Id",
      "Product_Code")
    SELECT ${countedId(seed, 'product code')(n)}, ${uuid(seed.id('coding system', 'EAN-13'))}, ${product(n)},
           CONCAT('38099', ${padded(n, 7)}, ${check})
      FROM ${rows} x`);

  await tx.run(sql`INSERT INTO ${erp.dimensions} ("Product_Dimension_Id", "Product_Id",
      "Measurement_Category_Id", "Source_Quantity", "Source_Quantity_Unit_Id", "Dest_Quantity",
      "Dest_Quantity_Unit_Id", "Convert_To_Base_Multiplier", "Convert_To_Base_Divisor")
    SELECT ${countedId(seed, 'dimension')(n)}, ${product(n)}, ${uuid(categoryOf(seed, 'box'))}, 1,
           ${uuid(unitOf(seed, 'box'))}, 6 + x."n" % 4 * 6, ${pieces}, 1, 6 + x."n" % 4 * 6
      FROM ${rows} x WHERE x."n" % 2 = 0`);

  await tx.run(sql`INSERT INTO ${erp.lots} ("Lot_Id", "Product_Id", "Lot_Number", "Receipt_Date",
      "Expiry_Date")
    SELECT ${countedId(seed, 'lot')(sql`x."n" * 3 + k."k"`)}, ${product(n)},
           CONCAT('L', ${padded(n, 7)}, '-', k."k" + 1), CAST(${dayOf(daysAgo(making, 50))} AS date),
           ${moment(daysAgo(making, -150))}
      FROM ${rows} x CROSS JOIN (VALUES (0), (1), (2)) AS k ("k") WHERE ${digit} < 5`);

  await tx.run(sql`INSERT INTO ${erp.variants} ("Product_Variant_Id", "Product_Id", "Product_Variant_Code",
      "Product_Variant_Name", "Short_Code")
    SELECT ${countedId(seed, 'variant')(sql`x."n" * 2 + k."k"`)}, ${product(n)}, k."code", k."code",
           CONCAT(${padded(n, 7)}, '-', k."code")
      FROM ${rows} x CROSS JOIN (VALUES (0, 'A'), (1, 'B')) AS k ("k", "code") WHERE ${digit} = 8`);
}
