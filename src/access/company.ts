import { Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { type Refusal, refuse } from '../errors.js';
import { SignInOptions } from './sign-in-options.js';

/** What is remembered of somebody who was sent to the provider, until he is back. */
export interface Pending {
  state: string;
  nonce: string;
  verifier: string;
}

/** Sign-in at the company's OpenID Connect provider: authorization code with PKCE, state and nonce. */
@Injectable()
export class CompanySignIn {
  private readonly log = new Logger('sign-in');
  private provider: Promise<oidc.Configuration> | null = null;

  constructor(private readonly options: SignInOptions) {}

  /** Whether there is a provider. */
  get exists(): boolean {
    return this.options.of.company !== undefined;
  }

  /** Where to send somebody, and what to remember of him. Throws `sign-in.company-unavailable`. */
  async begin(): Promise<{ address: string; pending: Pending }> {
    const { returnTo } = this.company;
    const provider = await this.discovered();
    const verifier = oidc.randomPKCECodeVerifier();
    const pending = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier };
    const address = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: returnTo,
      scope: 'openid profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { address: address.href, pending };
  }

  /**
   * The ERP login of somebody who came back with `search` in the address. Throws
   * `sign-in.company-refused` (the provider did not let him in), `sign-in.company-failed` (what came
   * back does not fit what was asked) or `sign-in.company-unavailable`.
   */
  async finish(search: string, { state, nonce, verifier }: Pending): Promise<string> {
    const { returnTo, loginClaim } = this.company;
    const back = new URL(returnTo);
    back.search = search;
    const provider = await this.discovered();
    const tokens = await oidc
      .authorizationCodeGrant(provider, back, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
      })
      .catch((error: unknown) => {
        throw this.told(error);
      });
    const login = tokens.claims()?.[loginClaim];
    if (typeof login === 'string' && login !== '') return login;
    this.log.warn({ msg: 'the identity token lacks the claim of the login', claim: loginClaim });
    throw failed();
  }

  private get company() {
    const { company } = this.options.of;
    if (!company) throw refuse('unknown', 'sign-in.no-company', 'There is no company sign-in here.');
    return company;
  }

  /** The provider's own description, asked once; a failure is forgotten. */
  private discovered(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.company;
    const insecure = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
    this.provider ??= oidc
      .discovery(
        new URL(issuer),
        clientId,
        { [oidc.clockTolerance]: 60 },
        clientSecret ? oidc.ClientSecretBasic(clientSecret) : oidc.None(),
        // The identity token's signature is checked too, not only where it came from.
        { execute: [oidc.enableNonRepudiationChecks, ...insecure], timeout: 10 },
      )
      .catch((error: unknown) => {
        this.provider = null;
        this.log.warn({ msg: 'the company sign-in does not answer', reason: reasonOf(error) });
        throw unavailable();
      });
    return this.provider;
  }

  private told(error: unknown): Refusal {
    this.log.warn({ msg: 'company sign-in failed', reason: reasonOf(error) });
    if (error instanceof oidc.AuthorizationResponseError) {
      return refuse(
        'forbidden',
        'sign-in.company-refused',
        'The company sign-in did not let you in. Try again, or ask who runs it.',
      );
    }
    return error instanceof TypeError || (error as Error).name === 'TimeoutError' ? unavailable() : failed();
  }
}

const failed = () =>
  refuse(
    'forbidden',
    'sign-in.company-failed',
    'The company sign-in gave no answer that fits. Sign in again.',
  );
const unavailable = () =>
  refuse(
    'unavailable',
    'sign-in.company-unavailable',
    'The company sign-in does not answer. Try again shortly.',
  );

/** What went wrong, without what was sent: that holds secrets. */
const reasonOf = (error: unknown): string => {
  const { name, code, error: said } = error as { name?: string; code?: string; error?: string };
  return [name, code, said].filter((part) => typeof part === 'string').join(' ');
};
