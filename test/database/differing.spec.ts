import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { Policies } from '../../src/erp/policies.js';
import { audit } from '../../src/reconciliation/audit.js';
import { Details } from '../../src/reconciliation/details/details.js';
import type { DetailFilter } from '../../src/reconciliation/details/filter.js';
import { OrderGenerator } from '../../src/reconciliation/orders/generate.js';
import { Recount } from '../../src/reconciliation/orders/recount.js';
import { Populate } from '../../src/reconciliation/populate/populate.js';
import { Review, type ReviewRequest } from '../../src/reconciliation/review/review.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount, type TestCount } from '../support/orders.js';

/**
 * The list of rows that differ is read from what their facts repeat of them. Whatever changes a row's
 * status or session, the row is found under the new one, and no more under the old one.
 */
let room: CountingRoom;
let populate: Populate;
let review: Review;
let recount: Recount;
let details: Details;
beforeEach(async () => {
  room = await openCounting();
  const options = new ErpOptions();
  const documents = new Documents(options);
  populate = new Populate(room.at.database, options);
  review = new Review(room.at.database, options);
  recount = new Recount(room.at.database, new Policies(options), new OrderGenerator(documents), options);
  details = new Details(room.at.database, room.counts);
});
afterEach(() => room.close());

const sugar = { at: '4711', product: '25-0100', snapshot: '24' };

/** Sugar is counted, its line closed, the order finished. */
async function count(order: { id: string; line: string }, quantity: string): Promise<string> {
  const { ivo } = room.actors;
  const { count: made } = await room.counts.record(
    ivo,
    order.id,
    counting(room.at, { ...sugar, quantity, unit: 'kg' }),
  );
  await room.lines.done(ivo, order.id, order.line);
  await room.finish.finish(ivo, order.id);
  return made.id;
}

async function counted(quantity: string) {
  const made = await makeCount(room.at, { rows: [sugar] });
  const line = made.order.lines['4711'] as string;
  const countId = await count({ id: made.order.id, line }, quantity);
  await populate.run(room.actors.mira, made.reconciliationId);
  return { ...made, countId, detailId: made.order.details['4711 25-0100'] as string };
}

const decide = (made: TestCount, request: ReviewRequest) =>
  review.review(room.actors.mira, made.reconciliationId, request);

/** The row is sent to another count, which is given to Ivo. */
async function again(made: TestCount & { detailId: string }) {
  await decide(made, { select: { ids: [made.detailId] }, reviewStatus: 'Recount' });
  const { orders } = await recount.generate(room.actors.mira, made.reconciliationId, { mode: 'single' });
  const id = orders[0]?.id as string;
  await room.orders.start(room.actors.ivo, id);
  const line = await room.orders.next(room.actors.ivo, id);
  return { id, line: line?.id as string };
}

/** Under which status and session the row is listed by its difference, and what the audit says of it. */
async function listed({ reconciliationId }: TestCount) {
  const found: string[] = [];
  for (const reviewStatus of ['Started', 'Finished', 'Approved', 'Recount'] as const) {
    for (const session of [1, 2]) {
      const filter: DetailFilter = { reviewStatus, session };
      const { items, total } = await details.list(
        room.actors.mira,
        reconciliationId,
        filter,
        { limit: 10 },
        'difference',
      );
      if (items.length > 0 || total > 0) found.push(`${reviewStatus} ${session}`);
    }
  }
  const wrong = (await audit(room.at.database, reconciliationId)).map(({ code }) => code);
  return { found, wrong: wrong.filter((code) => code === 'detail.facts-outdated') };
}

test('populated', async () => {
  const made = await counted('20');

  expect(await listed(made)).toEqual({ found: ['Finished 1'], wrong: [] });
});

test('approved, one row', async () => {
  const made = await counted('20');

  await decide(made, { select: { ids: [made.detailId] }, reviewStatus: 'Approved' });

  expect(await listed(made)).toEqual({ found: ['Approved 1'], wrong: [] });
});

test('approved, all rows of a filter', async () => {
  const made = await counted('20');

  await decide(made, { select: { filter: { hasDifference: true } }, reviewStatus: 'Approved' });

  expect(await listed(made)).toEqual({ found: ['Approved 1'], wrong: [] });
});

test('approved, and a count behind it is voided', async () => {
  const made = await counted('20');
  await decide(made, { select: { ids: [made.detailId] }, reviewStatus: 'Approved' });

  await room.counts.void(room.actors.mira, made.countId, 'counted twice');

  expect(await listed(made)).toEqual({ found: ['Finished 1'], wrong: [] });
});

test('sent to another count, and counted there', async () => {
  const made = await counted('20');

  const order = await again(made);
  const started = await listed(made);
  await count(order, '21');
  const finished = await listed(made);

  expect([started, finished]).toEqual([
    { found: ['Started 2'], wrong: [] },
    { found: ['Finished 2'], wrong: [] },
  ]);
});

test('right the first time, different when it is counted again', async () => {
  const made = await counted('24');
  expect(await listed(made)).toEqual({ found: [], wrong: [] });

  await count(await again(made), '20');
  await populate.run(room.actors.mira, made.reconciliationId);

  expect(await listed(made)).toEqual({ found: ['Finished 2'], wrong: [] });
});

test('right when counted, corrected by hand', async () => {
  const made = await counted('24');
  await decide(made, { select: { ids: [made.detailId] }, reviewStatus: 'Recount' });

  await decide(made, { select: { ids: [made.detailId] }, countedQuantity: '20', notes: 'two broken' });

  expect(await listed(made)).toEqual({ found: ['Recount 1'], wrong: [] });
});
