import { all, join, raw, sql } from '../../src/database/sql.js';
import { text } from '../../src/database/words.js';
import { type Sort, sorting, sorts } from '../../src/reconciliation/details/details.js';
import { conditionsOf, type DetailFilter } from '../../src/reconciliation/details/filter.js';
import { ofDetails } from '../../src/reconciliation/details/narrowed.js';
import { writeCursor } from '../../src/reconciliation/paging.js';
import { measure, median } from '../measure.js';
import type { World } from '../world.js';
import { filtersOf } from './filters.js';

const ROWS = 50;
const FAR = 10_000;

/** One page of the grid: how long the server took for it. */
export interface PageTime {
  filter: string;
  sort: Sort;
  page: 'first' | 'last';
  /** Number of the page. */
  no: number;
  rows: number;
  milliseconds: number;
}

/** Every filter in every order, its first page and its ten-thousandth (or its last, where it has fewer). */
export async function measureGrid(world: World, rounds: number, only?: RegExp): Promise<PageTime[]> {
  const found: PageTime[] = [];
  for (const [name, filter] of await filtersOf(world)) {
    if (only && !only.test(name)) continue;
    const rows = await sizeOf(world, filter);
    for (const sort of sorts) {
      const { narrowed, bySize } = sorting(sort, filter);
      const sorted = bySize ? await sizeOf(world, narrowed) : rows;
      const no = Math.min(FAR, Math.max(1, Math.ceil(sorted / ROWS)));
      const pages: ['first' | 'last', number, string | undefined][] = [['first', 1, undefined]];
      if (no > 1) pages.push(['last', no, await cursorTo(world, filter, sort, (no - 1) * ROWS)]);
      for (const [page, at, cursor] of pages) {
        const times: number[] = [];
        for (let round = 0; round < rounds; round++) {
          const run = await measure(() =>
            world.details.list(world.manager, world.reconciliationId, filter, { limit: ROWS, cursor }, sort),
          );
          times.push(run.milliseconds);
        }
        found.push({ filter: name, sort, page, no: at, rows: sorted, milliseconds: median(times) });
      }
    }
    const slowest = Math.max(...found.filter((one) => one.filter === name).map((one) => one.milliseconds));
    console.error(`${name}: ${rows} rows, slowest page ${Math.round(slowest)} ms`);
  }
  return found;
}

async function sizeOf(world: World, filter: DetailFilter): Promise<number> {
  const conditions = await conditionsOf(world.database, world.reconciliationId, filter);
  const [row] = await world.database.query<{ rows: string }>(
    sql`SELECT ${text(sql`COUNT(*)`)} AS "rows" FROM ${ofDetails.from} WHERE ${all(conditions)}`,
  );
  return Number(row?.rows);
}

/** The cursor that a person has who turned so many rows' pages. */
async function cursorTo(world: World, filter: DetailFilter, sort: Sort, after: number): Promise<string> {
  const { name, keys, row: of, narrowed, bySize } = sorting(sort, filter);
  const conditions = await conditionsOf(world.database, world.reconciliationId, narrowed, of, bySize);
  const [row] = await world.database.query<Record<string, unknown>>(sql`
    SELECT ${join(keys.map((key, i) => sql`${text(sql`${key.by}`)} AS ${raw(`"k${i}"`)}`))}
    FROM ${of.from} WHERE ${all(conditions)}
    ORDER BY ${join(keys.map((key) => sql`${key.by}${raw(key.descending ? ' DESC' : '')}`))}
    OFFSET ${raw(String(after - 1))} ROWS FETCH NEXT 1 ROWS ONLY`);
  return writeCursor(
    `details:${name}`,
    keys.map((_, i) => String(row?.[`k${i}`])),
  );
}
