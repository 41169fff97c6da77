import { availableParallelism, loadavg } from 'node:os';
import { sorts } from '../../src/reconciliation/details/details.js';
import type { PageTime } from './grid.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
/** The server may take so long for a page, in milliseconds. */
const LIMIT = 100;

/** A row for each filter: rows, then for each order the first page and the last that was looked at. */
export function gridReport(engine: string, rounds: number, times: readonly PageTime[]): string {
  const filters = [...new Set(times.map(({ filter }) => filter))];
  const at = (filter: string, sort: string, page: string) =>
    times.find((one) => one.filter === filter && one.sort === sort && one.page === page);
  const shown = (one: PageTime | undefined) => (one ? whole.format(one.milliseconds) : '');
  const lines = filters.map((filter) => {
    const rows = at(filter, 'lineNo', 'first')?.rows ?? 0;
    const cells = sorts.map((sort) =>
      [shown(at(filter, sort, 'first')), shown(at(filter, sort, 'last'))].filter(Boolean).join(' / '),
    );
    return [filter, whole.format(rows), ...cells].join(' | ');
  });
  const over = times.filter(({ milliseconds }) => milliseconds > LIMIT).length;
  return `# The grid

${engine}; Node.js ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} at the end; median of ${rounds}.

Milliseconds on the server for a page of 50 rows with its total, through the service: the first page / the
ten-thousandth, or the last where there are fewer. Sorted by difference or value a list holds the rows
that differ. ${whole.format(times.length - over)} of ${whole.format(times.length)} pages took up to ${LIMIT} ms.

| filter | rows | ${sorts.join(' | ')} |
|---|--:|${sorts.map(() => '--:').join('|')}|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
