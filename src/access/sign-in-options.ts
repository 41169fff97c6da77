/** A company's OpenID Connect provider. */
export interface CompanyOptions {
  issuer: string;
  clientId: string;
  /** None: a public client, with PKCE alone. */
  clientSecret?: string;
  /** Claim of the identity token that is the ERP's login. */
  loginClaim: string;
  /** Where the provider sends people back to: `https://…/sign-in/company/back`. */
  returnTo: string;
}

/** The ways in, besides a bearer token. */
export class SignInOptions {
  constructor(
    readonly of: {
      company?: CompanyOptions;
      /** Shared with the ERP, which signs launch codes with it. */
      launchSecret?: string;
      /** Minutes without a request after which a terminal is signed out. */
      idleMinutes?: number;
    } = {},
  ) {}

  /** Seconds without a request that end the session of somebody who came with a PIN. */
  get idleSeconds(): number {
    return (this.of.idleMinutes ?? 30) * 60;
  }
}
