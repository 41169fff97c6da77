import type { NextFunction, Request, Response } from 'express';
import type { People } from '../access/people.js';
import type { Tokens } from '../access/tokens.js';
import type { Asked } from './request.js';

/** The ERP login that a host's own sign-in stands for; nothing: it knows nobody here. */
export type LoginOf = (request: Request) => string | null | undefined | Promise<string | null | undefined>;

/** Asks the host, while the request is still as it came from there. */
export const askHost =
  (loginOf: LoginOf) =>
  async (request: Asked, _: Response, next: NextFunction): Promise<void> => {
    try {
      request.knownAs = (await loginOf(request)) ?? undefined;
      next();
    } catch (error) {
      next(error);
    }
  };

/**
 * Who asks: whom the host knows, else a bearer token, else the browser's session. Nobody is an answer
 * too; the guard refuses.
 */
export const identify =
  (people: People, tokens: Tokens) =>
  async (request: Asked, _: Response, next: NextFunction): Promise<void> => {
    try {
      const source = `${request.ip ?? ''} ${request.headers['user-agent'] ?? ''}`.trim();
      const [scheme, token] = (request.headers.authorization ?? '').split(' ');
      if (request.knownAs) {
        request.actor = (await people.byLogin(request.knownAs, source)) ?? undefined;
        // What a browser sends by itself can be sent by another site's page too: its forms need a token.
        request.bySession = !scheme;
      } else if (scheme?.toLowerCase() === 'bearer' && token) {
        const login = await tokens.loginOf(token);
        request.actor = (login && (await people.byLogin(login, source))) || undefined;
      } else if (request.session?.userId) {
        request.actor = (await people.byId(request.session.userId, source)) ?? undefined;
        request.bySession = true;
      }
      next();
    } catch (error) {
      next(error);
    }
  };
