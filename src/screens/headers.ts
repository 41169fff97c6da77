import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** How browsers reach the pages. */
export interface Reach {
  /** Through TLS, our own or a proxy's. */
  secure: boolean;
  /** Origins of the pages that may show ours in a frame; only with `secure`, or no cookie would come back. */
  frameAncestors: readonly string[];
}

/** Plain HTTP in a local network, in no frame. */
export const plainReach: Reach = { secure: false, frameAncestors: [] };

/**
 * What browsers are told about every answer: scripts and styles are ours and never inline, nobody
 * frames us but the ERP, and the terminal nobody at all. Over plain HTTP nothing speaks of HTTPS: a
 * browser that remembers it could not come back.
 */
export function headers({ secure, frameAncestors }: Reach): RequestHandler {
  const office = protection(secure, frameAncestors);
  const terminal = protection(secure, []);
  return (request, response, next) =>
    (/^\/worker(\/|$)/.test(request.path) ? terminal : office)(request, response, next);
}

const protection = (secure: boolean, ancestors: readonly string[]) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ancestors.length > 0 ? [...ancestors] : ["'none'"],
        'frame-src': ["'none'"],
        'img-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'script-src': ["'self'"],
        'script-src-attr': ["'none'"],
        'style-src': ["'self'"],
        ...(secure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    // Says the same as frame-ancestors to browsers that do not know it, and knows no list.
    xFrameOptions: ancestors.length > 0 ? false : { action: 'deny' },
    // "Back" is where somebody came from, and that is nobody else's business.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
  });
