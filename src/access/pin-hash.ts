import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(scrypt) as (
  pin: string,
  salt: Buffer,
  length: number,
  options: ScryptOptions,
) => Promise<Buffer>;

// A PIN is short: each guess is to cost 32 MB and some tenths of a second (OWASP's third setting).
const STRENGTH = { ln: 15, r: 8, p: 3 } as const;

interface Strength {
  ln: number;
  r: number;
  p: number;
}

const run = (pin: string, salt: Buffer, { ln, r, p }: Strength) =>
  derive(pin, salt, 32, { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 256 });

/** A PIN as it is kept: `$scrypt$ln=15,r=8,p=3$salt$hash`, so that the strength can grow. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const { ln, r, p } = STRENGTH;
  const key = await run(pin, salt, STRENGTH);
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

const written = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/;

/** Whether a PIN is the one that was kept; takes equally long either way. */
export async function matchesPin(pin: string, kept: string): Promise<boolean> {
  const [, ln, r, p, salt = '', key = ''] = written.exec(kept) ?? [];
  if (!ln) return false;
  const expected = Buffer.from(key, 'base64');
  const strength = { ln: Number(ln), r: Number(r), p: Number(p) };
  const found = await run(pin, Buffer.from(salt, 'base64'), strength);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
