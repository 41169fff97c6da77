import { sql } from '../../src/database/sql.js';
import { text, touch, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import type { Step } from '../step.js';

/** A bulk review: all rows of a filter, every one of them counted, are approved. */
export const reviewStep: Step = {
  name: 'review',
  prepare: async () => undefined,
  async reset({ write, reconciliationId }) {
    await write(
      sql`UPDATE ${erp.details} SET ${touch} "Review_Status" = 'FIN'
        WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND "Review_Status" <> 'FIN'`,
    );
  },
  ours: (world) =>
    world.review.review(world.manager, world.reconciliationId, {
      select: { filter: { counted: true } },
      reviewStatus: 'Approved',
      partial: true,
    }),
  async bare({ write, reconciliationId }) {
    await write(
      sql`UPDATE ${erp.details} SET ${touch} "Review_Status" = 'APR'
        WHERE "Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND "Counted_Quantity" IS NOT NULL`,
    );
  },
  written: ({ reconciliationId }) => sql`
    SELECT COUNT(*) AS "rows", ${text(sql`SUM(CAST(d."Line_No" AS decimal(18, 0)))`)} AS "lines" FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND d."Review_Status" = 'APR'`,
};
