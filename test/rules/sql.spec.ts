import type { Dialect } from '../../src/database/dialect.js';
import { mssql } from '../../src/database/mssql.js';
import { postgres } from '../../src/database/postgres.js';
import { all, Fragment, join, list, often, raw, type Sql, sql } from '../../src/database/sql.js';

const said = (statement: Sql, dialect = postgres) => statement.render(dialect as Dialect);

test('values become parameters in their order, wherever they stand', () => {
  const inner = sql`b = ${'two'} AND c = ${'three'}`;

  expect(said(sql`a = ${'one'} AND ${inner} AND d = ${'four'}`)).toEqual({
    text: 'a = $1 AND b = $2 AND c = $3 AND d = $4',
    parameters: ['one', 'two', 'three', 'four'],
  });
});

test('each vendor says its own word', () => {
  const word = new Fragment(({ name }) => (name === 'mssql' ? sql`TOP ${1}` : sql`LIMIT ${1}`));

  expect(said(sql`${word}`).text).toBe('LIMIT $1');
  expect(said(sql`${word}`, mssql).text).toMatch(/^TOP @/);
});

test('a NUL that somebody sent is its picture', () => {
  expect(said(sql`${'a\0b\0'}`).parameters).toEqual(['a␀b␀']);
});

test('conditions keep to themselves: all of them, also of alternatives', () => {
  expect(said(all([sql`a OR b`, sql`c`])).text).toBe('(a OR b) AND (c)');
  expect(said(all([])).text).toBe('1 = 1');
});

test('parts in a row', () => {
  expect(said(join([raw('a'), raw('b'), raw('c')])).text).toBe('a, b, c');
  expect(said(join([raw('a'), raw('b')], ' AND ')).text).toBe('a AND b');
  expect(said(join([])).text).toBe('');
  expect(said(sql`IN (${list([7, 8])})`)).toEqual({ text: 'IN ($1, $2)', parameters: [7, 8] });
});

test('a statement that runs often has a name, the same for the same words', () => {
  const plan = (statement: Sql) => said(statement).text as unknown as { name: string; text: string };
  const [one, same, other] = [sql`a = ${1}`, sql`a = ${2}`, sql`b = ${1}`].map((s) => plan(often(s)));

  expect(one?.text).toBe('a = $1');
  expect(one?.name).toBe(same?.name);
  expect(one?.name).not.toBe(other?.name);
});
