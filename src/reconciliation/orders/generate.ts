import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import type { Reader, Tx } from '../../database/database.js';
import { insertRows } from '../../database/insert.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, ids, now, TRUE, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { Documents } from '../../erp/documents.js';
import { erp } from '../../erp/tables.js';
import type { Fault } from '../../errors.js';
import { repeatStatus } from '../populate/facts.sql.js';
import { markCountedAgain } from '../populate/stale.sql.js';
import { exact } from '../quantity.js';
import type { Reconciliation } from '../reconciliation.js';
import {
  insertLocationLines,
  insertPositionLines,
  readShares,
  startDetails,
  startedIn,
  type Work,
} from './generate.sql.js';
import { orderDetails } from './order.js';
import { type Part, type Share, split, type Zone } from './split.js';
import { insertScopeWorkers } from './work.sql.js';

/** An order that was made, as the API shows it. */
export interface MadeOrder {
  id: string;
  documentNo: string;
  lineCount: number;
  workerId: string | null;
  zoneId: string | null;
}

/** A step that gives out count orders. */
export interface Generation {
  work: Work;
  session: number;
  typeId: string;
  /** Depth of zones to split by; 0: one order. */
  level: number;
  /** First count: lines are locations. Recount: lines are positions, and the reconciliation is the parent. */
  kind: 'initial' | 'recount';
}

interface Found extends Share {
  rows: number;
  locations: number;
  quantityBase: string;
}

/** Makes count orders out of details: as many statements for a million rows as for one. */
@Injectable()
export class OrderGenerator {
  constructor(private readonly documents: Documents) {}

  /** What the ERP's set-up says against making orders of a type. */
  async obstacles(
    reader: Reader,
    found: Reconciliation,
    typeId: string | undefined,
  ): Promise<readonly Fault[]> {
    return typeId === undefined ? [] : this.documents.obstacles(reader, found.warehouseId, typeId);
  }

  /**
   * The orders for some work, not yet numbered: `number` is the transaction's last statement. Nothing
   * to count makes no order. Leaves working rows for the caller to clear. Throws what
   * `Documents.create` throws.
   */
  async make(tx: Tx, actor: Actor, found: Reconciliation, step: Generation) {
    await tx.run(insertScopeWorkers(found));
    const parts = split(step.level, await this.shares(tx, step.work), await readZones(tx, found.warehouseId));
    const users = await readUsers(tx, parts);
    const draft = await this.documents.create(tx, actor, {
      entity: code.entity.order,
      typeId: step.typeId,
      warehouseId: found.warehouseId,
      state: 'Planned',
      primeCauseId: found.documentId,
      ...(step.kind === 'recount' ? { parentId: found.documentId, masterId: found.documentId } : {}),
      documents: parts.map(({ workerId }) => ({ assignedToUserId: users.get(workerId ?? '') ?? null })),
    });
    const orderIds = parts.map(() => randomUUID() as string);
    await insertRows(
      tx,
      erp.orders,
      [
        'Warehouse_Order_Id',
        'Document_Id',
        'Task_Type',
        'Warehouse_Id',
        'Warehouse_Worker_Id',
        'Additional_Details_Json',
      ],
      parts.map((part, i) => [
        orderIds[i],
        draft.ids[i],
        code.taskType.Count,
        found.warehouseId,
        part.workerId,
        orderDetails(step.session, total(part)),
      ]),
    );
    await this.place(tx, found.id, parts, orderIds);
    await tx.run(startDetails(step.work, step.session));
    await tx.run(repeatStatus(found.id));
    if (step.kind === 'recount') await tx.run(markCountedAgain(startedIn(found.id, step.session)));
    await tx.run(
      step.kind === 'initial'
        ? insertLocationLines(step.work, step.session)
        : insertPositionLines(step.work, step.session),
    );
    await rememberSession(tx, found.id, step.session);
    const lines = (part: Part<Found>) =>
      part.shares.reduce((sum, s) => sum + (step.kind === 'initial' ? s.locations : s.rows), 0);
    return {
      orderIds,
      rows: parts.reduce((sum, part) => sum + part.shares.reduce((own, s) => own + s.rows, 0), 0),
      number: async (): Promise<MadeOrder[]> => {
        const numbers = await this.documents.number(tx, draft);
        return parts.map((part, i) => ({
          id: orderIds[i] as string,
          documentNo: numbers[i] as string,
          lineCount: lines(part),
          workerId: part.workerId,
          zoneId: part.zoneId,
        }));
      },
    };
  }

