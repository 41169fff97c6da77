import type { Actor } from '../../access/actor.js';

/** Whom the terminal speaks to, and the clock on the wall there. */
export interface Voice {
  actor: Actor;
  timeZone: string;
}

/** Whether a worker record is the actor's. */
export const isMine = ({ workers }: Actor, workerId: string | null): boolean =>
  workers.some((worker) => worker.workerId === workerId);
