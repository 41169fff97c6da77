import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { integer, touch } from '../../database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import { type Fault, Refusal } from '../../errors.js';
import type { MovementPolicy, Reconciliation } from '../reconciliation.js';
import { called, NAMED, nameRows, type RowName } from '../release/row-names.js';
import { changes } from './review-status.js';
import { type Reason, reasons, reasonsOf, setStatus, verdicts } from './verdict.sql.js';

/** Told how far it is, 0 to 100. */
export type Progress = (percent: number) => void;

/** What was decided: rows that changed, every reason against the first others, and how many these are. */
export interface Decided {
  changed: number;
  refused: Fault[];
  refusedTotal: number;
}

/**
 * Sets a status on the selected rows. All or nothing unless `partial`; a row that has the status is no
 * change. Throws with the reasons against the first 100 refused rows (422).
 */
export async function decide(
  tx: Tx,
  actor: Actor,
  found: Reconciliation,
  selected: Sql,
  wanted: ReviewStatus,
  partial: boolean,
  progress: Progress,
): Promise<Decided> {
  const of = verdicts(selected, wanted, found.movementPolicy);
  const rows = await tx.query<{ id: string; total: number | string }>(sql`
    SELECT v.id AS "id", COUNT(*) OVER () AS "total" FROM ${of} WHERE v.verdict = 'refused'
    ORDER BY v.line_no, v.id OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  progress(50);
  const refusedTotal = Number(rows[0]?.total ?? 0);
  const refused = await faultsOf(
    tx,
    actor,
    rows.map(({ id }) => id),
    wanted,
    found.movementPolicy,
  );
  const [first, ...others] = refused;
  if (first && !partial) throw new Refusal('rule', [first, ...others], { refusedTotal });
  const changed = await tx.run(setStatus(sql`${touch}`, of, wanted));
  return { changed, refused, refusedTotal };
}

/** Every reason against some rows as a fault of its own, in the order of the rows. */
async function faultsOf(
  tx: Tx,
  actor: Actor,
  some: readonly string[],
  wanted: ReviewStatus,
  policy: MovementPolicy,
): Promise<Fault[]> {
  if (some.length === 0) return [];
  const rows = await tx.query<{ id: string; status: string } & Partial<Record<Reason, unknown>>>(
    reasonsOf(some, wanted, policy),
  );
  const names = await nameRows(tx, some, actor.language);
  const found = new Map(rows.map((row) => [row.id, row]));
  return some.flatMap((id) => {
    const row = found.get(id);
    if (!row) return [];
    return reasons
      .filter((reason) => Boolean(row[reason]))
      .map((reason) => faultOf(id, names.get(id) as RowName, reviewStatusOf(row.status), reason, wanted));
  });
}

function faultOf(
  id: string,
  name: RowName,
  status: ReviewStatus,
  reason: Reason,
  wanted: ReviewStatus,
): Fault {
  const messages: Record<Reason, string> = {
    'not-allowed': `is ${status} and cannot be set to ${wanted}.`,
    'not-counted': 'was not counted. Send it to recount, or populate the counted quantities.',
    stale: 'has new counts since it was populated. Populate the counted quantities again.',
    serial: 'has a serial number that was counted at another place too. Void one of the counts.',
    exception:
      'would be written off while a scan at its location is not recognised. Work off the exceptions there.',
    moved: 'moved while it was counted. Send it to recount.',
  };
  const codes: Record<Reason, string> = {
    'not-allowed': 'detail.status-not-allowed',
    'not-counted': 'detail.not-counted',
    stale: 'detail.counts-changed',
    serial: 'detail.serial-in-two-places',
    exception: 'detail.exception-open',
    moved: 'detail.moved',
  };
  const allowed = Object.entries(changes[status]).flatMap(([to, change]) => (change === 'no' ? [] : [to]));
  return {
    code: codes[reason],
    message: `${called(name)} ${messages[reason]}`,
    row: id,
    field: 'reviewStatus',
    value: reason === 'not-allowed' ? status : wanted,
    ...(reason === 'not-allowed' ? { allowed } : {}),
  };
}
