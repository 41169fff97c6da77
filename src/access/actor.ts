import { refuse } from '../errors.js';

export type Role = 'manager' | 'worker' | 'clerk';

/** Where a person is an active worker. */
export interface WorkerOf {
  workerId: string;
  warehouseId: string;
}

/** The person who asks. Every verb takes one. */
export interface Actor {
  userId: string;
  login: string;
  name: string;
  /** `en`, `bg`, … */
  language: string;
  roles: ReadonlySet<Role>;
  workers: readonly WorkerOf[];
  /** Address and program the request came from, for the history. */
  source: string;
  /** The job that does it for the person; the history tells it. */
  jobId?: string;
}

/** Refuses a person without the role. */
export function must(actor: Actor, role: Role): void {
  if (!actor.roles.has(role)) {
    throw refuse('forbidden', 'access.role-missing', `This needs the role ${role}.`, {
      value: [...actor.roles],
      allowed: role,
    });
  }
}

/** The actor's worker record in a warehouse, if he is one there. */
export const workerIn = (actor: Actor, warehouseId: string): string | undefined =>
  actor.workers.find((w) => w.warehouseId === warehouseId)?.workerId;
