import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { all, raw, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { refuse, unknown } from '../../errors.js';
import type { Count } from '../counting/count-rows.js';
import { Counts } from '../counting/counts.js';
import { type Key, type Listing, type ListOf, type Page, readEach, readList } from '../paging.js';
import { exact, shown } from '../quantity.js';
import { findReconciliation } from '../reconciliation.js';
import { type Detail, readDetails } from './detail-rows.js';
import {
  conditionsOf,
  type DetailFilter,
  factsOf,
  isAboutDiffering,
  namesOneThing,
  needsFacts,
} from './filter.js';
import { type Narrowed, ofDetails, ofDiffering } from './narrowed.js';

/** What a list can be sorted by; `-` before it: descending. */
export const sorts = ['lineNo', '-lineNo', 'difference', '-difference', 'value', '-value'] as const;
export type Sort = (typeof sorts)[number];

/** What is behind a detail. */
export interface DetailBehind extends Detail {
  /** Every count of its position, void ones and those of other sessions too, oldest first. */
  counts: Count[];
  /** What each session counted, beside the snapshot; void counts left out. */
  sessions: { session: number; quantityBase: string }[];
}

/** The selection's size and what it is worth. */
export interface Sum {
  rows: number;
  less: string;
  more: string;
}

/** Rows that an export reads at once: more is not faster. */
const AT_A_TIME = 2_000;

/** Details: the rows that are counted and reviewed. */
@Injectable()
export class Details {
  constructor(
    private readonly database: Database,
    private readonly counts: Counts,
  ) {}

  /**
   * Details of a filter, in walking order or by difference or value (rows with a difference only, all
   * others have none). Throws `reconciliation.unknown` (404), `sort.unknown`, `cursor.invalid` (400).
   */
  async list(
    actor: Actor,
    id: string,
    filter: DetailFilter,
    page: Page,
    sort = 'lineNo',
  ): Promise<Listing<Detail>> {
    const of = await this.listOf(actor, id, filter, sort);
    const listing = await readList<{ id: string }>(this.database, page, of);
    return { ...listing, items: await this.shown(actor, listing.items) };
  }

  /** The same, all of them, a few thousand at a time. Refusals come before the first. */
  async each(
    actor: Actor,
    id: string,
    filter: DetailFilter,
    sort = 'lineNo',
  ): Promise<AsyncGenerator<Detail[]>> {
    const of = await this.listOf(actor, id, filter, sort);
    const read = async function* (this: Details) {
      for await (const items of readEach<{ id: string }>(this.database, of, AT_A_TIME)) {
        yield await this.shown(actor, items);
      }
    };
    return read.call(this);
  }

  private async listOf(actor: Actor, id: string, filter: DetailFilter, sort: string): Promise<ListOf> {
    const { id: key } = await findReconciliation(this.database, actor, id);
    const { name, keys, row, narrowed, bySize } = sorting(sort, filter);
    const facts = factsOf(key, narrowed);
    return {
      name: `details:${name}`,
      columns: sql`${row.id} AS "id"`,
      from: row.from,
      where: await conditionsOf(this.database, key, narrowed, row, bySize),
      keys,
      ...(facts ? { countFrom: sql`${own.facts} f`, countWhere: facts } : {}),
      estimate: () => this.estimate(key),
    };
  }

  private shown(actor: Actor, items: readonly { id: string }[]): Promise<Detail[]> {
    return readDetails(
      this.database,
      actor,
      items.map((item) => item.id),
    );
  }

  /** One detail with its counts and sessions. Throws `detail.unknown` (404). */
  async find(actor: Actor, id: string, detailId: string): Promise<DetailBehind> {
    const { id: key } = await findReconciliation(this.database, actor, id);
    const [here] = await this.database.query(sql`
      SELECT 1 AS one FROM ${erp.details}
      WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(detailId)} AND "Warehouse_Reconciliation_Id" = ${uuid(key)}`);
    const [detail] = here ? await readDetails(this.database, actor, [detailId]) : [];
    if (!detail) throw unknown('detail', detailId);
    const { items } = await this.counts.list(actor, key, { detailId }, { limit: 1_000 });
    const sessions = new Map([[0, exact(detail.snapshotQuantityBase)]]);
    for (const count of items) {
      if (!count.void) {
        sessions.set(count.session, (sessions.get(count.session) ?? exact(0)).plus(count.quantityBase));
      }
    }
    return {
      ...detail,
      counts: items.toReversed(),
      sessions: [...sessions]
        .sort(([a], [b]) => a - b)
        .map(([session, quantity]) => ({ session, quantityBase: quantity.toFixed() })),
    };
  }

  /** How many rows a filter has and what their differences are worth, less and more apart. */
  async sum(actor: Actor, id: string, filter: DetailFilter): Promise<Sum> {
    const { id: key } = await findReconciliation(this.database, actor, id);
    const conditions = await conditionsOf(this.database, key, filter);
    const worth = (sign: '<' | '>') => sql`COALESCE(SUM(CASE WHEN f.difference_value ${raw(sign)} 0
      THEN f.difference_value END), 0)`;
    const [row] = await this.database.query<{ rows: string; less: string; more: string }>(sql`
      SELECT ${text(sql`COUNT(*)`)} AS "rows", ${text(worth('<'))} AS "less", ${text(worth('>'))} AS "more"
      FROM ${ofDetails.from} WHERE ${all(conditions)}`);
    return {
      rows: Number(row?.rows ?? 0),
      less: shown(row?.less ?? '0') ?? '0',
      more: shown(row?.more ?? '0') ?? '0',
    };
  }

  /** Lines are consecutive: the highest is about the number of rows. */
  private async estimate(key: string): Promise<number> {
    const [row] = await this.database.query<{ lines: number | null }>(sql`
      SELECT MAX("Line_No") AS "lines" FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(key)}`);
    return row?.lines ?? 0;
  }
}

/** How a filter's rows are read in an order. */
interface Sorting {
  /** The order, for the cursor. */
  name: string;
  keys: Key[];
  row: Narrowed;
  /** The filter; by size it holds the rows that differ. */
  narrowed: DetailFilter;
  bySize: boolean;
}

/**
 * How a filter's rows are sorted. Rows without a difference all have the same one: sorted by it they
 * stand in walking order. Throws `sort.unknown` (400).
 */
export function sorting(sort: string, filter: DetailFilter = {}): Sorting {
  if (!sorts.includes(sort as Sort)) {
    throw refuse('malformed', 'sort.unknown', `Details are not sorted by ${sort}.`, {
      field: 'sort',
      value: sort,
      allowed: sorts,
    });
  }
  const descending = sort.startsWith('-');
  const by = filter.hasDifference === false ? 'lineNo' : sort.replace('-', '');
  const bySize = by !== 'lineNo';
  const narrowed = bySize ? { ...filter, hasDifference: true } : filter;
  const row = isAboutDiffering(narrowed) ? ofDiffering : ofDetails;
  const line: Key = {
    by: needsFacts(narrowed) ? sql`f.line_no` : sql`d."Line_No"`,
    type: 'integer',
    descending,
  };
  const id: Key = { by: row.id, type: 'id' };
  if (!bySize) return { name: sort, keys: [line, id], row, narrowed, bySize };
  const column = by === 'value' ? sql`f.difference_value` : sql`f.difference`;
  // A sum is in no index: what one thing has is not looked for along all differences.
  const size: Key = {
    by: namesOneThing(filter) ? sql`(${column} + 0)` : column,
    type: 'decimal',
    descending,
  };
  return { name: sort, keys: [size, line, id], row, narrowed, bySize };
}
