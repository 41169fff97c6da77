import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Launches } from '../access/launches.js';
import { People } from '../access/people.js';
import { Operation } from '../api/operation.js';
import type { Asked } from '../api/request.js';
import { strangerTo } from './company.controller.js';
import { languageOf } from './language.js';
import { pathOf } from './page-problem.js';
import { enter } from './session.js';
import { render } from './views.js';

/** Opened from the ERP, in its frame or in a tab: a launch code becomes a session. */
@ApiExcludeController()
@Controller('sign-in/launch')
export class LaunchController {
  constructor(
    private readonly launches: Launches,
    private readonly people: People,
  ) {}

  @Get()
  @Operation({ summary: 'Open from the ERP with a launch code', for: 'everybody' })
  async launch(
    @Req() request: Asked,
    @Res() response: Response,
    @Query('code') code?: string,
    @Query('next') next?: string,
  ): Promise<void> {
    const login = await this.launches.redeem(String(code ?? ''));
    const person = await this.people.byLogin(login, '');
    if (!person) throw strangerTo(login);
    await enter(request, person.userId);
    const to = encodeURIComponent(pathOf(String(next ?? '/')));
    response.redirect(303, `/sign-in/launch/arrived?next=${to}`);
  }

  /** A browser that keeps no cookie in a frame is told so, with a way on. */
  @Get('arrived')
  @Operation({ summary: 'Whether the browser kept the session', for: 'everybody' })
  arrived(@Req() request: Asked, @Res() response: Response, @Query('next') next?: string): void {
    const to = pathOf(String(next ?? '/'));
    if (request.actor) response.redirect(303, to);
    else
      response
        .status(401)
        .type('html')
        .send(render('front/no-cookie', { language: languageOf(request), isDemo: request.isDemo, next: to }));
  }
}
