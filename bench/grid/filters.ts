import { type Sql, sql } from '../../src/database/sql.js';
import { integer, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import type { DetailFilter } from '../../src/reconciliation/details/filter.js';
import type { World } from '../world.js';
import { QUIET } from './spread.js';

/** What people narrow the grid to, with values that are there: common ones and rare ones. */
export async function filtersOf({
  database,
  positions,
  reconciliationId,
}: World): Promise<[string, DetailFilter][]> {
  const id = uuid(reconciliationId);
  /** A value of some row: in walking order the five hundredth, or behind a share of all. */
  const one = async (value: Sql, from: Sql, where: Sql, behind?: number): Promise<string> => {
    const offset = behind === undefined ? 500 : Math.round(positions * behind);
    const [row] = await database.query<{ value: string }>(sql`
      SELECT ${value} AS "value" FROM ${from} WHERE d."Warehouse_Reconciliation_Id" = ${id} AND ${where}
      ORDER BY d."Line_No" OFFSET ${integer(offset)} ROWS FETCH NEXT 1 ROWS ONLY`);
    if (!row) throw new Error('The warehouse is too small for the grid.');
    return row.value;
  };
  const details = sql`${erp.details} d`;
  const filled = (column: Sql) => sql`${column} IS NOT NULL`;
  const zone = sql`d."Warehouse_Zone_Id"`;
  const leaf = await one(zone, details, sql`1 = 1`);
  const [top] = await database.query<{ id: string }>(sql`
    SELECT z."Parent_Warehouse_Zone_Id" AS "id" FROM ${erp.zones} z WHERE z."Warehouse_Zone_Id" = ${uuid(leaf)}`);
  const product = await one(sql`d."Product_Id"`, details, filled(sql`d."Product_Id"`));
  const lot = await one(sql`d."Lot_Id"`, details, filled(sql`d."Lot_Id"`));
  const serial = await one(
    sql`s."Serial_Number"`,
    sql`${details} JOIN ${erp.serialNumbers} s ON s."Id" = d."Serial_Number_Id"`,
    sql`1 = 1`,
  );
  const unit = await one(sql`d."Logistic_Unit_Id"`, details, filled(sql`d."Logistic_Unit_Id"`));
  const order = await one(sql`d."Warehouse_Order_Id"`, details, filled(sql`d."Warehouse_Order_Id"`));
  const addressBehind = (behind?: number) =>
    one(
      sql`a."Location_Address"`,
      sql`${details} JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = d."Warehouse_Location_Id"`,
      sql`1 = 1`,
      behind,
    );
  const address = await addressBehind();
  /** The zones above a row: the hall first. */
  const zonesOf = async (behind: number): Promise<string[]> => {
    const found: string[] = [];
    for (let id = await one(zone, details, sql`1 = 1`, behind); id; ) {
      found.unshift(id);
      const [row] = await database.query<{ above: string | null }>(sql`
        SELECT z."Parent_Warehouse_Zone_Id" AS "above" FROM ${erp.zones} z WHERE z."Warehouse_Zone_Id" = ${uuid(id)}`);
      id = row?.above ?? '';
    }
    return found;
  };
  const [hall, lastBlock] = await zonesOf(0.999);
  const [, quietBlock] = await zonesOf(QUIET.from + 0.05);
  const part = await one(
    sql`p."Part_Number"`,
    sql`${details} JOIN ${erp.products} p ON p."Id" = d."Product_Id"`,
    sql`1 = 1`,
  );
  const lotNumber = await one(
    sql`l."Lot_Number"`,
    sql`${details} JOIN ${erp.lots} l ON l."Lot_Id" = d."Lot_Id"`,
    sql`1 = 1`,
  );
  const unitCode = await one(
    sql`u."Serial_Code"`,
    sql`${details} JOIN ${erp.logisticUnits} u ON u."Logistic_Unit_Id" = d."Logistic_Unit_Id"`,
    sql`1 = 1`,
  );
  const location = await one(sql`d."Warehouse_Location_Id"`, details, sql`1 = 1`);
  return [
    ['everything', {}],
    ['hall with nearly everything', { zoneId: hall }],
    ['its last block', { zoneId: lastBlock }],
    ['a block where nothing differs', { zoneId: quietBlock }],
    ['zone above', { zoneId: top?.id ?? leaf }],
    ['zone below', { zoneId: leaf }],
    ['location', { locationId: location }],
    ['product', { productId: product }],
    ['lot', { lotId: lot }],
    ['serial number', { serial }],
    ['logistic unit', { logisticUnitId: unit }],
    ['lot number', { lot: lotNumber }],
    ['code of a logistic unit', { logisticUnit: unitCode }],
    ['order', { orderId: order }],
    ['status Approved', { reviewStatus: 'Approved' }],
    ['status Finished', { reviewStatus: 'Finished' }],
    ['status Recount', { reviewStatus: 'Recount' }],
    ['status Cancelled', { reviewStatus: 'Cancelled' }],
    ['status Created (none)', { reviewStatus: 'Created' }],
    ['Finished or Recount', { reviewStatus: ['Finished', 'Recount'] }],
    ['session 1', { session: 1 }],
    ['session 2', { session: 2 }],
    ['session 9 (none)', { session: 9 }],
    ['counted', { counted: true }],
    ['not counted', { counted: false }],
    ['with difference', { hasDifference: true }],
    ['without difference', { hasDifference: false }],
    ['difference of 2 or more', { differenceAtLeast: '2' }],
    ['difference of 390 or more', { differenceAtLeast: '390' }],
    ['value of 10 or more', { valueAtLeast: '10' }],
    ['value of 5 000 or more', { valueAtLeast: '5000' }],
    ['moved', { moved: true }],
    ['moved before', { moved: 'before' }],
    ['moved during', { moved: 'during' }],
    ['moved after', { moved: 'after' }],
    ['not moved', { moved: false }],
    ['counts changed', { stale: true }],
    ['counts not changed', { stale: false }],
    ['Finished with difference', { reviewStatus: 'Finished', hasDifference: true }],
    ['zone, Finished, moved', { zoneId: leaf, reviewStatus: 'Finished', moved: true }],
    ['Approved without difference', { reviewStatus: 'Approved', hasDifference: false }],
    ['text: one letter of addresses', { q: address.slice(0, 1) }],
    ['text: an address', { q: address }],
    ['text: begin of part numbers', { q: part.slice(0, 2) }],
    ['text: a part number', { q: part }],
    ['text: begin of lots', { q: lotNumber.slice(0, 1) }],
    ['text: a lot', { q: lotNumber }],
    ['text: a serial number', { q: serial }],
    ['text: blocks where nothing differs', { q: (await addressBehind(QUIET.from + 0.05)).slice(0, 4) }],
    ['text: the last blocks', { q: (await addressBehind(0.999)).slice(0, 4) }],
    ['text: nothing', { q: 'zzzz' }],
    ['text and with difference', { q: address.slice(0, 3), hasDifference: true }],
  ];
}
