import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { NextFunction, Response } from 'express';
import type { Logger } from 'pino';
import { People } from './access/people.js';
import { SessionStore } from './access/session-store.js';
import { refuseDeepBodies } from './api/deep-bodies.js';
import { askHost, identify, type LoginOf } from './api/identify.js';
import { describeInterface } from './api/openapi.js';
import { ProblemFilter } from './api/problem.filter.js';
import type { Asked } from './api/request.js';
import { sheetUploads } from './api/uploads.js';
import { ApplicationModule, type ModuleOptions } from './application.module.js';
import { isProbe } from './health-port.js';
import { NestLog } from './log.js';
import { addressesUnder, sessionApart } from './mount.js';
import { aboutRequest, requestLog } from './request-log.js';
import { serveAssets } from './screens/assets.js';
import { csrfGuard } from './screens/csrf.js';
import { headers, plainReach, type Reach } from './screens/headers.js';
import { showProblem, wantsPage } from './screens/page-problem.js';
import { savedBeforeRedirect, sessions } from './screens/session.js';
import { signInLimit } from './screens/sign-in-limit.js';

/** What the application needs beside its parts. */
export interface HostOptions extends ModuleOptions {
  /** Takes every line; none: Nest's log, whatever the host made of it. */
  log?: Logger;
  /** Signs the cookie; its value is unguessable without. */
  sessionSecret: string;
  /** Plain HTTP and no frame, unless told. */
  reach?: Reach;
  /** Proxies whose word for a request's address is taken: `loopback`, `10.0.0.0/8`. A host has its own. */
  trustedProxies?: readonly string[];
  /** Certificate and key, as PEM: HTTPS without a proxy. */
  tls?: { cert: Buffer; key: Buffer };
  /** Where it is mounted in another application: `/wms-count`. Empty: at the root. */
  path?: string;
  /** Whom the other application says a request comes from. */
  loginOf?: LoginOf;
}

/**
 * The web application, ready to listen or to be mounted: middleware, pages, interface and its description.
 * It has its own container, so nothing global of a host reaches it, and nothing of it the host.
 */
export async function createHost(options: HostOptions): Promise<NestExpressApplication> {
  const { log, path = '', reach = plainReach } = options;
  const app = await NestFactory.create<NestExpressApplication>(ApplicationModule.forRoot(options), {
    // Nest has one log for a process: a host's stays what it is.
    ...(log ? { logger: new NestLog(log) } : {}),
    abortOnError: false,
    bodyParser: false,
    ...(options.tls ? { httpsOptions: options.tls } : {}),
  });
  app.disable('x-powered-by');
  if (options.trustedProxies) app.set('trust proxy', [...options.trustedProxies]);
  if (log) app.use(requestLog(log));
  app.use(aboutRequest);
  if (options.loginOf) app.use(butForProbes(askHost(options.loginOf)));
  if (path) app.use(addressesUnder(path), sessionApart);
  app.use(headers(reach));
  app.use(compressed());
  app.use('/assets', serveAssets);
  app.useBodyParser('json', { limit: '1mb' });
  // A scope may have thousands of zones, each in a field of its own.
  app.useBodyParser('urlencoded', { extended: false, limit: '1mb', parameterLimit: 20_000 });
  app.use(refuseDeepBodies);
  app.use(butForProbes(sessions(new SessionStore(options.database), options.sessionSecret, reach, path)));
  app.use(savedBeforeRedirect);
  app.use((request: Asked, _: Response, next: NextFunction) => {
    request.isDemo = Boolean(options.demo);
    next();
  });
  app.use(butForProbes(identify(app.get(People), options.tokens)));
  app.use(sheetUploads);
  app.use(butForProbes(csrfGuard));
  app.use(signInLimit(options.database));
  app.useGlobalFilters(
    new ProblemFilter((request, response, problem) => {
      if (!wantsPage(request)) return false;
      showProblem(request, response, problem);
      return true;
    }),
  );
  describeInterface(app, path);
  return app;
}

/** Health and metrics are told without asking the database who wants to know: it may be away. */
const butForProbes =
  (step: (request: Asked, response: Response, next: NextFunction) => unknown) =>
  (request: Asked, response: Response, next: NextFunction): unknown =>
    isProbe(request.path) ? next() : step(request, response, next);

/** All that is text, from 1 KB; not streams of events, which would wait for more. */
const compressed = () =>
  compression({
    filter: (request, response) =>
      !/event-stream/.test(String(response.getHeader('content-type'))) &&
      compression.filter(request, response),
  });
