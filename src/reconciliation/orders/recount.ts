import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { ids, integer, uuid } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import { code, reviewStatusOf } from '../../erp/codes.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { Policies } from '../../erp/policies.js';
import { erp } from '../../erp/tables.js';
import { activeOn } from '../../erp/workers.js';
import { type Fault, refuse, refuseAll } from '../../errors.js';
import { foreignIds, type Select, selectionSql } from '../details/filter.js';
import { findOverlap, heldFaults, lockPlaces } from '../overlap.js';
import { openReconciliation, type Reconciliation } from '../reconciliation.js';
import { insertAvoided, insertCountedBefore, rowsWithoutWorker } from './counted-before.sql.js';
import { nextSession, OrderGenerator } from './generate.js';
import type { Work } from './generate.sql.js';
import type { StartedCount } from './initial-count.js';
import { refuseCount, stateFaults } from './may-count.js';
import { clearWork } from './work.sql.js';

export interface RecountInput {
  /** One order, or split like the first count. */
  mode: 'single' | 'split';
  /** Which of the rows that are Recount; all of them when absent. */
  select?: Select | undefined;
  /** A row is not counted again by who counted it before. */
  avoidSameWorker?: boolean | undefined;
}

/** Rows that a refusal names. */
const NAMED = 100;

/** Further counts: by position, of the rows that were sent to Recount. */
@Injectable()
export class Recount {
  constructor(
    private readonly database: Database,
    private readonly policies: Policies,
    private readonly generator: OrderGenerator,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Gives out orders for rows that are Recount (process.md, step 7), also straight after the snapshot.
   * Rows chosen by a filter are those of it that are Recount; chosen by id, each must be. Rows that
   * another reconciliation counts are left out and named. Throws `reconciliation.state-not-allowed`,
   * `reconciliation.snapshot-outdated`, `detail.unknown`, `detail.not-recount`, `detail.held`,
   * `recount.no-rows`, `recount.no-worker-left`, `policy.missing`, `policy.bad-value`.
   */
  async generate(actor: Actor, id: string, input: RecountInput): Promise<StartedCount> {
    return this.database.transaction(async (tx) => {
      const found = await openReconciliation(tx, actor, id);
      await lockPlaces(tx, found.warehouseId);
      const policies = await this.policies.counting(tx, found.warehouseId);
      // One order never splits: what the level says does not matter then.
      const matters = ({ field }: Fault) => input.mode === 'split' || field !== code.policy.splitLevel;
      refuseCount(stateFaults(found), [
        ...policies.faults.filter(matters),
        ...(await this.generator.obstacles(tx, found, policies.orderTypeId)),
        ...(await selectionFaults(tx, found, input.select)),
      ]);
      const sent = sql`d."Warehouse_Reconciliation_Id" = ${uuid(found.id)}
        AND d."Review_Status" = ${code.status.Recount} AND ${await selected(tx, found, input.select)}`;
      const overlap = await findOverlap(tx, found, 'positions', sent);
      const work: Work = { reconciliationId: found.id, rows: sql`${sent} AND ${overlap.free}` };
      if (input.avoidSameWorker) {
        await tx.run(insertCountedBefore(found, work.rows));
        await this.mustLeaveWorkers(tx, found, work);
      }
      const session = await nextSession(tx, found);
      const made = await this.generator.make(tx, actor, found, {
        kind: 'recount',
        session,
        typeId: policies.orderTypeId as string,
        level: input.mode === 'single' ? 0 : policies.splitLevel,
        work,
      });
      if (made.orderIds.length === 0) {
        refuseAll('conflict', heldFaults(overlap));
        throw refuse(
          'rule',
          'recount.no-rows',
          'None of these rows is Recount. Send rows to Recount first.',
          {
            allowed: 'Recount',
          },
        );
      }
      if (input.avoidSameWorker) await tx.run(insertAvoided(work, session));
      await tx.run(clearWork(found.id));
      await remember(tx, actor, {
        reconciliationId: found.id,
        subject: 'reconciliation',
        subjectId: found.id,
        event: 'recount.generated',
        after: { session, orders: made.orderIds, rows: made.rows, held: overlap.count, ...input },
      });
      return { session, orders: await made.number(), held: { count: overlap.count, rows: overlap.rows } };
    });
  }

  /** Refuses when a row would be left that nobody who works today may count. */
  private async mustLeaveWorkers(tx: Tx, found: Reconciliation, work: Work): Promise<void> {
    const { day } = await erpNow(tx, this.options.timeZone);
    const workers = await tx.query<{ id: string }>(sql`
      SELECT w."Warehouse_Worker_Id" AS "id" FROM ${erp.workers} w JOIN ${erp.users} u ON u."User_Id" = w."User_Id"
      WHERE w."Warehouse_Id" = ${uuid(found.warehouseId)} AND ${activeOn(day)}`);
    if (workers.length === 0) {
      throw refuse('rule', 'recount.no-worker-left', 'Nobody is an active worker of the warehouse today.');
    }
    const rows = await tx.query<{ lineNo: number | null; location: string }>(
      rowsWithoutWorker(
        work,
        workers.map(({ id }) => id),
        NAMED,
      ),
    );
    refuseAll(
      'rule',
      rows.map(({ lineNo, location }) => ({
        code: 'recount.no-worker-left',
        message: `Line ${lineNo}, ${location}: every active worker of the warehouse counted it before. Let the same workers count again, or add a worker.`,
        ...(lineNo === null ? {} : { row: lineNo }),
      })),
    );
  }
}

const selected = async (reader: Reader, found: Reconciliation, select: Select | undefined) =>
  select === undefined
    ? sql`1 = 1`
    : sql`d."Warehouse_Reconciliation_Detail_Id" IN (${await selectionSql(reader, found.id, select)})`;

/** Rows chosen one by one must be of this reconciliation, and Recount. */
async function selectionFaults(
  reader: Reader,
  found: Reconciliation,
  select: Select | undefined,
): Promise<Fault[]> {
  if (select === undefined || !('ids' in select)) return [];
  const foreign = (await foreignIds(reader, found.id, select.ids)).map((detailId) => ({
    code: 'detail.unknown',
    message: `${found.documentNo} has no row ${detailId}.`,
    row: detailId,
    value: detailId,
  }));
  const others = await reader.query<{ id: string; lineNo: number | null; status: string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Line_No" AS "lineNo", d."Review_Status" AS "status"
    FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(found.id)} AND d."Review_Status" <> ${code.status.Recount}
      AND d."Warehouse_Reconciliation_Detail_Id" IN ${ids(select.ids)}
    ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id"
    OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  return [
    ...foreign.slice(0, NAMED),
    ...others.map(({ id, lineNo, status }) => ({
      code: 'detail.not-recount',
      message: `Line ${lineNo} is ${reviewStatusOf(status)}. Send it to Recount first.`,
      row: lineNo ?? id,
      field: 'reviewStatus',
      value: reviewStatusOf(status),
      allowed: 'Recount',
    })),
  ];
}
