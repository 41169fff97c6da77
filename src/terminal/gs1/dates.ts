const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The year that two digits mean, seen from `today`: 49 years back to 50 years ahead (GS1 General
 * Specifications 7.12, the 51-year window).
 */
export function fullYear(yy: number, today: Date): number {
  const now = today.getUTCFullYear();
  const ahead = yy - (now % 100);
  const century = now - (now % 100) + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  return century + yy;
}

/**
 * `YYYYMMDD` as an ISO date. Day 00 is the last day of the month where `dayZero` allows it.
 * A date that does not exist gives what is wrong and at which of the eight digits.
 */
export function isoDate(yyyymmdd: string, dayZero: boolean): string | { wrong: string; at: number } {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6)];
  if (Number(month) < 1 || Number(month) > 12) return { wrong: `there is no month ${month}`, at: 4 };
  const last = daysIn(Number(year), Number(month));
  if (day === '00' && dayZero) return `${year}-${month}-${last}`;
  if (Number(day) < 1 || Number(day) > last)
    return { wrong: `${year}-${month} has no day ${day}, its last is ${last}`, at: 6 };
  return `${year}-${month}-${day}`;
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : MONTHS[month - 1]!;
}
