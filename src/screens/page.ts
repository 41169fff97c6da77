import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../access/actor.js';
import type { Asked } from '../api/request.js';
import { ErpOptions } from '../erp/erp-options.js';
import { Refusal } from '../errors.js';
import { csrfToken } from './csrf.js';
import { inWords } from './faults.js';
import type { Locale } from './format.js';
import { languageOf } from './language.js';
import { type Said, tell } from './view-formats.js';
import { render } from './views.js';

/** What came of an action, shown at the top of the next page. */
export interface Cue {
  kind: 'ok' | 'warn' | 'err';
  text: string;
  /** One by one, where it was about several. */
  list?: string[];
  /** Number of things that the list leaves out. */
  more?: number;
}

declare module 'express-session' {
  interface SessionData {
    cues?: Cue[];
    language?: string;
    /** The job whose end was put away. */
    seenJob?: string;
  }
}

/** Lines of a cue; nobody reads more, and sessions are small. */
const LISTED = 10;

/** The id of the part of the page that is asked for; `page`: all of it. */
export const partOf = (request: Asked): string => request.get('hx-target') || 'page';

/** What all pages of the office share: who looks, in which language, and what came of the last action. */
@Injectable()
export class Pages {
  constructor(private readonly options: ErpOptions) {}

  /** The language of the page (`languageOf`). */
  language(request: Asked): string {
    return languageOf(request);
  }

  locale(request: Asked): Locale {
    return { language: this.language(request), timeZone: this.options.timeZone };
  }

  /** The person who asks, reading the language of his page. */
  reader(request: Asked): Actor {
    return { ...(request.actor as Actor), language: this.language(request) };
  }

  say(request: Asked, said: Said): string {
    return tell(this.locale(request), said);
  }

  /** Answers with a page or a part of one. */
  show(
    request: Asked,
    response: Response,
    view: string,
    context: Record<string, unknown>,
    status = 200,
  ): void {
    // A part of a page has no place for what came of the last action: that waits for the page.
    const cues = partOf(request) === 'page' ? request.session?.cues : undefined;
    if (cues) delete request.session.cues;
    response
      .status(status)
      .type('html')
      .set('Vary', 'HX-Request, HX-Target')
      .set('Cache-Control', 'no-store')
      .send(
        render(view, {
          ...this.locale(request),
          name: request.actor?.name,
          isDemo: request.isDemo,
          csrf: csrfToken(request),
          here: request.originalUrl,
          cues,
          ...context,
        }),
      );
  }

  /** Keeps a cue for the next page. */
  tell(request: Asked, cue: Cue): void {
    const list = cue.list?.slice(0, LISTED);
    const more = (cue.more ?? 0) + Math.max(0, (cue.list?.length ?? 0) - LISTED);
    request.session.cues = [...(request.session.cues ?? []), { ...cue, ...(list ? { list } : {}), more }];
  }

  /**
   * Does what a form asks for and goes on to a page, where it says what came of it. A refusal is told
   * there with all its faults; what is not there or not the person's stays an error.
   */
  async act(
    request: Asked,
    response: Response,
    to: string | (() => string),
    action: () => Promise<Cue | Said | undefined>,
  ): Promise<void> {
    try {
      const done = await action();
      if (done) this.tell(request, 'key' in done ? { kind: 'ok', text: this.say(request, done) } : done);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unknown' || error.kind === 'forbidden') throw error;
      this.tell(request, this.refusal(request, error));
    }
    response.redirect(303, typeof to === 'string' ? to : to());
  }

  /** A refusal as a cue. */
  refusal(request: Asked, { faults }: Pick<Refusal, 'faults'>): Cue {
    const [first, ...others] = faults.map((fault) => inWords(this.language(request), fault));
    return { kind: 'err', text: first ?? '', ...(others.length > 0 ? { list: others } : {}) };
  }
}
