import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { type CountingRoom, openCounting } from '../support/counting.js';
import { counting, makeCount } from '../support/orders.js';
import { codesOf, refusalOf } from '../support/refusals.js';

let room: CountingRoom;
beforeAll(async () => {
  room = await openCounting();
});
afterAll(() => room.close());

const sugar = { at: '4711', product: '25-0100' };

describe('a count', () => {
  test('is stored with its session, its line and both quantities', async () => {
    const { order, documentId } = await makeCount(room.at, { rows: [{ at: 'A-03-01-4' }], session: 3 });
    const biscuits = { at: 'A-03-01-4', product: '10-0411', lot: '24-118' };

    const { count, replayed, warnings } = await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { ...biscuits, quantity: '2.5', unit: 'box' }),
    );

    expect(count).toMatchObject({
      quantity: '2.5',
      quantityBase: '30',
      location: 'A-03-01-4',
      product: '10-0411',
    });
    expect(count).toMatchObject({
      lot: '24-118',
      unit: 'box',
      session: 3,
      worker: 'Ivo Dimitrov',
      void: false,
    });
    expect([replayed, warnings]).toEqual([false, []]);
    expect(await room.stored(order.id)).toEqual([
      {
        quantity: '2.500',
        base: '30.000',
        standard: '30.000',
        session: 3,
        line: order.lines['A-03-01-4'],
        source: documentId,
        userId: room.actors.ivo.userId,
        void: false,
      },
    ]);
  });

  test('zero is a count', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    const { count } = await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { ...sugar, quantity: '0', unit: 'kg' }),
    );

    expect(count.quantity).toBe('0');
    await expect(
      room.lines.done(room.actors.ivo, order.id, order.lines['4711'] as string),
    ).resolves.toMatchObject({
      state: 'done',
    });
  });

  test('found in an empty location', async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'A-03-02-3' }] });

    await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { at: 'A-03-02-3', product: '47-1102' }),
    );

    expect(await room.stored(order.id)).toMatchObject([{ line: order.lines['A-03-02-3'], base: '1.000' }]);
  });

  test('a variable product keeps what was measured and what the fixed ratio says', async () => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'A-04-02-4' }] });
    const wheel = counting(room.at, { at: 'A-04-02-4', product: '31-0011', lot: undefined, quantity: '2' });
    const [lot] = await room.at.database.query<{ id: string }>(sql`
      SELECT "Lot_Id" AS id FROM ${erp.lots} WHERE "Product_Id" = ${uuid(wheel.productId)} ORDER BY "Lot_Number"`);

    await room.counts.record(room.actors.ivo, order.id, {
      ...wheel,
      lotId: lot?.id ?? null,
      quantityBase: '12.61',
    });

    expect(await room.stored(order.id)).toMatchObject([
      { quantity: '2.000', base: '12.610', standard: '12.400' },
    ]);
  });

  test('counted twice, then voided: what is left counts', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });
    const first = await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { ...sugar, quantity: '24', unit: 'kg' }),
    );
    await room.counts.record(
      room.actors.ivo,
      order.id,
      counting(room.at, { ...sugar, quantity: '24', unit: 'kg' }),
    );

    const voided = await room.counts.void(room.actors.ivo, first.count.id);

    expect(voided).toMatchObject({ id: first.count.id, void: true, voidedBy: 'ivo', quantity: '24' });
    expect(await room.stored(order.id)).toMatchObject([{ void: true }, { void: false }]);
  });

  test('tells every fault at once', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    const refusal = await refusalOf(
      room.counts.record(room.actors.ivo, order.id, {
        ...counting(room.at, {
          at: 'B-01-01',
          product: '10-0411',
          lot: 'R-0907',
          serial: 'D8-55120',
          quantity: '1.2345',
        }),
        unitId: room.at.demo.ids.unit('kg'),
        logisticUnitId: randomUUID(),
      }),
    );

    expect(refusal.kind).toBe('rule');
    expect(refusal.faults.map(({ code }) => code).sort()).toEqual([
      'location.not-in-scope',
      'logistic-unit.unknown',
      'lot.of-other-product',
      'quantity.too-fine',
      'serial.not-allowed',
      'serial.of-other-product',
      'unit.not-convertible',
    ]);
    expect(await room.stored(order.id)).toEqual([]);
  });

  test.each([
    ['a required lot is missing', { product: '10-0411' }, ['lot.missing']],
    [
      'a lot where none are used',
      { product: '47-1102', lot: '24-118' },
      ['lot.of-other-product', 'lot.not-allowed'],
    ],
    ['an allowed lot may be left out', { product: '10-0418' }, undefined],
    ['a serial number is missing', { product: '47-3301' }, ['serial.missing']],
    [
      'a serial number counted by two',
      { product: '47-3301', serial: 'D8-55120', quantity: '2' },
      ['quantity.not-one-piece'],
    ],
    [
      'serial numbers by the dozen',
      { product: '47-3301', serial: 'D8-55120', unit: 'dozen' as const },
      ['unit.not-pieces'],
    ],
    ['a variant of another product', { product: '47-1102', variant: 'S' }, ['variant.unknown']],
    ['more than three decimals', { product: '47-1102', quantity: '0.0001' }, ['quantity.too-fine']],
    ['less than nothing', { product: '47-1102', quantity: '-1' }, ['quantity.negative']],
    ['more than fits', { product: '47-1102', quantity: '99999999', unit: 'box' as const }, undefined],
    [
      'more than fits in the base unit',
      { product: '47-1102', quantity: '999999999', unit: 'box' as const },
      ['quantity.too-large'],
    ],
    [
      'too little for the base unit',
      { product: '25-0140', quantity: '0.4', unit: 'g' as const },
      ['quantity.rounds-to-zero'],
    ],
  ])('%s', async (_, what, expected) => {
    const { order } = await makeCount(room.at, { rows: [{ at: 'B-03-01' }] });

    const made = room.counts.record(room.actors.ivo, order.id, counting(room.at, { at: 'B-03-01', ...what }));

    if (expected) expect(await codesOf(made)).toEqual(expected);
    else await expect(made).resolves.toMatchObject({ replayed: false });
  });

  test('of a product nobody knows', async () => {
    const { order } = await makeCount(room.at, { rows: [sugar] });

    expect(
      await codesOf(
        room.counts.record(room.actors.ivo, order.id, {
          ...counting(room.at, sugar),
          productId: randomUUID(),
        }),
      ),
    ).toEqual(['product.unknown']);
  });
});
