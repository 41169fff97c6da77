import { randomBytes } from 'node:crypto';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { Tokens } from '../../src/access/tokens.js';
import { Issuer } from '../support/issuer.js';

const secret = randomBytes(32).toString('hex');
const key = (text: string) => new TextEncoder().encode(text);
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const signed = (claims: Record<string, unknown>, by = secret, alg = 'HS256') =>
  new SignJWT({ sub: 'mira', exp: inSeconds(60), ...claims }).setProtectedHeader({ alg }).sign(key(by));

describe('a shared secret', () => {
  const tokens = new Tokens({ secret, issuer: 'erp', audience: 'count' });
  const claims = { iss: 'erp', aud: 'count' };

  test('speaks for its subject', async () => {
    expect(await tokens.loginOf(await signed(claims))).toBe('mira');
    expect(await tokens.loginOf(await tokens.issue('ivo'))).toBe('ivo');
  });

  test.each([
    ['signed by somebody else', () => signed(claims, randomBytes(32).toString('hex'))],
    ['signed with another algorithm', () => signed(claims, secret, 'HS512')],
    ['not signed', async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"mira","exp":9999999999}')}.`],
    ['from another issuer', () => signed({ ...claims, iss: 'other' })],
    ['for another audience', () => signed({ ...claims, aud: 'other' })],
    ['without an end', () => signed({ ...claims, exp: undefined })],
    ['without a subject', () => signed({ ...claims, sub: undefined })],
    ['expired for longer than clocks differ', () => signed({ ...claims, exp: inSeconds(-90) })],
    ['not valid for longer than clocks differ', () => signed({ ...claims, nbf: inSeconds(90) })],
    ['no token at all', async () => 'nonsense'],
  ])('%s: nobody', async (_, make) => {
    expect(await tokens.loginOf(await make())).toBeNull();
  });

  test('clocks may differ by a minute', async () => {
    expect(await tokens.loginOf(await signed({ ...claims, exp: inSeconds(-30) }))).toBe('mira');
    expect(await tokens.loginOf(await signed({ ...claims, nbf: inSeconds(30) }))).toBe('mira');
  });

  test('without secret and keys there is no way to check anything', () => {
    expect(() => new Tokens({})).toThrow('need a secret');
  });
});

describe('keys of an issuer', () => {
  let issuer: Issuer;
  let tokens: Tokens;
  beforeEach(async () => {
    issuer = await Issuer.open();
    tokens = new Tokens({ jwksUrl: `${issuer.url}/keys`, issuer: issuer.url, audience: issuer.clientId });
  });
  afterEach(() => issuer.close());

  /** Asks until there is an answer; an issuer is not asked more than once a second. */
  async function until(token: string): Promise<string> {
    for (;;) {
      const login = await tokens.loginOf(token);
      if (login) return login;
      await new Promise(setImmediate);
    }
  }

  test('a token of the issuer speaks for its subject; the keys are fetched once', async () => {
    expect(await tokens.loginOf(await issuer.token({ sub: 'mira' }))).toBe('mira');
    expect(await tokens.loginOf(await issuer.token({ sub: 'ivo' }))).toBe('ivo');
    expect(issuer.looks).toBe(1);
  });

  test('a subject that is no text is nobody', async () => {
    expect(await tokens.loginOf(await issuer.token({ sub: 5 as never }))).toBeNull();
  });

  test('a new key is fetched when a token names it; the old one is worth nothing then', async () => {
    const old = await issuer.token({ sub: 'ivo' });
    await tokens.loginOf(old);

    await issuer.rotate();

    expect(await until(await issuer.token({ sub: 'mira' }))).toBe('mira');
    expect(issuer.looks).toBe(2);
    expect(await tokens.loginOf(old)).toBeNull();
  });

  test('a hundred made-up keys do not make us ask a hundred times', async () => {
    await tokens.loginOf(await issuer.token({ sub: 'mira' }));
    const { privateKey } = await generateKeyPair('ES256');
    const forged = (kid: string) =>
      new SignJWT({ sub: 'mira', iss: issuer.url, aud: issuer.clientId, exp: inSeconds(60) })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
    const began = Date.now();

    const logins = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => tokens.loginOf(await forged(`made-up-${n}`))),
    );
    // Those that come at once would share a look; these come one after the other.
    for (let n = 50; n < 100; n++) logins.push(await tokens.loginOf(await forged(`made-up-${n}`)));

    expect(logins.every((login) => login === null)).toBe(true);
    expect(issuer.looks).toBeLessThanOrEqual(2 + (Date.now() - began) / 1_000);
  });

  test.each([
    ['RS256', 'mira'],
    ['ES256', 'mira'],
    ['PS256', null],
    ['ES384', null],
    ['EdDSA', null],
  ])('signed by %s: %s, though the key is the issuer’s', async (alg, login) => {
    await issuer.rotate(alg);

    expect(await tokens.loginOf(await issuer.token({ sub: 'mira' }))).toBe(login);
  });

  test('the public key is no secret: signed with it by HS256 a token is forged', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const pem = await exportSPKI(publicKey);

    expect(await tokens.loginOf(await signed({ iss: issuer.url, aud: issuer.clientId }, pem))).toBeNull();
  });

  test.each([
    ['another audience', { aud: 'other' }],
    ['another issuer', { iss: 'https://elsewhere.example' }],
  ])('%s: nobody', async (_, claims) => {
    expect(await tokens.loginOf(await issuer.token({ sub: 'mira', ...claims }))).toBeNull();
  });

  test('an issuer that does not answer is not the caller’s fault, and is forgotten', async () => {
    issuer.down = true;
    await expect(tokens.loginOf(await issuer.token({ sub: 'mira' }))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'token.keys-unavailable',
    });

    issuer.down = false;

    expect(await tokens.loginOf(await issuer.token({ sub: 'mira' }))).toBe('mira');
  });
});
