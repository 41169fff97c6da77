import type { Migration } from '../src/database/migration.js';
import { sql } from '../src/database/sql.js';
import { own } from '../src/database/tables.js';
import { now, or0 } from '../src/database/words.js';
import { code } from '../src/erp/codes.js';
import { erp } from '../src/erp/tables.js';

/**
 * A row whose counted quantity is of an earlier order than the one it has is marked, as rows with
 * changed counts always were: one index then has all that are stale.
 */
export const staleMarked: Migration = {
  name: 'StaleMarked1764360000000',
  indexes: [
    {
      name: 'wr_facts_stale',
      on: 'wr_detail_facts',
      columns: ['reconciliation_id', 'line_no'],
      filled: 'counts_changed_at',
    },
  ],
  statements: [
    sql`UPDATE ${own.facts} SET counts_changed_at = ${now} FROM ${erp.details} d
      WHERE d."Warehouse_Reconciliation_Detail_Id" = ${own.facts}.detail_id AND counts_changed_at IS NULL
        AND d."Last_Aggregated_At" IS NOT NULL AND d."Warehouse_Order_Id" IS NOT NULL
        AND d."Review_Status" <> ${code.status.Created} AND d."Warehouse_Order_Id" <> ${or0(sql`populated_order`)}`,
  ],
};
