import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, idInSeries, moment, newSeries, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import type { Reconciliation } from '../reconciliation.js';
import { detailsWithUnits, differs, goesOut, isApproved, quantities, unit } from './approved.sql.js';

/**
 * Writes the warehouse transactions of the approved rows, one each, and which row became which.
 * Their ids follow one another in the order of the lines. Returns how many.
 *
 * Only to be called where nothing of the reconciliation was written before; the key of `wr_releases`
 * refuses a second transaction for a row.
 */
export async function post(
  tx: Tx,
  actor: Actor,
  of: Reconciliation,
  at: { moment: Date; recordZero: boolean },
): Promise<number> {
  const written = await tx.run(nameTransactions(of, at.recordZero));
  if (written > 0) await tx.run(writeTransactions(actor, of, at.moment));
  return written;
}

const nameTransactions = (of: Reconciliation, recordZero: boolean): Sql => sql`
  INSERT INTO ${own.releases} (detail_id, transaction_id, reconciliation_id, line_no)
  SELECT a.id, ${idInSeries(newSeries(), sql`ROW_NUMBER() OVER (ORDER BY a.line_no, a.id)`)}, ${uuid(of.id)}, a.line_no
  FROM (
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, COALESCE(d."Line_No", 0) AS line_no
    FROM ${detailsWithUnits(of.id)}
    WHERE ${isApproved(of.id)} AND d."Product_Id" IS NOT NULL AND ${recordZero ? sql`1 = 1` : differs}
  ) a`;

const writeTransactions = (actor: Actor, of: Reconciliation, at: Date): Sql => sql`
  INSERT INTO ${erp.transactions} ("Warehouse_Transaction_Id", "Task_Type", "Direction", "Warehouse_Id",
    "Warehouse_Location_Id", "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id", "Logistic_Unit_Id",
    "Quantity", "Quantity_Unit_Id", "Quantity_Base", "Standard_Quantity", "Is_Auto_Accepted",
    "Creation_Time_Utc", "Creation_User_Id")
  SELECT r.transaction_id, ${code.taskType.Count},
    CASE WHEN ${goesOut} THEN ${code.direction.Out} ELSE ${code.direction.In} END, ${uuid(of.warehouseId)},
    d."Warehouse_Location_Id", d."Product_Id", d."Variant_Id", d."Lot_Id", d."Serial_Number_Id", d."Logistic_Unit_Id",
    ${quantities.quantity}, ${unit}, ${quantities.base}, ${quantities.standard}, ${FALSE},
    ${moment(at)}, ${uuid(actor.userId)}
  -- The rows that were named are the approved ones: each table is read by its own index.
  FROM ${detailsWithUnits(of.id)}
  JOIN ${own.releases} r ON r.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    AND r.reconciliation_id = ${uuid(of.id)}
  WHERE ${isApproved(of.id)}`;
