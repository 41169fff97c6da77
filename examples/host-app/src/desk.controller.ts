import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CountLog } from './count-log.js';

declare module 'express-session' {
  interface SessionData {
    login: string;
    visits: number;
  }
}

/** The ERP's own pages: who comes in, and something that its session keeps. */
@Controller()
export class DeskController {
  constructor(private readonly counts: CountLog) {}

  /** Stands for the ERP's real sign-in. */
  @Get('enter')
  enter(@Req() request: Request, @Res() response: Response, @Query('login') login: string): void {
    request.session.login = login;
    response.redirect('/wms-count/manager');
  }

  @Get('visits')
  visits(@Req() request: Request) {
    request.session.visits = (request.session.visits ?? 0) + 1;
    return { login: request.session.login, visits: request.session.visits };
  }

  /** A form of the ERP's, without our token. */
  @Post('notes')
  note(@Body() note: { text: string }) {
    return note;
  }

  @Get('counts')
  told() {
    return this.counts.told;
  }
}
