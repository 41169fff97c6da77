import { csrfSync } from 'csrf-sync';
import type { NextFunction, Response } from 'express';
import type { Asked } from '../api/request.js';
import { refuse } from '../errors.js';

const { generateToken, isRequestValid } = csrfSync({
  getTokenFromRequest: (request) => request.body?._csrf ?? request.get('x-csrf-token'),
});

const hasBearer = (request: Asked): boolean => /^bearer /i.test(request.headers.authorization ?? '');

/**
 * The token that a page's forms carry; none where no session keeps it: for a program with its own token, and
 * for a request that failed before its session was read.
 */
export const csrfToken = (request: Asked): string =>
  hasBearer(request) || !request.session ? '' : generateToken(request);

/**
 * Refuses what did not come from one of our pages: every form, signed in or not (a form may sign in),
 * and every call of a browser's session. Bearer tokens need none, no browser sends them by itself.
 */
export function csrfGuard(request: Asked, _: Response, next: NextFunction): void {
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  const byProgram = !request.bySession && (hasBearer(request) || /^\/api\//.test(request.path));
  const fine = reads || byProgram || isRequestValid(request);
  next(
    fine
      ? undefined
      : refuse(
          'forbidden',
          'form.not-ours',
          'This form is from an older page. Go back, load the page again and send it once more.',
        ),
  );
}
