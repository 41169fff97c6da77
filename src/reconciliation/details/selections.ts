import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { text, truth } from '../../database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import { exact } from '../quantity.js';
import { findReconciliation, isOpen } from '../reconciliation.js';
import { type Select, selectionSql } from './filter.js';
import { ofDetails } from './narrowed.js';

/** Selected rows that a change treats alike. */
export interface Group {
  status: ReviewStatus;
  /** A counted quantity stands there. */
  counted: boolean;
  rows: number;
  /** The first of them. */
  firstLine: number | null;
}

/** What is selected: how many rows, what their differences are worth, and what can be done with them. */
export interface Weight {
  rows: number;
  /** Value of what is less (0 or negative), of what is more, and both together. */
  less: string;
  more: string;
  net: string;
  groups: Group[];
  /** Something can be done with them: the reconciliation may still be changed. */
  open: boolean;
}

/** Selected details as a whole: what a manager is told before he acts on them. */
@Injectable()
export class Selections {
  constructor(private readonly database: Database) {}

  /** Counts and values a selection. Ids that are not of this reconciliation count for nothing. */
  async weigh(actor: Actor, id: string, select: Select): Promise<Weight> {
    const found = await findReconciliation(this.database, actor, id);
    const rows = await this.database.query<{
      status: string;
      counted: unknown;
      rows: number | string;
      firstLine: number | null;
      less: string;
      more: string;
    }>(sql`
      SELECT s.status AS "status", s.counted AS "counted", COUNT(*) AS "rows", MIN(s.line) AS "firstLine",
        ${text(sql`SUM(CASE WHEN s.value < 0 THEN s.value ELSE 0 END)`)} AS "less",
        ${text(sql`SUM(CASE WHEN s.value > 0 THEN s.value ELSE 0 END)`)} AS "more"
      FROM (
        SELECT d."Review_Status" AS status, ${truth(sql`d."Counted_Quantity" IS NOT NULL`)} AS counted,
          d."Line_No" AS line, f.difference_value AS value
        FROM ${ofDetails.from}
        WHERE d."Warehouse_Reconciliation_Detail_Id" IN (${await selectionSql(this.database, found.id, select)})) s
      GROUP BY s.status, s.counted`);
    const sum = (side: 'less' | 'more') => rows.reduce((total, row) => total.plus(row[side]), exact(0));
    const [less, more] = [sum('less'), sum('more')];
    return {
      rows: rows.reduce((total, row) => total + Number(row.rows), 0),
      less: less.toFixed(),
      more: more.toFixed(),
      net: less.plus(more).toFixed(),
      groups: rows.map(({ status, counted, rows, firstLine }) => ({
        status: reviewStatusOf(status),
        counted: Boolean(counted),
        rows: Number(rows),
        firstLine,
      })),
      open: isOpen(found),
    };
  }
}
