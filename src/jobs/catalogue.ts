import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';

/** Told by the work how far it is, 0 to 100. */
export type Progress = (percent: number) => void;

/** A kind of background work: one handler each, whoever rings. */
export interface Task {
  name: string;
  /** Refuses at once what would fail anyway; in the transaction that writes the job's row. */
  check(tx: Tx, actor: Actor, subjectId: string, payload: Record<string, unknown>): Promise<unknown>;
  /** The work. Safe to repeat: what is done already is told, not done again. */
  run(
    actor: Actor,
    subjectId: string,
    payload: Record<string, unknown>,
    progress: Progress,
  ): Promise<unknown>;
}

/** Every kind of background work there is. */
export class Catalogue {
  private readonly tasks: ReadonlyMap<string, Task>;

  /** Throws when two tasks share a name. */
  constructor(tasks: readonly Task[]) {
    this.tasks = new Map(tasks.map((task) => [task.name, task]));
    if (this.tasks.size !== tasks.length) throw new Error('Two tasks share a name.');
  }

  /** Every name there is. */
  get names(): string[] {
    return [...this.tasks.keys()];
  }

  /** Throws on a name that is none: a job nobody can do must not wait for ever. */
  of(name: string): Task {
    const task = this.tasks.get(name);
    if (!task) throw new Error(`No task ${name}.`);
    return task;
  }
}
