import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, now, TRUE, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { refuse, unknown } from '../errors.js';
import { remember } from '../reconciliation/history.js';
import { type Actor, must } from './actor.js';

const derive = promisify(scrypt) as (pin: string, salt: Buffer, length: number) => Promise<Buffer>;
const badgeKey = (badge: string) => createHash('sha256').update(badge.trim()).digest('hex');
const TRIES = 5;
const LOCK_SECONDS = 900;

/** `salt:hash`, by scrypt: slow and memory-hard on purpose, a PIN is short. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64')}:${(await derive(pin, salt, 32)).toString('base64')}`;
}

async function matches(pin: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split(':');
  const expected = Buffer.from(key, 'base64');
  return timingSafeEqual(expected, await derive(pin, Buffer.from(salt, 'base64'), expected.length));
}

/** Badge and PIN of workers. */
@Injectable()
export class Pins {
  private readonly decoy = hashPin(randomBytes(8).toString('hex'));

  constructor(private readonly database: Database) {}

  /** A manager gives a worker a new PIN (4 to 12 digits) and, if given, a badge. Lifts a lock. */
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
    const [worker] = await tx.query(sql`
      SELECT 1 AS one FROM ${erp.workers} WHERE "Warehouse_Worker_Id" = ${uuid(workerId)} AND "User_Id" IS NOT NULL`);
    if (!worker) throw unknown('worker', workerId);
    const badgeHash = badge ? badgeKey(badge) : null;
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
    await remember(tx, actor, {
      reconciliationId: null,
      subject: 'worker',
      subjectId: workerId,
      event: 'pin.set',
    });
  }

  /**
   * The user that a badge or login and a PIN stand for. Five wrong PINs lock the worker for a quarter
   * of an hour. Throws `sign-in.wrong` (never which of the two was wrong) or `sign-in.locked`.
   */
  async check(badgeOrLogin: string, pin: string): Promise<string> {
    const [found] = await this.database.query<{
      workerId: string;
      userId: string;
      hash: string;
      locked: number;
    }>(this.candidates(badgeOrLogin));
    const right = await matches(pin, found?.hash ?? (await this.decoy));
    if (!found) throw wrong();
    if (Number(found.locked) === 1) {
      throw refuse(
        'forbidden',
        'sign-in.locked',
        'Too many wrong PINs. Wait 15 minutes, or let a manager set a new one.',
      );
    }
    await this.database.transaction((tx) =>
      tx.run(
        right
          ? sql`UPDATE ${own.pins} SET failed = 0, locked_until = NULL WHERE worker_id = ${uuid(found.workerId)} AND failed > 0`
          : sql`UPDATE ${own.pins} SET
              locked_until = CASE WHEN failed + 1 >= ${TRIES} THEN ${addSeconds(now, LOCK_SECONDS)} ELSE NULL END,
              failed = CASE WHEN failed + 1 >= ${TRIES} THEN 0 ELSE failed + 1 END
            WHERE worker_id = ${uuid(found.workerId)}`,
      ),
    );
    if (!right) throw wrong();
    return found.userId;
  }

  private candidates(badgeOrLogin: string): Sql {
    return sql`
      SELECT p.worker_id AS "workerId", u."User_Id" AS "userId", p.pin_hash AS hash,
        CASE WHEN p.locked_until > ${now} THEN 1 ELSE 0 END AS locked
      FROM ${own.pins} p
      JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = p.worker_id
      JOIN ${erp.users} u ON u."User_Id" = w."User_Id" AND u."Active" = ${TRUE}
      WHERE p.badge_hash = ${badgeKey(badgeOrLogin)} OR LOWER(u."Login") = LOWER(${badgeOrLogin.trim()})
      ORDER BY CASE WHEN p.badge_hash = ${badgeKey(badgeOrLogin)} THEN 0 ELSE 1 END
      OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`;
  }
}

const wrong = () => refuse('forbidden', 'sign-in.wrong', 'Badge, login or PIN is wrong. Try again.');
