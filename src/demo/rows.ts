import { raw, type Sql, sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import type { Seed } from './random.js';

/** Rows "n" from 0 up to `count`, as a table to select from; made of digits, so any database has them. */
export function numbers(count: number): Sql {
  const digits = [...String(Math.max(1, count - 1))].map((_, i, all) => all.length - 1 - i);
  const n = digits.map((place) => `d${place}."d" * ${10 ** place}`).join(' + ');
  const from = digits.map(
    (place) => `(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d${place} ("d")`,
  );
  return raw(`(SELECT ${n} AS "n" FROM ${from.join(' CROSS JOIN ')} WHERE ${n} < ${count})`);
}

/** A whole number as text of that width, zeros before it. */
export const padded = (n: Sql, width: number): Sql =>
  sql`RIGHT(CONCAT(${raw(`'${'0'.repeat(width)}'`)}, CAST(${n} AS varchar(12))), ${raw(String(width))})`;

/** Ids counted up: one for each row number, of a kind of its own for each seed. */
export const countedId =
  (seed: Seed, kind: string) =>
  (n: Sql): ReturnType<typeof uuid> =>
    uuid(sql`CONCAT(${raw(`'${seed.id('counted', kind).slice(0, 24)}'`)}, ${padded(n, 12)})`);

/**
 * A number that looks random but is the row's: 0 up to `below`. `n` is cast, or a million rows times
 * a factor is more than an integer holds.
 */
export const scattered = (seed: Seed, kind: string, n: Sql, below: number): Sql =>
  sql`CAST((CAST(${n} AS bigint) * ${raw(String(seed.int(10_000, 90_000, 'scatter', kind) * 2 + 1))} + ${raw(
    String(seed.int(0, 1_000_000, 'start', kind)),
  )}) % ${raw(String(below))} AS integer)`;