  private async shares(tx: Tx, work: Work): Promise<Found[]> {
    const rows = await tx.query<
      Record<'rows' | 'locations', number | string> & Omit<Found, 'rows' | 'locations'>
    >(readShares(work));
    return rows.map((row) => ({ ...row, rows: Number(row.rows), locations: Number(row.locations) }));
  }

  /** Which zone and worker go to which order, for the statements that follow. */
  private async place(tx: Tx, id: string, parts: Part<Found>[], orderIds: string[]): Promise<void> {
    await insertRows(
      tx,
      own.work,
      ['reconciliation_id', 'what', 'subject_id', 'worker_id', 'other_id'],
      parts.flatMap((part, i) =>
        part.shares.map(({ zoneId, workerId }) => [id, 'share', zoneId, workerId, orderIds[i]]),
      ),
    );
  }
}

/** The next session: 1 + the highest that was ever used in the document (process.md, Words). */
export async function nextSession(reader: Reader, found: Reconciliation): Promise<number> {
  const [row] = await reader.query<Record<'details' | 'counts', number | string | null>>(sql`
    SELECT
      (SELECT MAX("Session") FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(found.id)}) AS "details",
      (SELECT MAX("Session") FROM ${erp.counts} WHERE "Source_Document_Id" = ${uuid(found.documentId)}) AS "counts"`);
  return 1 + Math.max(found.lastSession, Number(row?.details ?? 0), Number(row?.counts ?? 0));
}

/** What stands on the header, for its order's rows. */
const total = (part: Part<Found>): string =>
  part.shares.reduce((sum, { quantityBase }) => sum.plus(quantityBase), exact(0)).toFixed();

async function readZones(reader: Reader, warehouseId: string): Promise<Map<string, Zone>> {
  const zones = await reader.query<Zone>(sql`
    SELECT "Warehouse_Zone_Id" AS "id", "Parent_Warehouse_Zone_Id" AS "parentId" FROM ${erp.zones}
    WHERE "Warehouse_Id" = ${uuid(warehouseId)}`);
  return new Map(zones.map((zone) => [zone.id, zone]));
}

/** The users of workers, for those who have one. */
async function readUsers(
  reader: Reader,
  parts: readonly { workerId: string | null }[],
): Promise<Map<string, string>> {
  const workerIds = parts.flatMap(({ workerId }) => workerId ?? []);
  const rows = await reader.query<{ workerId: string; userId: string }>(sql`
    SELECT "Warehouse_Worker_Id" AS "workerId", "User_Id" AS "userId" FROM ${erp.workers}
    WHERE "Warehouse_Worker_Id" IN ${ids([...new Set(workerIds)])} AND "User_Id" IS NOT NULL`);
  return new Map(rows.map(({ workerId, userId }) => [workerId, userId]));
}

/** Under the reconciliation's lock; the side row may not be there yet. */
async function rememberSession(tx: Tx, id: string, session: number): Promise<void> {
  const changed = await tx.run(sql`
    UPDATE ${own.options} SET last_session = ${session}, started_at = COALESCE(started_at, ${now})
    WHERE reconciliation_id = ${id}`);
  if (changed > 0) return;
  await tx.run(sql`
    INSERT INTO ${own.options} (reconciliation_id, movement_policy, blind_recount, snapshot_outdated, last_session, started_at)
    VALUES (${id}, 'warn', ${TRUE}, ${FALSE}, ${session}, ${now})`);
}
