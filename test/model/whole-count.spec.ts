import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text, uuid } from '../../src/database/words.js';
import { documentStateOf, type ReviewStatus, reviewStatuses, reviewStatusOf } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import { Refusal } from '../../src/errors.js';
import { audit } from '../../src/reconciliation/audit.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Finish } from '../../src/reconciliation/counting/finish.js';
import { Lines } from '../../src/reconciliation/counting/lines.js';
import { WorkerOrders } from '../../src/reconciliation/counting/worker-orders.js';
import { Populate } from '../../src/reconciliation/populate/populate.js';
import { Release } from '../../src/reconciliation/release/release.js';
import { Review } from '../../src/reconciliation/review/review.js';
import { Snapshot } from '../../src/reconciliation/snapshot/snapshot.js';
import { Transfer } from '../../src/reconciliation/transfer/transfer.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Floor } from '../support/floor.js';
import { StoreRows } from '../support/store-rows.js';
import { Model } from './model.js';

/**
 * Random sequences of what a manager, a worker and a clerk can do, with repeats and refusals, against a
 * small model in memory: what is allowed, and every row, count, transaction and line after each step.
 */
let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

const places = ['A', 'B', 'C'];
const products = ['P', 'Q'];

/** The real thing, with the same words as the model. */
class World {
  readonly model = new Model(places, { 'A|P': 5, 'A|Q': 2, 'B|P': 3 });
  private readonly orders: string[] = [];
  private readonly counts: string[] = [];
  private names = new Map<string, string>();
  private ids = new Map<string, string>();

  private constructor(
    readonly floor: Floor,
    readonly reconciliation: string,
    readonly inventory: string,
    readonly worker: Awaited<ReturnType<Floor['worker']>>,
  ) {}

  static async open(): Promise<World> {
    const floor = await Floor.in(at.database);
    const { rows } = floor;
    const store = await StoreRows.of(rows);
    const world = new World(
      floor,
      await rows.reconciliation({ state: 'Planned' }),
      await store.reconciliation({ state: 'New' }),
      await floor.worker('Ivo'),
    );
    for (const place of places) world.name(place, await rows.location(place));
    for (const product of products) world.name(product, await rows.product(product));
    for (const [key, quantity] of world.model.stock) {
      const [place = '', product = ''] = key.split('|');
      await rows.transaction({ location: world.id(place), product: world.id(product) }, String(quantity));
    }
    return world;
  }

  private name(name: string, id: string): void {
    this.names.set(id, name);
    this.ids.set(name, id);
  }

  id = (name: string): string => this.ids.get(name) as string;

  async act(step: Step): Promise<void> {
    const { floor, model, reconciliation: id, worker } = this;
    const { database, manager, options, documents } = floor;
    const pick = <T>(from: readonly T[]): [T, number] | null =>
      from.length === 0 ? null : [from[step.which % from.length] as T, step.which % from.length];
    const order = pick(this.orders);
    switch (step.do) {
      case 'snapshot':
        return this.both(model.snapshot(), new Snapshot(database, options).generate(manager, id));
      case 'initialCount':
        return this.given(model.initialCount(), floor.initialCount.start(manager, id));
      case 'recount':
        return this.given(model.recount(), floor.recount.generate(manager, id, { mode: 'single' }));
      case 'populate':
        return this.both(model.populate(), new Populate(database, options).run(manager, id));
      case 'release':
        return this.both(
          model.release(),
          new Release(database, documents, floor.voidOrders).run(manager, id),
        );
      case 'transfer': {
        const { added } = await new Transfer(database).add(this.clerk, this.inventory, 1);
        expect(added).toBe(model.transfer());
        return;
      }
      case 'review': {
        const row = pick([...model.rows.keys()]);
        if (!row) return;
        const request = { select: { ids: [await this.detailId(row[0])] }, reviewStatus: step.status };
        return this.both(
          model.review(row[0], step.status),
          new Review(database, options).review(manager, id, request),
        );
      }
      case 'voidOrder':
        if (!order) return;
        return this.both(model.voidOrder(order[1]), floor.orders.void(manager, order[0], 'on purpose'));
      case 'start':
        if (!order) return;
        return this.both(
          model.startOrder(order[1]),
          new WorkerOrders(database, documents, floor.policies).start(worker.actor, order[0]),
        );
      case 'count': {
        if (!order) return;
        const [place, product] = [places[step.where % 3] as string, products[step.where % 2] as string];
        const scanId = randomUUID();
        const counts = new Counts(database, documents, options);
        const record = () =>
          counts.record(worker.actor, order[0], {
            scanId,
            locationId: this.id(place),
            productId: this.id(product),
            quantity: String(step.quantity),
            unitId: floor.rows.pieces,
          });
        const allowed = model.count(order[1], place, product, step.quantity);
        await this.both(
          allowed,
          record().then(({ count }) => this.counts.push(count.id)),
        );
        // The network sends it again.
        if (allowed) expect((await record()).replayed).toBe(true);
        return;
      }
      case 'done':
      case 'empty': {
        const line = order && pick((model.orders[order[1]] as { lines: unknown[] }).lines);
        if (!order || !line) return;
        const [real] = (await floor.linesOf(order[0])).slice(line[1]);
        const verb = new Lines(database, options);
        return this.both(
          model[step.do](order[1], line[1]),
          verb[step.do](worker.actor, order[0], real?.id as string),
        );
      }
      case 'finish':
        if (!order) return;
        return this.both(
          model.finish(order[1], step.quantity > 2),
          new Finish(database, documents).finish(worker.actor, order[0], { leaveOut: step.quantity > 2 }),
        );
      case 'voidCount': {
        const count = pick(this.counts);
        if (!count || model.counts[count[1]]?.void) return;
        const byWorker = step.quantity > 2;
        const who = byWorker ? worker.actor : manager;
        return this.both(
          model.voidCount(count[1], byWorker),
          new Counts(database, documents, options).void(who, count[0], 'on purpose'),
        );
      }
    }
  }

