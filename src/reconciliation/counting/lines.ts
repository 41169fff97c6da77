import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { now, uuid } from '../../database/words.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuse, unknown } from '../../errors.js';
import { claimedFault, countedBefore, endClaims, locationLock, whose } from './claims.js';
import { countsOf, type LineAt, type LineState, readLinesAt } from './lines-at.js';
import { join, mustBeCounting, type OrderInHand, openForWorker } from './order-in-hand.js';

export interface ClosedLine {
  id: string;
  lineNo: number;
  state: LineState;
  /** Who else is at the location. */
  warnings: Fault[];
}

/** Closing the lines of a count order (process.md, step 4). Closed once more is no change. */
@Injectable()
export class Lines {
  constructor(
    private readonly database: Database,
    private readonly options: ErpOptions,
  ) {}

  /** *Done here*. Throws `line.unknown` (404), `line.not-counted` (422) and what an order refuses (409). */
  async done(actor: Actor, orderId: string, lineId: string): Promise<ClosedLine> {
    return this.close(actor, orderId, lineId, 'done', (line, counts) => {
      if (counts === 0)
        throw refuse(
          'rule',
          'line.not-counted',
          `Nothing is counted at ${line.location} yet. Count it, or say that it is empty.`,
          { row: line.lineNo, value: 0 },
        );
    });
  }

  /**
   * *Location is empty*, in a recount *Nothing found*. Throws `line.unknown` (404), `line.has-counts`
   * (422) and what an order refuses (409).
   */
  async empty(actor: Actor, orderId: string, lineId: string): Promise<ClosedLine> {
    return this.close(actor, orderId, lineId, 'empty', (line, counts) => {
      if (counts > 0)
        throw refuse(
          'rule',
          'line.has-counts',
          `${line.location} has ${counts === 1 ? 'a count' : `${counts} counts`}. Void what is wrong, or say that it is done.`,
          { row: line.lineNo, value: counts, allowed: 0 },
        );
    });
  }

  private async close(
    actor: Actor,
    orderId: string,
    lineId: string,
    state: LineState,
    check: (line: LineAt, counts: number) => void,
  ): Promise<ClosedLine> {
    return this.database.transaction(async (tx) => {
      const order = await openForWorker(tx, actor, orderId);
      mustBeCounting(order);
      await join(tx, actor, order);
      const line = await this.lockLine(tx, actor, order, lineId);
      check(line, await countsOf(tx, order.id, { lineId, locationId: line.locationId }));
      if (line.avoid.includes(order.me.workerId)) throw countedBefore(line, order);
      const claim = whose([line], order.me.workerId);
      const { timeZone } = this.options;
      const warnings = claim.outcome === 'theirs' ? [claimedFault(line, claim.by, timeZone)] : [];
      const answer = { id: line.id, lineNo: line.lineNo, state, warnings };
      if (line.state === state) return answer;
      await tx.run(sql`
        UPDATE ${own.lines} SET state = ${state}, closed_at = ${now}, closed_by = ${uuid(order.me.workerId)}
        WHERE line_id = ${uuid(line.id)}`);
      await endClaims(tx, { lineId: line.id });
      await remember(tx, actor, {
        reconciliationId: order.reconciliationId,
        subject: 'order',
        subjectId: order.id,
        event: `line.${state}`,
        before: { state: line.state },
        after: {
          lineId: line.id,
          lineNo: line.lineNo,
          location: line.location,
          worker: order.me.name,
          state,
        },
      });
      return answer;
    });
  }

  /** The line, and nobody else deciding about its location. */
  private async lockLine(tx: Tx, actor: Actor, order: OrderInHand, lineId: string): Promise<LineAt> {
    const [at] = await tx.query<{ locationId: string | null }>(sql`
      SELECT "Warehouse_Location_Id" AS "locationId" FROM ${erp.orderLines}
      WHERE "Warehouse_Order_Line_Id" = ${uuid(lineId)} AND "Warehouse_Order_Id" = ${uuid(order.id)}`);
    if (!at?.locationId) throw unknown('line', lineId);
    await tx.lockAll([locationLock(order, at.locationId)]);
    const lines = await readLinesAt(tx, order, at.locationId, actor.language);
    const line = lines.find(({ id }) => id === lineId);
    if (!line) throw unknown('line', lineId);
    return line;
  }
}
