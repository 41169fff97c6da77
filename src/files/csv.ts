import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { type Cell, isFormula, readable, type Table } from './cell.js';

/**
 * A table as CSV (RFC 4180): commas, UTF-8 with the mark that Excel wants. A text that a spreadsheet
 * would run as a formula gets an apostrophe in front; our own numbers stay numbers. Rows are asked for
 * as fast as they are read.
 */
export const csvOf = (table: Table): Readable => Readable.from(lines(table), { objectMode: false });

async function* lines({ columns, rows }: Table): AsyncGenerator<string> {
  yield `\ufeff${written([columns])}`;
  for await (const some of rows) yield written(some);
}

const written = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map(text)),
    { record_delimiter: '\r\n' },
  );

function text(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.decimal ?? '';
  const shown = readable(cell);
  return isFormula(shown) ? `'${shown}` : shown;
}
