import { type DocumentState, documentStates } from '../../src/erp/codes.js';
import { changeOfState, type StateWord, stateWords } from '../../src/reconciliation/states.js';

/**
 * What becomes of each wish: yes, = (has it already), or the refusal. Where it matters whether the
 * count has started, before/after.
 */
const table: Record<DocumentState, Record<StateWord, string>> = {
  New: {
    New: '=',
    Adjustment: 'no',
    Planned: 'yes',
    FirmPlanned: 'yes',
    Released: 'no',
    Completed: 'no',
    Closed: 'no',
    Void: 'yes',
  },
  Adjustment: {
    New: 'no',
    Adjustment: '=',
    Planned: 'no',
    FirmPlanned: 'no',
    Released: 'no',
    Completed: 'no',
    Closed: 'no',
    Void: 'no',
  },
  Planned: {
    New: 'yes/started',
    Adjustment: 'no',
    Planned: '=',
    FirmPlanned: 'yes',
    Released: 'yes',
    Completed: 'no',
    Closed: 'no',
    Void: 'yes',
  },
  FirmPlanned: {
    New: 'yes/started',
    Adjustment: 'no',
    Planned: 'yes/started',
    FirmPlanned: '=',
    Released: 'yes',
    Completed: 'no',
    Closed: 'no',
    Void: 'yes',
  },
  Released: {
    New: 'no',
    Adjustment: 'no',
    Planned: 'no',
    FirmPlanned: 'no',
    Released: '=',
    Completed: 'yes',
    Closed: 'no',
    Void: 'read-only',
  },
  Completed: {
    New: 'no',
    Adjustment: 'no',
    Planned: 'no',
    FirmPlanned: 'no',
    Released: 'no',
    Completed: '=',
    Closed: 'yes',
    Void: 'read-only',
  },
  Closed: {
    New: 'no',
    Adjustment: 'no',
    Planned: 'no',
    FirmPlanned: 'no',
    Released: 'no',
    Completed: 'no',
    Closed: '=',
    Void: 'read-only',
  },
};

const reasons: Record<string, string> = {
  no: 'state.not-allowed',
  started: 'reconciliation.started',
  'read-only': 'reconciliation.read-only',
};
const outcome = (from: { state: DocumentState; void: boolean; started: boolean }, to: StateWord) => {
  const found = changeOfState(from, to);
  if ('fault' in found) return found.fault.code;
  return found.change ? 'yes' : '=';
};

const cases = documentStates.flatMap((state) =>
  stateWords.flatMap((to) => {
    const [before = '', after = before] = table[state][to].split('/');
    return [
      { state, to, started: false, expected: reasons[before] ?? before },
      { state, to, started: true, expected: reasons[after] ?? after },
    ];
  }),
);

describe('the state of a reconciliation', () => {
  it.each(cases)('$state to $to, started: $started: $expected', ({ state, to, started, expected }) => {
    expect(outcome({ state, started, void: false }, to)).toBe(expected);
  });

  it.each(documentStates)('void while %s stays void', (state) => {
    for (const to of documentStates) {
      expect(outcome({ state, started: false, void: true }, to)).toBe('reconciliation.void');
    }
    expect(outcome({ state, started: false, void: true }, 'Void')).toBe('=');
  });

  it('says what would be allowed', () => {
    const found = changeOfState({ state: 'FirmPlanned', started: false, void: false }, 'Closed');
    expect(found).toMatchObject({
      fault: { field: 'state', value: 'Closed', allowed: ['New', 'Planned', 'Released', 'Void'] },
    });
  });
});
