import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKeyInput,
  type KeyObject,
} from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify, decodeProtectedHeader } from 'jose';
import type { Database, Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';

const PURPOSE = 'protocol';
const TYPE = 'release-protocol';

/** A public key as it is published (RFC 7517, RFC 8037). */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  /** Its thumbprint (RFC 7638). */
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

/** Signs what others are to be able to check without us: Ed25519, by the site's own key or one kept in the database. */
export class Signer {
  private known: Promise<KeyObject> | undefined;

  /** `given`: the site's own private key. */
  constructor(
    private readonly database: Database,
    private readonly given?: KeyObject,
  ) {}

  /** A JWS (EdDSA, compact); the same content has the same. */
  async sign(content: object): Promise<string> {
    const key = await this.key();
    return new CompactSign(new TextEncoder().encode(JSON.stringify(content)))
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: (await publicKeyOf(key)).kid })
      .sign(key);
  }

  /** What was signed here, or null for anything else. */
  read = async (signed: string): Promise<Record<string, unknown> | null> =>
    readSigned(signed, await this.key());

  /** What others check with. */
  publicKey = async (): Promise<PublicKey> => publicKeyOf(await this.key());

  private key(): Promise<KeyObject> {
    if (this.given) return Promise.resolve(this.given);
    this.known ??= this.keptOrMade().catch((error) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  /** Servers that need one at the same moment get the same. */
  private async keptOrMade(): Promise<KeyObject> {
    return (
      (await keptKey(this.database)) ??
      this.database.transaction(async (tx) => {
        await tx.lock(`key:${PURPOSE}`);
        const there = await keptKey(tx);
        if (there) return there;
        const { privateKey } = generateKeyPairSync('ed25519');
        const kept = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
        await tx.run(sql`INSERT INTO ${own.keys} (purpose, private_key) VALUES (${PURPOSE}, ${kept})`);
        return privateKey;
      })
    );
  }
}

/** The key that this database keeps; null while nothing was signed. */
export async function keptKey(reader: Reader): Promise<KeyObject | null> {
  const [row] = await reader.query<{ kept: string }>(
    sql`SELECT private_key AS "kept" FROM ${own.keys} WHERE purpose = ${PURPOSE}`,
  );
  return row
    ? createPrivateKey({ key: Buffer.from(row.kept, 'base64'), format: 'der', type: 'pkcs8' })
    : null;
}

/** A private key as PEM. Throws unless it is one for Ed25519. */
export function privateKeyOf(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('It is no Ed25519 key.');
  return key;
}

/** Public keys of a file: PEM, a JWK, or a set of these as it is published. Throws when there is none. */
export function publicKeysIn(text: string): KeyObject[] {
  const read = /^\s*\{/.test(text) ? JSON.parse(text) : text;
  const all: (string | JsonWebKeyInput['key'])[] = Array.isArray(read.keys) ? read.keys : [read];
  const keys = all.map((key) => createPublicKey(typeof key === 'string' ? key : { key, format: 'jwk' }));
  if (keys.length === 0) throw new Error('There is no key in it.');
  return keys;
}

/** The half of a key that is published. */
export async function publicKeyOf(key: KeyObject): Promise<PublicKey> {
  const { x = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
}

/** Which key somebody says that he signed with; null for what is no JWS. */
export function keyNamedIn(signed: string): string | null {
  try {
    return decodeProtectedHeader(withoutBreaks(signed)).kid ?? null;
  } catch {
    return null;
  }
}

/** What was signed with a key, or null: another key, another kind of thing, a changed byte. */
export async function readSigned(signed: string, key: KeyObject): Promise<Record<string, unknown> | null> {
  const text = withoutBreaks(signed);
  // The last letter of a signature has bits that mean nothing: another letter would pass.
  const [signature = ''] = text.split('.').slice(-1);
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return null;
  try {
    const publicKey = key.type === 'private' ? createPublicKey(key) : key;
    const { payload, protectedHeader } = await compactVerify(text, publicKey, { algorithms: ['EdDSA'] });
    return protectedHeader.typ === TYPE ? JSON.parse(new TextDecoder().decode(payload)) : null;
  } catch {
    return null;
  }
}

/** On paper it has line breaks. */
const withoutBreaks = (signed: string): string => signed.replaceAll(/\s/g, '');
