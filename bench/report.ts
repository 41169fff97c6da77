import { availableParallelism, totalmem } from 'node:os';
import { grown, middle, type Result } from './step.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const milliseconds = (value: number) => `${whole.format(value)} ms`;
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Time per row against that of the next smaller size: 1.00 is a straight line. */
function growth(result: Result, smaller: Result | undefined, side: 'ours' | 'bare'): string {
  if (!smaller) return '';
  const perRow = (of: Result) => middle(of[side]) / of.rows;
  return `×${(perRow(result) / perRow(smaller)).toFixed(2)}`;
}

/** The results as a table in Markdown. */
export function report(engine: string, rounds: number, results: readonly Result[]): string {
  const lines = results.map((result) => {
    const smaller = results
      .filter(({ step, positions }) => step === result.step && positions < result.positions)
      .at(-1);
    const [ours, bare] = [middle(result.ours), middle(result.bare)];
    return [
      result.step,
      whole.format(result.positions),
      whole.format(result.rows),
      milliseconds(ours),
      milliseconds(bare),
      (ours / bare).toFixed(2),
      growth(result, smaller, 'ours'),
      growth(result, smaller, 'bare'),
      megabytes(grown(result.ours)),
    ].join(' | ');
  });
  return `# Bench

${engine}; Node.js ${process.version}, ${availableParallelism()} cores, ${megabytes(totalmem())}; each ${rounds} times.

Ours: through the services, with every check, the hash, history and state. Bare: the barest SQL that
comes to the same rows in the same tables, in one transaction. Median of the runs. Growth: time per row
against that of the size before; 1.00 is a straight line. Memory: the most that the process grew by
during a run of ours.

| step | positions | rows | ours | bare | ratio | growth | growth, bare | memory |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
