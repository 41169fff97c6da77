import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database, type Reader } from '../../database/database.js';
import { all, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { TRUE, uuid } from '../../database/words.js';
import { conditionsOf } from '../details/filter.js';
import { ofDetails } from '../details/narrowed.js';
import { findReconciliation, type Reconciliation } from '../reconciliation.js';
import { type Figures, noFigures, readFigures } from '../reconciliation-figures.js';

/** What a manager sees of a reconciliation at a glance. */
export interface Seen extends Figures {
  /** Rows on which something moved while they were counted. */
  movedDuring: number;
  openExceptions: number;
}

/** A reconciliation in figures. */
@Injectable()
export class Overview {
  constructor(private readonly database: Database) {}

  /** The figures of a reconciliation now. Throws `reconciliation.unknown`. */
  async of(actor: Actor, id: string): Promise<Seen> {
    const found = await findReconciliation(this.database, actor, id);
    const figures = (await readFigures(this.database, [found.id])).get(found.id) ?? noFigures;
    return {
      ...figures,
      toPopulate: figures.toPopulate + (await stale(this.database, found)),
      movedDuring: await count(
        this.database,
        sql`${own.facts} WHERE reconciliation_id = ${uuid(found.id)} AND moved = ${TRUE} AND moved_during <> 0`,
      ),
      openExceptions: await count(
        this.database,
        sql`${own.exceptions} WHERE reconciliation_id = ${uuid(found.id)} AND state = 'open'`,
      ),
    };
  }
}

/** Finished rows whose counts changed after they were populated. */
async function stale(reader: Reader, { id }: Reconciliation): Promise<number> {
  const conditions = await conditionsOf(reader, id, { reviewStatus: 'Finished', counted: true, stale: true });
  return count(reader, sql`${ofDetails.from} WHERE ${all(conditions)}`);
}

async function count(reader: Reader, from: ReturnType<typeof sql>): Promise<number> {
  const [row] = await reader.query<{ rows: number | string }>(sql`SELECT COUNT(*) AS "rows" FROM ${from}`);
  return Number(row?.rows ?? 0);
}
