import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

interface Asked {
  nonce: string;
  challenge: string;
  returnTo: string;
}

/**
 * An issuer on a port of its own: keys that change, and the few pages of OpenID Connect that a sign-in
 * goes through. It insists on PKCE and lets everybody in as `person`.
 */
export class Issuer {
  readonly clientId = 'count';
  person = 'mira';
  /** Changes the identity token before it is signed. */
  claims: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  /** How often somebody asked for the keys. */
  looks = 0;
  /** Answers 500 to everything. */
  down = false;
  /** Keeps the key of `rotate` to itself: signs with what it does not publish. */
  hidden = false;
  /** Does not say who it was: gives no identity token. */
  silent = false;
  private keys: {
    kid: string;
    alg: string;
    privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
    jwk: JWK;
  }[] = [];
  private readonly codes = new Map<string, Asked>();

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Issuer> {
    let issuer: Issuer | null = null;
    const server = createServer((request, response) => {
      issuer?.answer(request).then(
        ({ status, headers, body }) =>
          response
            .writeHead(status, { 'content-type': 'application/json', ...headers })
            .end(body === undefined ? '' : JSON.stringify(body)),
        () => response.writeHead(500).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    issuer = new Issuer(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    await issuer.rotate();
    return issuer;
  }

  /** A new key; the old ones are gone. */
  async rotate(alg = 'ES256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = randomUUID();
    this.keys = [{ kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }];
  }

  /** Signed with the present key. */
  token(claims: JWTPayload, lifetime: string | number = '5m'): Promise<string> {
    const [key] = this.keys;
    return new SignJWT({ iss: this.url, aud: this.clientId, ...claims })
      .setProtectedHeader({ alg: key!.alg, kid: key!.kid })
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(key!.privateKey);
  }

  private async answer(
    request: IncomingMessage,
  ): Promise<{ status: number; headers?: object; body?: unknown }> {
    if (this.down) return { status: 500 };
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    if (pathname === '/.well-known/openid-configuration') {
      return {
        status: 200,
        body: {
          issuer: this.url,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
          jwks_uri: `${this.url}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
          code_challenge_methods_supported: ['S256'],
        },
      };
    }
    if (pathname === '/keys') {
      this.looks += 1;
      return { status: 200, body: { keys: this.hidden ? [] : this.keys.map(({ jwk }) => jwk) } };
    }
    if (pathname === '/authorize') return this.authorize(searchParams);
    if (pathname === '/token') return this.exchange(new URLSearchParams(await bodyOf(request)));
    return { status: 404 };
  }

  private authorize(asked: URLSearchParams) {
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('state', asked.get('state') ?? '');
    if (asked.get('client_id') !== this.clientId || asked.get('code_challenge_method') !== 'S256') {
      back.searchParams.set('error', 'invalid_request');
    } else {
      const code = randomUUID();
      this.codes.set(code, {
        nonce: asked.get('nonce') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        returnTo: asked.get('redirect_uri') ?? '',
      });
      back.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: back.href } };
  }

  private async exchange(form: URLSearchParams) {
    const asked = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!asked || asked.challenge !== challenge || asked.returnTo !== form.get('redirect_uri')) {
      return { status: 400, body: { error: 'invalid_grant' } };
    }
    const claims = this.claims({ sub: randomUUID(), preferred_username: this.person, nonce: asked.nonce });
    return {
      status: 200,
      body: {
        access_token: randomUUID(),
        token_type: 'Bearer',
        ...(this.silent ? {} : { id_token: await this.token(claims) }),
      },
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += part;
  return body;
}
