import type { Release } from '../reconciliation/release/release.js';
import type { Snapshot } from '../reconciliation/snapshot/snapshot.js';
import type { Task } from './catalogue.js';

/** Everything that is done in the background; each rings one verb. */
export const tasksOf = (verbs: { snapshot: Snapshot; release: Release }): Task[] => [
  {
    name: 'snapshot',
    check: (tx, actor, id) => verbs.snapshot.check(tx, actor, id),
    run: (actor, id, _, progress) => verbs.snapshot.generate(actor, id, progress),
  },
  {
    name: 'release',
    check: (tx, actor, id) => verbs.release.check(tx, actor, id),
    run: (actor, id, payload, progress) => verbs.release.run(actor, id, payload, progress),
  },
];
