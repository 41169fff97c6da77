import { AsyncLocalStorage } from 'node:async_hooks';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

const about = new AsyncLocalStorage<Record<string, string>>();

/** Every line written during the work says what it is about: a request, a job. */
export const logAbout = <T>(what: Record<string, string>, work: () => T): T =>
  about.run({ ...about.getStore(), ...what }, work);

/** One JSON line per event, on standard output unless told, without what must stay secret. */
export const createLog = (level: string, to: DestinationStream = process.stdout): Logger =>
  pino(
    {
      level,
      base: undefined,
      mixin: () => ({ ...about.getStore() }),
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [
        'req.headers.authorization',
        'req.headers.cookie',
        'res.headers["set-cookie"]',
        '*.pin',
        '*.password',
      ],
    },
    to,
  );

/** Nest's own logging through the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Logger) {}

  // What Nest tells of its own start matters only to who looks for a fault in it.
  log = (message: unknown, context = '') =>
    this.write(/^(Nest|Instance|Routes|Router)/.test(context) ? 'debug' : 'info', message, context);
  error = (message: unknown, ...rest: string[]) => this.write('error', message, rest.at(-1));
  warn = (message: unknown, context?: string) => this.write('warn', message, context);
  debug = (message: unknown, context?: string) => this.write('debug', message, context);
  verbose = (message: unknown, context?: string) => this.write('debug', message, context);
  fatal = (message: unknown, context?: string) => this.write('fatal', message, context);

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'fatal',
    message: unknown,
    context?: string,
  ): void {
    if (message instanceof Error) this.pino[level]({ context, err: message });
    else if (typeof message === 'object' && message !== null) this.pino[level]({ context, ...message });
    else this.pino[level]({ context }, String(message));
  }
}
