import { type ReviewStatus, reviewStatuses } from '../../erp/codes.js';

/** Whether a person may make a change; `counted`: only where a counted quantity stands. */
export type Change = 'yes' | 'counted' | 'no';

/**
 * Review status of a detail, from → to, as a person may set it (rules.md, Review status). Nobody sets
 * Created, Started or Finished by hand: snapshot, generation of orders and completion of an order do.
 * The status a row has is no change, whatever the table says.
 */
export const changes: Record<ReviewStatus, Record<ReviewStatus, Change>> = {
  Created: to({ Recount: 'yes', Cancelled: 'yes' }),
  Started: to({ Recount: 'yes' }),
  Finished: to({ Recount: 'yes', Approved: 'counted', Cancelled: 'yes' }),
  Recount: to({ Approved: 'counted', Cancelled: 'yes' }),
  Approved: to({ Recount: 'yes', Cancelled: 'yes' }),
  Cancelled: to({ Recount: 'yes', Approved: 'counted' }),
};

function to(allowed: Partial<Record<ReviewStatus, Change>>): Record<ReviewStatus, Change> {
  return Object.fromEntries(reviewStatuses.map((status) => [status, allowed[status] ?? 'no'])) as Record<
    ReviewStatus,
    Change
  >;
}

/** What setting a status does to a row: changes it, leaves it as it is, or is refused and why. */
export type Verdict = 'change' | 'same' | 'not-allowed' | 'not-counted';

/** What happens when a person sets `wanted` on a row. `counted`: `Counted_Quantity` is not empty. */
export function judge(row: { status: ReviewStatus; counted: boolean }, wanted: ReviewStatus): Verdict {
  if (row.status === wanted) return 'same';
  const change = changes[row.status][wanted];
  if (change === 'no') return 'not-allowed';
  return change === 'counted' && !row.counted ? 'not-counted' : 'change';
}

/** The statuses a person may give a row. */
export const allowedFor = (row: { status: ReviewStatus; counted: boolean }): ReviewStatus[] =>
  reviewStatuses.filter((wanted) => judge(row, wanted) === 'change');

/** The statuses from which a person may set `wanted`, with or without a counted quantity. */
export const sourcesOf = (wanted: ReviewStatus, change?: Change): ReviewStatus[] =>
  reviewStatuses.filter((from) =>
    change ? changes[from][wanted] === change : changes[from][wanted] !== 'no',
  );

/** Where a counted quantity can be corrected by hand, and what the row becomes. */
export const corrections: Partial<Record<ReviewStatus, { fromSession: number; becomes: ReviewStatus }>> = {
  Finished: { fromSession: 0, becomes: 'Finished' },
  Recount: { fromSession: 1, becomes: 'Recount' },
  Approved: { fromSession: 0, becomes: 'Finished' },
};

/**
 * Whether a counted quantity can be corrected by hand: never in a row nobody has counted, or Created →
 * Recount → correct → Approve would write off unseen stock.
 */
export function canCorrect(row: { status: ReviewStatus; session: number; counted: boolean }): boolean {
  const rule = corrections[row.status];
  return rule !== undefined && row.counted && row.session >= rule.fromSession;
}
