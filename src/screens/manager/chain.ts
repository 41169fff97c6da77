import type { Said } from '../view-formats.js';
import { phaseOf, type Situation } from './next-step.js';

/** A step of the state chain in the head. */
export interface Step {
  said: Said;
  state: 'done' | 'now' | 'todo';
}

/** New → snapshot → counts → populated → review → released → completed, and where it is. */
export function chainOf(s: Situation): Step[] {
  const phase = phaseOf(s);
  const steps: { said: Said; at: boolean; done: boolean }[] = [];
  const step = (key: string, at: boolean, done: boolean, values?: Said['values']) =>
    steps.push({ said: { key: `manager.step.${key}`, ...(values ? { values } : {}) }, at, done });
  const ended = ['Released', 'Completed', 'Closed'].includes(s.state);
  const fresh = s.snapshotAt !== null && !s.snapshotOutdated;
  step(phase === 'scope' ? 'scope' : 'new', phase === 'scope', fresh || s.started || ended);
  if (s.snapshotAt !== null)
    step('snapshotAt', phase === 'snapshot', s.session > 0 || ended, { at: s.snapshotAt });
  else step('snapshot', false, ended);
  const sessions = Math.max(1, s.session);
  for (let session = 1; session <= sessions; session++) {
    const last = session === sessions;
    step(
      'count',
      last && phase === 'counting',
      session < s.session || (s.session > 0 && phase !== 'counting'),
      {
        session,
      },
    );
  }
  // What is counted again, or was changed since, is to be populated again.
  const populated = s.populatedAt !== null && phase !== 'counting' && phase !== 'populate';
  if (populated) step('populatedAt', false, true, { at: s.populatedAt });
  else step('populate', phase === 'populate', ended);
  step('review', phase === 'review', ended);
  if (s.releasedAt !== null) step('releasedAt', phase === 'released', ended, { at: s.releasedAt });
  else step('released', phase === 'released', ended);
  step('completed', phase === 'completed', s.state === 'Completed' || s.state === 'Closed');
  if (s.state === 'Closed') step('closed', true, false);
  if (s.state === 'Void') step('void', true, false);
  return steps.map(({ said, at, done }) => ({ said, state: at ? 'now' : done ? 'done' : 'todo' }));
}
