import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text, uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Counted } from '../support/details.js';
import type { At, Rows } from '../support/rows.js';

/**
 * What moved on a position since the snapshot at 07:00, sorted by the count from 08:00 to 09:00 (process.md,
 * Movements while counting).
 */
let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

const time = (of: string) => new Date(`2026-11-23T${of.length > 5 ? of : `${of}:00`}Z`);
const out = { direction: 'O', type: 'DIS' } as const;

async function hall(policy: 'warn' | 'recount' | 'rollForward' = 'warn') {
  const it = await Counted.in(at.database);
  await it.rows.put(own.options, {
    ...{ reconciliation_id: it.id, snapshot_at: time('07:00'), movement_policy: policy },
  });
  return it;
}

/** Ten pieces of something at A-01, of which seven were counted: four at 08:00, three at 09:00. */
async function counted(it: Counted, more: Partial<At> = {}) {
  const place = { location: await it.rows.location('A-01'), product: await it.rows.product('tea'), ...more };
  await it.rows.transaction(place, '10', { time: time('06:00') });
  const detail = await it.detail({ ...place, snapshot: '10' });
  await it.count(place, '4', { time: time('08:00') });
  await it.count(place, '3', { time: time('09:00') });
  const takeOut = (quantity: string, when: string) =>
    it.rows.transaction(place, quantity, { ...out, time: time(when) });
  const bringIn = (quantity: string, when: string) =>
    it.rows.transaction(place, quantity, { time: time(when) });
  /** Before, during and after, once populated; empty where nothing moved. */
  const moved = async () => {
    await it.run();
    const row = await it.row(detail);
    return row.moved ? [row.movedBefore, row.movedDuring, row.movedAfter] : [];
  };
  return { place, detail, takeOut, bringIn, moved };
}

test.each([
  ['before the snapshot, but not in it', '06:30', ['-2', '0', '0']],
  ['before the first count', '07:59:59', ['-2', '0', '0']],
  ['with the first count', '08:00', ['0', '-2', '0']],
  ['with the last count', '09:00', ['0', '-2', '0']],
  ['after the last count', '09:00:01', ['0', '0', '-2']],
])('booked %s', async (_, when, expected) => {
  const it = await hall();
  const { takeOut, moved } = await counted(it);
  await takeOut('2', when);

  expect(await moved()).toEqual(expected);
});

test('all of them at once, each in its own time', async () => {
  const it = await hall();
  const { takeOut, bringIn, moved } = await counted(it);
  for (const [quantity, when] of [
    ['1', '07:10'],
    ['2', '08:10'],
    ['4', '08:20'],
    ['8', '10:00'],
  ] as const)
    await takeOut(quantity, when);
  await bringIn('5', '10:30');

  expect(await moved()).toEqual(['-1', '-6', '-3']);
});

test('out before the count and in again while it ran: nothing is missing, and it moved all the same', async () => {
  const it = await hall();
  const { takeOut, bringIn, moved } = await counted(it);
  await takeOut('2', '07:30');
  await bringIn('2', '08:30');

  expect(await moved()).toEqual(['-2', '2', '0']);
});

test('nothing was booked: nothing moved', async () => {
  const { moved } = await counted(await hall());

  expect(await moved()).toEqual([]);
});

const elsewhere: [string, (rows: Rows) => Promise<Partial<At>>][] = [
  ['location', async (rows) => ({ location: await rows.location('B-02') })],
  ['product', async (rows) => ({ product: await rows.product('salt') })],
  ['variant', async () => ({ variant: randomUUID() })],
  ['lot', async () => ({ lot: randomUUID() })],
  ['serial number', async () => ({ serial: randomUUID() })],
  ['logistic unit', async () => ({ unit: randomUUID() })],
];
test.each(elsewhere)('what moved at another %s is not of this row', async (_, of) => {
  const it = await hall();
  const { place, moved } = await counted(it);
  const other = { ...place, ...(await of(it.rows)) };
  for (const when of ['07:30', '08:30', '10:00'])
    await it.rows.transaction(other, '2', { ...out, time: time(when) });

  expect(await moved()).toEqual([]);
});
test.each(elsewhere)('what moved at its own %s is', async (_, of) => {
  const it = await hall();
  const { takeOut, moved } = await counted(it, await of(it.rows));
  for (const when of ['07:30', '08:30', '10:00']) await takeOut('2', when);

  expect(await moved()).toEqual(['-2', '-2', '-2']);
});
test('what another warehouse has at the same location is not of this row', async () => {
  const it = await hall();
  const { place, takeOut, moved } = await counted(it);
  for (const when of ['07:30', '08:30', '10:00'])
    await it.rows.transaction(place, '2', { ...out, time: time(when), warehouse: randomUUID() });

  expect(await moved()).toEqual([]);

  await takeOut('1', '08:40');
  expect(await moved()).toEqual(['0', '-1', '0']);
});

