import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { WarehouseEvent } from './access/history.js';
import { RoleGroups } from './access/people.js';
import { SignInOptions } from './access/sign-in-options.js';
import { privateKeyOf } from './access/signer.js';
import { Tokens } from './access/tokens.js';
import { limited } from './database/address.js';
import { Database } from './database/database.js';
import { isOutdated } from './database/migrate.js';
import { siteOf } from './erp/binding.js';
import { createHost } from './host.js';
import {
  checkHosted,
  type HostedOptions,
  isDataSource,
  type WarehouseReconciliationOptions,
} from './hosted-options.js';
import { chooseRunner } from './jobs/choose-runner.js';
import type { Runner } from './jobs/runner.js';
import { JobWorker } from './jobs/worker.js';

/** The application inside a host's. */
export class WarehouseReconciliation {
  private readonly log = new Logger('warehouse-reconciliation');

  private constructor(
    private readonly options: HostedOptions,
    private readonly app: NestExpressApplication,
    private readonly database: Database,
    private readonly runner: Runner,
  ) {}

  /** Where it is, as browsers see it. */
  get path(): string {
    return this.options.path;
  }

  /** Takes requests below `path`; what is not ours is answered there too. */
  get handler() {
    return this.app.getHttpAdapter().getInstance();
  }

  /** Makes it ready. Throws `OptionsError`, what the driver says, and when our tables are missing. */
  static async open(given: WarehouseReconciliationOptions): Promise<WarehouseReconciliation> {
    const options = checkHosted(given);
    const { path, loginOf, sessionSecret, protocolKey, reach, erp, roleGroups, binding } = options;
    const source = await open(options.database);
    const database = new Database(source, siteOf(binding, options.schema));
    if (await isOutdated(database))
      throw new Error(
        'The tables of warehouse-reconciliation are missing or older than it. Run: npx warehouse-reconciliation install',
      );
    const runner = chooseRunner(database, options.redis, options.schema);
    const app = await createHost({
      database,
      runner,
      // Without a key that somebody else knows every token is forged.
      tokens: new Tokens(options.tokens ?? { secret: randomBytes(32).toString('hex') }),
      roleGroups: new RoleGroups(roleGroups.manager, roleGroups.clerk),
      signIn: signInOf(options),
      erp: { reconciliationDocumentType: binding.documentTypes.reconciliation, ...erp },
      sessionSecret,
      protocolKey: protocolKey === undefined ? undefined : privateKeyOf(protocolKey),
      reach,
      path,
      loginOf,
    });
    await app.init();
    return new WarehouseReconciliation(options, app, database, runner);
  }

  /** Begins to work on jobs, where this process does. */
  async start(): Promise<void> {
    if (this.options.work) await this.runner.start(this.app.get(JobWorker));
  }

  /** Lets the present work end. A data source of the host's stays open. */
  async close(): Promise<void> {
    await this.app.close();
    await this.runner.stop();
    const { source } = this.database;
    if (source !== this.options.database) await source.destroy();
  }

  /**
   * Tells of everything that happened, once it is committed, in the process where it was done; a job's
   * in the one that works. A listener that fails is logged and nothing else. The answer ends it.
   */
  onEvent(listener: (event: WarehouseEvent) => unknown): () => void {
    const told = async (event: object) => {
      try {
        await listener(event as WarehouseEvent);
      } catch (err) {
        this.log.error({ msg: 'a listener failed', event: (event as WarehouseEvent).event, err });
      }
    };
    this.database.told.on('news', told);
    return () => void this.database.told.off('news', told);
  }
}

function signInOf({ signIn: { company, ...others }, path }: HostedOptions): SignInOptions {
  if (!company) return new SignInOptions(others);
  const { publicUrl, ...provider } = company;
  const returnTo = `${publicUrl.replace(/\/$/, '')}${path}/sign-in/company/back`;
  return new SignInOptions({ ...others, company: { ...provider, returnTo } });
}

async function open(database: DataSource | DataSourceOptions): Promise<DataSource> {
  if (isDataSource(database)) return database.isInitialized ? database : database.initialize();
  return new DataSource(limited(database)).initialize();
}
