import type { Sql } from '../src/database/sql.js';
import { measure, median, type Run } from './measure.js';
import type { World } from './world.js';

/** Something the product does, and the barest SQL that comes to the same rows. */
export interface Step {
  name: string;
  /** Makes what the step needs and the steps before have not left behind. */
  prepare(world: World): Promise<void>;
  /** Puts everything as it was before the step. Not measured. */
  reset(world: World): Promise<void>;
  /** Through the real service. */
  ours(world: World): Promise<unknown>;
  /** The same rows into the same tables, without a question asked. */
  bare(world: World): Promise<unknown>;
  /** One row that tells two outcomes apart; its `rows` is how many rows were written. */
  written(world: World): Sql;
}

export interface Result {
  step: string;
  positions: number;
  rows: number;
  ours: Run[];
  bare: Run[];
}

export const middle = (runs: readonly Run[]): number => median(runs.map(({ milliseconds }) => milliseconds));
/** The most that a run grew the process by. */
export const grown = (runs: readonly Run[]): number => Math.max(...runs.map(({ bytes }) => bytes));

/** Measures a step some times, ours and bare in turn, each from the same state. */
export async function run(step: Step, world: World, rounds: number): Promise<Result> {
  await step.prepare(world);
  const ours: Run[] = [];
  const bare: Run[] = [];
  const outcomes = new Set<string>();
  let rows = 0;
  const once = async (runs: Run[], work: (world: World) => Promise<unknown>) => {
    await step.reset(world);
    await world.settle();
    runs.push(await measure(() => work(world)));
    // What was written is looked at by a join, which wants to know how much it is.
    await world.settle();
    const [written] = await world.database.query<{ rows: number | string }>(step.written(world));
    outcomes.add(JSON.stringify(written));
    if (outcomes.size > 1) throw new Error(`${step.name}: not the same rows. ${[...outcomes].join(' ')}`);
    rows = Number(written?.rows);
  };
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) await once(bare, step.bare);
    await once(ours, step.ours);
    if (round % 2 === 1) await once(bare, step.bare);
  }
  // The next step goes on from what the product has written.
  await step.reset(world);
  await step.ours(world);
  return { step: step.name, positions: world.positions, rows, ours, bare };
}