test.each([
  [
    'that is void',
    async (it: Counted, place: At) => it.count(place, '1', { time: time('10:00'), void: true }),
  ],
  [
    'of another session',
    async (it: Counted, place: At) => it.count(place, '1', { time: time('10:00'), session: 2 }),
  ],
  [
    'of another order',
    async (it: Counted, place: At) =>
      it.count(place, '1', {
        time: time('10:00'),
        order: await it.rows.order(it.id, { state: 'Completed' }),
      }),
  ],
  [
    'of another lot',
    async (it: Counted, place: At) => it.count({ ...place, lot: randomUUID() }, '1', { time: time('10:00') }),
  ],
  [
    'at another location',
    async (it: Counted, place: At) =>
      it.count({ ...place, location: await it.rows.location('B-02') }, '1', { time: time('10:00') }),
  ],
])('a count %s does not say when the row was counted', async (_, count) => {
  const it = await hall();
  const { place, takeOut, moved } = await counted(it);
  await count(it, place);
  await takeOut('2', '09:30');

  expect(await moved()).toEqual(['0', '0', '-2']);
});

describe('a row that nobody counted was looked at when its line was closed', () => {
  /** Ten pieces at A-01, of which none were found; the line of the location was closed at 08:00. */
  async function missing(it: Counted) {
    const place = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
    await it.rows.transaction(place, '10', { time: time('06:00') });
    const detail = await it.detail({ ...place, snapshot: '10' });
    const close = async (at: At, when: string) =>
      it.rows.put(own.lines, {
        ...{ line_id: await it.rows.orderLine(it.order, at), order_id: it.order, location_id: at.location },
        ...{ state: 'done', closed_at: time(when) },
      });
    await close({ location: place.location }, '08:00');
    const moved = async () => {
      await it.run();
      const row = await it.row(detail);
      return [row.movedBefore, row.movedDuring, row.movedAfter];
    };
    return { place, close, moved };
  }

  test.each([
    ['07:30', ['-2', '0', '0']],
    ['08:00', ['0', '-2', '0']],
    ['08:30', ['0', '0', '-2']],
  ])('booked at %s', async (when, expected) => {
    const it = await hall();
    const { place, moved } = await missing(it);
    await it.rows.transaction(place, '2', { ...out, time: time(when) });

    expect(await moved()).toEqual(expected);
  });

  test('the lines of other locations and of other goods say nothing of it, its own does', async () => {
    const it = await hall();
    const { place, close, moved } = await missing(it);
    await it.rows.transaction(place, '2', { ...out, time: time('08:30') });
    await close({ location: await it.rows.location('B-02') }, '10:00');
    await close({ ...place, product: await it.rows.product('salt') }, '10:00');
    expect(await moved()).toEqual(['0', '0', '-2']);

    await close(place, '10:00');
    expect(await moved()).toEqual(['-2', '0', '0']);
  });
});

test('populated again: what moved since is added, in whichever time it was', async () => {
  const it = await hall();
  const { place, takeOut, moved } = await counted(it);
  await takeOut('1', '07:30');
  expect(await moved()).toEqual(['-1', '0', '0']);

  await takeOut('1', '07:40');
  expect(await moved()).toEqual(['-2', '0', '0']);
  await takeOut('1', '08:40');
  expect(await moved()).toEqual(['-2', '-1', '0']);
  await takeOut('1', '09:40');
  expect(await moved()).toEqual(['-2', '-1', '-1']);
  // A count more: what was after the last one is within them now.
  await it.count(place, '1', { time: time('10:00') });
  expect(await moved()).toEqual(['-2', '-2', '0']);
});

test('what was known to have moved and is booked back did not move', async () => {
  const it = await hall();
  const { takeOut, bringIn, moved } = await counted(it);
  await takeOut('2', '06:30');
  expect(await moved()).toEqual(['-2', '0', '0']);

  await bringIn('2', '06:40');

  expect(await moved()).toEqual([]);
});

