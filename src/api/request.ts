import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../access/actor.js';

/** A request after `identify`: who asks, whether by a browser's session, and whether all of this is a demo. */
export type Asked = Request & {
  actor?: Actor;
  bySession?: boolean;
  id?: string;
  isDemo?: boolean;
  /** The ERP login that a host gave (`loginOf`). */
  knownAs?: string;
};

export const requestOf = (context: ExecutionContext): Asked => context.switchToHttp().getRequest<Asked>();

/** The person who asks; the guard has refused everybody else. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext) => requestOf(context).actor);
