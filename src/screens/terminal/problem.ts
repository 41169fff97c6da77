import type { Response } from 'express';
import type { Problem } from '../../api/problem.filter.js';
import type { Asked } from '../../api/request.js';
import type { Fault } from '../../errors.js';
import { inWords } from '../faults.js';
import { say } from '../texts.js';
import { languageOf, noField, showScreen } from './show.js';

/** A refusal as a screen of the terminal, with a way back. */
export function showTerminalProblem(request: Asked, response: Response, problem: Problem): void {
  const language = languageOf(request);
  const order = /^\/worker\/orders\/[0-9a-f-]{36}/i.exec(request.path)?.[0];
  // What is gone or not his leads to the list, everything else to where he was.
  const back = order && problem.status !== 404 ? order : '/worker';
  showScreen(request, response, {
    view: 'terminal/problem',
    title: say(language, 'problem.title'),
    path: back,
    field: noField,
    status: problem.status,
    back,
    faults: problem.errors.map(({ detail, ...fault }) =>
      inWords(language, { ...fault, message: detail } as Fault),
    ),
  });
}
