import { type Actor, must } from '../access/actor.js';
import type { Reader, Tx } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { FALSE, iso, TRUE, truth, uuid, version } from '../database/words.js';
import { code, type DocumentState, documentStateOf } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import { Refusal, refuse, unknown } from '../errors.js';

/** What becomes of rows that moved while they were counted (process.md, Movements while counting); the first unless told. */
export const movementPolicies = ['warn', 'recount', 'rollForward'] as const;
export type MovementPolicy = (typeof movementPolicies)[number];

/** A reconciliation's head as every verb needs it. Times are ISO 8601, UTC. */
export interface Reconciliation {
  id: string;
  documentId: string;
  documentNo: string;
  warehouseId: string;
  state: DocumentState;
  void: boolean;
  /** Has a count order that is not void. */
  started: boolean;
  movementPolicy: MovementPolicy;
  blindRecount: boolean;
  snapshotAt: string | null;
  /** The scope changed after the snapshot. */
  snapshotOutdated: boolean;
  /** Highest session that was ever given out; 0 before the first count. */
  lastSession: number;
  populatedAt: string | null;
  releasedAt: string | null;
  /** Row version, as the ETag shows it. */
  version: string;
}

const started = sql`EXISTS (
  SELECT 1 FROM ${erp.orders} o JOIN ${erp.documents} od ON od."Id" = o."Document_Id"
  WHERE od."Prime_Cause_Document_Id" = r."Document_Id" AND od."Void" = ${FALSE}
    AND o."Task_Type" = ${code.taskType.Count})`;

/** Reads the head of a reconciliation by its id or its document's id, whoever asks. */
export async function readReconciliation(reader: Reader, id: string): Promise<Reconciliation | undefined> {
  const read = async (which: Sql) => {
    const [row] = await reader.query<
      Omit<Reconciliation, 'state' | 'void' | 'started' | 'blindRecount' | 'snapshotOutdated'> &
        Record<'state' | 'void' | 'started' | 'blindRecount' | 'snapshotOutdated', unknown>
    >(sql`
      SELECT r."Warehouse_Reconciliation_Id" AS "id", d."Id" AS "documentId", d."Document_No" AS "documentNo",
        r."Warehouse_Id" AS "warehouseId", d."State" AS "state", d."Void" AS "void", ${truth(started)} AS "started",
        COALESCE(o.movement_policy, 'warn') AS "movementPolicy", COALESCE(o.blind_recount, ${TRUE}) AS "blindRecount",
        ${iso(sql`o.snapshot_at`)} AS "snapshotAt", COALESCE(o.snapshot_outdated, ${FALSE}) AS "snapshotOutdated",
        COALESCE(o.last_session, 0) AS "lastSession", ${iso(sql`o.populated_at`)} AS "populatedAt",
        ${iso(sql`o.released_at`)} AS "releasedAt", ${version(sql`r."Row_Version"`)} AS "version"
      FROM ${erp.reconciliations} r
      JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
      LEFT JOIN ${own.options} o ON o.reconciliation_id = r."Warehouse_Reconciliation_Id"
      WHERE ${which}`);
    return row;
  };
  const row =
    (await read(sql`r."Warehouse_Reconciliation_Id" = ${uuid(id)}`)) ??
    (await read(sql`r."Document_Id" = ${uuid(id)}`));
  return (
    row && {
      ...row,
      state: documentStateOf(row.state as number),
      void: Boolean(row.void),
      started: Boolean(row.started),
      blindRecount: Boolean(row.blindRecount),
      snapshotOutdated: Boolean(row.snapshotOutdated),
    }
  );
}

/**
 * A reconciliation as a manager sees it. Throws `access.role-missing` (403) and
 * `reconciliation.unknown` (404).
 */
export async function findReconciliation(reader: Reader, actor: Actor, id: string): Promise<Reconciliation> {
  must(actor, 'manager');
  const found = await readReconciliation(reader, id);
  if (!found) throw unknown('reconciliation', id);
  return found;
}

/**
 * Begins a verb that changes a reconciliation: waits for its lock and reads what is there then.
 * `expected` is the row version the caller saw (If-Match); another one is refused as stale (412).
 */
export async function openReconciliation(
  tx: Tx,
  actor: Actor,
  id: string,
  expected?: string,
): Promise<Reconciliation> {
  const { id: key } = await findReconciliation(tx, actor, id);
  await tx.lock(`reconciliation:${key}`);
  const found = await findReconciliation(tx, actor, key);
  if (expected !== undefined && expected !== found.version) {
    throw new Refusal(
      'stale',
      [
        {
          code: 'reconciliation.changed-meanwhile',
          message: `${found.documentNo} was changed meanwhile. Look at it again.`,
          value: expected,
          allowed: found.version,
        },
      ],
      { present: found },
    );
  }
  return found;
}

const editable: readonly DocumentState[] = ['New', 'Planned', 'FirmPlanned'];

/** Whether it may still be changed: neither released nor void. */
export const isOpen = (found: Reconciliation): boolean => !found.void && editable.includes(found.state);

/**
 * Refuses a reconciliation that is void or released already (`reconciliation.void`,
 * `reconciliation.read-only`), or in none of the states a step is for (`reconciliation.state-not-allowed`).
 */
export function mustBeIn(found: Reconciliation, allowed: readonly DocumentState[] = editable): void {
  if (found.void) {
    throw refuse('conflict', 'reconciliation.void', `${found.documentNo} is void.`, {
      value: 'Void',
      allowed,
    });
  }
  if (allowed.includes(found.state)) return;
  const readOnly = code.state[found.state] >= code.state.Released;
  throw refuse(
    'conflict',
    readOnly ? 'reconciliation.read-only' : 'reconciliation.state-not-allowed',
    readOnly
      ? `${found.documentNo} is ${found.state} and cannot be changed any more.`
      : `${found.documentNo} is ${found.state}. This needs ${allowed.join(' or ')}.`,
    { value: found.state, allowed },
  );
}

/** Refuses a reconciliation whose count has started (`reconciliation.started`). */
export function mustNotHaveStarted(found: Reconciliation): void {
  if (!found.started) return;
  throw refuse(
    'conflict',
    'reconciliation.started',
    `The count of ${found.documentNo} has started. Void its count orders first.`,
    { value: found.documentNo },
  );
}
