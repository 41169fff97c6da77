import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { moment, now } from '../database/words.js';
import { type Refusal, refuse } from '../errors.js';
import { SignInOptions } from './sign-in-options.js';

/** Whom launch codes are for: a bearer token signed with the same secret is none. */
export const LAUNCH_AUDIENCE = 'warehouse-reconciliation/launch';
const LIFETIME = 120;
const SKEW = 30;

/**
 * Launch codes: the ERP opens us for somebody who is signed in there. A code is a JWT signed with
 * HS256 by the shared secret: `sub` the ERP login, `aud` as above, `jti` unguessable, `iat`, and `exp`
 * at most two minutes later.
 */
@Injectable()
export class Launches {
  constructor(
    private readonly database: Database,
    private readonly options: SignInOptions,
  ) {}

  /** The ERP login a code stands for, once. Throws `launch.invalid`, `launch.expired` or `launch.used`. */
  async redeem(code: string): Promise<string> {
    const { sub, jti, iat, exp } = await this.read(code);
    // A signed claim may be of any type.
    if (!isText(sub) || !isText(jti) || !iat || !exp || exp - iat > LIFETIME) throw invalid();
    const hash = createHash('sha256').update(jti).digest('hex');
    const expires = new Date((exp + SKEW) * 1000).toISOString();
    try {
      await this.database.transaction(async (tx) => {
        await tx.run(sql`DELETE FROM ${own.launches} WHERE expires_at < ${now}`);
        await tx.run(sql`INSERT INTO ${own.launches} (code_hash, login, expires_at)
          VALUES (${hash}, ${sub.slice(0, 64)}, ${moment(expires)})`);
      });
    } catch (error) {
      if (this.database.dialect.duplicateOf(error) === null) throw error;
      throw refuse('forbidden', 'launch.used', 'This link was used already. Open it from the ERP again.');
    }
    return sub;
  }

  private async read(code: string): Promise<JWTPayload> {
    const { launchSecret } = this.options.of;
    if (!launchSecret) throw refuse('unknown', 'launch.none', 'The ERP opens nothing here.');
    try {
      const { payload } = await jwtVerify(code, new TextEncoder().encode(launchSecret), {
        algorithms: ['HS256'],
        audience: LAUNCH_AUDIENCE,
        clockTolerance: SKEW,
        maxTokenAge: LIFETIME,
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw refuse('forbidden', 'launch.expired', 'This link is too old. Open it from the ERP again.');
      }
      throw invalid();
    }
  }
}

const isText = (claim: unknown): claim is string => typeof claim === 'string' && claim !== '';

const invalid = (): Refusal =>
  refuse('forbidden', 'launch.invalid', 'This link is not valid. Open it from the ERP again.');