test('a movement that is taken out of the ledger again did not move', async () => {
  const it = await hall();
  const { takeOut, detail, moved } = await counted(it);
  const id = await takeOut('2', '08:30');
  expect(await moved()).toEqual(['0', '-2', '0']);

  await at.database.transaction((tx) =>
    tx.run(sql`DELETE FROM ${erp.transactions} WHERE "Warehouse_Transaction_Id" = ${uuid(id)}`),
  );

  expect(await moved()).toEqual([]);
  expect(await it.row(detail)).toMatchObject({ movedDuring: '0' });
});

describe('what is expected', () => {
  test.each([
    ['warn', { difference: '-3', differenceBase: '-3' }],
    // Of ten two went before the count began: eight stood there, seven were counted.
    ['recount', { difference: '-1', differenceBase: '-1' }],
    ['rollForward', { difference: '-1', differenceBase: '-1' }],
  ] as const)('%s', async (policy, expected) => {
    const it = await hall(policy);
    const { takeOut, bringIn, detail, moved } = await counted(it);
    await takeOut('2', '07:30');
    await takeOut('4', '08:30');
    await bringIn('16', '10:00');

    expect(await moved()).toEqual(['-2', '-4', '16']);

    expect(await it.row(detail)).toMatchObject({ counted: '7', ...expected });
  });

  test('in the unit that is shown', async () => {
    const it = await hall('rollForward');
    const box = await it.rows.unitOf('12');
    const product = await it.rows.product('nails', { defaultUnit: box });
    const place = { location: await it.rows.location('A-01'), product };
    await it.rows.transaction(place, '48', { time: time('06:00') });
    const detail = await it.detail({ ...place, snapshot: '4', snapshotBase: '48', quantityUnit: box });
    await it.count(place, '24', { time: time('08:00') });
    for (const [quantity, when] of [
      ['12', '07:30'],
      ['6', '08:00'],
      ['3', '10:00'],
    ] as const)
      await it.rows.transaction(place, quantity, { ...out, time: time(when) });

    await it.run();

    // Three boxes stood there, two were counted.
    expect(await it.row(detail)).toMatchObject({ counted: '2', difference: '-1', differenceBase: '-12' });
  });

  test('where the ratio varies: both quantities, each by itself', async () => {
    const it = await hall('rollForward');
    const wheel = await it.rows.unitOf('10');
    const product = await it.rows.product('cheese', { defaultUnit: wheel, variable: true });
    const place = { location: await it.rows.location('C-01'), product };
    const wheels = (quantity: string, base: string, standard: string, when: string) =>
      it.rows.transaction(place, base, { ...out, unit: wheel, quantity, standard, time: time(when) });
    await it.rows.transaction(place, '98.4', {
      ...{ unit: wheel, quantity: '10', standard: '100', time: time('06:00') },
    });
    const detail = await it.detail({ ...place, snapshot: '10', snapshotBase: '98.4', quantityUnit: wheel });
    await it.count(place, '8', { base: '79.1', standard: '80', unit: wheel, time: time('08:00') });
    await wheels('1', '9.5', '10', '07:30');
    await wheels('2', '19.3', '20', '08:00');
    await wheels('1', '9.9', '10', '10:00');

    await it.run();

    // Nine wheels of 88.9 kg stood there.
    expect(await it.row(detail)).toMatchObject({
      ...{ movedBefore: '-9.5', movedDuring: '-19.3', movedAfter: '-9.9' },
      ...{ counted: '8', difference: '-1', differenceBase: '-9.8' },
    });
  });

  test('another policy is taken up when it is populated again', async () => {
    const it = await hall('warn');
    const { takeOut, detail } = await counted(it);
    await takeOut('2', '07:30');
    const populated = async (policy: string) => {
      await at.database.transaction((tx) =>
        tx.run(
          sql`UPDATE ${own.options} SET movement_policy = ${policy} WHERE reconciliation_id = ${uuid(it.id)}`,
        ),
      );
      await it.run();
      return (await it.row(detail)).differenceBase;
    };

    expect(await populated('warn')).toBe('-3');
    expect(await populated('recount')).toBe('-1');
    const [facts] = await at.database.query(sql`
      SELECT ${text(sql`expected`)} AS "expected", ${text(sql`expected_base`)} AS "base"
      FROM ${own.facts} WHERE detail_id = ${uuid(detail)}`);
    expect(facts).toEqual({ expected: '8.000', base: '8.000' });
  });
});
