import type { DocumentState } from '../../erp/codes.js';
import { code } from '../../erp/codes.js';
import { type Fault, Refusal } from '../../errors.js';
import type { Reconciliation } from '../reconciliation.js';

const counting: readonly DocumentState[] = ['Planned', 'FirmPlanned'];

/** What the reconciliation's own state says against giving out count orders. */
export function stateFaults(found: Reconciliation): Fault[] {
  const faults: Fault[] = [];
  if (found.void) {
    faults.push({
      code: 'reconciliation.void',
      message: `${found.documentNo} is void.`,
      value: 'Void',
      allowed: counting,
    });
  } else if (!counting.includes(found.state)) {
    const readOnly = code.state[found.state] >= code.state.Released;
    faults.push({
      code: readOnly ? 'reconciliation.read-only' : 'reconciliation.state-not-allowed',
      message: readOnly
        ? `${found.documentNo} is ${found.state} and cannot be changed any more.`
        : `${found.documentNo} is ${found.state}. Put it to Planned or FirmPlanned to have it counted.`,
      value: found.state,
      allowed: counting,
    });
  }
  if (found.snapshotOutdated) {
    faults.push({
      code: 'reconciliation.snapshot-outdated',
      message: `The scope of ${found.documentNo} changed after the snapshot. Generate the snapshot again.`,
      value: found.snapshotAt,
    });
  }
  return faults;
}

/**
 * Refuses with all that stands in the way: as a conflict when the document's state does, else as
 * against the rules.
 */
export function refuseCount(conflicts: readonly Fault[], rules: readonly Fault[]): void {
  const [first, ...others] = [...conflicts, ...rules];
  if (first) throw new Refusal(conflicts.length > 0 ? 'conflict' : 'rule', [first, ...others]);
}
