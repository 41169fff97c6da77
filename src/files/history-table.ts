import type { Remembered } from '../reconciliation/history-list.js';
import type { Cell, Table } from './cell.js';
import { wordsOf } from './words.js';

const names = ['at', 'event', 'subject', 'subjectId', 'login', 'name', 'source', 'before', 'after'] as const;

/** Who did what, as a table; before and after as JSON. */
export function historyTable(events: AsyncIterable<Remembered[]>, language: string): Table {
  const words = wordsOf(language);
  const json = (value: unknown): Cell => (value === undefined ? null : JSON.stringify(value));
  const rows = async function* () {
    for await (const some of events) {
      yield some.map((event) =>
        names.map((name) => (name === 'before' || name === 'after' ? json(event[name]) : event[name])),
      );
    }
  };
  return { name: words.history, columns: names.map((name) => words.column[name]), rows: rows() };
}
