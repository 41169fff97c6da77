import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Pins } from '../../access/pins.js';
import { SignInOptions } from '../../access/sign-in-options.js';
import { Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Refusal } from '../../errors.js';
import { DEMO_DOOR, type DemoDoor } from '../front.controller.js';
import { pathOf } from '../page-problem.js';
import { enter, leave } from '../session.js';
import { say } from '../texts.js';
import { languageOf, noField, showScreen } from './show.js';

const form = z.object({
  who: z.string().max(254).default(''),
  pin: z.string().max(64).default(''),
  next: z.string().max(2_000).default('/worker'),
});

/** A worker comes and goes: badge or login, then the PIN (terminal.md, screen 1). */
@ApiExcludeController()
@Controller('worker')
export class TerminalSignInController {
  constructor(
    private readonly pins: Pins,
    private readonly options: SignInOptions,
    @Inject(DEMO_DOOR) private readonly demo: DemoDoor | null,
  ) {}

  @Get('sign-in')
  @Operation({ summary: 'Sign in at a terminal', for: 'everybody' })
  page(@Req() request: Asked, @Res() response: Response, @Query('next') next?: string): void {
    const to = pathOf(String(next ?? '/worker'));
    if (request.actor?.roles.has('worker')) response.redirect(303, to);
    else this.show(request, response, { next: to });
  }

  @Post('sign-in')
  @Operation({ summary: 'Sign in at a terminal', for: 'everybody' })
  async signIn(
    @Req() request: Asked,
    @Res() response: Response,
    @Body(new Valid(form)) { who, pin, next }: z.output<typeof form>,
  ): Promise<void> {
    try {
      await enter(request, await this.pins.check(who, pin), this.options.idleSeconds);
      response.redirect(303, pathOf(next));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.show(request, response, { status: 403, fault: error.code, who, next: pathOf(next) });
    }
  }

  @Post('sign-out')
  @Operation({ summary: 'Sign out at a terminal', for: 'everybody' })
  async signOut(@Req() request: Asked, @Res() response: Response): Promise<void> {
    await leave(request);
    response.redirect(303, '/worker/sign-in');
  }

  private show(
    request: Asked,
    response: Response,
    more: { next: string; who?: string; fault?: string; status?: number },
  ): void {
    const language = languageOf(request);
    const stranger = request.actor && !request.actor.roles.has('worker');
    showScreen(request, response, {
      view: 'terminal/sign-in',
      title: say(language, 'signIn.title'),
      path: '/worker/sign-in',
      field: noField,
      demo: this.demo?.people.filter(({ roles }) => roles.includes('worker')),
      stranger,
      locked: more.fault === 'sign-in.locked',
      ...more,
    });
  }
}
