/** A browser's cookies and its requests, one by one: nothing is followed. */
export class Jar {
  readonly cookies = new Map<string, string>();
  /** As they were set last, with their attributes. */
  readonly set = new Map<string, string>();

  constructor(
    private readonly base: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  async ask(path: string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(path, this.base);
    const ours = url.origin === new URL(this.base).origin;
    const response = await fetch(url, {
      redirect: 'manual',
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      headers: {
        accept: 'text/html',
        'accept-language': 'en',
        ...this.headers,
        ...(ours ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.cookies.set(name, value);
      this.set.set(name, set);
    }
    return response;
  }

  /** Follows redirects to the first page, wherever they lead. */
  async follow(path: string): Promise<Response> {
    let response = await this.ask(path);
    for (let to = response.headers.get('location'); to; to = response.headers.get('location')) {
      response = await this.ask(to);
    }
    return response;
  }

  /** The token in a page's forms. */
  async csrf(page: string): Promise<string> {
    return /name="_csrf" value="([0-9a-f]+)"/.exec(await (await this.ask(page)).text())?.[1] ?? '';
  }

  /** Whose browser this is, or the status that says nobody's. */
  async who(): Promise<string | number> {
    const response = await this.ask('/api/me');
    return response.status === 200 ? ((await response.json()) as { login: string }).login : response.status;
  }
}
