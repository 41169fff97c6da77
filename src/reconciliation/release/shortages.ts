import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { integer, or0, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { shown } from '../quantity.js';
import type { Reconciliation } from '../reconciliation.js';
import { change, changing, comparedDetails, signedBase } from './approved.sql.js';
import { called, NAMED, nameRows, type Obstacles, type RowName } from './row-names.js';

/**
 * What the ledger says is available at the position of the detail `d`. Row by row from the ledger, by its
 * index: the view would be summed whole, and a join works out no faster even for all rows of a warehouse.
 */
const available = (warehouseId: string): Sql => sql`(
  SELECT COALESCE(SUM(${signedBase}), 0) FROM ${erp.transactions} t
  WHERE t."Warehouse_Id" = ${uuid(warehouseId)} AND t."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    AND t."Product_Id" = d."Product_Id" AND ${or0(sql`t."Product_Variant_Id"`)} = ${or0(sql`d."Variant_Id"`)}
    AND ${or0(sql`t."Lot_Id"`)} = ${or0(sql`d."Lot_Id"`)}
    AND ${or0(sql`t."Serial_Number_Id"`)} = ${or0(sql`d."Serial_Number_Id"`)}
    AND ${or0(sql`t."Logistic_Unit_Id"`)} = ${or0(sql`d."Logistic_Unit_Id"`)})`;

/** Whether an approved detail `d` (`comparedDetails`) takes out more than there is. */
export const isShort = (warehouseId: string): Sql => sql`(d."Product_Id" IS NOT NULL AND ${change} < 0
  AND ${available(warehouseId)} + ${change} < 0)`;

/**
 * Approved differences that would take what is available now below zero, by the ledger that the
 * availability is the sum of.
 */
export async function shortages(reader: Reader, actor: Actor, of: Reconciliation): Promise<Obstacles> {
  const rows = await reader.query<{ id: string; requested: string; available: string; total: number }>(sql`
    SELECT s.id AS "id", ${text(sql`-s.change`)} AS "requested", ${text(sql`s.available`)} AS "available",
      COUNT(*) OVER () AS "total"
    FROM (
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no, ${change} AS change,
        ${available(of.warehouseId)} AS available
      FROM ${comparedDetails(of.id)} WHERE ${changing(of.id, 'less')}
    ) s
    WHERE s.available + s.change < 0
    ORDER BY s.line_no, s.id OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const names = await nameRows(
    reader,
    rows.map(({ id }) => id),
    actor.language,
  );
  return {
    faults: rows.map(({ id, ...row }) => {
      const name = names.get(id) as RowName;
      const [requested, available] = [shown(row.requested), shown(row.available)];
      return {
        code: 'availability.below-zero',
        message: `${called(name)}: ${requested} to take out, ${available} available. Recount it, or correct the quantity.`,
        row: id,
        field: 'countedQuantityBase',
        value: { ...name, requested, available },
        allowed: `at most ${available} to take out`,
      };
    }),
    total: Number(rows[0]?.total ?? 0),
  };
}
