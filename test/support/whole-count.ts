import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Finish } from '../../src/reconciliation/counting/finish.js';
import { Lines } from '../../src/reconciliation/counting/lines.js';
import { WorkerOrders } from '../../src/reconciliation/counting/worker-orders.js';
import { Populate } from '../../src/reconciliation/populate/populate.js';
import { Release } from '../../src/reconciliation/release/release.js';
import { Review } from '../../src/reconciliation/review/review.js';
import { Snapshot } from '../../src/reconciliation/snapshot/snapshot.js';
import { Transfer } from '../../src/reconciliation/transfer/transfer.js';
import { Floor, type Worker } from './floor.js';
import { StoreRows } from './store-rows.js';

/** What is done in a whole count, in its order; each step is one call of a verb. */
export const steps = [
  'snapshot',
  'initialCount',
  'start',
  'count',
  'done',
  'empty',
  'finish',
  'populate',
  'sendBack',
  'recount',
  'startAgain',
  'countAgain',
  'doneAgain',
  'finishAgain',
  'populateAgain',
  'approve',
  'release',
  'import',
] as const;
export type StepName = (typeof steps)[number];

/**
 * A small count from the snapshot to the clerk: five pieces at A of which four are found, nothing at B
 * where three should be. `at` a step, everything before it has been done.
 */
export class WholeCount {
  private readonly scanIds = { count: randomUUID() as string, countAgain: randomUUID() as string };
  private orders: string[] = [];

  private constructor(
    readonly floor: Floor,
    readonly reconciliation: string,
    readonly inventory: string,
    readonly worker: Worker,
    private readonly at: Record<'A' | 'B', string>,
    private readonly product: string,
  ) {}

  static async before(step: StepName, database: Database): Promise<WholeCount> {
    const floor = await Floor.in(database);
    const { rows } = floor;
    const store = await StoreRows.of(rows);
    const [A, B] = [await rows.location('A'), await rows.location('B')];
    const product = await rows.product('P');
    await rows.transaction({ location: A, product }, '5');
    await rows.transaction({ location: B, product }, '3');
    const made = new WholeCount(
      floor,
      await rows.reconciliation({ state: 'Planned' }),
      await store.reconciliation({ state: 'New' }),
      await floor.worker('Ivo'),
      { A, B },
      product,
    );
    for (const earlier of steps.slice(0, steps.indexOf(step))) await made.do(earlier);
    return made;
  }

  /** What another process needs to know of it. */
  saved() {
    const { floor, reconciliation, inventory, worker, at, product, scanIds, orders } = this;
    return { floor: floor.saved(), reconciliation, inventory, worker, at, product, scanIds, orders };
  }

  /** The count that another process has saved, on the same database. */
  static restored(database: Database, saved: ReturnType<WholeCount['saved']>): WholeCount {
    const { worker } = saved;
    const actor = { ...worker.actor, roles: new Set(['worker' as const]) };
    const floor = Floor.restored(database, saved.floor);
    const { reconciliation, inventory, at, product, scanIds, orders } = saved;
    const count = new WholeCount(floor, reconciliation, inventory, { ...worker, actor }, at, product);
    return Object.assign(count, { scanIds, orders });
  }

  /** Does a step. The same call again, as a person or a network would make it again. */
  async do(step: StepName): Promise<unknown> {
    const { floor, reconciliation: id, worker } = this;
    const { database, manager, options, documents } = floor;
    const review = async (reviewStatus: 'Recount' | 'Approved', location?: 'A') =>
      new Review(database, options).review(manager, id, {
        select: { filter: location ? { locationId: this.at[location] } : {} },
        reviewStatus,
      });
    const [first = '', second = ''] = this.orders;
    switch (step) {
      case 'snapshot':
        return new Snapshot(database, options).generate(manager, id);
      case 'initialCount':
        return this.given(floor.initialCount.start(manager, id));
      case 'start':
        return this.start(first);
      case 'count':
        return this.count(first, 'A', 'count', '4');
      case 'done':
        return this.close(first, 'done', 'A');
      case 'empty':
        return this.close(first, 'empty', 'B');
      case 'finish':
        return new Finish(database, documents).finish(worker.actor, first);
      case 'populate':
      case 'populateAgain':
        return new Populate(database, options).run(manager, id);
      case 'sendBack':
        return review('Recount', 'A');
      case 'recount':
        return this.given(floor.recount.generate(manager, id, { mode: 'single' }));
      case 'startAgain':
        return this.start(second);
      case 'countAgain':
        return this.count(second, 'A', 'countAgain', '4');
      case 'doneAgain':
        return this.close(second, 'done', 'A');
      case 'finishAgain':
        return new Finish(database, documents).finish(worker.actor, second);
      case 'approve':
        return review('Approved');
      case 'release':
        return new Release(database, documents, floor.voidOrders).run(manager, id);
      case 'import':
        return new Transfer(database).add(floor.rows.actor('clerk'), this.inventory, 1);
    }
  }

