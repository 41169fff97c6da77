import { chainOf } from '../../src/screens/manager/chain.js';
import { nextStep, offers, phaseOf, type Situation, whyNot } from '../../src/screens/manager/next-step.js';
import { en } from '../../src/screens/texts/en.js';
import { tell } from '../../src/screens/view-formats.js';

const none = { Created: 0, Started: 0, Finished: 0, Recount: 0, Approved: 0, Cancelled: 0 };
const order = (state: string, isVoid = false) => ({ documentNo: 'WO-1', state, void: isVoid });
const at = '2026-11-23T09:12:00.000Z';

const fresh: Situation = {
  state: 'New',
  nextStates: ['Planned', 'FirmPlanned', 'Void'],
  started: false,
  snapshotAt: null,
  snapshotOutdated: false,
  session: 0,
  populatedAt: null,
  releasedAt: null,
  counts: none,
  orders: [],
  toPopulate: 0,
};
const snapped: Situation = { ...fresh, snapshotAt: at, counts: { ...none, Created: 9 } };
const planned: Situation = {
  ...snapped,
  state: 'Planned',
  nextStates: ['New', 'FirmPlanned', 'Released', 'Void'],
};
const started: Situation = {
  ...planned,
  nextStates: ['FirmPlanned', 'Released', 'Void'],
  started: true,
  session: 1,
  counts: { ...none, Started: 9 },
  orders: [order('Released'), order('Completed')],
};
const counted: Situation = {
  ...started,
  counts: { ...none, Finished: 9 },
  orders: [order('Completed')],
  toPopulate: 9,
};
const populated: Situation = { ...counted, toPopulate: 0, populatedAt: at };
const decided: Situation = { ...populated, counts: { ...none, Approved: 8, Cancelled: 1 } };

/** Situation, phase, what comes next: action or place. */
const table: [string, Situation, string, string | undefined][] = [
  ['new', fresh, 'scope', 'snapshot'],
  ['new with a snapshot', snapped, 'snapshot', 'plan'],
  ['planned without a snapshot', { ...fresh, state: 'Planned' }, 'scope', 'snapshot'],
  ['scope changed after the snapshot', { ...planned, snapshotOutdated: true }, 'scope', 'snapshot'],
  ['planned with a snapshot', planned, 'snapshot', 'start'],
  ['firmly planned with a snapshot', { ...planned, state: 'FirmPlanned' }, 'snapshot', 'start'],
  ['all rows cancelled', { ...planned, counts: { ...none, Cancelled: 9 } }, 'snapshot', 'scope'],
  [
    'some products: rows sent to recount at once',
    { ...planned, counts: { ...none, Created: 5, Recount: 4 } },
    'review',
    'recount',
  ],
  ['counting', started, 'counting', 'progress'],
  ['counted', counted, 'populate', 'populate'],
  ['populated', populated, 'review', 'undecided'],
  ['only recounts left', { ...populated, counts: { ...none, Approved: 5, Recount: 4 } }, 'review', 'recount'],
  ['all decided', decided, 'review', 'release'],
  ['released', { ...decided, state: 'Released', releasedAt: at }, 'released', 'complete'],
  ['completed', { ...decided, state: 'Completed', releasedAt: at }, 'completed', 'close'],
  ['closed', { ...decided, state: 'Closed', releasedAt: at }, 'closed', undefined],
  ['void', { ...started, state: 'Void', nextStates: [] }, 'void', undefined],
  ['a job runs', { ...planned, running: 'snapshot' }, 'snapshot', undefined],
];

test.each(table)('%s: what comes next', (_, situation, phase, next) => {
  const step = nextStep(situation);

  expect(phaseOf(situation)).toBe(phase);
  expect(step.action ?? step.place).toBe(next);
});

test.each(table)('%s: every word is there, and the next step is not offered twice', (_, situation) => {
  const locale = { language: 'en', timeZone: 'UTC' };
  const { sentence, note, label, action } = nextStep(situation);
  const others = offers(situation);

  for (const said of [sentence, note, label, ...others.map(({ hint }) => hint)]) {
    if (said) expect(tell(locale, said)).not.toContain('{');
  }
  for (const { said } of chainOf(situation)) expect(tell(locale, said)).toBeTruthy();
  for (const offer of others) expect(en).toHaveProperty([`manager.action.${offer.action}`]);
  expect(others.map((offer) => offer.action)).not.toContain(action);
});

test.each<[string, Situation, Parameters<typeof whyNot>[0], string | null]>([
  ['a snapshot after the start', started, 'snapshot', 'manager.why.started'],
  ['a start without a plan', snapped, 'start', 'manager.why.planFirst'],
  ['a start without a snapshot', { ...fresh, state: 'Planned' }, 'start', 'manager.why.noSnapshot'],
  ['a start on an old snapshot', { ...planned, snapshotOutdated: true }, 'start', 'manager.why.outdated'],
  ['a second start', started, 'start', 'manager.why.startedAlready'],
  [
    'a start with rows sent to recount',
    { ...planned, counts: { ...none, Created: 5, Recount: 4 } },
    'start',
    'manager.why.touched',
  ],
  ['back to New after the start', started, 'unplan', 'manager.why.started'],
  ['a recount of nothing', populated, 'recount', 'manager.why.noRecount'],
  ['a release with open rows', populated, 'release', 'manager.why.undecided'],
  ['a release of decided rows', decided, 'release', null],
  ['completing what is not released', decided, 'complete', 'manager.why.releaseFirst'],
  ['voiding what is released', { ...decided, state: 'Released' }, 'void', 'manager.why.readOnly'],
  ['populating a void one', { ...started, state: 'Void' }, 'populate', 'manager.why.void'],
  ['populating while others count', started, 'populate', null],
])('%s', (_, situation, action, why) => {
  expect(whyNot(action, situation)?.key ?? null).toBe(why);
});

test('the chain marks what is done and where it is', () => {
  const shown = chainOf(populated).map(
    ({ said, state }) => `${said.key.replace('manager.step.', '')} ${state}`,
  );

  expect(shown).toEqual([
    'new done',
    'snapshotAt done',
    'count done',
    'populatedAt done',
    'review now',
    'released todo',
    'completed todo',
  ]);
});
