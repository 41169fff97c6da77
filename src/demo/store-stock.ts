import { type Sql, sql } from '../database/sql.js';
import { moment, TRUE, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { companyOf } from './company.js';
import { COMPLETED, makeDocument } from './documents.js';
import { lotOf, productOf } from './products.js';
import { countedId } from './rows.js';
import { unitOf } from './units.js';
import { type WarehouseName, warehouseOf } from './warehouse.js';
import { daysAgo, type Making, put } from './write.js';

/**
 * What the books say: each store received what its warehouse has, by product, variant, lot and
 * serial number, and a little was issued since.
 */
export async function makeStoreStock(making: Making): Promise<void> {
  await receive(making, 'main', 'ST-01', '0000004000');
  await receive(making, 'other', 'ST-11', '0000004001');
  await issue(making);
}

async function receive(making: Making, from: WarehouseName, store: string, no: string): Promise<void> {
  const { tx, seed } = making;
  const { binId } = companyOf(seed);
  const transactionId = await header(making, 'R', store, no);
  // Money beside every line, at standard cost.
  const cost = sql`CAST(ROUND(a."quantity" * p."Standard_Cost_Per_Lot" / p."Standard_Lot_Size_Base", 2) AS decimal(14, 2))`;
  const lineNo = sql`ROW_NUMBER() OVER (ORDER BY p."Part_Number", a."Product_Variant_Id", a."Lot_Id", a."Serial_Number_Id")`;
  const lines: Sql = sql`
    (SELECT a.*, ${lineNo} AS "no", ${cost} AS "cost", b."Id" AS "unit"
       FROM (SELECT "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id",
                    SUM("Quantity_Base_Available") AS "quantity", SUM("Standard_Quantity_Available") AS "standard"
               FROM ${erp.availability} WHERE "Warehouse_Id" = ${uuid(warehouseOf(seed, from))}
              GROUP BY "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id"
             HAVING SUM("Quantity_Base_Available") > 0) a
       JOIN ${erp.products} p ON p."Id" = a."Product_Id"
       JOIN ${erp.units} b ON b."Measurement_Category_Id" = p."Base_Measurement_Category_Id"
            AND b."Is_Default_Unit" = ${TRUE})`;
  await tx.run(sql`INSERT INTO ${erp.storeTransactionLines} ("Transaction_Line_Id", "Transaction_Id",
      "Line_No", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Store_Bin_Id", "Quantity",
      "Quantity_Base", "Standard_Quantity_Base", "Quantity_Unit_Id", "Line_Cost", "Line_Base_Cost",
      "Line_Document_Cost", "Line_Product_Cost", "Line_Store_Cost", "Transaction_Timestamp")
    SELECT ${countedId(seed, `store line ${store}`)(sql`l."no"`)}, ${uuid(transactionId)}, l."no" * 10,
           l."Product_Id", l."Product_Variant_Id", l."Lot_Id", l."Serial_Number_Id", ${uuid(binId(store))},
           l."quantity", l."quantity", l."standard", l."unit", l."cost", l."cost", l."cost", l."cost", l."cost",
           ${moment(daysAgo(making, 1))}
      FROM ${lines} l`);
}

/** Three boxes of biscuits left the books that the warehouse still has. */
async function issue(making: Making): Promise<void> {
  const { seed } = making;
  const { binId } = companyOf(seed);
  await put(making, erp.storeTransactionLines, [
    {
      Transaction_Line_Id: seed.id('store line', 'issue'),
      Transaction_Id: await header(making, 'I', 'ST-01', '0000004002'),
      Line_No: 10,
      Product_Id: productOf(seed, '10-0411'),
      Lot_Id: lotOf(seed, '24-118'),
      Store_Bin_Id: binId('ST-01'),
      Quantity: '3',
      Quantity_Base: '36',
      Standard_Quantity_Base: '36',
      Quantity_Unit_Id: unitOf(seed, 'box'),
      Line_Base_Cost: '66.6',
      Line_Product_Cost: '66.6',
      Line_Store_Cost: '66.6',
      Transaction_Timestamp: daysAgo(making, 0.5),
    },
  ]);
}

/** A completed store transaction; returns its id. */
async function header(making: Making, type: 'R' | 'I', store: string, no: string): Promise<string> {
  const { seed } = making;
  const { storeId, currencyId } = companyOf(seed);
  const id = seed.id('store transaction', no);
  const documentId = seed.id('document', 'store transaction', no);
  await makeDocument(making, documentId, {
    type: 'STRTR',
    entity: 'Inv_Transactions',
    no,
    days: 1,
    state: COMPLETED,
    by: 'petra',
  });
  await put(making, erp.storeTransactions, [
    {
      Transaction_Id: id,
      Document_Id: documentId,
      Store_Id: storeId(store),
      Movement_Type: type,
      Is_Released: true,
      IsValid: true,
      Cost_Source: 'S',
      Document_Currency_Id: currencyId,
    },
  ]);
  return id;
}
