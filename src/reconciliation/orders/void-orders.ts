import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import type { Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, ids, moment, now, TRUE, touch } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import { code } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { forgetCounted } from '../populate/stale.js';
import { lockOrders, readOrders } from './order.js';

/** What voiding orders did. */
export interface VoidedOrders {
  /** Orders that were not void before. */
  ids: string[];
  /** Counts that became void. */
  counts: number;
  /** Rows that lost a counted quantity. */
  emptied: number;
  /** Rows that are set to Recount and were not before. */
  recount: number;
}

/** Takes count orders back, whoever asks for it and why. */
@Injectable()
export class VoidOrders {
  constructor(
    private readonly documents: Documents,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Voids count orders, also completed ones: their counts are void with the same reason, their details
   * lose the order and any counted quantity, also one from an earlier session, and are Recount unless
   * Cancelled (process.md, step 4). Orders that are void already stay as they are. Waits for the counts
   * that are being written. To be called under the lock of their reconciliation, which the caller has
   * found to be neither released nor void.
   */
  async voidOrders(tx: Tx, actor: Actor, orderIds: readonly string[], reason: string): Promise<VoidedOrders> {
    await lockOrders(tx, orderIds);
    const orders = await readOrders(
      tx,
      sql`o."Warehouse_Order_Id" IN ${ids(orderIds)} AND d."Void" = ${FALSE}`,
    );
    if (orders.length === 0) return { ids: [], counts: 0, emptied: 0, recount: 0 };
    const voided = ids(orders.map(({ id }) => id));
    const { time } = await erpNow(tx, this.options.timeZone);
    await this.documents.void(
      tx,
      actor,
      orders.map(({ documentId }) => documentId),
      reason,
    );
    const counts = await tx.query<{ id: string; counts: number | string }>(sql`
      SELECT "Warehouse_Order_Id" AS "id", COUNT(*) AS "counts" FROM ${erp.counts}
      WHERE "Warehouse_Order_Id" IN ${voided} AND "Void" = ${FALSE} GROUP BY "Warehouse_Order_Id"`);
    const countsOf = new Map(counts.map((row) => [row.id, Number(row.counts)]));
    await tx.run(sql`
      UPDATE ${erp.counts} SET ${touch} "Void" = ${TRUE}, "Void_Reason" = ${reason.slice(0, 254)},
        "Void_Time" = ${moment(time)}, "Void_User" = ${actor.login}
      WHERE "Warehouse_Order_Id" IN ${voided} AND "Void" = ${FALSE}`);
    const [rows] = await tx.query<Record<'emptied' | 'recount', number | string>>(sql`
      SELECT COUNT("Counted_Quantity") AS "emptied", COUNT(CASE
        WHEN "Review_Status" IN (${code.status.Cancelled}, ${code.status.Recount}) THEN NULL ELSE 1 END) AS "recount"
      FROM ${erp.details} WHERE "Warehouse_Order_Id" IN ${voided}`);
    await forgetCounted(
      tx,
      sql`SELECT "Warehouse_Reconciliation_Detail_Id" FROM ${erp.details} WHERE "Warehouse_Order_Id" IN ${voided}`,
    );
    await tx.run(sql`
      UPDATE ${erp.details} SET ${touch} "Warehouse_Order_Id" = NULL, "Counted_Quantity" = NULL,
        "Counted_Quantity_Base" = NULL, "Last_Aggregated_At" = NULL,
        "Review_Status" = CASE WHEN "Review_Status" = ${code.status.Cancelled} THEN ${code.status.Cancelled}
          ELSE ${code.status.Recount} END
      WHERE "Warehouse_Order_Id" IN ${voided}`);
    // Nothing of these orders counts any more, so what was scanned in them stops nobody.
    await tx.run(sql`
      UPDATE ${own.exceptions} SET state = 'dismissed', reason = ${reason.slice(0, 254)}, resolved_by = ${actor.login},
        resolved_at = ${now}
      WHERE order_id IN ${voided} AND state = 'open'`);
    for (const { id, reconciliationId, documentNo, state } of orders) {
      await remember(tx, actor, {
        reconciliationId,
        subject: 'order',
        subjectId: id,
        event: 'order.voided',
        before: { state },
        after: { state: 'Void', documentNo, reason, counts: countsOf.get(id) ?? 0 },
      });
    }
    return {
      ids: orders.map(({ id }) => id),
      counts: [...countsOf.values()].reduce((sum, n) => sum + n, 0),
      emptied: Number(rows?.emptied ?? 0),
      recount: Number(rows?.recount ?? 0),
    };
  }
}
