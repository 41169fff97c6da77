import { Refusal } from '../../src/errors.js';

/** What a verb refused with; fails when it did not refuse. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** The codes of every fault a verb refused with. */
export const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusalOf(work)).faults.map(({ code }) => code);