  private async given(work: Promise<{ orders: { id: string }[] }>): Promise<void> {
    const { orders } = await work;
    this.orders.push(...orders.map(({ id }) => id));
  }

  private start(order: string): Promise<unknown> {
    const { database, documents, policies } = this.floor;
    return new WorkerOrders(database, documents, policies).start(this.worker.actor, order);
  }

  private count(order: string, at: 'A' | 'B', scan: 'count' | 'countAgain', quantity: string) {
    const { database, documents, options, rows } = this.floor;
    return new Counts(database, documents, options).record(this.worker.actor, order, {
      scanId: this.scanIds[scan],
      locationId: this.at[at],
      productId: this.product,
      quantity,
      unitId: rows.pieces,
    });
  }

  private async close(order: string, how: 'done' | 'empty', at: 'A' | 'B'): Promise<unknown> {
    const lines = await this.floor.linesOf(order);
    const line = lines.find(({ location }) => location === at);
    return new Lines(this.floor.database, this.floor.options)[how](
      this.worker.actor,
      order,
      line?.id as string,
    );
  }

  /** Every row that a count touches, by table: equal before and after when nothing happened. */
  async picture(): Promise<Record<string, string[]>> {
    const { database, rows } = this.floor;
    const warehouse = uuid(rows.warehouse);
    const order = sql`SELECT o."Warehouse_Order_Id" FROM ${erp.orders} o WHERE o."Warehouse_Id" = ${warehouse}`;
    const reconciliation = uuid(this.reconciliation);
    const read = {
      documents: sql`SELECT * FROM ${erp.documents}`,
      states: sql`SELECT * FROM ${erp.stateChanges}`,
      numbers: sql`SELECT * FROM ${erp.sequenceGenerators}`,
      options: sql`SELECT * FROM ${own.options} WHERE reconciliation_id = ${reconciliation}`,
      details: sql`SELECT * FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${reconciliation}`,
      facts: sql`SELECT * FROM ${own.facts} WHERE reconciliation_id = ${reconciliation}`,
      orders: sql`SELECT * FROM ${erp.orders} WHERE "Warehouse_Id" = ${warehouse}`,
      orderLines: sql`SELECT * FROM ${erp.orderLines} WHERE "Warehouse_Order_Id" IN (${order})`,
      lines: sql`SELECT * FROM ${own.lines} WHERE order_id IN (${order})`,
      members: sql`SELECT * FROM ${own.members} WHERE order_id IN (${order})`,
      counts: sql`SELECT * FROM ${erp.counts} WHERE "Warehouse_Order_Id" IN (${order})`,
      scans: sql`SELECT * FROM ${own.scans} WHERE order_id IN (${order})`,
      transactions: sql`SELECT * FROM ${erp.transactions} WHERE "Warehouse_Id" = ${warehouse}`,
      releases: sql`SELECT * FROM ${own.releases} WHERE reconciliation_id = ${reconciliation}`,
      imports: sql`SELECT * FROM ${own.imports}`,
      inventory: sql`SELECT * FROM ${erp.inventoryReconciliationLines}
        WHERE "Reconciliation_Id" = ${uuid(this.inventory)}`,
      history: sql`SELECT * FROM ${own.history} WHERE reconciliation_id = ${reconciliation}`,
    };
    const picture: Record<string, string[]> = {};
    for (const [name, statement] of Object.entries(read)) {
      picture[name] = (await database.query(statement)).map((row) => JSON.stringify(row)).sort();
    }
    return picture;
  }
}

type Picture = Awaited<ReturnType<WholeCount['picture']>>;

/** The tables that two pictures differ in. */
export const changed = (before: Picture, after: Picture): string[] =>
  Object.keys(before).filter((name) => before[name]?.join() !== after[name]?.join());

/** How many rows there are of each kind; history apart, which also tells of a second try. */
export const sizesOf = ({ history: _, ...tables }: Picture): Record<string, number> =>
  Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));