  private get clerk() {
    return this.floor.rows.actor('clerk');
  }

  private async given(allowed: boolean, work: Promise<{ orders: { id: string }[] }>): Promise<void> {
    await this.both(
      allowed,
      work.then(({ orders }) => this.orders.push(...orders.map((order) => order.id))),
    );
  }

  /** The model and the real thing agree on whether it is allowed. */
  private async both(allowed: boolean, work: Promise<unknown>): Promise<void> {
    const refused = await work.then(
      () => null,
      (error) => {
        if (error instanceof Refusal) return error.code;
        throw error;
      },
    );
    expect({ allowed: refused === null, refused }).toEqual({ allowed, refused: allowed ? null : refused });
  }

  private async detailId(key: string): Promise<string> {
    const found = (await this.details()).find((row) => row.key === key);
    return found?.id as string;
  }

  private async details() {
    const rows = await at.database.query<Record<string, string | null>>(sql`
      SELECT "Warehouse_Reconciliation_Detail_Id" AS "id", "Warehouse_Location_Id" AS "place", "Product_Id" AS "product",
        "Review_Status" AS "status", "Session" AS "session", "Warehouse_Order_Id" AS "order",
        ${text(sql`"Counted_Quantity_Base"`)} AS "counted", ${text(sql`"Snapshot_Quantity_Base"`)} AS "snapshot"
      FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(this.reconciliation)}`);
    return rows.map((row) => ({
      id: row.id,
      key: `${this.names.get(row.place as string)}|${row.product ? this.names.get(row.product) : ''}`,
      status: reviewStatusOf(row.status as string),
      session: Number(row.session),
      snapshot: Number(row.snapshot),
      counted: row.counted === null ? null : Number(row.counted),
      order: row.order ? this.orders.indexOf(row.order as string) : null,
    }));
  }

  /** Everything in the database against the model. */
  async agree(): Promise<void> {
    const { model, reconciliation } = this;
    const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
    const rows = (await this.details()).map(({ id: _, ...row }) => row);
    const expected = [...model.rows].map(([key, { status, session, snapshot, counted, order }]) => ({
      key,
      status,
      session,
      snapshot,
      counted,
      order,
    }));
    expect(rows.sort(byKey)).toEqual(expected.sort(byKey));

    const counts = await at.database.query<{ id: string; quantity: string; void: unknown }>(sql`
      SELECT c."Warehouse_Count_Id" AS "id", ${text(sql`c."Quantity_Base"`)} AS "quantity", c."Void" AS "void"
      FROM ${erp.counts} c JOIN ${erp.reconciliations} r ON r."Document_Id" = c."Source_Document_Id"
      WHERE r."Warehouse_Reconciliation_Id" = ${uuid(reconciliation)}`);
    const found = new Map(counts.map((c) => [c.id, [Number(c.quantity), Boolean(c.void)]]));
    expect(this.counts.map((id) => found.get(id))).toEqual(model.counts.map((c) => [c.quantity, c.void]));
    expect(counts).toHaveLength(model.counts.length);

    const stock = await at.database.query<{ place: string; product: string; quantity: string }>(sql`
      SELECT "Warehouse_Location_Id" AS "place", "Product_Id" AS "product", ${text(sql`"Quantity_Base_Available"`)} AS "quantity"
      FROM ${erp.availability} WHERE "Warehouse_Id" = ${uuid(this.floor.rows.warehouse)}`);
    const lying = stock.map(
      ({ place, product, quantity }) =>
        [`${this.names.get(place)}|${this.names.get(product)}`, Number(quantity)] as const,
    );
    expect(new Map(lying.filter(([, quantity]) => quantity !== 0))).toEqual(
      new Map([...model.stock].filter(([, quantity]) => quantity !== 0)),
    );

    const [made] = await at.database.query<{ transactions: number; lines: number; state: number }>(sql`
      SELECT (SELECT COUNT(*) FROM ${own.releases} x WHERE x.reconciliation_id = ${uuid(reconciliation)}) AS "transactions",
        (SELECT COUNT(*) FROM ${erp.inventoryReconciliationLines} l WHERE l."Reconciliation_Id" = ${uuid(this.inventory)}) AS "lines",
        (SELECT d."State" FROM ${erp.documents} d JOIN ${erp.reconciliations} r ON r."Document_Id" = d."Id"
          WHERE r."Warehouse_Reconciliation_Id" = ${uuid(reconciliation)}) AS "state"`);
    expect([Number(made?.transactions), Number(made?.lines), documentStateOf(made?.state as number)]).toEqual(
      [model.transactions, model.imported, model.released ? 'Released' : 'Planned'],
    );
  }
}

