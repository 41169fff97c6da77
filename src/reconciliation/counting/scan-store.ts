import { createHash } from 'node:crypto';
import type { Reader, Tx } from '../../database/database.js';
import { often, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { moment, uuid } from '../../database/words.js';
import { refuse } from '../../errors.js';
import type { OrderInHand } from './order-in-hand.js';

/** What must be the same when a scan is sent again, as a hash. */
export const contentHash = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex');

/**
 * The answer that was given to a scan, or undefined when it is new. A scan that was stored with other
 * content, for another order or by another person is refused: `scan.content-differs` (422).
 */
export async function findReply<Answer>(
  reader: Reader,
  scan: { scanId: string; orderId: string; userId: string; hash: string },
): Promise<Answer | undefined> {
  const [stored] = await reader.query<{ orderId: string; userId: string; hash: string; answer: string }>(sql`
    SELECT order_id AS "orderId", user_id AS "userId", content_hash AS "hash", answer AS "answer"
    FROM ${own.scans} WHERE scan_id = ${uuid(scan.scanId)}`);
  if (!stored) return undefined;
  const same =
    stored.orderId === scan.orderId && stored.userId === scan.userId && stored.hash.trim() === scan.hash;
  if (same) return JSON.parse(stored.answer) as Answer;
  throw refuse(
    'rule',
    'scan.content-differs',
    'A scan with this id was stored with other content. Send this one under an id of its own.',
    { field: 'scanId', value: scan.scanId },
  );
}

export interface NewScan {
  scanId: string;
  order: OrderInHand;
  userId: string;
  after: string | null;
  text: string;
  hash: string;
  /** By the server's clock. */
  scannedAt: Date;
  outcome: string;
  answer: unknown;
  /** What is in hand after it (JSON); absent: what was in hand before. */
  hand?: string;
  countId: string | null;
}

/**
 * Stores a scan with its answer, as the last of its outbox, whose lock the caller has. The key refuses
 * a second one with the same id.
 */
export async function storeScan(tx: Tx, scan: NewScan): Promise<void> {
  const before = sql`FROM ${own.scans} b WHERE b.order_id = ${uuid(scan.order.id)} AND b.user_id = ${uuid(scan.userId)}
    ORDER BY b.seq DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`;
  const hand = scan.hand === undefined ? sql`COALESCE((SELECT b.hand ${before}), '{}')` : sql`${scan.hand}`;
  await tx.run(
    often(sql`
    INSERT INTO ${own.scans} (scan_id, order_id, user_id, worker_id, after_id, text, content_hash, scanned_at,
      received_at, outcome, answer, hand, count_id, seq)
    SELECT ${uuid(scan.scanId)}, ${uuid(scan.order.id)}, ${uuid(scan.userId)}, ${uuid(scan.order.me.workerId)},
      ${uuid(scan.after)}, ${scan.text.slice(0, 2000)}, ${scan.hash}, ${moment(scan.scannedAt)},
      ${moment(new Date(scan.order.at))}, ${scan.outcome}, ${JSON.stringify(scan.answer)}, ${hand}, ${uuid(scan.countId)},
      COALESCE((SELECT b.seq ${before}), 0) + 1`),
  );
}
