import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { CompanySignIn, type Pending } from '../access/company.js';
import { People } from '../access/people.js';
import { Operation } from '../api/operation.js';
import type { Asked } from '../api/request.js';
import { refuse } from '../errors.js';
import { pathOf } from './page-problem.js';
import { enter } from './session.js';

declare module 'express-session' {
  interface SessionData {
    /** Who was sent to the company's sign-in from this browser, the newest last. */
    company?: (Pending & { next: string })[];
  }
}

/** Tabs of one browser that may be on their way at once. */
const AT_ONCE = 5;

/** The way in through the company's OpenID Connect provider. */
@ApiExcludeController()
@Controller('sign-in/company')
export class CompanySignInController {
  constructor(
    private readonly company: CompanySignIn,
    private readonly people: People,
  ) {}

  @Get()
  @Operation({ summary: 'Go to the company sign-in', for: 'everybody' })
  async begin(@Req() request: Asked, @Res() response: Response, @Query('next') next?: string): Promise<void> {
    const { address, pending } = await this.company.begin();
    const before = request.session.company ?? [];
    request.session.company = [...before, { ...pending, next: pathOf(String(next ?? '/')) }].slice(-AT_ONCE);
    response.redirect(303, address);
  }

  @Get('back')
  @Operation({ summary: 'Come back from the company sign-in', for: 'everybody' })
  async finish(
    @Req() request: Asked,
    @Res() response: Response,
    @Query('state') state?: string,
  ): Promise<void> {
    const pending = request.session.company?.find((one) => one.state === state);
    if (!pending) {
      throw refuse('forbidden', 'sign-in.not-begun', 'This sign-in was not begun here. Sign in again.');
    }
    // Whatever comes of it, it is not tried twice.
    request.session.company = request.session.company?.filter((one) => one !== pending);
    const login = await this.company.finish(
      new URL(request.originalUrl, 'http://here.invalid').search,
      pending,
    );
    const person = await this.people.byLogin(login, '');
    if (!person) throw strangerTo(login);
    await enter(request, person.userId);
    response.redirect(303, pending.next);
  }
}

/** Somebody whom the ERP does not know, or no longer. */
export const strangerTo = (login: string) =>
  refuse('forbidden', 'sign-in.stranger', `The ERP has no active user ${login.slice(0, 64)}.`, {
    value: login.slice(0, 64),
  });
