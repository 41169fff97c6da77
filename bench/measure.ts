/** One run: how long it took, and by how much the process grew meanwhile. */
export interface Run {
  milliseconds: number;
  /** Highest resident memory during the run, less that before it. */
  bytes: number;
}

const SAMPLE_EVERY = 20;

/** Runs some work and watches the clock and the process. */
export async function measure(work: () => Promise<unknown>): Promise<Run> {
  // With `--expose-gc`: what earlier work left behind is not this one's growth.
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let highest = before;
  const sample = () => {
    highest = Math.max(highest, process.memoryUsage.rss());
  };
  const sampler = setInterval(sample, SAMPLE_EVERY);
  const start = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  const milliseconds = performance.now() - start;
  sample();
  return { milliseconds, bytes: highest - before };
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[middle] ?? 0];
  return (low + high) / 2;
}
