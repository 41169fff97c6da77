import type { Readable } from 'node:stream';
import { raw, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import type { Table } from '../../src/files/cell.js';
import { csvOf } from '../../src/files/csv.js';
import { detailsTable } from '../../src/files/details-table.js';
import { xlsxOf } from '../../src/files/xlsx.js';
import { trackedColumns, trackedJoins } from '../../src/reconciliation/tracked.sql.js';
import type { Step } from '../step.js';
import type { World } from '../world.js';

/** All details as a file that nobody keeps. */
const exportStep = (type: 'csv' | 'xlsx', write: (table: Table) => Readable): Step => ({
  name: `details.${type}`,
  prepare: async () => undefined,
  reset: async () => undefined,
  async ours(world) {
    const rows = await world.details.each(world.manager, world.reconciliationId, {});
    let bytes = 0;
    for await (const part of write(detailsTable(rows, new Map(), 'en'))) bytes += part.length;
    if (bytes < world.positions) throw new Error(`${type}: ${bytes} bytes for ${world.positions} positions.`);
  },
  bare,
  written: ({ reconciliationId }) => sql`
    SELECT COUNT(*) AS "rows" FROM ${erp.details} d WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}`,
});

/** The same columns in the same order: on PostgreSQL the server writes them as CSV and throws them away. */
async function bare({ database, reconciliationId }: World): Promise<void> {
  const rows = sql`
    SELECT d."Line_No", z."Warehouse_Zone_Code", l."Location_Address", p."Part_Number", p."Product_Name", 
      ${trackedColumns(sql`d`)}, d."Snapshot_Quantity", d."Counted_Quantity", f.difference,
      q."Measurement_Unit_Code" AS "shown_in", d."Snapshot_Quantity_Base", d."Counted_Quantity_Base", f.difference_base,
      u."Measurement_Unit_Code" AS "base_unit", f.difference_value, f.moved_before, f.moved_during, f.moved_after,
      d."Review_Status", d."Session", d."Warehouse_Order_Id", f.edited_by, f.edited_at, d."Notes"
    FROM ${erp.details} d
    LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = d."Warehouse_Zone_Id"
    LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id" ${trackedJoins(sql`d`)}
    LEFT JOIN ${erp.units} q ON q."Id" = d."Quantity_Unit_Id" LEFT JOIN ${erp.units} u ON u."Id" = d."Base_Unit_Id"
    WHERE d."Warehouse_Reconciliation_Id" = ${raw(`'${reconciliationId}'`)} ORDER BY d."Line_No"`;
  await (database.dialect.name === 'postgres'
    ? database.query(sql`COPY (${rows}) TO '/dev/null' (FORMAT csv)`)
    : database.query(
        sql`SELECT COUNT(*) AS "rows", ${text(sql`MAX(x."Snapshot_Quantity")`)} AS "most" FROM (${rows} OFFSET 0 ROWS) x`,
      ));
}

export const csvStep = exportStep('csv', csvOf);
export const xlsxStep = exportStep('xlsx', xlsxOf);
