import type { ReviewStatus } from '../../erp/codes.js';
import type { StateWord } from '../../reconciliation/states.js';
import type { Said } from '../view-formats.js';

/** What can be done with a reconciliation as a whole. */
export type Action =
  | 'snapshot'
  | 'plan'
  | 'firm'
  | 'unplan'
  | 'start'
  | 'populate'
  | 'recount'
  | 'release'
  | 'complete'
  | 'close'
  | 'void';

/** Where a button of the next step leads when it is no action. */
export type Place = 'progress' | 'undecided' | 'release' | 'scope';

/** What is known of a reconciliation, as far as it decides what comes next. */
export interface Situation {
  state: StateWord;
  nextStates: readonly StateWord[];
  started: boolean;
  snapshotAt: string | null;
  snapshotOutdated: boolean;
  session: number;
  populatedAt: string | null;
  releasedAt: string | null;
  counts: Record<ReviewStatus, number>;
  orders: readonly { documentNo: string; state: string; void: boolean }[];
  /** Finished rows whose counts are not in the counted quantity yet. */
  toPopulate: number;
  /** The background work that runs now. */
  running?: string | undefined;
}

export type Phase =
  | 'void'
  | 'scope'
  | 'snapshot'
  | 'counting'
  | 'populate'
  | 'review'
  | 'released'
  | 'completed'
  | 'closed';

const isOpen = (order: Situation['orders'][number]): boolean =>
  !order.void && order.state !== 'Completed' && order.state !== 'Closed';
const openOrders = (s: Situation) => s.orders.filter(isOpen);
const undecided = ({ counts }: Situation): number => counts.Started + counts.Finished + counts.Recount;
const rows = ({ counts }: Situation): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** How far a reconciliation is. */
export function phaseOf(s: Situation): Phase {
  if (s.state === 'Void') return 'void';
  if (s.state === 'Released') return 'released';
  if (s.state === 'Completed') return 'completed';
  if (s.state === 'Closed') return 'closed';
  if (s.snapshotAt === null || s.snapshotOutdated) return s.started ? 'review' : 'scope';
  if (openOrders(s).length > 0) return 'counting';
  if (s.toPopulate > 0) return 'populate';
  return s.session === 0 && undecided(s) === 0 ? 'snapshot' : 'review';
}

export interface NextStep {
  sentence: Said;
  /** What the one main button does. */
  action?: Action;
  place?: Place;
  label?: Said;
  /** What else is worth knowing, behind the button. */
  note?: Said;
  /** Whether it waits for the manager, not for others. */
  yours: boolean;
}

/** The one thing that comes next (issue 4, The document). */
export function nextStep(s: Situation): NextStep {
  if (s.running) return { sentence: said(`manager.next.running.${s.running}`), yours: false };
  switch (phaseOf(s)) {
    case 'void':
      return { sentence: said('manager.next.void'), yours: false };
    case 'closed':
      return { sentence: said('manager.next.closed'), yours: false };
    case 'completed':
      return { sentence: said('manager.next.completed'), action: 'close', yours: false };
    case 'released':
      return { sentence: said('manager.next.released'), action: 'complete', yours: false };
    case 'scope':
      return {
        sentence: said(s.snapshotOutdated ? 'manager.next.snapshotAgain' : 'manager.next.snapshot'),
        action: 'snapshot',
        yours: true,
      };
    case 'snapshot':
      return beforeCount(s);
    case 'counting':
      return whileCounting(s);
    case 'populate':
      return { sentence: said('manager.next.populate', s.toPopulate), action: 'populate', yours: true };
    case 'review':
      return inReview(s);
  }
}

function beforeCount(s: Situation): NextStep {
  if (s.state === 'New') return { sentence: said('manager.next.plan'), action: 'plan', yours: true };
  if (s.counts.Created === 0) {
    return { sentence: said('manager.next.nothingToCount'), place: 'scope', yours: true };
  }
  return { sentence: said('manager.next.start'), action: 'start', yours: true };
}

function whileCounting(s: Situation): NextStep {
  const orders = s.orders.filter((order) => !order.void).length;
  const open = openOrders(s).length;
  return {
    sentence: said('manager.next.wait', orders, { open }),
    place: 'progress',
    ...(s.toPopulate > 0 ? { note: said('manager.next.populateMeanwhile', s.toPopulate) } : {}),
    yours: false,
  };
}

