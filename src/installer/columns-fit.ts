import type { FoundColumn } from '../database/catalog.js';
import { type ColumnFact, type ColumnWords, readColumn } from '../database/columns.js';
import type { ColumnWord } from '../database/dialect.js';
import { error, type Finding, warning } from './finding.js';

const texts = ['character varying', 'character', 'text', 'nvarchar', 'varchar', 'nchar', 'char', 'ntext'];
const moments = ['timestamp without time zone', 'datetime', 'datetime2', 'smalldatetime'];

/** The vendors' types that hold what a word stands for. */
const fitting: Record<ColumnWord, readonly string[]> = {
  id: ['uuid', 'uniqueidentifier'],
  boolean: ['boolean', 'bit'],
  integer: ['integer', 'int', 'bigint'],
  smallint: ['smallint', 'integer', 'int', 'bigint', 'tinyint'],
  tinyint: ['smallint', 'integer', 'int', 'bigint', 'tinyint'],
  decimal: ['numeric', 'decimal'],
  varchar: texts,
  char: texts,
  text: texts,
  binary: ['bytea', 'varbinary', 'image'],
  date: ['date', ...moments],
  datetime: moments,
  moment: moments,
  rowversion: ['bigint', 'timestamp', 'rowversion'],
};

/** How a column is used. */
export interface Wanted {
  /** As people know it: `Gen_Products.Part_Number`. */
  name: string;
  words: ColumnWords;
  writes: boolean;
}

/** What does not fit of a column; `found` is what the database has in its place. */
export function misfits(wanted: Wanted, found: FoundColumn | undefined): Finding[] {
  const { name, words, writes } = wanted;
  const fact = readColumn(words);
  if (!found)
    return [
      error(
        'column.missing',
        `${name} is not there, or this user may not see it.`,
        'If it has another name, bind it (BINDING_FILE); else the ERP is too old, or a right is missing.',
      ),
    ];
  if (!fitting[fact.word].includes(found.type))
    return [
      error(
        'column.type',
        `${name} is ${found.type}; it must hold ${fact.word}${fact.length}.`,
        'Bind the right column (BINDING_FILE), or bind a view that converts it.',
      ),
    ];
  return [...tooSmall(wanted, fact, found), ...emptiness(name, fact, found, writes)];
}

function tooSmall({ name, writes }: Wanted, fact: ColumnFact, found: FoundColumn): Finding[] {
  const [size = 0, scale = 0] = fact.length.replace(/[()]/g, '').split(',').map(Number);
  const level = writes ? error : warning;
  if (fact.word === 'decimal' && found.precision !== null && found.scale !== null) {
    if (found.scale < scale || found.precision - found.scale < size - scale)
      return [
        level(
          'column.size',
          `${name} is ${found.type}(${found.precision},${found.scale}), less than ${fact.word}${fact.length}.`,
          'Quantities with more digits would be refused or rounded. Widen it with your ERP vendor, or bind another column.',
        ),
      ];
  }
  const isText = fact.word === 'varchar' || fact.word === 'char' || fact.word === 'text';
  if (writes && isText && found.length !== null && found.length >= 0 && found.length < (size || 4_000))
    return [
      error(
        'column.size',
        `${name} takes ${found.length} characters; we write up to ${size || '4,000 and more'}.`,
        'Widen it with your ERP vendor, or bind another column.',
      ),
    ];
  return [];
}

function emptiness(name: string, fact: ColumnFact, found: FoundColumn, writes: boolean): Finding[] {
  if (writes && fact.nullable && !found.nullable && !found.filled)
    return [
      error(
        'column.not-null',
        `${name} may not be empty, but we leave it empty at times.`,
        'Ask your ERP vendor what belongs there, or bind another column.',
      ),
    ];
  if (!fact.nullable && found.nullable && fact.word !== 'rowversion')
    return [
      warning(
        'column.nullable',
        `${name} may be empty here; we expect a value in every row.`,
        'Look for rows where it is empty: they may be left out.',
      ),
    ];
  return [];
}

/** Columns of a table we add rows to that want a value we do not give. */
export const unfilled = (
  table: string,
  found: readonly FoundColumn[],
  given: (column: string) => boolean,
): Finding[] =>
  found
    .filter(({ name, nullable, filled }) => !nullable && !filled && !given(name))
    .map(({ name }) =>
      error(
        'column.required',
        `${table}.${name} wants a value in every new row, and we do not know it.`,
        'Give it a default in the ERP (its vendor can), or ask us for a release that fills it.',
      ),
    );
