import type { Tx } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { insertRows } from '../database/insert.js';
import { type Fragment, sql } from '../database/sql.js';
import type { Seed } from './random.js';

/** What every part of the demo is made with. */
export interface Making {
  tx: Tx;
  dialect: Dialect;
  seed: Seed;
  /** Midnight UTC of the day the demo is made for; everything in it lies before. */
  today: Date;
}

/** Inserts rows that have the same columns. */
export async function put(
  { tx }: Making,
  table: Fragment,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) =>
    columns.map((column) => {
      if (!(column in row)) throw new Error(`A row has no ${column}.`);
      return row[column];
    }),
  );
  await insertRows(tx, table, columns, values);
}

/**
 * Statistics of tables just filled, where the vendor does not mind them itself: without them it plans
 * as if the tables were empty.
 */
export async function gatherStatistics({ tx, dialect }: Making, tables: readonly Fragment[]): Promise<void> {
  for (const table of tables) {
    const statement = dialect.analyze(sql`${table}`);
    if (statement) await tx.run(statement);
  }
}

const DAY = 86_400_000;

/** A moment some days before the demo's today (a fraction is a time of day). */
export const daysAgo = ({ today }: Pick<Making, 'today'>, days: number): Date =>
  new Date(today.getTime() - Math.round(days * DAY));

/** A day as the date columns take it. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** A text in two languages as the ERP stores it. */
export const bilingual = (en: string, bg: string): string => JSON.stringify({ en, bg });