function inReview(s: Situation): NextStep {
  const { Recount, Finished, Started } = s.counts;
  if (s.state === 'New') return { sentence: said('manager.next.plan'), action: 'plan', yours: true };
  if (Recount > 0 && Finished === 0 && Started === 0) {
    return { sentence: said('manager.next.recount', Recount), action: 'recount', yours: true };
  }
  if (undecided(s) > 0) {
    return {
      sentence: said('manager.next.decide', Finished + Recount),
      place: 'undecided',
      label: said('manager.next.show', Finished + Recount),
      ...(Started > 0 ? { note: said('manager.next.stillCounted', Started) } : {}),
      yours: true,
    };
  }
  return { sentence: said('manager.next.release'), place: 'release', yours: true };
}

export interface Offer {
  action: Action;
  possible: boolean;
  /** What it is about, or why it is not possible. */
  hint?: Said | undefined;
}

/** Every other action, each with the reason why it is not possible now. */
export function offers(s: Situation): Offer[] {
  const { action: next } = nextStep(s);
  return relevant(s)
    .filter((action) => action !== next)
    .map((action) => {
      const why = whyNot(action, s);
      return why
        ? { action, possible: false, hint: why }
        : { action, possible: true, hint: hintOf(action, s) };
    });
}

function relevant(s: Situation): Action[] {
  const planning: Action = s.state === 'Planned' ? 'firm' : 'plan';
  const back: Action[] = s.state === 'Planned' || s.state === 'FirmPlanned' ? ['unplan'] : [];
  return ['snapshot', planning, ...back, 'start', 'recount', 'populate', 'release', 'complete', 'void'];
}

/** Why an action is not possible now; null when it is. */
export function whyNot(action: Action, s: Situation): Said | null {
  const ended = whyEnded(action, s);
  if (ended) return ended;
  switch (action) {
    case 'plan':
      return s.nextStates.includes('Planned') ? null : whyNotState(s);
    case 'firm':
      return s.nextStates.includes('FirmPlanned') ? null : whyNotState(s);
    case 'unplan':
      return s.nextStates.includes('New') ? null : whyNotState(s);
    case 'snapshot':
      return s.started ? said('manager.why.started') : null;
    case 'start':
      return whyNotStart(s);
    case 'recount':
      return s.state === 'New'
        ? said('manager.why.planFirst')
        : s.counts.Recount > 0
          ? null
          : said('manager.why.noRecount');
    case 'populate':
      return s.snapshotAt === null ? said('manager.why.noSnapshot') : null;
    case 'release':
      return whyNotRelease(s);
    case 'complete':
      return said('manager.why.releaseFirst');
    case 'close':
      return said('manager.why.completeFirst');
    case 'void':
      return null;
  }
}

/** What is void stays so, and what is released can only be completed and closed. */
function whyEnded(action: Action, s: Situation): Said | null | undefined {
  if (s.state === 'Void') return said('manager.why.void');
  const beyond = ['Released', 'Completed', 'Closed'].includes(s.state);
  if (!beyond) return undefined;
  if (action === 'complete' && s.state === 'Released') return null;
  if (action === 'close' && s.state === 'Completed') return null;
  return said('manager.why.readOnly');
}

const whyNotState = (s: Situation): Said =>
  s.started ? said('manager.why.started') : said('manager.why.state');

function whyNotStart(s: Situation): Said | null {
  if (s.state === 'New') return said('manager.why.planFirst');
  if (s.started) return said('manager.why.startedAlready');
  if (s.snapshotAt === null) return said('manager.why.noSnapshot');
  if (s.snapshotOutdated) return said('manager.why.outdated');
  if (rows(s) === s.counts.Cancelled) return said('manager.why.nothingToCount');
  const touched = rows(s) - s.counts.Cancelled - s.counts.Created;
  return touched > 0 ? said('manager.why.touched', touched) : null;
}

function whyNotRelease(s: Situation): Said | null {
  if (s.state === 'New') return said('manager.why.planFirst');
  if (s.snapshotAt === null) return said('manager.why.noSnapshot');
  return undecided(s) > 0 ? said('manager.why.undecided', undecided(s)) : null;
}

function hintOf(action: Action, s: Situation): Said | undefined {
  if (action === 'recount') return said('manager.hint.recount', s.counts.Recount);
  if (action === 'void' && s.started) return said('manager.hint.reason');
  if (action === 'snapshot' && s.snapshotAt)
    return said('manager.hint.snapshot', undefined, { atLast: s.snapshotAt });
  if (action !== 'populate') return undefined;
  if (s.toPopulate > 0) return said('manager.hint.populate', s.toPopulate);
  return s.populatedAt
    ? said('manager.hint.populated', undefined, { atLast: s.populatedAt })
    : said('manager.hint.nothingToPopulate');
}

const said = (key: string, n?: number, values?: Said['values']): Said => ({
  key,
  ...(n === undefined ? {} : { n }),
  ...(values ? { values } : {}),
});
