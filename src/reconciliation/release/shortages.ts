import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { integer, or0, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { shown } from '../quantity.js';
import type { Reconciliation } from '../reconciliation.js';
import { change, changesStock, comparedDetails, signedBase } from './approved.sql.js';
import { called, NAMED, nameRows, type Obstacles, type RowName } from './row-names.js';

/**
 * Approved differences that would take what is available now below zero. Reads the ledger that the
 * availability is the sum of: a few rows are looked up in it by index, many are joined, where the view
 * would always be summed whole.
 */
export async function shortages(reader: Reader, actor: Actor, of: Reconciliation): Promise<Obstacles> {
  const rows = await reader.query<{ id: string; requested: string; available: string; total: number }>(sql`
    SELECT s.id AS "id", ${text(sql`-s.change`)} AS "requested", ${text(sql`s.available`)} AS "available",
      COUNT(*) OVER () AS "total"
    FROM (
      SELECT a.id, a.line_no, a.change, COALESCE(SUM(${signedBase}), 0) AS available
      FROM (
        SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no, ${change} AS change,
          d."Warehouse_Location_Id" AS location_id, d."Product_Id" AS product_id, d."Variant_Id" AS variant_id,
          d."Lot_Id" AS lot_id, d."Serial_Number_Id" AS serial_id, d."Logistic_Unit_Id" AS unit_id
        FROM ${comparedDetails(of.id)} WHERE ${changesStock(of.id)} AND ${change} < 0
      ) a
      LEFT JOIN ${erp.transactions} t ON t."Warehouse_Id" = ${uuid(of.warehouseId)}
        AND t."Warehouse_Location_Id" = a.location_id AND t."Product_Id" = a.product_id
        AND ${or0(sql`t."Product_Variant_Id"`)} = ${or0(sql`a.variant_id`)}
        AND ${or0(sql`t."Lot_Id"`)} = ${or0(sql`a.lot_id`)}
        AND ${or0(sql`t."Serial_Number_Id"`)} = ${or0(sql`a.serial_id`)}
        AND ${or0(sql`t."Logistic_Unit_Id"`)} = ${or0(sql`a.unit_id`)}
      GROUP BY a.id, a.line_no, a.change
      HAVING COALESCE(SUM(${signedBase}), 0) + a.change < 0
    ) s
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
