import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { code } from '../../src/erp/codes.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { readReconciliation } from '../../src/reconciliation/reconciliation.js';
import { Snapshot } from '../../src/reconciliation/snapshot/snapshot.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Hall, person, refusalOf } from '../support/hall.js';

const mira = person('manager');

describe('the snapshot', () => {
  let test: TestDatabase;
  let hall: Hall;
  let snapshot: Snapshot;
  let zone: string;
  let at: [string, string, string];
  let pieces: string;
  let category: string;
  beforeAll(async () => {
    test = await openTestDatabase();
    snapshot = new Snapshot(test.database, new ErpOptions());
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    hall = await Hall.in(test.database);
    zone = await hall.zone('Z');
    at = [await hall.location('A', zone), await hall.location('B', zone), await hall.location('C', zone)];
    category = await hall.category();
    pieces = await hall.unit(category, { isDefault: true });
  });
  const nail = (name = 'NAIL') =>
    hall.product(`${name}-${randomUUID().slice(0, 8)}`, { category, unit: pieces });
  const inPlaces = (rows: { location: string; quantityBase: string }[]) =>
    rows.map(({ location, quantityBase }) => `${location} ${quantityBase}`);

  it('is one detail for each position and one for an empty location', async () => {
    const found = await hall.reconciliation();
    const product = await nail();
    const [first, second] = [await hall.lot(product, 'L1'), await hall.lot(product, 'L2')];
    await hall.stock({ location: at[0], product, quantity: '5' });
    await hall.stock({ location: at[0], product, lot: first, quantity: '2.5' });
    await hall.stock({ location: at[0], product, lot: first, quantity: '1' });
    await hall.stock({ location: at[0], product, lot: second, quantity: '7' });
    await hall.stock({ location: at[2], product, quantity: '1' });

    const result = await snapshot.generate(mira, found.id);

    const rows = await hall.details(found);
    expect(
      rows.map(({ lineNo, location, lot, quantityBase }) => [lineNo, location, lot, quantityBase]),
    ).toEqual([
      [1, 'A', null, '5.000'],
      [2, 'A', 'L1', '3.500'],
      [3, 'A', 'L2', '7.000'],
      [4, 'B', null, '0.000'],
      [5, 'C', null, '1.000'],
    ]);
    expect(rows[3]).toMatchObject({ product: null, quantity: '0.000', unitId: null, baseUnitId: null });
    expect(rows[0]).toMatchObject({
      zoneId: zone,
      quantity: '5.000',
      unitId: pieces,
      baseUnitId: pieces,
      counted: null,
      status: code.status.Created,
      session: 0,
    });
    expect(new Set(rows.map((row) => row.at)).size).toBe(1);
    expect(new Set(rows.map((row) => row.id)).size).toBe(5);
    expect(result).toMatchObject({
      details: 5,
      locations: 3,
      emptyLocations: 1,
      negative: 0,
      missingRatios: [],
    });
    expect(await readReconciliation(test.database, found.id)).toMatchObject({
      snapshotAt: result.snapshotAt,
      snapshotOutdated: false,
    });
  });

  it('walks by address, part number, variant, lot, serial and logistic unit, by bytes and empty first', async () => {
    const found = await hall.reconciliation([{ locationId: at[0] }]);
    const zebra = await nail('Z');
    const apple = await nail('a');
    const variant = await hall.variant(apple, 'V1');
    const lot = await hall.lot(apple, 'L1');
    const serial = await hall.serial(apple, 'S1');
    const logisticUnit = await hall.logisticUnit('000123');
    const product = apple;
    for (const position of [{ variant }, { logisticUnit }, { serial }, { lot, logisticUnit }, { lot }, {}]) {
      await hall.stock({ location: at[0], product, quantity: '1', ...position });
    }
    await hall.stock({ location: at[0], product: zebra, quantity: '1' });

    await snapshot.generate(mira, found.id);

    const rows = await test.database.query(sql`
      SELECT CASE WHEN "Product_Id" = ${zebra} THEN 'zebra' ELSE CONCAT(
        CASE WHEN "Variant_Id" IS NULL THEN '-' ELSE 'V' END, CASE WHEN "Lot_Id" IS NULL THEN '-' ELSE 'L' END,
        CASE WHEN "Serial_Number_Id" IS NULL THEN '-' ELSE 'S' END,
        CASE WHEN "Logistic_Unit_Id" IS NULL THEN '-' ELSE 'U' END) END AS "what"
      FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${found.id} ORDER BY "Line_No"`);
    expect(rows.map(({ what }) => what)).toEqual(['zebra', '----', '---U', '--S-', '-L--', '-L-U', 'V---']);
  });

  it('takes what sums to zero for absent, unless only one of both sums does', async () => {
    const found = await hall.reconciliation();
    const [gone, half] = [await nail(), await nail()];
    await hall.stock({ location: at[0], product: gone, quantity: '5' });
    await hall.stock({ location: at[0], product: gone, quantity: '-5' });
    await hall.stock({ location: at[1], product: half, quantity: '5', standard: '6' });
    await hall.stock({ location: at[1], product: half, quantity: '-5', standard: '-4' });

    const result = await snapshot.generate(mira, found.id);

    const rows = await hall.details(found);
    expect(
      rows.map(({ location, product, quantityBase, quantity }) => [
        location,
        product !== null,
        quantityBase,
        quantity,
      ]),
    ).toEqual([
      ['A', false, '0.000', '0.000'],
      ['B', true, '0.000', '2.000'],
      ['C', false, '0.000', '0.000'],
    ]);
    expect(result.emptyLocations).toBe(2);
  });

  it('keeps negative availability and names it', async () => {
    const found = await hall.reconciliation();
    const product = await nail('OVERSOLD');
    await hall.stock({ location: at[1], product, quantity: '-3' });

    const result = await snapshot.generate(mira, found.id);

    expect(inPlaces(await hall.details(found))).toEqual(['A 0.000', 'B -3.000', 'C 0.000']);
    expect(result.negative).toBe(1);
    expect(result.negativeDetails).toMatchObject([
      { lineNo: 2, location: 'B', product: expect.stringMatching(/^OVERSOLD/), quantityBase: '-3.000' },
    ]);
  });

  it('fails when a sum does not fit, names the positions and keeps the details there were', async () => {
    const found = await hall.reconciliation();
    const [small, huge] = [await nail('SMALL'), await nail('HUGE')];
    const lot = await hall.lot(huge, 'L9');
    await hall.stock({ location: at[0], product: small, quantity: '1' });
    await snapshot.generate(mira, found.id);
    for (const location of [at[1], at[2]]) {
      await hall.stock({ location, product: huge, lot, quantity: '999999999.999' });
      await hall.stock({ location, product: huge, lot, quantity: '0.001' });
    }

    await expect(snapshot.generate(mira, found.id)).rejects.toMatchObject({
      kind: 'rule',
      faults: [
        {
          code: 'snapshot.quantity-too-large',
          row: 'B',
          message: expect.stringMatching(/^B, HUGE-\w+, lot L9: 1000000000.000 /),
        },
        { code: 'snapshot.quantity-too-large', row: 'C' },
      ],
    });

    expect(inPlaces(await hall.details(found))).toEqual(['A 1.000', 'B 0.000', 'C 0.000']);
  });

  it('holds the largest sum that fits', async () => {
    const found = await hall.reconciliation([{ locationId: at[0] }]);
    await hall.stock({ location: at[0], product: await nail(), quantity: '999999999.999' });
    await snapshot.generate(mira, found.id);
    expect(inPlaces(await hall.details(found))).toEqual(['A 999999999.999']);
  });

  describe('shows quantities in the default unit', () => {
    interface Odd {
      of: string[];
      multiplier?: string;
      divisor?: string;
      source?: { multiplier?: string; divisor?: string };
    }
    const quantityOf = async (product: string, quantity: string, standard = quantity) => {
      const location = await hall.location(part(), zone);
      const found = await hall.reconciliation([{ locationId: location }]);
      await hall.stock({ location, product, quantity, standard });
      const result = await snapshot.generate(mira, found.id);
      const rows = await hall.details(found);
      const [row] = rows;
      return {
        rows: rows.length,
        quantity: row?.quantity,
        base: row?.quantityBase,
        unitId: row?.unitId,
        baseUnitId: row?.baseUnitId,
        missing: result.missingRatios,
      };
    };
    const another = () => hall.category('Mass');
    const part = () => `P-${randomUUID().slice(0, 8)}`;

    it('of the base category by multiplier and divisor', async () => {
      const dozen = await hall.unit(category, { multiplier: '12' });
      const half = await hall.unit(category, { multiplier: '1', divisor: '2' });
      const third = await hall.unit(category, { multiplier: '1', divisor: '3' });
      expect(await quantityOf(await hall.product(part(), { category, unit: dozen }), '30')).toMatchObject({
        quantity: '2.500',
        unitId: dozen,
        missing: [],
      });
      expect(await quantityOf(await hall.product(part(), { category, unit: half }), '3')).toMatchObject({
        quantity: '6.000',
      });
      expect(await quantityOf(await hall.product(part(), { category, unit: third }), '3')).toMatchObject({
        quantity: '9.000',
      });
    });

    it('of another category by the dimension, with units beside the default ones on both sides', async () => {
      const mass = await another();
      const kilo = await hall.unit(mass, { isDefault: true });
      const gram = await hall.unit(mass, { multiplier: '1', divisor: '1000' });
      const dozen = await hall.unit(category, { multiplier: '12' });
      const product = await hall.product(part(), { category, unit: gram });
      // 3 kg are 7 dozens: a piece is 3000 / 84 g.
      await hall.dimension(product, ['3', kilo], ['7', dozen]);
      expect(await quantityOf(product, '10')).toMatchObject({
        base: '10.000',
        quantity: '357.143',
        unitId: gram,
        missing: [],
      });
    });

    it.each([
      ['2', '0.667'],
      ['-2', '-0.667'],
      ['0.001', '0.000'],
      ['0.002', '0.001'],
      ['-0.002', '-0.001'],
    ])('rounded once, half away from zero: %s pieces of a third are %s', async (quantity, shown) => {
      const three = await hall.unit(category, { multiplier: '3' });
      expect(await quantityOf(await hall.product(part(), { category, unit: three }), quantity)).toMatchObject(
        { quantity: shown },
      );
    });

    it.each([
      ['0.005', '0.001'],
      ['-0.005', '-0.001'],
      ['0.004', '0.000'],
      ['0.015', '0.002'],
    ])('half a thousandth goes up: %s tenths are %s', async (quantity, shown) => {
      const ten = await hall.unit(category, { multiplier: '10' });
      expect(await quantityOf(await hall.product(part(), { category, unit: ten }), quantity)).toMatchObject({
        quantity: shown,
      });
    });

    it('half a thousandth goes up, too, where the ratio ends nowhere: it is divided last', async () => {
      const unit = await hall.unit(category, { multiplier: '6', divisor: '5' });
      expect(await quantityOf(await hall.product(part(), { category, unit }), '0.003')).toMatchObject({
        quantity: '0.003',
      });
    });

    it('of a product with variable ratios: the base as it is, the quantity from the theoretical one', async () => {
      const box = await hall.unit(category, { multiplier: '10' });
      const product = await hall.product(part(), { category, unit: box, variable: true });
      expect(await quantityOf(product, '9.870', '10')).toMatchObject({
        base: '9.870',
        quantity: '1.000',
        unitId: box,
      });
    });

    it('by every multiplier and divisor on the way', async () => {
      const mass = await another();
      const shown = await hall.unit(mass, { multiplier: '7', divisor: '11' });
      const source = await hall.unit(mass, { multiplier: '3', divisor: '4' });
      const dest = await hall.unit(category, { multiplier: '5', divisor: '2' });
      const product = await hall.product(part(), { category, unit: shown });
      // 1.5 kg are 22.5 pieces; a thousand pieces are 66.667 kg.
      await hall.dimension(product, ['2', source], ['9', dest]);

      expect(await quantityOf(product, '1000')).toMatchObject({ quantity: '104.762', unitId: shown });
    });

    it('of a category with two default units: one of them, and the row once', async () => {
      const two = await another();
      await hall.put(erp.units, {
        ...{ Id: randomUUID().replace(/^.{8}/, '00000000'), Measurement_Category_Id: two },
        ...{ Measurement_Unit_Code: 'x', Measurement_Unit_Name: 'x', Is_Default_Unit: false },
        ...{ Multiplier: '1', Divisor: '1' },
      });
      const defaults = [await hall.unit(two, { isDefault: true }), await hall.unit(two, { isDefault: true })];
      const dozen = await hall.unit(two, { multiplier: '12' });

      const found = await quantityOf(await hall.product(part(), { category: two, unit: dozen }), '30');

      expect(found).toMatchObject({ rows: 1, quantity: '2.500', unitId: dozen });
      expect(defaults).toContain(found.baseUnitId);
    });

    it('of two dimensions between the same categories: one of them, and the row once', async () => {
      const mass = await another();
      const kilo = await hall.unit(mass, { isDefault: true });
      const product = await hall.product(part(), { category, unit: kilo });
      for (const per of ['3', '5']) await hall.dimension(product, [per, kilo], ['1', pieces]);

      const found = await quantityOf(product, '10');

      expect(found).toMatchObject({ rows: 1, unitId: kilo, missing: [] });
      expect(['30.000', '50.000']).toContain(found.quantity);
    });

    it('a dimension to another category than the base one, or of another product, says nothing', async () => {
      const [mass, volume] = [await another(), await another()];
      const [kilo, litre] = [
        await hall.unit(mass, { isDefault: true }),
        await hall.unit(volume, { isDefault: true }),
      ];
      const [product, other] = [
        await hall.product(part(), { category, unit: kilo }),
        await hall.product(part(), { category, unit: kilo }),
      ];
      await hall.dimension(product, ['7', kilo], ['1', litre]);
      await hall.dimension(product, ['9', litre], ['1', pieces]);
      await hall.dimension(other, ['5', kilo], ['1', pieces]);
      expect(await quantityOf(product, '10')).toMatchObject({
        ...{ rows: 1, quantity: '10.000', unitId: pieces, missing: [{ productId: product }] },
      });

      await hall.dimension(product, ['3', kilo], ['1', pieces]);
      expect(await quantityOf(product, '10')).toMatchObject({ rows: 1, quantity: '30.000', missing: [] });
    });

    it('the default unit is one of itself, whatever its own ratio says', async () => {
      const odd = await another();
      const unit = await hall.unit(odd, { isDefault: true, multiplier: '5', divisor: '2' });

      expect(await quantityOf(await hall.product(part(), { category: odd, unit }), '4')).toMatchObject({
        ...{ quantity: '4.000', unitId: unit, missing: [] },
      });
    });

    it.each([
      ['nothing of the source', { of: ['0', '1'] }],
      ['nothing of the base category', { of: ['1', '0'] }],
      ['less than nothing', { of: ['-1', '1'] }],
      ['less than nothing of the base category', { of: ['1', '-1'] }],
      [
        'more digits than are exact',
        { of: ['100000', '1'], divisor: '100000', source: { multiplier: '100000' } },
      ],
      ['as many the other way', { of: ['1', '100000'], multiplier: '100000', source: { divisor: '100000' } }],
    ])('a ratio of %s is none: the base unit, and it is said', async (_, { of, source, ...unit }: Odd) => {
      const [some = '', others = ''] = of;
      const mass = await another();
      const shown = await hall.unit(mass, unit);
      const product = await hall.product(part(), { category, unit: shown });
      await hall.dimension(product, [some, await hall.unit(mass, source)], [others, pieces]);

      expect(await quantityOf(product, '4')).toMatchObject({
        ...{ rows: 1, quantity: '4.000', unitId: pieces, missing: [{ productId: product }] },
      });
    });

    it('of a base category without a default unit: the unit of the product', async () => {
      const bare = await another();
      const kilo = await hall.unit(await another(), { isDefault: true });
      const product = await hall.product(part(), { category: bare, unit: kilo });

      expect(await quantityOf(product, '4')).toMatchObject({
        ...{ rows: 1, quantity: '4.000', unitId: kilo, baseUnitId: null, missing: [{ productId: product }] },
      });
    });

    it('falls back to the base unit where a ratio is missing, and says so', async () => {
      const mass = await another();
      const kilo = await hall.unit(mass, { isDefault: true });
      const orphan = await hall.product(part(), { category, unit: kilo });
      const broken = await hall.product(part(), { category, unit: kilo });
      await hall.dimension(broken, ['0', kilo], ['1', pieces]);
      for (const product of [orphan, broken]) {
        expect(await quantityOf(product, '4')).toMatchObject({
          quantity: '4.000',
          unitId: pieces,
          missing: [{ productId: product }],
        });
      }
    });

    it('fails when only the converted quantity does not fit', async () => {
      const tiny = await hall.unit(category, { divisor: '1000' });
      const found = await hall.reconciliation();
      await hall.stock({
        location: at[0],
        product: await hall.product(part(), { category, unit: tiny }),
        quantity: '1000000',
      });
      expect(await refusalOf(snapshot.generate(mira, found.id))).toEqual([
        'rule',
        'snapshot.quantity-too-large A',
      ]);
    });
  });

  describe('made again', () => {
    it('replaces all details, facts included, and is no longer outdated', async () => {
      const found = await hall.reconciliation();
      const product = await nail();
      await hall.stock({ location: at[0], product, quantity: '1' });
      await snapshot.generate(mira, found.id);
      const [before] = await hall.details(found);
      await hall.put(own.facts, { detail_id: before?.id, reconciliation_id: found.id, line_no: 1 });
      await test.database.query(sql`
        UPDATE ${own.options} SET snapshot_outdated = '1', last_session = 3 WHERE reconciliation_id = ${found.id}`);
      const [{ version }] = [await readReconciliation(test.database, found.id)] as [{ version: string }];
      await hall.stock({ location: at[1], product, quantity: '4' });

      await snapshot.generate(mira, found.id);

      const rows = await hall.details(found);
      expect(inPlaces(rows)).toEqual(['A 1.000', 'B 4.000', 'C 0.000']);
      expect(rows.map(({ id }) => id)).not.toContain(before?.id);
      expect(
        await test.database.query(
          sql`SELECT 1 AS one FROM ${own.facts} WHERE reconciliation_id = ${found.id}`,
        ),
      ).toEqual([]);
      const after = await readReconciliation(test.database, found.id);
      expect(after).toMatchObject({ snapshotOutdated: false, lastSession: 3 });
      expect(after?.version).not.toBe(version);
    });

    it('by two people at once leaves one detail for each position', async () => {
      const found = await hall.reconciliation();
      await hall.stock({ location: at[0], product: await nail(), quantity: '1' });
      const both = await Promise.all([snapshot.generate(mira, found.id), snapshot.generate(mira, found.id)]);
      expect(both.map(({ details }) => details)).toEqual([3, 3]);
      expect(inPlaces(await hall.details(found))).toEqual(['A 1.000', 'B 0.000', 'C 0.000']);
    });

    it('leaves another reconciliation of the same positions alone', async () => {
      const [one, two] = [await hall.reconciliation(), await hall.reconciliation()];
      await snapshot.generate(mira, one.id);
      await snapshot.generate(mira, two.id);
      await snapshot.generate(mira, one.id);
      expect(await hall.details(two)).toHaveLength(3);
    });
  });

  it('of a zone without locations has no details', async () => {
    const found = await hall.reconciliation([{ zoneId: await hall.zone('EMPTY') }]);
    expect(await snapshot.generate(mira, found.id)).toMatchObject({ details: 0, locations: 0 });
  });

  it('stores the ERP’s local time and remembers who made it', async () => {
    const found = await hall.reconciliation();
    const local = new Snapshot(test.database, ErpOptions.of({ timeZone: 'Asia/Tokyo' }));
    const { snapshotAt } = await local.generate(mira, found.id);
    const [row] = await hall.details(found);
    const stored = new Date(`${row?.at.replace(' ', 'T')}Z`);
    expect(stored.getTime() - new Date(snapshotAt).getTime()).toBe(9 * 3_600_000);
    expect(
      await test.database.query(sql`
        SELECT event, login FROM ${own.history} WHERE reconciliation_id = ${found.id}`),
    ).toEqual([{ event: 'snapshot.generated', login: 'mira' }]);
  });

  describe('is refused', () => {
    it('once the count has started, and not when its orders are void', async () => {
      const started = await hall.reconciliation([], { state: 'Planned' });
      await hall.countOrder(started);
      expect(await refusalOf(snapshot.generate(mira, started.id))).toEqual([
        'conflict',
        'reconciliation.started',
      ]);
      const again = await hall.reconciliation([], { state: 'Planned' });
      await hall.countOrder(again, { void: true });
      expect(await refusalOf(snapshot.generate(mira, again.id))).toEqual(['taken']);
    });

    it.each([
      ['Adjustment', 'reconciliation.state-not-allowed'],
      ['Released', 'reconciliation.read-only'],
      ['Completed', 'reconciliation.read-only'],
      ['Closed', 'reconciliation.read-only'],
    ] as const)('in state %s', async (state, reason) => {
      const found = await hall.reconciliation([], { state });
      expect(await refusalOf(snapshot.generate(mira, found.id))).toEqual(['conflict', reason]);
    });

    it('for a void reconciliation, one that is not there, and people who are no managers', async () => {
      const found = await hall.reconciliation([], { void: true });
      expect(await refusalOf(snapshot.generate(mira, found.id))).toEqual(['conflict', 'reconciliation.void']);
      expect(await refusalOf(snapshot.generate(mira, randomUUID()))).toEqual([
        'unknown',
        'reconciliation.unknown',
      ]);
      expect(await refusalOf(snapshot.generate(person('worker', 'clerk'), found.id))).toEqual([
        'forbidden',
        'access.role-missing',
      ]);
    });

    it('with faulty lines, before the job is asked for and again in it', async () => {
      const elsewhere = await Hall.in(test.database);
      const found = await hall.reconciliation([{ zoneId: await elsewhere.zone('X') }]);
      const faults = ['rule', 'line.zone-of-another-warehouse 10'];
      expect(await refusalOf(snapshot.check(test.database, mira, found.id))).toEqual(faults);
      expect(await refusalOf(snapshot.generate(mira, found.id))).toEqual(faults);
    });
  });

  it('takes the document’s id too', async () => {
    const found = await hall.reconciliation();
    expect(await snapshot.generate(mira, found.documentId)).toMatchObject({ details: 3 });
  });
});
