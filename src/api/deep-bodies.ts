import type { NextFunction, Request, Response } from 'express';
import { refuse } from '../errors.js';

/** Nothing of ours is nested half as deep. */
const DEEPEST = 20;

/** Refuses a body that is nested so deep that writing it down again would take all of the stack. */
export function refuseDeepBodies(request: Request, _: Response, next: NextFunction): void {
  next(
    isDeeper(request.body, DEEPEST)
      ? refuse('malformed', 'body.too-deep', `A body is nested at most ${DEEPEST} deep.`)
      : undefined,
  );
}

const isDeeper = (value: unknown, than: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (than === 0 || Object.values(value).some((inner) => isDeeper(inner, than - 1)));
