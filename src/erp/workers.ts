import { type Sql, sql } from '../database/sql.js';
import { now, TRUE } from '../database/words.js';

/** Condition: the worker `w` with the user `u` works on a day of the ERP (`2026-11-23`). */
export const activeOn = (day: string): Sql => sql`w."Is_Active" = ${TRUE} AND u."Active" = ${TRUE}
  AND w."Active_From" <= CAST(${day} AS date) AND (w."Active_To" IS NULL OR w."Active_To" >= CAST(${day} AS date))`;

/** Condition: the worker `w`, whose user has signed in, works today by the database's clock. */
export const activeToday: Sql = sql`w."Is_Active" = ${TRUE} AND w."Active_From" <= CAST(${now} AS date)
  AND (w."Active_To" IS NULL OR w."Active_To" >= CAST(${now} AS date))`;
