import { raw } from '../../src/database/sql.js';
import { Refusal } from '../../src/errors.js';
import {
  type Key,
  type KeyType,
  readCursor,
  readPage,
  writeCursor,
} from '../../src/reconciliation/paging.js';

const keys: Key[] = [
  { by: raw('a'), type: 'text' },
  { by: raw('b'), type: 'id' },
];
const id = '0b8fc711-59a0-4e72-8f10-a5878eb00000';
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return [(error as Refusal).kind, (error as Refusal).code];
  }
  return 'taken';
};

describe('a cursor', () => {
  it('gives back the place it was made of', () => {
    const place = ['Стелаж "A"-01', id];
    expect(readCursor(writeCursor('shelves', place), { name: 'shelves', keys })).toEqual(place);
  });

  const bare = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['noise', '%%%'],
    ['empty', ''],
    ['no list', bare({ name: 'shelves' })],
    ['another list', writeCursor('drawers', ['a', id])],
    ['too short', writeCursor('shelves', ['a'])],
    ['too long', writeCursor('shelves', ['a', id, id])],
    ['not an id', writeCursor('shelves', ['a', "' OR 1 = 1"])],
    ['a zero byte', writeCursor('shelves', ['a\0', id])],
    ['a number for text', bare(['shelves', 1, id])],
  ])('somebody made up is refused: %s', (_, cursor) => {
    expect(codeOf(() => readCursor(cursor, { name: 'shelves', keys }))).toEqual([
      'malformed',
      'cursor.invalid',
    ]);
  });

  it.each<[KeyType, string]>([
    ['integer', '99999999999'],
    ['integer', '1.5'],
    ['integer', '3000000000'],
    ['decimal', '1e9'],
    ['moment', '2026-13-01T00:00:00.000Z'],
    ['moment', '2026-01-01'],
    ['moment', '0000-01-01T00:00:00.000Z'],
  ])('refuses what is no %s: %s', (type, value) => {
    const of = { name: 'n', keys: [{ by: raw('a'), type }] };
    expect(codeOf(() => readCursor(writeCursor('n', [value]), of))).toEqual(['malformed', 'cursor.invalid']);
  });
});

describe('the page a request asks for', () => {
  it('is 50 rows from the start unless it says otherwise', () => {
    expect(readPage({})).toEqual({ limit: 50 });
    expect(readPage({ limit: '1000', cursor: 'x' })).toEqual({ limit: 1000, cursor: 'x' });
  });

  it.each(['0', '1001', '-1', '1.5', 'ten', ['1', '2']])('is refused with limit %s', (limit) => {
    expect(codeOf(() => readPage({ limit }))).toEqual(['malformed', 'limit.out-of-range']);
  });
});
