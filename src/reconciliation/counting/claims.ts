import type { Tx } from '../../database/database.js';
import type { Lock } from '../../database/dialect.js';
import { often, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { now, uuid } from '../../database/words.js';
import { hourIn } from '../../erp/clock.js';
import { type Fault, refuse } from '../../errors.js';
import type { LineAt } from './lines-at.js';
import type { OrderInHand } from './order-in-hand.js';

/** Who is at a location already. */
export interface ClaimedBy {
  workerId: string;
  name: string;
  /** ISO 8601, UTC. */
  since: string;
}

/** What a worker's arrival at a location does to its claim. */
export type Claiming =
  /** Nobody is there, or he himself is. */
  | { outcome: 'mine' }
  /** Somebody else is there and he has joined knowingly. */
  | { outcome: 'joined'; by: ClaimedBy }
  /** Somebody else is there: he is asked, or warned. */
  | { outcome: 'theirs'; by: ClaimedBy };

/** Whose a location is for a worker, by its lines. */
export function whose(lines: readonly LineAt[], workerId: string): Claiming {
  const claim = lines.find(({ claimedBy }) => claimedBy !== null);
  if (!claim?.claimedBy || claim.claimedBy === workerId) return { outcome: 'mine' };
  const by = {
    workerId: claim.claimedBy,
    name: claim.claimedByName ?? '',
    since: claim.claimedSince ?? '',
  };
  return { outcome: claim.joined.includes(workerId) ? 'joined' : 'theirs', by };
}

/**
 * Claims a location of an order for the worker who is there: his from now on when nobody else's is
 * alive, kept alive when it is his. Another worker's claim stays: he joins it when he does so
 * `knowingly`, else the answer says whose it is. To be called under `locationLock`, with its lines.
 * Throws `line.counted-before` where he may count none of the lines.
 */
export async function claim(
  tx: Tx,
  order: OrderInHand,
  lines: readonly LineAt[],
  knowingly: boolean,
): Promise<Claiming> {
  const me = order.me.workerId;
  const [first] = lines;
  if (!first) return { outcome: 'mine' };
  if (lines.every((line) => line.avoid.includes(me))) throw countedBefore(first, order);
  const found = whose(lines, me);
  const open = lines.filter(({ state }) => state === 'open');
  const at = sql`order_id = ${uuid(order.id)} AND location_id = ${uuid(first.locationId)} AND state = 'open'`;
  if (found.outcome === 'mine' && open.length > 0) {
    const kept = open.every(({ claimedBy }) => claimedBy === me);
    const take: Sql = kept ? sql`` : sql`claimed_by = ${uuid(me)}, claimed_at = ${now}, joined = NULL, `;
    await tx.run(often(sql`UPDATE ${own.lines} SET ${take}last_scan_at = ${now} WHERE ${at}`));
  }
  if (found.outcome !== 'theirs' || !knowingly) return found;
  const joined = [...new Set([...lines.flatMap((line) => line.joined), me])].join(',');
  await tx.run(sql`UPDATE ${own.lines} SET joined = ${joined} WHERE ${at}`);
  return { outcome: 'joined', by: found.by };
}

/** The lock under which one worker at a time decides about a location of an order. */
export const locationLock = (order: { id: string }, locationId: string): Lock => ({
  name: `location:${order.id}:${locationId}`,
  mode: 'exclusive',
});

/** Ends the claim of a line, or of all lines of an order. */
export async function endClaims(tx: Tx, of: { lineId: string } | { orderId: string }): Promise<void> {
  const which =
    'lineId' in of
      ? sql`line_id = ${uuid(of.lineId)}`
      : sql`order_id = ${uuid(of.orderId)} AND claimed_by IS NOT NULL`;
  await tx.run(sql`
    UPDATE ${own.lines} SET claimed_by = NULL, claimed_at = NULL, last_scan_at = NULL, joined = NULL WHERE ${which}`);
}

/** The question whether to join somebody who is at the location. */
export const CLAIMED = 'location.claimed';

/** What a worker is asked about the claim of a location; nothing where it is his, or joined. */
export function claimFaults(lines: readonly LineAt[], { me }: OrderInHand, timeZone: string): Fault[] {
  const [line] = lines;
  const claim = whose(lines, me.workerId);
  return line && claim.outcome === 'theirs' ? [claimedFault(line, claim.by, timeZone)] : [];
}

/** Tells a worker that somebody else is at the location; in scans it is a question. */
export const claimedFault = (
  line: LineAt,
  { workerId, name, since }: ClaimedBy,
  timeZone: string,
): Fault => ({
  code: CLAIMED,
  message: `${name} has been at ${line.location} since ${hourIn(since, timeZone)}. Join, or take the next location.`,
  row: line.lineNo,
  field: 'locationId',
  value: { workerId, name, since },
});

/** A recount that must not be made by who counted the row before. */
export const countedBefore = (line: LineAt, { documentNo, me }: OrderInHand) =>
  refuse(
    'rule',
    'line.counted-before',
    `${me.name} counted ${line.location} before. Line ${line.lineNo} of ${documentNo} is for somebody else.`,
    { row: line.lineNo, field: 'locationId', value: me.workerId },
  );
