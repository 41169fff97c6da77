import { code, type DocumentState, documentStates } from '../erp/codes.js';
import type { Fault } from '../errors.js';

/** What a reconciliation can be asked to become. */
export type StateWord = DocumentState | 'Void';
export const stateWords: readonly StateWord[] = [...documentStates, 'Void'];

export interface Situation {
  state: DocumentState;
  void: boolean;
  /** Has a count order that is not void. */
  started: boolean;
}

/** Forward, always; New cannot be released at once (process.md, Document states). */
const forward: Record<DocumentState, readonly DocumentState[]> = {
  New: ['Planned', 'FirmPlanned'],
  // Only the ERP puts a document there and takes it out again.
  Adjustment: [],
  Planned: ['FirmPlanned', 'Released'],
  FirmPlanned: ['Released'],
  Released: ['Completed'],
  Completed: ['Closed'],
  Closed: [],
};

/** Back, while nobody counts. */
const back: Partial<Record<DocumentState, readonly DocumentState[]>> = {
  Planned: ['New'],
  FirmPlanned: ['New', 'Planned'],
};

/** What is released can only be undone by an opposite release. */
const voidable: readonly DocumentState[] = ['New', 'Planned', 'FirmPlanned'];

/** The word people see: the state, or Void. */
export const wordOf = ({ state, void: isVoid }: Pick<Situation, 'state' | 'void'>): StateWord =>
  isVoid ? 'Void' : state;

/** The states it may be put into now. */
export function reachable(from: Situation): StateWord[] {
  if (from.void) return [];
  return [
    ...(from.started ? [] : (back[from.state] ?? [])),
    ...forward[from.state],
    ...(voidable.includes(from.state) ? (['Void'] as const) : []),
  ];
}

/**
 * Whether a reconciliation may be put into a state. Setting the state it has is no change; a refusal
 * says why: `reconciliation.void`, `reconciliation.started` (going back is for before the count),
 * `reconciliation.read-only` (released and beyond), `state.not-allowed`.
 */
export function changeOfState(
  from: Situation,
  to: StateWord,
): { change: true } | { change: false } | { fault: Fault } {
  const now = wordOf(from);
  if (now === to) return { change: false };
  const allowed = reachable(from);
  if (allowed.includes(to)) return { change: true };
  const fault = (reason: string, message: string) => ({
    fault: { code: reason, message, field: 'state', value: to, allowed },
  });
  if (from.void) return fault('reconciliation.void', 'A void document stays void.');
  if (from.started && back[from.state]?.some((state) => state === to)) {
    return fault(
      'reconciliation.started',
      `The count has started: it cannot go back to ${to}. Void its count orders first.`,
    );
  }
  if (to === 'Void' && code.state[from.state] >= code.state.Released) {
    return fault('reconciliation.read-only', `It is ${now}: only an opposite release can undo it.`);
  }
  return fault(
    'state.not-allowed',
    allowed.length === 0
      ? `It is ${now} and stays so.`
      : `It is ${now} and can become ${allowed.join(', ')}, not ${to}.`,
  );
}
