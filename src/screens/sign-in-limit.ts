import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { Tries } from '../access/tries.js';
import type { Database } from '../database/database.js';
import { refuse } from '../errors.js';

/** Where somebody says who he is. */
const doors: readonly [method: string, path: RegExp][] = [
  ['POST', /^\/(worker\/)?sign-in$/],
  ['GET', /^\/sign-in\/company\/back$/],
  ['GET', /^\/sign-in\/launch$/],
];

/** Thirty failures of one address in a quarter of an hour; who gets in is not counted, nor anything else. */
export const signInLimit = (database: Database): RequestHandler =>
  rateLimit({
    windowMs: 15 * 60_000,
    limit: 30,
    store: new Tries(database),
    skipSuccessfulRequests: true,
    skip: ({ method, path }) => !doors.some(([m, door]) => m === method && door.test(path)),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Whose word for an address is taken is a setting; a header that nobody asked for is not news.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) =>
      next(refuse('often', 'sign-in.too-often', 'Too many failed sign-ins from here. Wait 15 minutes.')),
  });
