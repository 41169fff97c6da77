import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { SessionStore } from '../access/session-store.js';
import type { Asked } from '../api/request.js';
import type { Reach } from './headers.js';

/**
 * Browsers that signed in, by a cookie that no script reads and no other site sends. Inside the ERP's
 * frame it has to come with requests of another site: then it is kept apart for each site around us
 * (`Partitioned`), which works where third-party cookies are blocked too. Its value is 192 random bits;
 * `secret` signs them on top. `path`: where a host has mounted us.
 */
export function sessions(store: SessionStore, secret: string, reach: Reach, path: string): RequestHandler {
  const framed = reach.frameAncestors.length > 0;
  return session({
    // The prefix makes the browser insist: secure, and at the root this host alone.
    name: reach.secure ? `${path ? '__Secure' : '__Host'}-wr` : 'wr',
    secret: createHash('sha256').update(secret).digest('hex'),
    store,
    // Whoever ends TLS in front of us says so; it decides about nothing but the cookie.
    proxy: reach.secure,
    resave: false,
    saveUninitialized: false,
    cookie: {
      httpOnly: true,
      path: path || '/',
      secure: reach.secure,
      sameSite: framed ? 'none' : 'lax',
      ...(framed ? { partitioned: true } : {}),
    },
  });
}

/**
 * A browser follows a redirect as soon as it has its head. What the session keeps for the next page is
 * saved before, so that the next request finds it whichever server takes it.
 */
export const savedBeforeRedirect: RequestHandler = (request, response, next) => {
  const redirect = response.redirect.bind(response) as (...words: unknown[]) => void;
  response.redirect = (...words: unknown[]) => {
    const { session } = request;
    // A cookie alone is nobody's session.
    if (!session || Object.keys(session).length < 2) return redirect(...words);
    session.save((error) => (error ? next(error) : redirect(...words)));
  };
  next();
};

/**
 * A new session for whoever came in, so that an id planted before is worth nothing. `idle`: seconds
 * without a request that end it.
 */
export async function enter(request: Asked, userId: string, idle?: number): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    request.session.regenerate((e) => (e ? reject(e) : resolve())),
  );
  request.session.userId = userId;
  if (idle) request.session.idle = idle;
  await new Promise<void>((resolve, reject) => request.session.save((e) => (e ? reject(e) : resolve())));
}

/** Ends a session. */
export async function leave(request: Asked): Promise<void> {
  await new Promise((resolve) => request.session.destroy(resolve));
}
