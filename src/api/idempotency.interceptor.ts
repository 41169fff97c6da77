import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { catchError, from, mergeMap, type Observable, of, throwError } from 'rxjs';
import { Database } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { addSeconds, now, uuid } from '../database/words.js';
import { refuse } from '../errors.js';
import { problemOf } from './problem.filter.js';
import { type Asked, requestOf } from './request.js';

const KEPT_SECONDS = 24 * 3600;
/** A first request that has not answered for so long has died with its process. */
const DEAD_SECONDS = 600;

/** `Idempotency-Key`: the same key and body gives the same answer, however often it is sent. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly database: Database) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = requestOf(context);
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || typeof key !== 'string' || !request.actor) return next.handle();
    if (key.length > 200)
      throw refuse('malformed', 'idempotency.key-too-long', 'The key has at most 200 characters.');
    const response = context.switchToHttp().getResponse<Response>();
    const mine = which(request, key);
    return from(this.claim(request, key, mine)).pipe(
      mergeMap((before) => {
        if (before) {
          response.status(before.status);
          if (before.headers) response.set(JSON.parse(before.headers));
          return of(before.body === null ? undefined : JSON.parse(before.body));
        }
        return next.handle().pipe(
          mergeMap(async (body) => {
            const location = response.getHeader('location');
            await this.keep(mine, response.statusCode, body, location ? { location } : null);
            return body;
          }),
          catchError((error) =>
            from(this.keepRefusal(mine, error)).pipe(mergeMap(() => throwError(() => error))),
          ),
        );
      }),
    );
  }

  private async claim(request: Asked, key: string, mine: Sql): Promise<Reply | null> {
    const hash = createHash('sha256')
      .update(JSON.stringify(request.body ?? null))
      .digest('hex');
    return this.database.transaction(async (tx) => {
      await tx.lock(`reply:${request.actor?.userId}:${key}`);
      await tx.run(sql`DELETE FROM ${own.replies} WHERE ${mine} AND (at < ${addSeconds(now, -KEPT_SECONDS)}
        OR (status IS NULL AND at < ${addSeconds(now, -DEAD_SECONDS)}))`);
      const [before] = await tx.query<Reply>(
        sql`SELECT body_hash AS hash, status, body, headers FROM ${own.replies} WHERE ${mine}`,
      );
      if (!before) {
        await tx.run(sql`INSERT INTO ${own.replies} (user_id, path, "key", body_hash, at)
          VALUES (${uuid(request.actor?.userId)}, ${request.path.slice(0, 200)}, ${key}, ${hash}, ${now})`);
        return null;
      }
      if (before.hash !== hash) {
        throw refuse(
          'rule',
          'idempotency.other-body',
          'This key was used with another body. Take a new key.',
          { value: key },
        );
      }
      if (before.status === null) {
        throw refuse(
          'conflict',
          'idempotency.running',
          'The first request with this key still runs. Wait for its answer.',
          { value: key },
        );
      }
      return before;
    });
  }

  private async keep(mine: Sql, status: number, body: unknown, headers: unknown): Promise<void> {
    await this.database.transaction((tx) =>
      tx.run(sql`UPDATE ${own.replies} SET status = ${status}, body = ${body === undefined ? null : JSON.stringify(body)},
        headers = ${headers ? JSON.stringify(headers) : null} WHERE ${mine}`),
    );
  }

  /** A refusal is no answer to keep: nothing was done, and what it depends on may change. */
  private async keepRefusal(mine: Sql, error: unknown): Promise<void> {
    if (problemOf(error).code.startsWith('idempotency.')) return;
    await this.database
      .transaction((tx) => tx.run(sql`DELETE FROM ${own.replies} WHERE ${mine}`))
      .catch(() => undefined);
  }
}

interface Reply {
  hash: string;
  status: number;
  body: string | null;
  headers: string | null;
}

const which = (request: Asked, key: string): Sql =>
  sql`user_id = ${uuid(request.actor?.userId)} AND path = ${request.path.slice(0, 200)} AND "key" = ${key}`;
