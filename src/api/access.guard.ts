import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { refuse } from '../errors.js';
import { AUDIENCE, type Audience } from './operation.js';
import { requestOf } from './request.js';

/** Lets in whom a route names. A route that names nobody lets nobody in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const audience = this.reflector.getAllAndOverride<Audience | undefined>(AUDIENCE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (audience === 'everybody') return true;
    const { actor } = requestOf(context);
    if (!actor) throw new UnauthorizedException('Sign in first.');
    if (audience === 'signed-in') return true;
    if (audience?.some((role) => actor.roles.has(role))) return true;
    throw refuse(
      'forbidden',
      'access.role-missing',
      `This needs the role ${audience?.join(' or ') ?? 'of nobody'}.`,
      {
        value: [...actor.roles],
        allowed: audience,
      },
    );
  }
}
