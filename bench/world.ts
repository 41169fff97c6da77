import type { Actor, Role } from '../src/access/actor.js';
import type { Database } from '../src/database/database.js';
import { migrate } from '../src/database/migrate.js';
import { type Sql, sql } from '../src/database/sql.js';
import { own } from '../src/database/tables.js';
import { uuid } from '../src/database/words.js';
import { createDemo, type Demo } from '../src/demo/demo.js';
import { Documents } from '../src/erp/documents.js';
import { ErpOptions } from '../src/erp/erp-options.js';
import { Policies } from '../src/erp/policies.js';
import { erp } from '../src/erp/tables.js';
import { Counts } from '../src/reconciliation/counting/counts.js';
import { Details } from '../src/reconciliation/details/details.js';
import { OrderGenerator } from '../src/reconciliation/orders/generate.js';
import { InitialCount } from '../src/reconciliation/orders/initial-count.js';
import { VoidOrders } from '../src/reconciliation/orders/void-orders.js';
import { Populate } from '../src/reconciliation/populate/populate.js';
import { Reconciliations } from '../src/reconciliation/reconciliations.js';
import { Release } from '../src/reconciliation/release/release.js';
import { Review } from '../src/reconciliation/review/review.js';
import { Snapshot } from '../src/reconciliation/snapshot/snapshot.js';
import { Transfer } from '../src/reconciliation/transfer/transfer.js';

/** Tables that the steps write. */
const written = [
  erp.details,
  erp.counts,
  erp.transactions,
  erp.inventoryReconciliationLines,
  erp.documents,
  own.facts,
  own.releases,
  own.imports,
  own.history,
];

/** A demo warehouse with a planned reconciliation of all of it, and the services as the host makes them. */
export class World {
  readonly snapshot: Snapshot;
  readonly populate: Populate;
  readonly details: Details;
  readonly review: Review;
  readonly release: Release;
  readonly transfer: Transfer;
  readonly initialCount: InitialCount;

  private constructor(
    readonly database: Database,
    readonly positions: number,
    readonly demo: Demo,
    readonly reconciliationId: string,
    readonly documentId: string,
  ) {
    const options = ErpOptions.of({});
    const documents = new Documents(options);
    this.snapshot = new Snapshot(database, options);
    this.initialCount = new InitialCount(database, new Policies(options), new OrderGenerator(documents));
    this.populate = new Populate(database, options);
    this.details = new Details(database, new Counts(database, documents, options));
    this.review = new Review(database, options);
    this.release = new Release(database, documents, new VoidOrders(documents, options));
    this.transfer = new Transfer(database);
  }

  static async of(database: Database, positions: number): Promise<World> {
    const demo = await createDemo(database, { positions });
    await migrate(database);
    const options = ErpOptions.of({});
    const documents = new Documents(options);
    const reconciliations = new Reconciliations(database, documents, new VoidOrders(documents, options));
    const manager = actorOf(demo, 'mira', 'manager');
    const { id } = await reconciliations.create(manager, { warehouseId: demo.warehouseId });
    await reconciliations.changeState(manager, id, { state: 'Planned' });
    const [row] = await database.query<{ documentId: string }>(sql`
      SELECT "Document_Id" AS "documentId" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)}`);
    return new World(database, positions, demo, id, (row as { documentId: string }).documentId);
  }

  get manager(): Actor {
    return actorOf(this.demo, 'mira', 'manager');
  }

  get clerk(): Actor {
    return actorOf(this.demo, 'petra', 'clerk');
  }

  /** Statements in a transaction of their own. */
  readonly write = async (...statements: Sql[]): Promise<void> => {
    await this.database.transaction(async (tx) => {
      for (const statement of statements) await tx.run(statement);
    });
  };

  /** Clears away what resets leave behind, so that each run finds the tables alike. */
  async settle(): Promise<void> {
    if (this.database.dialect.name === 'mssql') {
      await this.database.query(sql`EXEC sp_updatestats`);
      return;
    }
    for (const table of written) await this.database.query(sql`VACUUM (ANALYZE) ${table}`);
    await this.database.query(sql`CHECKPOINT`);
  }
}

function actorOf({ people }: Demo, login: 'mira' | 'petra', role: Role): Actor {
  const { userId, name, language } = people[login];
  return { userId, login, name, language, roles: new Set([role]), workers: [], source: 'bench' };
}
