import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';
import type { Release } from '../../src/reconciliation/release/release.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { countTransactions, onePosition, refusalOf, releaseOf, stateOf } from '../support/release.js';
import { Rows } from '../support/rows.js';

let opened: TestDatabase;
let database: Database;
let release: Release;
let rows: Rows;

beforeAll(async () => {
  opened = await openTestDatabase();
  database = opened.database;
  release = releaseOf(database);
});
afterAll(() => opened.close());
beforeEach(async () => {
  rows = await Rows.in(database);
});

describe('what stops a release', () => {
  it('rows that are not decided: names them all, writes nothing', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '8');
    for (const status of ['Started', 'Finished', 'Recount'] as const) {
      await rows.detail(reconciliation, { ...at, product: await rows.product(status), status });
    }

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.kind).toBe('rule');
    expect(refusal.faults.map(({ code, value }) => [code, value])).toEqual([
      ['detail.not-decided', 'Started'],
      ['detail.not-decided', 'Finished'],
      ['detail.not-decided', 'Recount'],
    ]);
    expect(refusal.faults[0]?.message).toMatch(
      /^Line \d+, A-01, Started-\w+ Started: its review status is Started\./,
    );
    expect(refusal.extra).toEqual({ total: 3 });
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
    expect(await stateOf(database, reconciliation)).toMatchObject({ state: 10, releasedAt: null });
  });

  it('names a hundred of them and says how many there are', async () => {
    const reconciliation = await rows.reconciliation();
    for (let i = 0; i < 105; i++) {
      await rows.detail(reconciliation, { location: await rows.location(`Z-${i}`), status: 'Recount' });
    }

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.faults).toHaveLength(100);
    expect(refusal.extra).toEqual({ total: 105 });
  });

  it('stale approved row', async () => {
    const { reconciliation, detail } = await onePosition(rows, '10', '8');
    await rows.facts(reconciliation, detail, { counts_changed_at: new Date('2026-11-23T09:00:00Z') });

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.faults).toMatchObject([{ code: 'detail.counts-changed', row: detail }]);
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
  });

  it('an approved row that nobody counted', async () => {
    const at = { location: await rows.location('A-01'), product: await rows.product('gloves') };
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '4' });

    expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
      'detail.not-counted',
    );
  });

  it('a difference that no transaction can hold', async () => {
    const at = { location: await rows.location('A-01'), product: await rows.product('dust') };
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '-999999999', counted: '999999999' });

    expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
      'detail.difference-too-large',
    );
  });

  it.each([
    ['in pieces', { snapshot: '-999999999', snapshotBase: '0', counted: '999999999', countedBase: '0' }],
    ['by the book', { snapshot: '0', snapshotBase: '0', counted: '100000000', countedBase: '1' }],
    ['from what was expected', { snapshot: '0', counted: '999999999', expected: '-999999999' }],
  ])(
    'a difference %s that no transaction can hold',
    async (how, { expected, ...row }: Record<string, string>) => {
      const box = await rows.unitOf('12');
      const variable = how !== 'from what was expected';
      const product = await rows.product('dust', variable ? { variable, defaultUnit: box } : {});
      const reconciliation = await rows.reconciliation();
      const detail = await rows.detail(reconciliation, {
        ...{ location: await rows.location('A-01'), product, quantityUnit: variable ? box : rows.pieces },
        ...row,
      });
      if (expected)
        await rows.facts(reconciliation, detail, { moved: true, expected, expected_base: expected });

      expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
        'detail.difference-too-large',
      );
    },
  );

  it('half counted: nobody has counted it', async () => {
    const at = { location: await rows.location('A-01'), product: await rows.product('gloves') };
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '4', counted: '3', countedBase: null });

    expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
      'detail.not-counted',
    );
  });

  it('a unit that the product no longer has; without a difference it does not matter', async () => {
    const [box, other] = [await rows.unitOf('12'), await rows.unitOf('6')];
    const product = await rows.product('cheese', { variable: true, defaultUnit: box });
    const reconciliation = await rows.reconciliation();
    const at = { location: await rows.location('A-01'), product, quantityUnit: other };
    await rows.detail(reconciliation, { ...at, snapshot: '4', counted: '4' });
    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ transactions: 0 });

    const second = await rows.reconciliation();
    await rows.detail(second, { ...at, snapshot: '4', counted: '3' });
    expect((await refusalOf(release.run(rows.actor('manager'), second))).code).toBe('detail.unit-changed');
  });

  it('negative availability: what was taken out meanwhile cannot be taken out again', async () => {
    const { reconciliation, at, detail } = await onePosition(rows, '10', '2');
    await rows.transaction(at, '5', { direction: 'O', type: 'DIS' });

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.faults).toMatchObject([
      {
        ...{ code: 'availability.below-zero', row: detail },
        value: { location: 'A-01', requested: '8', available: '5' },
      },
    ]);
    expect(refusal.message).toMatch(/^Line 1, A-01, gloves-\w+ gloves: 8 to take out, 5 available\./);
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
    expect(await stateOf(database, reconciliation)).toMatchObject({ state: 10 });
  });

  it.each(['location', 'product', 'variant', 'lot', 'serial', 'unit'] as const)(
    'negative availability: what is at another %s does not help',
    async (other) => {
      const { reconciliation, at } = await onePosition(rows, '10', '2');
      await rows.transaction(at, '5', { direction: 'O', type: 'DIS' });
      await rows.transaction({ ...at, [other]: randomUUID() }, '100');

      expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
        'availability.below-zero',
      );
    },
  );

  it('negative availability: what another warehouse has does not help', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '2');
    await rows.transaction(at, '5', { direction: 'O', type: 'DIS' });
    await rows.transaction(at, '100', { warehouse: randomUUID() });

    expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
      'availability.below-zero',
    );
  });

  it.each(['variant', 'lot', 'serial', 'unit'] as const)('stock of a %s is taken out of it', async (of) => {
    const place = { location: await rows.location('A-01'), product: await rows.product('tea') };
    const at = {
      ...place,
      [of]: of === 'unit' ? await rows.logisticUnit('00380000000000043') : randomUUID(),
    };
    await rows.transaction(at, '10');
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { ...at, snapshot: '10', counted: '4' });

    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ out: 1 });
  });

  it('an outgoing movement with a negative base quantity brings in', async () => {
    const product = await rows.product('cheese', { variable: true });
    const at = { location: await rows.location('A-01'), product };
    await rows.transaction(at, '10');
    // Fewer wheels, but heavier: it went out and there is more of it.
    await rows.transaction(at, '-1', { direction: 'O', type: 'CNT', quantity: '1' });
    const reconciliation = await rows.reconciliation();
    const row = { snapshot: '1', snapshotBase: '11', counted: '0', countedBase: '0' };
    await rows.detail(reconciliation, { ...at, ...row });

    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ out: 1 });
  });

  it('a pallet with two products, variants, lots and serial numbers in one place is in one place', async () => {
    const unit = await rows.logisticUnit('00380000000000036');
    const location = await rows.location('A-01');
    const [product, reconciliation] = [await rows.product('rice'), await rows.reconciliation()];
    const on = [{}, { variant: randomUUID() }, { lot: randomUUID() }, { serial: randomUUID() }];
    for (const more of on) {
      const at = { location, product, unit, ...more };
      await rows.transaction(at, '1');
      await rows.detail(reconciliation, { ...at, snapshot: '1', counted: '2' });
    }

    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ in: 4 });
  });

  it.each(['product', 'variant', 'lot', 'serial'] as const)(
    'pallet in two places: less of it there than is missing of another %s is no help',
    async (other) => {
      const unit = await rows.logisticUnit('00380000000000050');
      const [here, there] = [await rows.location('A-01'), await rows.location('B-02')];
      const goods = { product: await rows.product('rice'), unit };
      await rows.transaction({ location: there, ...goods }, '40');
      // By mistake of the ledger there is less than nothing of something else beside it.
      await rows.transaction({ location: there, ...goods, [other]: randomUUID() }, '40', {
        direction: 'O',
        type: 'DIS',
      });
      const reconciliation = await rows.reconciliation();
      await rows.detail(reconciliation, { location: here, ...goods, counted: '40' });

      expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
        'logistic-unit.two-locations',
      );
    },
  );

  it('nothing is left of what was expected: just enough is not too much', async () => {
    const { reconciliation } = await onePosition(rows, '10', '0');

    expect(await release.preview(rows.actor('manager'), reconciliation)).toMatchObject({ stops: [] });
    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ out: 1 });
  });

  it('an availability that is negative can be put right', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '10');
    const product = await rows.product('bolts');
    await rows.transaction({ ...at, product }, '4', { direction: 'O', type: 'DIS' });
    await rows.detail(reconciliation, { ...at, product, snapshot: '-4', counted: '0' });

    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ in: 1 });
  });

  it('pallet in two places: found here, still booked there', async () => {
    const unit = await rows.logisticUnit('00380000000000012');
    const product = await rows.product('rice');
    const [here, there] = [await rows.location('A-01'), await rows.location('B-02')];
    await rows.transaction({ location: there, product, unit }, '40');
    const reconciliation = await rows.reconciliation();
    const detail = await rows.detail(reconciliation, { location: here, product, unit, counted: '40' });

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.faults).toMatchObject([
      {
        ...{ code: 'logistic-unit.two-locations', row: detail },
        value: {
          logisticUnit: '00380000000000012',
          places: [
            { location: 'A-01', available: '0', requested: '40' },
            { location: 'B-02', available: '40', requested: '0' },
          ],
        },
      },
    ]);
    expect(await countTransactions(database, rows.warehouse)).toEqual([]);
  });

  it('a pallet that was moved: out there and in here is no pallet in two places', async () => {
    const unit = await rows.logisticUnit('00380000000000029');
    const product = await rows.product('rice');
    const [here, there] = [await rows.location('A-01'), await rows.location('B-02')];
    await rows.transaction({ location: there, product, unit }, '40');
    const reconciliation = await rows.reconciliation();
    await rows.detail(reconciliation, { location: here, product, unit, counted: '40' });
    await rows.detail(reconciliation, { location: there, product, unit, snapshot: '40', counted: '0' });

    expect(await release.run(rows.actor('manager'), reconciliation)).toMatchObject({ in: 1, out: 1 });
  });

  it('all faults at once', async () => {
    const { reconciliation, at } = await onePosition(rows, '10', '2');
    await rows.transaction(at, '5', { direction: 'O', type: 'DIS' });
    await rows.detail(reconciliation, { location: await rows.location('A-02'), status: 'Finished' });

    const refusal = await refusalOf(release.run(rows.actor('manager'), reconciliation));

    expect(refusal.faults.map(({ code }) => code)).toEqual(['detail.not-decided', 'availability.below-zero']);
    expect(refusal.extra).toEqual({ total: 2 });
  });

  it.each([
    ['New', 'reconciliation.state-not-allowed'],
    ['Completed', null],
  ] as const)('state %s', async (state, expected) => {
    const reconciliation = await rows.reconciliation({ state });
    const run = release.run(rows.actor('manager'), reconciliation);
    if (expected) expect((await refusalOf(run)).code).toBe(expected);
    else expect(await run).toMatchObject({ alreadyReleased: true, transactions: 0 });
  });

  it.each(['Planned', 'Released'] as const)('void, when it was %s', async (state) => {
    const reconciliation = await rows.reconciliation({ state, void: true });
    expect((await refusalOf(release.run(rows.actor('manager'), reconciliation))).code).toBe(
      'reconciliation.void',
    );
  });

  it('a person who is no manager, and a reconciliation that is not there', async () => {
    const { reconciliation } = await onePosition(rows, '10', '8');
    expect((await refusalOf(release.run(rows.actor('worker', 'clerk'), reconciliation))).kind).toBe(
      'forbidden',
    );
    expect((await refusalOf(release.run(rows.actor('manager'), rows.pieces))).kind).toBe('unknown');
  });
});
