import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';

/** How bearer tokens are checked: one shared secret, or the keys of an issuer. */
export interface TokenOptions {
  secret?: string;
  jwksUrl?: string;
  issuer?: string;
  audience?: string;
}

/** Checks bearer tokens. `sub` is the ERP's login. */
export class Tokens {
  private readonly verify: (token: string) => Promise<{ payload: { sub?: string } }>;

  constructor(private readonly options: TokenOptions) {
    const { secret, jwksUrl, issuer, audience } = options;
    const common = { clockTolerance: 60, requiredClaims: ['sub', 'exp'], issuer, audience };
    if (jwksUrl) {
      const keys = createRemoteJWKSet(new URL(jwksUrl));
      this.verify = (token) => jwtVerify(token, keys, { ...common, algorithms: ['RS256', 'ES256'] });
    } else {
      const key = new TextEncoder().encode(secret);
      this.verify = (token) => jwtVerify(token, key, { ...common, algorithms: ['HS256'] });
    }
  }

  /** The login a token speaks for, or null when it is forged, expired or for somebody else. */
  async loginOf(token: string): Promise<string | null> {
    try {
      return (await this.verify(token)).payload.sub ?? null;
    } catch {
      return null;
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
