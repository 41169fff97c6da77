import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Asked } from './api/request.js';
import { logAbout } from './log.js';

/** The id that a proxy gave the request, else a new one. It goes back to whoever asked. */
function idOf(request: IncomingMessage, response: Pick<Response, 'setHeader'>): string {
  const given = String(request.headers['x-request-id'] ?? '');
  const id = /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

/** One short line per request; nothing of its headers or body. */
export const requestLog = (logger: Logger) =>
  pinoHttp({
    logger,
    genReqId: idOf as never,
    autoLogging: { ignore: ({ url = '' }) => /^\/(assets|health|metrics)/.test(url) },
    serializers: {
      // Codes of sign-ins stand in their addresses.
      req: ({ id, method, url }) => ({ id, method, url: /^\/sign-in/.test(url) ? url.split('?')[0] : url }),
      res: ({ statusCode }) => ({ status: statusCode }),
    },
  });

/** Every line written on the way to the answer says which request it is about. */
export function aboutRequest(request: Asked, response: Response, next: NextFunction): void {
  request.id ??= idOf(request, response);
  logAbout({ request: request.id }, next);
}
