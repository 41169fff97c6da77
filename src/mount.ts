import type { NextFunction, Request, Response } from 'express';

/** Attributes of our pages that hold an address of ours. */
const ADDRESS = /(\s(?:href|src|action|formaction|hx-(?:get|post|put|delete)|data-[a-z]+)=")(\/(?!\/)[^"]*)/g;
const ADDRESS_HEADERS = /^(location|hx-redirect|hx-location|hx-push-url|hx-replace-url)$/i;

/**
 * Lets the application live under a path of a host. Inside, every address is that of an application at
 * the root; here the path is put before those that leave: in pages, redirects and htmx's headers.
 * What is under the path already stays as it is.
 */
export function addressesUnder(path: string) {
  const outer = (address: string): string =>
    /^\/(?!\/)/.test(address) && address !== path && !address.startsWith(`${path}/`)
      ? path + address
      : address;
  return (_: Request, response: Response, next: NextFunction): void => {
    const { setHeader, send } = response;
    response.setHeader = (name, value) =>
      setHeader.call(
        response,
        name,
        ADDRESS_HEADERS.test(name) && typeof value === 'string' ? outer(value) : value,
      );
    response.send = (body) => {
      const isPage = typeof body === 'string' && /html/.test(String(response.getHeader('content-type')));
      // People's words cannot look like an attribute: views escape quotes.
      const shown = isPage
        ? body.replace(ADDRESS, (_all: string, before: string, address: string) => before + outer(address))
        : body;
      return send.call(response, shown);
    };
    next();
  };
}

const NAMES = ['session', 'sessionID', 'sessionStore'] as const;

/**
 * A host may keep a session on the request under the names that ours has. Ours begins without it, and
 * whenever the host looks at the end of the answer it finds its own.
 */
export function sessionApart(request: Request, response: Response, next: NextFunction): void {
  const shared = request as unknown as Record<string, unknown>;
  if (!shared.session) {
    next();
    return;
  }
  const take = () => NAMES.map((name) => shared[name]);
  const put = (values: unknown[]) => {
    for (const [i, name] of NAMES.entries()) shared[name] = values[i];
  };
  const theirs = take();
  put([]);
  const asTheirs =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      const ours = take();
      put(theirs);
      try {
        return call.apply(response, args);
      } finally {
        put(ours);
      }
    };
  response.writeHead = asTheirs(response.writeHead) as typeof response.writeHead;
  response.end = asTheirs(response.end) as typeof response.end;
  next();
}
