import { EventEmitter } from 'node:events';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Dialect, Lock, LockMode } from './dialect.js';
import { mssql } from './mssql.js';
import { postgres } from './postgres.js';
import { raw, type Sql } from './sql.js';

/** Where a table lies; without a schema in the user's own. */
export interface Place {
  schema?: string;
  name: string;
}

/** How a site calls what is in its database. */
export interface Site {
  /** A table by its canonical name. */
  place(table: string): Place;
  /** A code by its canonical one. */
  code(canonical: string): string;
}

const canonicalSite: Site = { place: (name) => ({ name }), code: (canonical) => canonical };

/** A place as statements write it. */
export const written = ({ schema, name }: Place): string => (schema ? `"${schema}"."${name}"` : `"${name}"`);

/** What reads and writes: the database itself or one transaction of it. */
export interface Reader {
  /** Rows of a statement. Ids in lower case; quantities and times as the statement's text. */
  query<T = Record<string, unknown>>(statement: Sql): Promise<T[]>;
}

/** One open transaction. */
export interface Tx extends Reader {
  /** Number of rows a writing statement touched. */
  run(statement: Sql): Promise<number>;
  /** Waits for a named lock, held until the transaction ends. */
  lock(name: string, mode?: LockMode): Promise<void>;
  /** Several of them in one round trip, taken in this order. */
  lockAll(wanted: readonly Lock[]): Promise<void>;
  /** Work for after the commit (ringing a queue); dropped when it rolls back. */
  afterCommit(work: () => void | Promise<void>): void;
  /** Tells who listens to the database's news, after the commit. */
  announce(news: object): void;
}

const ATTEMPTS = 4;

/** The ERP's database with our tables in it. */
export class Database implements Reader {
  readonly dialect: Dialect;
  /** `news`: what a transaction of this process announced and committed. Listeners must not throw. */
  readonly told = new EventEmitter<{ news: [object] }>();

  /** `site`: how its tables and codes are called there. */
  constructor(
    readonly source: DataSource,
    readonly site: Site = canonicalSite,
  ) {
    this.dialect = {
      ...(source.options.type === 'mssql' ? mssql : postgres),
      table: (canonical) => raw(written(site.place(canonical))),
      code: (canonical) => site.code(canonical),
    };
  }

  async query<T = Record<string, unknown>>(statement: Sql): Promise<T[]> {
    const { text, parameters } = statement.render(this.dialect);
    // Where readers wait for writers, a single statement may be the victim of a deadlock too.
    return this.again(() => this.source.query(text, parameters));
  }

  /**
   * Lock, check, change, commit. Everything in `work` happens or nothing does. A deadlock victim is
   * begun again, so `work` must not touch anything but the transaction.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { result, after } = await this.again(async () => {
      const after: (() => void | Promise<void>)[] = [];
      return { result: await this.attempt(work, after), after };
    });
    for (const ring of after) await ring();
    return result;
  }

  private async again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt >= ATTEMPTS || !this.dialect.isTransient(error)) throw error;
      }
    }
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>, after: (() => void | Promise<void>)[]): Promise<T> {
    const runner = this.source.createQueryRunner();
    await runner.connect();
    try {
      await runner.startTransaction('READ COMMITTED');
      const result = await work(new RunnerTx(runner, this.dialect, after, this.told));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

class RunnerTx implements Tx {
  constructor(
    private readonly runner: QueryRunner,
    private readonly dialect: Dialect,
    private readonly after: (() => void | Promise<void>)[],
    private readonly told: Database['told'],
  ) {}

  async query<T>(statement: Sql): Promise<T[]> {
    const { text, parameters } = statement.render(this.dialect);
    return this.runner.query(text, parameters);
  }

  async run(statement: Sql): Promise<number> {
    const { text, parameters } = statement.render(this.dialect);
    const result = await this.runner.query(text, parameters, true);
    return result.affected ?? 0;
  }

  async lock(name: string, mode: LockMode = 'exclusive'): Promise<void> {
    await this.lockAll([{ name, mode }]);
  }

  async lockAll(wanted: readonly Lock[]): Promise<void> {
    await this.query(this.dialect.lock(wanted));
  }

  afterCommit(work: () => void | Promise<void>): void {
    this.after.push(work);
  }

  announce(news: object): void {
    this.afterCommit(() => void this.told.emit('news', news));
  }
}
