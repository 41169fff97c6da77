import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NextFunction } from 'express';
import type { Actor } from '../../src/access/actor.js';
import { AccessGuard } from '../../src/api/access.guard.js';
import { Operation } from '../../src/api/operation.js';
import { ProblemFilter } from '../../src/api/problem.filter.js';
import type { Asked } from '../../src/api/request.js';

@Controller()
class Routes {
  @Get('forgotten')
  forgotten(): string {
    return 'open';
  }

  @Get('nobody')
  @Operation({ summary: 'For no role', for: [] })
  nobody(): string {
    return 'open';
  }

  @Get('manager')
  @Operation({ summary: 'For managers', for: ['manager'] })
  manager(): string {
    return 'open';
  }
}

@Module({ controllers: [Routes], providers: [{ provide: APP_GUARD, useClass: AccessGuard }] })
class Application {}

const nobody: Actor = {
  userId: '',
  login: '',
  name: '',
  language: 'en',
  roles: new Set(),
  workers: [],
  source: '',
};
let app: Awaited<ReturnType<typeof NestFactory.create>>;
beforeAll(async () => {
  app = await NestFactory.create(Application, { logger: false });
  app.useGlobalFilters(new ProblemFilter(() => false));
  app.use((request: Asked, _: unknown, next: NextFunction) => {
    request.actor = { ...nobody, roles: new Set(['manager', 'worker', 'clerk']) };
    next();
  });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

test.each([
  ['forgotten', 403],
  ['nobody', 403],
  ['manager', 204],
])('somebody with every role at a route for: %s', async (path, status) => {
  expect((await fetch(`${await app.getUrl()}/${path}`)).status).toBe(status);
});
