import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { isAway } from '../database/away.js';
import { type Fault, Refusal, type RefusalKind } from '../errors.js';
import type { Asked } from './request.js';

const statusOf: Record<RefusalKind, number> = {
  malformed: 400,
  forbidden: 403,
  unknown: 404,
  conflict: 409,
  stale: 412,
  rule: 422,
  often: 429,
  unavailable: 503,
};
const titles: Record<number, string> = {
  400: 'Malformed request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Refused by a rule',
  429: 'Too often',
  500: 'Our fault',
  503: 'Not available',
};

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: {
    code: string;
    detail: string;
    row?: unknown;
    field?: string;
    value?: unknown;
    allowed?: unknown;
  }[];
  [extra: string]: unknown;
}

/** What an error is to the one who asked. Unknown errors say nothing of their inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return problem(statusOf[error.kind], error.faults, error.extra);
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 413) return tooLarge;
    return problem(status, [{ code: `http.${status}`, message: error.message }]);
  }
  const { status, type } = error as { status?: number; type?: string };
  // body-parser's own errors
  if (status === 413) return tooLarge;
  if (status && status >= 400 && status < 500)
    return problem(status, [{ code: `body.${type ?? 'malformed'}`, message: 'The body could not be read.' }]);
  if (isAway(error)) {
    return problem(503, [
      { code: 'database.unavailable', message: 'The database does not answer. Try again shortly.' },
    ]);
  }
  return problem(500, [
    { code: 'server.fault', message: 'Something failed here and nothing was changed. Try again.' },
  ]);
}

/** A problem that is not an error's: `401 access.not-signed-in`. */
export function problem(
  status: number,
  faults: readonly Fault[],
  extra: Record<string, unknown> = {},
): Problem {
  const [first] = faults;
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Refused',
    status,
    code: first?.code ?? `http.${status}`,
    detail: first?.message ?? '',
    errors: faults.map(({ message, ...rest }) => ({ ...rest, detail: message })),
    ...extra,
  };
}

const tooLarge = problem(413, [
  { code: 'body.too-large', message: 'The body is too large. Send it in parts.' },
]);

/** Shows a problem to a person as a page; false when the one who asks is a program. */
type ShowPage = (request: Asked, response: Response, problem: Problem) => boolean;

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  constructor(private readonly showPage: ShowPage = () => false) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Asked>();
    const response = http.getResponse<Response>();
    const answer = problemOf(error);
    if (answer.status >= 500)
      this.log.error({ err: error, method: request.method, path: request.path, request: request.id });
    if (response.headersSent) return void response.destroy();
    if (answer.status === 503) response.setHeader('Retry-After', '5');
    if (this.showPage(request, response, answer)) return;
    response.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
  }
}
