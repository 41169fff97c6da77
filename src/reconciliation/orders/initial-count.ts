import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { integer, uuid } from '../../database/words.js';
import { code, reviewStatusOf } from '../../erp/codes.js';
import { Policies } from '../../erp/policies.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuseAll } from '../../errors.js';
import { findOverlap, type HeldRow, heldFaults, lockPlaces } from '../overlap.js';
import { openReconciliation, type Reconciliation } from '../reconciliation.js';
import { type MadeOrder, nextSession, OrderGenerator } from './generate.js';
import { refuseCount, stateFaults } from './may-count.js';
import { clearWork } from './work.sql.js';

export interface StartedCount {
  session: number;
  orders: MadeOrder[];
  /** Rows that stay as they are, because another reconciliation counts there; the first thousand. */
  held: { count: number; rows: HeldRow[] };
}

/** Rows that a refusal names. */
const NAMED = 100;

/** The first count: blind, location by location. */
@Injectable()
export class InitialCount {
  constructor(
    private readonly database: Database,
    private readonly policies: Policies,
    private readonly generator: OrderGenerator,
  ) {}

  /**
   * Gives out the orders of the first count (process.md, step 3). Rows whose location another
   * reconciliation counts are left out and named. Throws `reconciliation.started`,
   * `reconciliation.state-not-allowed`, `reconciliation.snapshot-outdated`,
   * `reconciliation.nothing-to-count`, `detail.not-created`, `detail.held`, `policy.missing`,
   * `policy.bad-value`: all that stands in the way, at once.
   */
  async start(actor: Actor, id: string): Promise<StartedCount> {
    return this.database.transaction(async (tx) => {
      const found = await openReconciliation(tx, actor, id);
      await lockPlaces(tx, found.warehouseId);
      const policies = await this.policies.counting(tx, found.warehouseId);
      const conflicts = [...stateFaults(found), ...startedFaults(found)];
      refuseCount(conflicts, [...policies.faults, ...(found.started ? [] : await detailFaults(tx, found))]);
      const overlap = await findOverlap(tx, found, 'locations', countable(found.id));
      const session = await nextSession(tx, found);
      const made = await this.generator.make(tx, actor, found, {
        kind: 'initial',
        session,
        typeId: policies.orderTypeId as string,
        level: policies.splitLevel,
        work: { reconciliationId: found.id, rows: sql`${countable(found.id)} AND ${overlap.free}` },
      });
      if (made.orderIds.length === 0) refuseAll('conflict', heldFaults(overlap));
      await tx.run(clearWork(found.id));
      await remember(tx, actor, {
        reconciliationId: found.id,
        subject: 'reconciliation',
        subjectId: found.id,
        event: 'initial-count.started',
        after: { session, orders: made.orderIds, rows: made.rows, held: overlap.count },
      });
      return { session, orders: await made.number(), held: { count: overlap.count, rows: overlap.rows } };
    });
  }
}

/** Rows that a first count is made of, about the detail `d`. */
const countable = (id: string): Sql => sql`
  d."Warehouse_Reconciliation_Id" = ${uuid(id)} AND d."Review_Status" = ${code.status.Created} AND d."Session" = 0`;

function startedFaults(found: Reconciliation): Fault[] {
  if (!found.started) return [];
  return [
    {
      code: 'reconciliation.started',
      message: `The count of ${found.documentNo} has started. Send rows to Recount to have them counted again.`,
      value: found.documentNo,
    },
  ];
}

/** Every row that is not cancelled must be as the snapshot left it, and there must be one. */
async function detailFaults(reader: Reader, { id, documentNo }: Reconciliation): Promise<Fault[]> {
  const alive = sql`d."Warehouse_Reconciliation_Id" = ${uuid(id)} AND d."Review_Status" <> ${code.status.Cancelled}`;
  const touched = await reader.query<{ lineNo: number | null; status: string; session: number }>(sql`
    SELECT d."Line_No" AS "lineNo", d."Review_Status" AS "status", d."Session" AS "session" FROM ${erp.details} d
    WHERE ${alive} AND (d."Review_Status" <> ${code.status.Created} OR d."Session" <> 0)
    ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
    OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  if (touched.length > 0) {
    return touched.map(({ lineNo, status, session }) => ({
      code: 'detail.not-created',
      message: `Line ${lineNo} is ${reviewStatusOf(status)}, session ${session}. A first count needs every row Created. Cancel the row, or send rows to Recount.`,
      ...(lineNo === null ? {} : { row: lineNo }),
      field: 'reviewStatus',
      value: reviewStatusOf(status),
      allowed: 'Created',
    }));
  }
  const some = await reader.query(sql`
    SELECT d."Line_No" AS "lineNo" FROM ${erp.details} d WHERE ${alive}
    ORDER BY d."Line_No" OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  if (some.length > 0) return [];
  return [
    {
      code: 'reconciliation.nothing-to-count',
      message: `${documentNo} has no row that is not cancelled. Generate the snapshot first.`,
      value: 0,
    },
  ];
}
