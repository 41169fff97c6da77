import type { NextFunction, Response } from 'express';
import type { People } from '../access/people.js';
import type { Tokens } from '../access/tokens.js';
import type { Asked } from './request.js';

/** Who asks: a bearer token, else the browser's session. Nobody is an answer too; the guard refuses. */
export const identify =
  (people: People, tokens: Tokens) =>
  async (request: Asked, _: Response, next: NextFunction): Promise<void> => {
    try {
      const source = `${request.ip ?? ''} ${request.headers['user-agent'] ?? ''}`.trim();
      const [scheme, token] = (request.headers.authorization ?? '').split(' ');
      if (scheme?.toLowerCase() === 'bearer' && token) {
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
