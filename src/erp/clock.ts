import type { Reader } from '../database/database.js';
import { often, sql } from '../database/sql.js';
import { iso, now } from '../database/words.js';

/** One moment, as the ERP's columns without `Utc` in their name hold it. */
export interface ErpMoment {
  /** The local time, as a date whose UTC reading is that time: what a `datetime` column is given. */
  time: Date;
  /** The local day: `2026-11-23`. */
  day: string;
}

/** A formatter takes longer to make than to use, and a site has one time zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

/** A moment on the wall clock of a time zone (IANA name). */
export function wallClock(at: Date, timeZone: string): ErpMoment {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  const thousandths = String(at.getUTCMilliseconds()).padStart(3, '0');
  return {
    time: new Date(`${day}T${part('hour')}:${part('minute')}:${part('second')}.${thousandths}Z`),
    day,
  };
}

/** The time of day of an ISO 8601 moment, as people there read it: `10:31`. */
export const hourIn = (iso: string, timeZone: string): string =>
  wallClock(new Date(iso), timeZone).time.toISOString().slice(11, 16);

/** The database's clock, read as the ERP's local time. */
export async function erpNow(reader: Reader, timeZone: string): Promise<ErpMoment> {
  const [row] = await reader.query<{ at: string }>(often(sql`SELECT ${iso(now)} AS "at"`));
  return wallClock(new Date((row as { at: string }).at), timeZone);
}
