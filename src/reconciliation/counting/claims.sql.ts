import { raw, type Sql, sql } from '../../database/sql.js';
import { addSeconds, now } from '../../database/words.js';

/** A claim ends after 15 minutes without a scan of who made it (terminal.md). */
const SECONDS = -15 * 60;

/** Whether a side row of a line (`alias`) is claimed at this moment. */
export const claimAlive = (alias: Sql): Sql =>
  sql`(${alias}.claimed_by IS NOT NULL AND ${alias}.last_scan_at > ${addSeconds(now, raw(String(SECONDS)))})`;
