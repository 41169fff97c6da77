import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { People, RoleGroups } from './access/people.js';
import { Pins } from './access/pins.js';
import { Tokens } from './access/tokens.js';
import { AccessGuard } from './api/access.guard.js';
import { IdempotencyInterceptor } from './api/idempotency.interceptor.js';
import { JobsController } from './api/jobs.controller.js';
import { MeController } from './api/me.controller.js';
import { RUNNER, RunningController } from './api/running.controller.js';
import { Database } from './database/database.js';
import { ErpOptions } from './erp/erp-options.js';
import { Catalogue } from './jobs/catalogue.js';
import { Doorbell, Jobs } from './jobs/jobs.js';
import type { Runner } from './jobs/runner.js';
import { JobWorker } from './jobs/worker.js';
import { DEMO_DOOR, type DemoDoor, FrontController } from './screens/front.controller.js';

/** What a host gives us. */
export interface ModuleOptions {
  database: Database;
  runner: Runner;
  tokens: Tokens;
  roleGroups: RoleGroups;
  erp?: Partial<ErpOptions>;
  demo?: DemoDoor | null;
}

/** The nouns of the product, each with its verbs. */
const rooms: Provider[] = [];

const catalogue: Provider = { provide: Catalogue, useFactory: () => new Catalogue([]) };

/** Everything there is. */
@Module({})
export class WarehouseReconciliationModule {
  static forRoot({
    database,
    runner,
    tokens,
    roleGroups,
    erp = {},
    demo = null,
  }: ModuleOptions): DynamicModule {
    return {
      module: WarehouseReconciliationModule,
      controllers: [FrontController, JobsController, MeController, RunningController],
      providers: [
        { provide: Database, useValue: database },
        { provide: RUNNER, useValue: runner },
        { provide: Doorbell, useValue: runner },
        { provide: Tokens, useValue: tokens },
        { provide: RoleGroups, useValue: roleGroups },
        { provide: ErpOptions, useValue: ErpOptions.of(erp) },
        { provide: DEMO_DOOR, useValue: demo },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        People,
        Pins,
        catalogue,
        Jobs,
        JobWorker,
        ...rooms,
      ],
      exports: [Jobs, JobWorker, People, Tokens],
    };
  }
}
