import {
  ConfigurableModuleBuilder,
  Module,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WarehouseReconciliation } from './hosted.js';
import type { WarehouseReconciliationOptions } from './hosted-options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<WarehouseReconciliationOptions>({ moduleName: 'WarehouseReconciliation' })
    .setClassMethodName('forRoot')
    .build();

/**
 * Warehouse counts in another NestJS application (`forRoot`, `forRootAsync`). It is mounted as an
 * application of its own below a path: the host's prefix, guards, pipes, interceptors and filters end
 * there, and ours begin. What the host puts before it with `app.use` it sees.
 */
@Module({
  providers: [
    {
      provide: WarehouseReconciliation,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: WarehouseReconciliationOptions) => WarehouseReconciliation.open(options),
    },
  ],
  exports: [WarehouseReconciliation],
})
export class WarehouseReconciliationModule
  extends ConfigurableModuleClass
  implements NestModule, OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly warehouse: WarehouseReconciliation,
  ) {
    super();
  }

  /** Before the host's own routes: one that takes every path must not take ours. */
  configure(): void {
    if (this.host.httpAdapter.getType() !== 'express')
      throw new Error('warehouse-reconciliation needs @nestjs/platform-express.');
    this.host.httpAdapter.use(this.warehouse.path, this.warehouse.handler);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.warehouse.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.warehouse.close();
  }
}
