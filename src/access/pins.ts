import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, iso, now, TRUE, text, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { activeToday } from '../erp/workers.js';
import { refuse, unknown } from '../errors.js';
import { type Actor, must } from './actor.js';
import { type Event, remember } from './history.js';
import { hashPin, matchesPin } from './pin-hash.js';

const badgeKey = (badge: string) => createHash('sha256').update(badge.trim()).digest('hex');
const TRIES = 5;
const LOCK_SECONDS = 900;

/** A worker and how he can sign in at a terminal. */
export interface WorkerAccess {
  id: string;
  name: string;
  warehouse: string;
  login: string;
  hasPin: boolean;
  hasBadge: boolean;
  /** Until then he is kept out, after too many wrong PINs. */
  lockedUntil: string | null;
}

/** Badge and PIN of workers. */
@Injectable()
export class Pins {
  private readonly decoy = hashPin(randomBytes(8).toString('hex'));

  constructor(private readonly database: Database) {}

  /** Active workers who have a user, by name; for a manager. */
  async list(actor: Actor): Promise<WorkerAccess[]> {
    must(actor, 'manager');
    const rows = await this.database.query<
      Omit<WorkerAccess, 'hasPin' | 'hasBadge'> & { pin: string | null; badge: string | null }
    >(sql`
      SELECT w."Warehouse_Worker_Id" AS id, w."Warehouse_Worker_Name" AS name, h."Warehouse_Name" AS warehouse,
        u."Login" AS login, p.pin_hash AS pin, p.badge_hash AS badge,
        CASE WHEN p.locked_until > ${now} THEN ${iso(sql`p.locked_until`)} ELSE NULL END AS "lockedUntil"
      FROM ${erp.workers} w
      JOIN ${erp.users} u ON u."User_Id" = w."User_Id" AND u."Active" = ${TRUE}
      JOIN ${erp.warehouses} h ON h."Warehouse_Id" = w."Warehouse_Id"
      LEFT JOIN ${own.pins} p ON p.worker_id = w."Warehouse_Worker_Id"
      WHERE ${activeToday}`);
    return rows
      .map(({ pin, badge, ...worker }) => ({
        ...worker,
        name: textIn(worker.name, actor.language),
        warehouse: textIn(worker.warehouse, actor.language),
        hasPin: pin !== null,
        hasBadge: badge !== null,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, actor.language));
  }

  /**
   * A manager gives a worker a new PIN (4 to 12 digits) and, if given, a badge. Lifts a lock and signs
   * the worker out everywhere: whoever found his handheld is out.
   */
  async set(actor: Actor, workerId: string, pin: string, badge?: string): Promise<void> {
    must(actor, 'manager');
    if (!/^\d{4,12}$/.test(pin))
      throw refuse('rule', 'pin.malformed', 'A PIN is 4 to 12 digits.', {
        field: 'pin',
        allowed: '4 to 12 digits',
      });
    const hash = await hashPin(pin);
    await this.database.transaction((tx) => this.write(tx, actor, workerId, hash, badge));
  }

  /** As `set`, for a worker who has no PIN yet: a demo starts again with the PINs it had. */
  async setOnce(actor: Actor, workerId: string, pin: string, badge: string): Promise<void> {
    const [there] = await this.database.query(
      sql`SELECT 1 AS one FROM ${own.pins} WHERE worker_id = ${uuid(workerId)}`,
    );
    if (!there) await this.set(actor, workerId, pin, badge);
  }

  private async write(tx: Tx, actor: Actor, workerId: string, hash: string, badge?: string): Promise<void> {
    await tx.lock(`pin:${workerId}`);
    const userId = await this.userOf(tx, workerId);
    const old = await kept(tx, workerId);
    const badgeHash = badge ? badgeKey(badge) : (old?.badge ?? null);
    if (badgeHash) {
      const [other] = await tx.query(sql`
        SELECT 1 AS one FROM ${own.pins} WHERE badge_hash = ${badgeHash} AND worker_id <> ${uuid(workerId)}`);
      if (other)
        throw refuse('rule', 'badge.taken', 'Another worker has this badge. Use another one.', {
          field: 'badge',
        });
    }
    await tx.run(sql`DELETE FROM ${own.pins} WHERE worker_id = ${uuid(workerId)}`);
    await tx.run(sql`
      INSERT INTO ${own.pins} (worker_id, badge_hash, pin_hash, failed, changed_at, changed_by)
      VALUES (${uuid(workerId)}, ${badgeHash}, ${hash}, 0, ${now}, ${actor.login})`);
    await tx.run(sql`DELETE FROM ${own.sessions} WHERE user_id = ${uuid(userId)}`);
    await this.told(tx, actor, workerId, {
      event: 'pin.set',
      before: {
        hasPin: old !== undefined,
        hasBadge: Boolean(old?.badge),
        lockedUntil: old?.lockedUntil ?? null,
      },
      after: { hasPin: true, hasBadge: badgeHash !== null, newBadge: badge !== undefined, lockedUntil: null },
    });
  }

  /** A manager lets a worker in again who was locked out. His PIN stays as it is. */
  async unlock(actor: Actor, workerId: string): Promise<void> {
    must(actor, 'manager');
    await this.database.transaction(async (tx) => {
      await tx.lock(`pin:${workerId}`);
      await this.userOf(tx, workerId);
      const old = await kept(tx, workerId);
      const lifted = await tx.run(sql`UPDATE ${own.pins} SET failed = 0, locked_until = NULL
        WHERE worker_id = ${uuid(workerId)} AND (failed > 0 OR locked_until IS NOT NULL)`);
      if (lifted === 0) return;
      await this.told(tx, actor, workerId, {
        event: 'pin.unlocked',
        before: { failed: Number(old?.failed), lockedUntil: old?.lockedUntil ?? null },
        after: { failed: 0, lockedUntil: null },
      });
    });
  }

  /**
   * The user that a badge or login and a PIN stand for. Five wrong PINs lock the worker for a quarter
   * of an hour. Throws `sign-in.wrong` (never which of the two was wrong) or `sign-in.locked`.
   */
  async check(badgeOrLogin: string, pin: string): Promise<string> {
    const [found] = await this.database.query<{ workerId: string; userId: string; hash: string }>(
      this.candidates(badgeOrLogin),
    );
    // A try is taken before the PIN is looked at: a hundred guesses at once are still only five.
    const allowed = found ? await this.take(found.workerId) : true;
    if (!allowed) {
      throw refuse(
        'forbidden',
        'sign-in.locked',
        'Too many wrong PINs. Wait 15 minutes, or let a manager unlock you.',
      );
    }
    const right = await matchesPin(pin, found?.hash ?? (await this.decoy));
    if (!found || !right)
      throw refuse('forbidden', 'sign-in.wrong', 'Badge, login or PIN is wrong. Try again.');
    await this.database.transaction((tx) =>
      tx.run(
        sql`UPDATE ${own.pins} SET failed = 0, locked_until = NULL WHERE worker_id = ${uuid(found.workerId)}`,
      ),
    );
    return found.userId;
  }

  /** Counts a try of a worker. False when he has none left for now. */
  private async take(workerId: string): Promise<boolean> {
    const begun = await this.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.pins} SET
          failed = CASE WHEN locked_until IS NULL THEN failed + 1 ELSE 1 END,
          locked_until = CASE WHEN locked_until IS NULL AND failed + 1 >= ${TRIES}
            THEN ${addSeconds(now, LOCK_SECONDS)} ELSE NULL END
        WHERE worker_id = ${uuid(workerId)} AND (locked_until IS NULL OR locked_until <= ${now})`),
    );
    return begun > 0;
  }

  private async userOf(tx: Tx, workerId: string): Promise<string> {
    const [worker] = await tx.query<{ userId: string }>(sql`
      SELECT "User_Id" AS "userId" FROM ${erp.workers}
      WHERE "Warehouse_Worker_Id" = ${uuid(workerId)} AND "User_Id" IS NOT NULL`);
    if (!worker) throw unknown('worker', workerId);
    return worker.userId;
  }

  private told = (tx: Tx, actor: Actor, workerId: string, what: Pick<Event, 'event' | 'before' | 'after'>) =>
    remember(tx, actor, { reconciliationId: null, subject: 'worker', subjectId: workerId, ...what });

  /** By badge, else by login as it was typed, else in any letters' case; of several PINs of one person the newest. */
  private candidates(badgeOrLogin: string): Sql {
    return sql`
      SELECT p.worker_id AS "workerId", u."User_Id" AS "userId", p.pin_hash AS hash
      FROM ${own.pins} p
      JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = p.worker_id AND ${activeToday}
      JOIN ${erp.users} u ON u."User_Id" = w."User_Id" AND u."Active" = ${TRUE}
      WHERE p.badge_hash = ${badgeKey(badgeOrLogin)} OR LOWER(u."Login") = LOWER(${badgeOrLogin.trim()})
      ORDER BY CASE WHEN p.badge_hash = ${badgeKey(badgeOrLogin)} THEN 0
          WHEN u."Login" = ${badgeOrLogin.trim()} THEN 1 ELSE 2 END,
        p.changed_at DESC, ${text(sql`p.worker_id`)}
      OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`;
  }
}

interface Kept {
  badge: string | null;
  failed: number | string;
  lockedUntil: string | null;
}

/** What is kept of a worker's sign-in, without the PIN. */
async function kept(tx: Tx, workerId: string): Promise<Kept | undefined> {
  const [row] = await tx.query<Kept>(sql`
    SELECT badge_hash AS badge, failed, ${iso(sql`locked_until`)} AS "lockedUntil"
    FROM ${own.pins} WHERE worker_id = ${uuid(workerId)}`);
  return row;
}
