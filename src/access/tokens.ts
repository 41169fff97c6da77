import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { refuse } from '../errors.js';

/** How bearer tokens are checked: one shared secret, or the keys of an issuer. */
export interface TokenOptions {
  secret?: string;
  jwksUrl?: string;
  issuer?: string;
  audience?: string;
}

/** Seconds that clocks may differ. */
const SKEW = 60;
/** Milliseconds between two looks at an issuer's keys for one that we do not know. */
const REFETCH = 1_000;

/** Checks bearer tokens. `sub` is the ERP's login. Which way is configured fixes the algorithms. */
export class Tokens {
  private readonly verify: (token: string) => Promise<{ payload: { sub?: unknown } }>;

  constructor(private readonly options: TokenOptions) {
    const { secret, jwksUrl, issuer, audience } = options;
    if (!jwksUrl && !secret) throw new Error('Tokens need a secret or the address of an issuer’s keys.');
    const common = { clockTolerance: SKEW, requiredClaims: ['sub', 'exp'], issuer, audience };
    if (jwksUrl) {
      // A key that was changed is looked for at once; made-up ones do not make us ask all the time.
      const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: REFETCH });
      this.verify = (token) => jwtVerify(token, keys, { ...common, algorithms: ['RS256', 'ES256'] });
    } else {
      const key = new TextEncoder().encode(secret);
      this.verify = (token) => jwtVerify(token, key, { ...common, algorithms: ['HS256'] });
    }
  }

  /**
   * The login a token speaks for, or null when it is forged, expired or for somebody else. Throws
   * `token.keys-unavailable` while the issuer's keys cannot be read.
   */
  async loginOf(token: string): Promise<string | null> {
    try {
      const { sub } = (await this.verify(token)).payload;
      return typeof sub === 'string' ? sub : null;
    } catch (error) {
      if (!isOutage(error)) return null;
      throw refuse(
        'unavailable',
        'token.keys-unavailable',
        'The keys of the tokens’ issuer cannot be read. Try again shortly.',
      );
    }
  }

  /** A token for a login, for demo and tests; only with a shared secret. */
  async issue(login: string, lifetime = '12h'): Promise<string> {
    const jwt = new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(login)
      .setIssuedAt()
      .setExpirationTime(lifetime);
    if (this.options.issuer) jwt.setIssuer(this.options.issuer);
    if (this.options.audience) jwt.setAudience(this.options.audience);
    return jwt.sign(new TextEncoder().encode(this.options.secret));
  }
}

/** Whether the issuer's keys could not be fetched; every other error is the token's fault. */
const isOutage = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
  error instanceof TypeError;
