import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Request } from 'express';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { WarehouseReconciliationModule } from 'warehouse-reconciliation';
import { CountLog } from './count-log.js';
import { DeskController } from './desk.controller.js';
import { ErpEnvelope, ErpGuard } from './erp-rules.js';

/** The ERP. Warehouse counts share its database and its sign-in. */
@Module({})
export class AppModule {
  static on(database: DataSourceOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRoot(database),
        WarehouseReconciliationModule.forRootAsync({
          inject: [DataSource],
          useFactory: (source: DataSource) => ({
            path: '/wms-count',
            database: source,
            redis: process.env.REDIS_URL || undefined,
            sessionSecret: process.env.SESSION_SECRET ?? 'a secret of 32 characters or more',
            loginOf: (request: Request) => request.session?.login,
          }),
        }),
      ],
      controllers: [DeskController],
      providers: [
        CountLog,
        { provide: APP_GUARD, useClass: ErpGuard },
        { provide: APP_INTERCEPTOR, useClass: ErpEnvelope },
      ],
    };
  }
}