interface Step {
  do: (typeof verbs)[number];
  which: number;
  where: number;
  quantity: number;
  status: ReviewStatus;
}

const verbs = [
  'snapshot',
  'initialCount',
  'recount',
  'populate',
  'release',
  'transfer',
  'review',
  'voidOrder',
  'start',
  'count',
  'done',
  'empty',
  'finish',
  'voidCount',
] as const;

const step = (...of: [number, Step['do']][]): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.oneof(...of.map(([weight, verb]) => ({ weight, arbitrary: fc.constant(verb) }))),
    which: fc.nat(30),
    where: fc.nat(5),
    quantity: fc.nat(5),
    status: fc.constantFrom(...reviewStatuses, 'Approved' as const, 'Approved' as const, 'Recount' as const),
  });

const plain = (verb: Step['do'], more: Partial<Step> = {}): Step => ({
  do: verb,
  which: 0,
  where: 0,
  quantity: 0,
  status: 'Approved',
  ...more,
});

/** A first count of which half was done and the rest left out, and what was counted is filled in. */
const counted: Step[] = [
  plain('snapshot'),
  plain('initialCount'),
  plain('start'),
  ...[0, 1, 2, 3, 4, 5].map((where) => plain('count', { where, quantity: where })),
  plain('done', { which: 0 }),
  plain('done', { which: 1 }),
  plain('finish', { quantity: 5 }),
  plain('populate'),
];

/** A beginning that gets somewhere, then anything. */
const story = fc
  .tuple(
    fc.constantFrom<Step[]>([], [plain('snapshot')], counted.slice(0, 3), counted, counted),
    fc.array(
      step(
        [1, 'snapshot'],
        [1, 'initialCount'],
        [3, 'recount'],
        [4, 'populate'],
        [2, 'release'],
        [1, 'transfer'],
        [10, 'review'],
        [1, 'voidOrder'],
        [3, 'start'],
        [10, 'count'],
        [5, 'done'],
        [5, 'empty'],
        [5, 'finish'],
        [4, 'voidCount'],
      ),
      { minLength: 10, maxLength: 50 },
    ),
  )
  .map(([first, then]) => [...first, ...then]);

/** Ends every story: count what is left, decide, release, transfer twice. */
const ending: Step[] = (['populate', 'release', 'transfer', 'transfer'] as const).map((verb) => plain(verb));

const every = [0, 1, 2, 3, 4, 5, 6];

/** Stories that are told in every run. */
const told: Step[][] = [
  // Counts are voided after they were populated: nothing of it can be approved until it is populated again.
  [
    ...counted,
    ...every.map((which) => plain('voidCount', { which })),
    ...every.map((which) => plain('review', { which })),
  ],
  // Everything is decided, released twice, and the clerk comes three times.
  [
    ...counted,
    ...every.map((which) => plain('review', { which })),
    ...every.map((which) => plain('review', { which, status: 'Cancelled' as const })).slice(3),
    plain('release'),
    plain('transfer'),
  ],
  // What was left out is counted again.
  [
    ...counted,
    plain('recount'),
    plain('start', { which: 1 }),
    plain('count', { which: 1, where: 2, quantity: 4 }),
    plain('finish', { which: 1, quantity: 5 }),
    ...every.map((which) => plain('review', { which })),
    plain('populate'),
    plain('voidOrder', { which: 1 }),
  ],
];

test('whatever they do, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const world = await World.open();
      for (const one of [...steps, ...ending]) {
        await world.act(one);
        await world.agree();
      }
      expect(await audit(at.database, world.reconciliation)).toEqual([]);
    }),
    { numRuns: Number(process.env.MODEL_RUNS ?? 25), examples: told.map((steps): [Step[]] => [steps]) },
  );
});
