import type { Response } from 'express';
import type { Problem } from '../api/problem.filter.js';
import type { Asked } from '../api/request.js';
import { inWords } from './faults.js';
import { languageOf } from './language.js';
import { showTerminalProblem } from './terminal/problem.js';
import { render } from './views.js';

/** Whether the one who asks is a person's browser that wants a page. */
export const wantsPage = (request: Asked): boolean =>
  !/^\/(api|health|metrics|assets)(\/|$)/.test(request.path) && request.accepts(['json', 'html']) === 'html';

const onTerminal = (request: Asked): boolean => /^\/worker(\/|$)/.test(request.path);

/** A refusal as a page with a way back; whoever is not signed in is taken to where he can. */
export function showProblem(request: Asked, response: Response, problem: Problem): void {
  if (problem.status === 401) {
    const next = request.method === 'GET' ? request.originalUrl : (request.get('referer') ?? '/');
    const door = `${onTerminal(request) ? '/worker' : ''}/sign-in?next=${encodeURIComponent(pathOf(next))}`;
    if (request.get('hx-request')) response.set('HX-Redirect', door).status(401).end();
    else response.redirect(303, door);
    return;
  }
  if (onTerminal(request)) {
    showTerminalProblem(request, response, problem);
    return;
  }
  const language = languageOf(request);
  const errors = problem.errors.map((error) => ({
    ...error,
    detail: inWords(language, { code: error.code, message: error.detail }),
  }));
  const back = pathOf(request.get('referer') ?? '/');
  response
    .status(problem.status)
    .type('html')
    .send(render('front/problem', { ...problem, errors, language, back, isDemo: request.isDemo }));
}

/** Only the path of an address: nobody is sent to another site. */
export function pathOf(address: string): string {
  const base = 'http://here.invalid';
  if (!URL.canParse(address, base)) return '/';
  const { pathname, search } = new URL(address, base);
  return /^\/(?!\/)/.test(pathname) ? pathname + search : '/';
}
