import type { KeyObject } from 'node:crypto';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CompanySignIn } from './access/company.js';
import { Launches } from './access/launches.js';
import { People, RoleGroups } from './access/people.js';
import { Pins } from './access/pins.js';
import { SignInOptions } from './access/sign-in-options.js';
import { Signer } from './access/signer.js';
import { Tokens } from './access/tokens.js';
import { AccessGuard } from './api/access.guard.js';
import { ClerkController } from './api/clerk.controller.js';
import { CountingController } from './api/counting.controller.js';
import { DetailsController } from './api/details.controller.js';
import { ExceptionsController } from './api/exceptions.controller.js';
import { ExportsController } from './api/exports.controller.js';
import { IdempotencyInterceptor } from './api/idempotency.interceptor.js';
import { JobsController } from './api/jobs.controller.js';
import { MeController } from './api/me.controller.js';
import { ProgressController } from './api/progress.controller.js';
import { ProtocolsController } from './api/protocols.controller.js';
import { ReconciliationsController } from './api/reconciliations.controller.js';
import { ReleaseController } from './api/release.controller.js';
import { RUNNER, RunningController } from './api/running.controller.js';
import { ScansController } from './api/scans.controller.js';
import { SheetsController } from './api/sheets.controller.js';
import { WarehousesController } from './api/warehouses.controller.js';
import { WorkerController } from './api/worker.controller.js';
import { WorkersController } from './api/workers.controller.js';
import { Database } from './database/database.js';
import { Documents } from './erp/documents.js';
import { ErpOptions } from './erp/erp-options.js';
import { Policies } from './erp/policies.js';
import { Catalogue } from './jobs/catalogue.js';
import { Doorbell, Jobs } from './jobs/jobs.js';
import type { Runner } from './jobs/runner.js';
import { tasksOf } from './jobs/tasks.js';
import { JobWorker } from './jobs/worker.js';
import { Meters } from './meters.js';
import { Counts } from './reconciliation/counting/counts.js';
import { Finish } from './reconciliation/counting/finish.js';
import { Lines } from './reconciliation/counting/lines.js';
import { WorkerOrders } from './reconciliation/counting/worker-orders.js';
import { Details } from './reconciliation/details/details.js';
import { Selections } from './reconciliation/details/selections.js';
import { History } from './reconciliation/history-list.js';
import { Lookups } from './reconciliation/lookups.js';
import { AssignOrders } from './reconciliation/orders/assign.js';
import { OrderGenerator } from './reconciliation/orders/generate.js';
import { InitialCount } from './reconciliation/orders/initial-count.js';
import { Orders } from './reconciliation/orders/orders.js';
import { Recount } from './reconciliation/orders/recount.js';
import { VoidOrders } from './reconciliation/orders/void-orders.js';
import { Populate } from './reconciliation/populate/populate.js';
import { Overview } from './reconciliation/progress/overview.js';
import { Progress } from './reconciliation/progress/progress.js';
import { ProgressFeed } from './reconciliation/progress/progress-feed.js';
import { Reconciliations } from './reconciliation/reconciliations.js';
import { Protocols } from './reconciliation/release/protocol.js';
import { Release } from './reconciliation/release/release.js';
import { Transactions } from './reconciliation/release/transactions.js';
import { Review } from './reconciliation/review/review.js';
import { Scopes } from './reconciliation/scope/measure.js';
import { SheetEntry } from './reconciliation/sheets/sheet-entry.js';
import { Sheets } from './reconciliation/sheets/sheets.js';
import { Snapshot } from './reconciliation/snapshot/snapshot.js';
import { Transfer } from './reconciliation/transfer/transfer.js';
import { Warehouses } from './reconciliation/warehouses.js';
import { Workers } from './reconciliation/workers.js';
import { CompanySignInController } from './screens/company.controller.js';
import { DEMO_DOOR, type DemoDoor, FrontController } from './screens/front.controller.js';
import { LaunchController } from './screens/launch.controller.js';
import { officePages, officeParts } from './screens/manager/index.js';
import { terminalParts, terminalScreens } from './screens/terminal/index.js';
import { Barcodes } from './terminal/barcodes.js';
import { Exceptions } from './terminal/exceptions.js';
import { Places } from './terminal/places.js';
import { Scans } from './terminal/scans.js';

/** What it is made of. */
export interface ModuleOptions {
  database: Database;
  runner: Runner;
  tokens: Tokens;
  roleGroups: RoleGroups;
  /** The ways in besides a bearer token; a badge or login with a PIN is always one. */
  signIn?: SignInOptions;
  erp?: Partial<ErpOptions>;
  demo?: DemoDoor | null;
  /** Private key (Ed25519) that signs protocols; none: one that is made and kept in the database. */
  protocolKey?: KeyObject | undefined;
}

/** The nouns of the product, each with its verbs. */
const rooms: Provider[] = [
  Documents,
  Policies,
  Warehouses,
  Reconciliations,
  Snapshot,
  OrderGenerator,
  InitialCount,
  Recount,
  Orders,
  AssignOrders,
  VoidOrders,
  WorkerOrders,
  Counts,
  Lines,
  Finish,
  Scans,
  Barcodes,
  Places,
  Exceptions,
  Populate,
  Details,
  Review,
  Release,
  Transactions,
  Transfer,
  History,
  Overview,
  Selections,
  Scopes,
  Workers,
  Progress,
  ProgressFeed,
  Lookups,
  Sheets,
  SheetEntry,
  Protocols,
];

const catalogue: Provider = {
  provide: Catalogue,
  inject: [Snapshot, Populate, Review, Release],
  useFactory: (snapshot: Snapshot, populate: Populate, review: Review, release: Release) =>
    new Catalogue(tasksOf({ snapshot, populate, review, release })),
};

const controllers = [
  FrontController,
  CompanySignInController,
  LaunchController,
  MeController,
  WarehousesController,
  ReconciliationsController,
  ExportsController,
  ProtocolsController,
  SheetsController,
  DetailsController,
  CountingController,
  WorkerController,
  WorkersController,
  ScansController,
  ExceptionsController,
  ReleaseController,
  ProgressController,
  ClerkController,
  JobsController,
  RunningController,
  ...officePages,
  ...terminalScreens,
];

/** Everything there is, as an application of its own; alone on a port or mounted in a host (`host.ts`). */
@Module({})
export class ApplicationModule {
  static forRoot({
    database,
    runner,
    tokens,
    roleGroups,
    signIn = new SignInOptions(),
    erp = {},
    demo = null,
    protocolKey,
  }: ModuleOptions): DynamicModule {
    return {
      module: ApplicationModule,
      controllers,
      providers: [
        { provide: Database, useValue: database },
        { provide: RUNNER, useValue: runner },
        { provide: Doorbell, useValue: runner },
        { provide: Tokens, useValue: tokens },
        { provide: Signer, useValue: new Signer(database, protocolKey) },
        { provide: RoleGroups, useValue: roleGroups },
        { provide: SignInOptions, useValue: signIn },
        CompanySignIn,
        Launches,
        { provide: ErpOptions, useValue: ErpOptions.of(erp) },
        { provide: DEMO_DOOR, useValue: demo },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        People,
        Pins,
        catalogue,
        Jobs,
        JobWorker,
        Meters,
        ...rooms,
        ...officeParts,
        ...terminalParts,
      ],
      exports: [Jobs, JobWorker, People, Tokens],
    };
  }
}
