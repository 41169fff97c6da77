import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { iso, uuid } from '../database/words.js';
import { type Listing, type Page, readList } from './paging.js';
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
    const { id: key } = await findReconciliation(this.database, actor, id);
    const listing = await readList<Remembered & { before: string | null; after: string | null }>(
      this.database,
      page,
      {
        name: 'history',
        columns: sql`h.event_id AS id, ${iso(sql`h.at`)} AS at, h.event, h.subject, h.subject_id AS "subjectId", h.login,
        h.user_name AS name, h.source, h."before", h."after"`,
        from: sql`${own.history} h`,
        where: [sql`h.reconciliation_id = ${uuid(key)}`, ...without.map((event) => sql`h.event <> ${event}`)],
        keys: [
          { by: sql`h.at`, type: 'moment', descending: true },
          { by: sql`h.event_id`, type: 'id' },
        ],
      },
    );
    const parsed = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));
    return {
      ...listing,
      items: listing.items.map((event) => ({
        ...event,
        before: parsed(event.before),
        after: parsed(event.after),
      })),
    };
  }
}
