/** When something moved, as seen from the count of a row. */
export type When = 'before' | 'during' | 'after';

/** From the first to the last count of a row's session, ISO 8601, UTC; null while it is not counted. */
export interface Span {
  began: string;
  ended: string;
}

/**
 * When a movement happened (process.md, Movements while counting): before the first count of the row's
 * session, during it, or after. A movement that was booked up to `lag` seconds after the last count may
 * have happened during it. While a row is not counted everything is before.
 */
export function whenMoved(at: string, counted: Span | null, lag: number): When {
  if (counted === null || Date.parse(at) < Date.parse(counted.began)) return 'before';
  return Date.parse(at) <= Date.parse(counted.ended) + lag * 1000 ? 'during' : 'after';
}
