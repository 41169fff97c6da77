import { sql } from '../../src/database/sql.js';
import { uuid } from '../../src/database/words.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Review } from '../../src/reconciliation/review/review.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { addOrder, counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const drill = { at: 'A-03-03-1', product: '47-3301', serial: 'D8-55120' };
const elsewhere = { ...drill, at: 'E-01-040' };
const both = { rows: [drill, elsewhere] };
const confirmed = ['serial.counted-elsewhere'];

/** Where rows cannot be approved, because their serial number is in two places. */
async function inTwoPlaces(reconciliationId: string): Promise<string[]> {
  const { refused } = await new Review(room.at.database, new ErpOptions()).review(
    room.actors.mira,
    reconciliationId,
    { select: { filter: {} }, reviewStatus: 'Approved', partial: true },
  );
  const held = refused.filter(({ code }) => code === 'detail.serial-in-two-places').map(({ row }) => row);
  const rows = await room.at.database.query<{ id: string; address: string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, l."Location_Address" AS address FROM ${erp.details} d
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} ORDER BY l."Location_Address"`);
  return rows.filter(({ id }) => held.includes(id)).map(({ address }) => address);
}

test('the same serial twice at one position is refused, with by whom and when', async () => {
  const { order } = await makeCount(room.at, both);
  await room.counts.record(room.actors.lena, order.id, counting(room.at, drill));

  const refusal = await refusalOf(
    room.counts.record(room.actors.ivo, order.id, { ...counting(room.at, drill), confirmed }),
  );

  expect(refusal.code).toBe('serial.counted-twice');
  expect(refusal.message).toMatch(/^D8-55120 was already counted at A-03-03-1 by Lena Koleva, \d\d:\d\d\. /);
});

test('same serial in two places: asked, kept when confirmed, and neither row can be approved', async () => {
  const { order, reconciliationId } = await makeCount(room.at, both);
  await room.counts.record(room.actors.lena, order.id, counting(room.at, drill));
  const again = counting(room.at, elsewhere);

  expect(await codesOf(room.counts.record(room.actors.ivo, order.id, again))).toEqual([
    'serial.counted-elsewhere',
  ]);
  expect(await inTwoPlaces(reconciliationId)).toEqual([]);
  const { count } = await room.counts.record(room.actors.ivo, order.id, { ...again, confirmed });

  expect(await inTwoPlaces(reconciliationId)).toEqual(['A-03-03-1', 'E-01-040']);
  await room.counts.void(room.actors.ivo, count.id);
  expect(await inTwoPlaces(reconciliationId)).toEqual([]);
});

test('voided, it can be counted again', async () => {
  const { order } = await makeCount(room.at, both);
  const { count } = await room.counts.record(room.actors.ivo, order.id, counting(room.at, drill));
  await room.counts.void(room.actors.ivo, count.id);

  await expect(
    room.counts.record(room.actors.ivo, order.id, counting(room.at, elsewhere)),
  ).resolves.toBeDefined();
});

test('not found here, found there: nothing to ask', async () => {
  const { order, reconciliationId } = await makeCount(room.at, both);
  await room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...drill, quantity: '0' }));

  await room.counts.record(room.actors.ivo, order.id, counting(room.at, elsewhere));

  expect(await inTwoPlaces(reconciliationId)).toEqual([]);
});

test('found here, not found there: nothing to ask', async () => {
  const { order } = await makeCount(room.at, both);
  await room.counts.record(room.actors.ivo, order.id, counting(room.at, drill));

  await expect(
    room.counts.record(room.actors.ivo, order.id, counting(room.at, { ...elsewhere, quantity: '0' })),
  ).resolves.toBeDefined();
});

test('found in a session, and again in the next one, before anybody populated', async () => {
  const count = await makeCount(room.at, { rows: [{ at: 'A-03-03-1' }] });
  const hammers = { at: 'A-03-03-1', product: '47-1102' };
  const second = await addOrder(room.at, count, { rows: [hammers], session: 2, recount: true });
  await room.counts.record(room.actors.ivo, count.order.id, counting(room.at, drill));

  await expect(
    room.counts.record(room.actors.ivo, second.id, counting(room.at, drill)),
  ).resolves.toMatchObject({ count: { session: 2 } });
});

test('in the next session it is counted again', async () => {
  const count = await makeCount(room.at, { rows: [{ ...drill, free: true, status: 'Started', session: 2 }] });
  const first = await addOrder(room.at, count, { rows: [{ at: 'A-03-03-1' }], session: 1 });
  const second = await addOrder(room.at, count, { rows: [elsewhere], session: 2, recount: true });
  await room.counts.record(room.actors.ivo, first.id, counting(room.at, drill));

  await expect(
    room.counts.record(room.actors.ivo, second.id, counting(room.at, elsewhere)),
  ).resolves.toBeDefined();
});

test('a recount meets one that another session found elsewhere: asked', async () => {
  const count = await makeCount(room.at, { rows: [drill] });
  const second = await addOrder(room.at, count, { rows: [elsewhere], session: 2, recount: true });
  await room.counts.record(room.actors.ivo, count.order.id, counting(room.at, drill));

  expect(await codesOf(room.counts.record(room.actors.ivo, second.id, counting(room.at, elsewhere)))).toEqual(
    confirmed,
  );
});

test('another reconciliation asks nothing', async () => {
  const [one, two] = [await makeCount(room.at, both), await makeCount(room.at, both)];
  await room.counts.record(room.actors.ivo, one.order.id, counting(room.at, drill));

  await expect(
    room.counts.record(room.actors.ivo, two.order.id, counting(room.at, drill)),
  ).resolves.toBeDefined();
});

test('two workers at once: one counts it, the other is refused', async () => {
  const { order } = await makeCount(room.at, both);

  const answers = await Promise.allSettled([
    room.counts.record(room.actors.ivo, order.id, counting(room.at, drill)),
    room.counts.record(room.actors.lena, order.id, counting(room.at, drill)),
  ]);

  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await room.stored(order.id)).toHaveLength(1);
});

test.each([1, 2, 3, 4, 5])(
  'two workers at two places at once: one counts it, the other is asked (%i)',
  async () => {
    const { order } = await makeCount(room.at, both);
    for (const who of [room.actors.ivo, room.actors.lena]) await room.orders.start(who, order.id);

    const answers = await Promise.allSettled([
      room.counts.record(room.actors.ivo, order.id, counting(room.at, drill)),
      room.counts.record(room.actors.lena, order.id, counting(room.at, elsewhere)),
    ]);

    const told = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(told).toEqual(confirmed);
  },
);

describe('a logistic unit', () => {
  const water = { product: '24-0007', pallet: 'PAL-0002' };

  test('where availability says is counted', async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'D-01-01' }] });

    await expect(
      room.counts.record(
        room.actors.ivo,
        order.id,
        counting(room.at, { at: 'D-01-01', ...water, unit: 'box' }),
      ),
    ).resolves.toBeDefined();
  });

  test('elsewhere than expected is asked, and the answer is recorded', async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'B-01-03' }] });
    const moved = counting(room.at, { at: 'B-01-03', ...water, unit: 'box' });

    const refusal = await refusalOf(room.counts.record(room.actors.ivo, order.id, moved));
    const { count } = await room.counts.record(room.actors.ivo, order.id, {
      ...moved,
      confirmed: [refusal.code],
    });

    expect(refusal).toMatchObject({
      code: 'logistic-unit.elsewhere',
      faults: [{ value: { location: 'D-01-01' } }],
    });
    expect(await room.told(count.id)).toMatchObject({ confirmed: [{ code: 'logistic-unit.elsewhere' }] });
  });

  test('without stock is expected nowhere', async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'B-01-03' }] });

    await expect(
      room.counts.record(
        room.actors.ivo,
        order.id,
        counting(room.at, { at: 'B-01-03', product: '24-0007', pallet: 'PAL-0099' }),
      ),
    ).resolves.toBeDefined();
  });
});
