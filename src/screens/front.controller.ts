import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { CompanySignIn } from '../access/company.js';
import { People } from '../access/people.js';
import { Pins } from '../access/pins.js';
import { SignInOptions } from '../access/sign-in-options.js';
import { Operation, Valid } from '../api/operation.js';
import type { Asked } from '../api/request.js';
import { Refusal, refuse } from '../errors.js';
import { csrfToken } from './csrf.js';
import { inWords } from './faults.js';
import { languageOf } from './language.js';
import { pathOf } from './page-problem.js';
import { enter, leave } from './session.js';
import { say, type TextKey } from './texts.js';
import { render } from './views.js';

/** Who can be signed in as without a PIN, and what the front page links to: only of a demo. */
export interface DemoDoor {
  people: readonly { login: string; name: string; roles: readonly string[] }[];
  inventoryReconciliationId?: string;
}
export const DEMO_DOOR = 'DEMO_DOOR';

const signIn = z.object({
  who: z.string().min(1).max(254),
  pin: z.string().min(1).max(64),
  next: z.string().max(2_000).default('/'),
});
const demoSignIn = z.object({ login: z.string().max(64), next: z.string().max(2_000).default('/') });

/** The front page, and the way in and out. */
@ApiExcludeController()
@Controller()
export class FrontController {
  constructor(
    private readonly people: People,
    private readonly pins: Pins,
    private readonly options: SignInOptions,
    private readonly company: CompanySignIn,
    @Inject(DEMO_DOOR) private readonly demo: DemoDoor | null,
  ) {}

  @Get()
  @Operation({ summary: 'Front page', for: 'everybody' })
  front(@Req() request: Asked, @Res() response: Response): void {
    this.show(request, response, 200, 'front/front', { clerkDocument: this.demo?.inventoryReconciliationId });
  }

  @Get('sign-in')
  @Operation({ summary: 'Sign-in page', for: 'everybody' })
  page(@Req() request: Asked, @Res() response: Response, @Query('next') next?: string): void {
    this.show(request, response, 200, 'front/sign-in', { next: pathOf(String(next ?? '/')) });
  }

  @Post('sign-in')
  @Operation({ summary: 'Sign in by badge or login and PIN', for: 'everybody' })
  async signIn(
    @Req() request: Asked,
    @Res() response: Response,
    @Body(new Valid(signIn)) form: z.output<typeof signIn>,
  ): Promise<void> {
    try {
      const userId = await this.pins.check(form.who, form.pin);
      await enter(request, userId, this.options.idleSeconds);
      response.redirect(303, pathOf(form.next));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.show(request, response, 403, 'front/sign-in', {
        fault: inWords(languageOf(request), error.faults[0]),
        who: form.who,
        next: pathOf(form.next),
      });
    }
  }

  @Post('sign-in/demo')
  @Operation({ summary: 'Sign in as one of the demo', for: 'everybody' })
  async signInDemo(
    @Req() request: Asked,
    @Res() response: Response,
    @Body(new Valid(demoSignIn)) form: z.output<typeof demoSignIn>,
  ): Promise<void> {
    const known = this.demo?.people.some(({ login }) => login === form.login);
    const person = known ? await this.people.byLogin(form.login, '') : null;
    if (!person) throw refuse('unknown', 'sign-in.no-demo', 'There is no demo person of that name here.');
    await enter(request, person.userId);
    response.redirect(303, pathOf(form.next));
  }

  @Post('sign-out')
  @Operation({ summary: 'Sign out', for: 'everybody' })
  async signOut(@Req() request: Asked, @Res() response: Response): Promise<void> {
    await leave(request);
    response.redirect(303, '/sign-in');
  }

  private show(
    request: Asked,
    response: Response,
    status: number,
    view: string,
    more: Record<string, unknown>,
  ): void {
    const language = languageOf(request);
    const demo = this.demo?.people.map((person) => ({
      ...person,
      roles: (person.roles.length > 0 ? person.roles : ['none'])
        .map((role) => say(language, `role.${role}` as TextKey))
        .join(', '),
    }));
    response
      .status(status)
      .type('html')
      .send(
        render(view, {
          language,
          demo,
          name: request.actor?.name,
          isDemo: request.isDemo,
          company: this.company.exists,
          csrf: csrfToken(request),
          next: '/',
          ...more,
        }),
      );
  }
}
