import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { iso, uuid } from '../database/words.js';
import { type Listing, type ListOf, type Page, readEach, readList } from './paging.js';
import { findReconciliation } from './reconciliation.js';

/** One thing somebody did. */
export interface Remembered {
  id: string;
  at: string;
  event: string;
  subject: string;
  subjectId: string;
  login: string;
  name: string | null;
  source: string | null;
  /** What it was and what it became, where the event changes something. */
  before?: unknown;
  after?: unknown;
}

/** Who changed what in a reconciliation. */
@Injectable()
export class History {
  constructor(private readonly database: Database) {}

  /** Newest first, without some events. Throws `reconciliation.unknown` (404). */
  async list(
    actor: Actor,
    id: string,
    page: Page,
    without: readonly string[] = [],
  ): Promise<Listing<Remembered>> {
    const of = await this.listOf(actor, id, without);
    const listing = await readList<Row>(this.database, page, of);
    return { ...listing, items: listing.items.map(parsed) };
  }

  /** All of it, newest first, a few at a time. */
  async each(actor: Actor, id: string): Promise<AsyncGenerator<Remembered[]>> {
    const of = await this.listOf(actor, id, []);
    const read = async function* (this: History) {
      for await (const rows of readEach<Row>(this.database, of, 1_000)) yield rows.map(parsed);
    };
    return read.call(this);
  }

  private async listOf(actor: Actor, id: string, without: readonly string[]): Promise<ListOf> {
    const { id: key } = await findReconciliation(this.database, actor, id);
    return {
      name: 'history',
      columns: sql`h.event_id AS id, ${iso(sql`h.at`)} AS at, h.event, h.subject, h.subject_id AS "subjectId", h.login,
        h.user_name AS name, h.source, h."before", h."after"`,
      from: sql`${own.history} h`,
      where: [sql`h.reconciliation_id = ${uuid(key)}`, ...without.map((event) => sql`h.event <> ${event}`)],
      keys: [
        { by: sql`h.at`, type: 'moment', descending: true },
        { by: sql`h.event_id`, type: 'id' },
      ],
    };
  }
}

type Row = Remembered & { before: string | null; after: string | null };

const parsed = (event: Row): Remembered => {
  const read = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
  return { ...event, before: read(event.before), after: read(event.after) };
};
