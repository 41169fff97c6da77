import { hkdfSync } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';

/** Signs what is printed for others, with a key of its own made from the installation's secret. */
export class Signer {
  private readonly key: Uint8Array | null;

  /** Without a secret nothing is signed. */
  constructor(secret: string | undefined) {
    this.key = secret ? new Uint8Array(hkdfSync('sha256', secret, '', 'protocol of a release', 32)) : null;
  }

  /** A JWS (HS256, compact); the same content has the same. Null without a secret. */
  async sign(content: object): Promise<string | null> {
    if (!this.key) return null;
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    return new CompactSign(bytes)
      .setProtectedHeader({ alg: 'HS256', typ: 'release-protocol' })
      .sign(this.key);
  }

  /** What was signed here, or null for anything else. */
  async read(signature: string): Promise<Record<string, unknown> | null> {
    if (!this.key) return null;
    try {
      const { payload } = await compactVerify(signature.replaceAll(/\s/g, ''), this.key, {
        algorithms: ['HS256'],
      });
      return JSON.parse(new TextDecoder().decode(payload));
    } catch {
      return null;
    }
  }
}
