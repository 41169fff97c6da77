import { type ReviewStatus, reviewStatuses } from '../../erp/codes.js';
import type { Weight } from '../../reconciliation/details/selections.js';
import { allowedFor } from '../../reconciliation/review/review-status.js';
import type { Said } from '../view-formats.js';

/** What the selection bar offers: each action with how many rows it will take. */
export interface Offers {
  approve: number;
  recount: number;
  cancel: number;
  /** Why an action takes fewer rows than are selected. */
  remarks: Said[];
}

/** What can be done with selected rows, by the table of review statuses. */
export function offersOf({ rows, groups }: Weight): Offers {
  const takes = (wanted: ReviewStatus): number =>
    groups
      .filter(({ status, counted }) => allowedFor({ status, counted }).includes(wanted))
      .reduce((sum, group) => sum + group.rows, 0);
  const [approve, recount, cancel] = [takes('Approved'), takes('Recount'), takes('Cancelled')];
  const remarks: Said[] = [];
  if (rows > Math.min(approve, recount, cancel)) {
    for (const status of reviewStatuses) {
      const some = groups.filter((group) => group.status === status);
      const of = some.reduce((sum, group) => sum + group.rows, 0);
      if (of === 0) continue;
      const line = Math.min(...some.map(({ firstLine }) => firstLine ?? Number.POSITIVE_INFINITY));
      if (status === 'Started') remarks.push(about('started', of, line));
      if (status === 'Created') remarks.push(about('created', of, line));
    }
    const uncounted = groups.filter(
      ({ status, counted }) =>
        !counted && (status === 'Finished' || status === 'Recount' || status === 'Cancelled'),
    );
    const of = uncounted.reduce((sum, group) => sum + group.rows, 0);
    const line = Math.min(...uncounted.map(({ firstLine }) => firstLine ?? Number.POSITIVE_INFINITY));
    if (of > 0) remarks.push(about('uncounted', of, line));
  }
  return { approve, recount, cancel, remarks };
}

/** One row is named by its line, several are counted. */
const about = (what: string, n: number, line: number): Said => ({
  key: `manager.bar.${what}`,
  n,
  values: { line: Number.isFinite(line) ? line : '' },
});
