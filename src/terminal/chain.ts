import type { Reader } from '../database/database.js';
import { often, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { iso, uuid } from '../database/words.js';
import { contentHash } from '../reconciliation/counting/scan-store.js';
import { emptyHand, type Hand, handOf, startingHand } from './hand.js';
import type { Scan, ScanResult } from './scan.js';

interface Row {
  which: 'own' | 'before' | 'last';
  orderId: string;
  userId: string;
  hash: string;
  answer: string;
  hand: string;
  scannedAt: string;
}

/** Where a scan stands among those the server has. */
export type Place =
  /** It is stored already; this was its answer. */
  | { kind: 'replay'; result: ScanResult; hand: Hand }
  /** Its id is another scan's. */
  | { kind: 'differs' }
  /** The scan before it has not come. It is sent again from there. */
  | { kind: 'missing' }
  /** New: this is in hand; `notBefore`: when the scan before it was made (ISO 8601, UTC). */
  | { kind: 'next'; hand: Hand; notBefore: string | null };

/**
 * What makes a scan another one. Not what it comes after: a chain that begins anew sends the same scans
 * after others. Nor its time, which a device may write down again.
 */
export const scanHash = ({ text, answer }: Scan): string => contentHash([text, answer ?? null]);

/** The place of a scan in the chain of its outbox, whose lock the caller has. One statement. */
export async function placeOf(reader: Reader, scan: Scan, orderId: string, userId: string): Promise<Place> {
  const columns = sql`order_id AS "orderId", user_id AS "userId", content_hash AS "hash", answer AS "answer",
    hand AS "hand", ${iso(sql`scanned_at`)} AS "scannedAt"`;
  const rows = await reader.query<Row>(
    often(sql`
    SELECT 'own' AS "which", ${columns} FROM ${own.scans} WHERE scan_id = ${uuid(scan.scanId)}
    UNION ALL SELECT 'before', ${columns} FROM ${own.scans} WHERE scan_id = ${uuid(scan.after)}
    UNION ALL SELECT 'last', l.* FROM (
      SELECT ${columns} FROM ${own.scans} WHERE order_id = ${uuid(orderId)} AND user_id = ${uuid(userId)}
      ORDER BY seq DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY) l`),
  );
  const [same, before, last] = (['own', 'before', 'last'] as const).map((which) =>
    rows.find((row) => row.which === which),
  );
  const mine = (row: Row | undefined) => row?.orderId === orderId && row.userId === userId;
  if (same)
    return mine(same) && same.hash.trim() === scanHash(scan)
      ? { kind: 'replay', result: JSON.parse(same.answer) as ScanResult, hand: handOf(same.hand) }
      : { kind: 'differs' };
  if (scan.after !== null && !before) return { kind: 'missing' };
  if (before && mine(before)) return { kind: 'next', hand: handOf(before.hand), notBefore: before.scannedAt };
  // The start of an outbox, or a device that was in another order, or another person's, just before.
  return {
    kind: 'next',
    hand: startingHand(last ? handOf(last.hand) : null, scan.scanId),
    notBefore: last?.scannedAt ?? null,
  };
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * When a scan was made, by the server's clock: the device's, corrected by how far the device was off
 * when it sent. Never later than now nor earlier than the scan before it; a time of more than a day ago
 * is a clock that was set meanwhile.
 */
export function momentOf(
  scannedAt: string,
  { sentAt, now, notBefore }: { sentAt: string; now: string; notBefore: string | null },
): Date {
  const server = Date.parse(now);
  const corrected = server - (Date.parse(sentAt) - Date.parse(scannedAt));
  const believed = corrected > server || server - corrected > DAY ? server : corrected;
  const floor = notBefore === null ? believed : Math.min(Date.parse(notBefore), server);
  return new Date(Math.max(believed, floor));
}

/** The last scan of a person in an order: what was in hand after it, and its answer if it was one of ours. */
export async function lastScan(
  reader: Reader,
  orderId: string,
  userId: string,
): Promise<{ scanId: string | null; hand: Hand; answer: ScanResult | null }> {
  const [last] = await reader.query<{ scanId: string; hand: string; answer: string }>(
    often(sql`
    SELECT scan_id AS "scanId", hand, answer FROM ${own.scans}
    WHERE order_id = ${uuid(orderId)} AND user_id = ${uuid(userId)}
    ORDER BY seq DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`),
  );
  if (!last) return { scanId: null, hand: emptyHand, answer: null };
  const answer = JSON.parse(last.answer) as Partial<ScanResult>;
  // A count that came without a scan has an answer of its own kind.
  return {
    scanId: last.scanId,
    hand: handOf(last.hand),
    answer: answer.outcome ? (answer as ScanResult) : null,
  };
}
