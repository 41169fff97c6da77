import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { uuid } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { markCountsChanged } from '../../src/reconciliation/populate/stale.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Counted } from '../support/details.js';
import { refusalOf } from '../support/refusals.js';

let at: TestDatabase;
beforeAll(async () => {
  at = await openTestDatabase();
});
afterAll(() => at.close());

test('sums what several people counted, and says what it differs by and is worth', async () => {
  const it = await Counted.in(at.database);
  const gloves = {
    location: await it.rows.location('A-01'),
    product: await it.rows.product('gloves', { cost: '2.5' }),
  };
  const detail = await it.detail({ ...gloves, snapshot: '12' });
  await it.count(gloves, '4');
  await it.count(gloves, '3.5');

  const result = await it.run();

  expect(result).toMatchObject({ filled: 1, uncounted: 0, found: 0, different: 1, edited: { total: 0 } });
  expect(await it.row(detail)).toMatchObject({
    status: 'Finished',
    session: 1,
    counted: '7.5',
    countedBase: '7.5',
    difference: '-4.5',
    differenceBase: '-4.5',
    value: '-11.25',
  });
});

test('counted twice, then voided: a finished row without counts is zero', async () => {
  const it = await Counted.in(at.database);
  const gloves = { location: await it.rows.location('A-01'), product: await it.rows.product('gloves') };
  const detail = await it.detail({ ...gloves, snapshot: '5' });
  const first = await it.count(gloves, '5');
  const second = await it.count(gloves, '5');
  await it.run();
  expect((await it.row(detail)).counted).toBe('10');

  await it.voidCount(second);
  await it.run();
  expect((await it.row(detail)).counted).toBe('5');
  await it.voidCount(first);
  const result = await it.run();

  expect(result).toMatchObject({ filled: 1, uncounted: 1 });
  expect(await it.row(detail)).toMatchObject({ counted: '0', countedBase: '0', differenceBase: '-5' });
});

test('sums to zero: counts of zero are a count, and an empty location is 0 and makes no difference', async () => {
  const it = await Counted.in(at.database);
  const location = await it.rows.location('A-01');
  const gloves = { location, product: await it.rows.product('gloves') };
  const counted = await it.detail({ ...gloves, snapshot: '0' });
  const empty = await it.detail({ location: await it.rows.location('A-02') });
  await it.count(gloves, '0');

  await it.run();

  expect(await it.row(counted)).toMatchObject({ counted: '0', differenceBase: '0' });
  expect(await it.row(empty)).toMatchObject({ counted: '0', countedBase: '0', differenceBase: '0' });
});

test('found in an empty location: a new row of that session, and the empty one stays 0', async () => {
  const it = await Counted.in(at.database);
  const location = await it.rows.location('A-01');
  const empty = await it.detail({ location, lineNo: 7 });
  const tea = await it.rows.product('tea');
  const unit = await it.rows.logisticUnit('LU-1');
  await it.count({ location, product: tea, unit }, '3');
  await it.count({ location, product: tea }, '2');

  const result = await it.run();

  expect(result).toMatchObject({ found: 2, filled: 3 });
  const [first, loose, onUnit] = await it.seen();
  expect(first).toMatchObject({ id: empty, counted: '0' });
  // Behind the others, in walking order: without a unit first.
  expect(loose).toMatchObject({
    lineNo: 8,
    status: 'Finished',
    session: 1,
    order: it.order,
    counted: '2',
    difference: '2',
  });
  expect(onUnit).toMatchObject({ lineNo: 9, counted: '3', differenceBase: '3' });
});

test('found goods of a line that was left out are to be counted again', async () => {
  const it = await Counted.in(at.database);
  const location = await it.rows.location('A-01');
  const tea = await it.rows.product('tea');
  const line = '10000000-0000-4000-8000-000000000001';
  await it.rows.put(own.lines, {
    line_id: line,
    order_id: it.order,
    location_id: location,
    state: 'open',
    left_out: true,
  });
  await it.count({ location, product: tea }, '3', { line });

  await it.run();

  expect(await it.seen()).toMatchObject([
    { status: 'Recount', session: 1, order: it.order, counted: null, difference: null },
  ]);
});

test('found goods wait for the completion of their order', async () => {
  const it = await Counted.in(at.database);
  const open = await it.rows.order(it.id, { state: 'Released' });
  await it.count({ location: await it.rows.location('A-01'), product: await it.rows.product('tea') }, '3', {
    order: open,
  });

  expect(await it.run()).toMatchObject({ found: 0 });
  expect(await it.seen()).toEqual([]);
});

test('found in several sessions: the highest counts', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const again = await it.rows.order(it.id, { state: 'Completed', session: 2 });
  await it.count(tea, '3');
  await it.count(tea, '4', { order: again, session: 2 });

  await it.run();

  expect(await it.seen()).toMatchObject([{ session: 2, order: again, counted: '4' }]);
});

test('a position of a cancelled row is not found again', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  await it.detail({ ...tea, status: 'Cancelled', session: 0, order: null });
  await it.count(tea, '3');

  expect(await it.run()).toMatchObject({ found: 0, filled: 0 });
});

test('recount met a row that was not part of it: the count is kept, told and not summed', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const detail = await it.detail({ ...tea, snapshot: '5' });
  const again = await it.rows.order(it.id, { state: 'Completed', session: 2 });
  await it.count(tea, '5');
  const beside = await it.count(tea, '9', { order: again, session: 2 });

  const result = await it.run();

  expect(await it.row(detail)).toMatchObject({ counted: '5', session: 1 });
  expect(result.otherSessions).toMatchObject({
    total: 1,
    counts: [
      { countId: beside, detailId: detail, quantityBase: '9', session: 2, rowSession: 1, location: 'A-01' },
    ],
  });
});

test('a recounted row takes the counts of its own session only', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const again = await it.rows.order(it.id, { state: 'Completed', session: 2 });
  const detail = await it.detail({ ...tea, snapshot: '5', session: 2, order: again, counted: '3' });
  await it.count(tea, '3');
  await it.count(tea, '4', { order: again, session: 2 });

  const result = await it.run();

  expect((await it.row(detail)).counted).toBe('4');
  expect(result.otherSessions.total).toBe(0);
});

test('rows of another status keep what they have', async () => {
  const it = await Counted.in(at.database);
  const tea = await it.rows.product('tea');
  for (const status of ['Created', 'Started', 'Recount', 'Approved', 'Cancelled'] as const) {
    const place = { location: await it.rows.location(`B-${status}`), product: tea };
    await it.detail({ ...place, status, counted: status === 'Approved' ? '2' : null });
    await it.count(place, '9');
  }

  expect(await it.run()).toMatchObject({ filled: 0, found: 0 });
  expect((await it.seen()).map(({ counted }) => counted)).toEqual([null, null, null, '2', null]);
});

test('the sum is converted, not the counts', async () => {
  const it = await Counted.in(at.database);
  const three = await it.rows.unitOf('3');
  const tea = {
    location: await it.rows.location('A-01'),
    product: await it.rows.product('tea', { defaultUnit: three }),
  };
  const detail = await it.detail({ ...tea, snapshot: '1', snapshotBase: '3', quantityUnit: three });
  // Each a third of the unit: 0.333, three of them 0.999.
  for (const _ of [1, 2, 3]) await it.count(tea, '1');

  await it.run();

  expect(await it.row(detail)).toMatchObject({
    counted: '1',
    countedBase: '3',
    difference: '0',
    differenceBase: '0',
  });
});

test('variable ratio: both quantities are what was measured', async () => {
  const it = await Counted.in(at.database);
  const wheel = await it.rows.unitOf('4.5');
  const product = await it.rows.product('cheese', { variable: true, defaultUnit: wheel, cost: '10' });
  const place = { location: await it.rows.location('C-01'), product };
  const weighed = await it.detail({ ...place, snapshot: '3', snapshotBase: '13.4', quantityUnit: wheel });
  await it.count(place, '1', { base: '4.4', standard: '4.5', unit: wheel });
  await it.count(place, '2', { base: '8.95', standard: '9', unit: wheel });
  const other = { location: await it.rows.location('C-02'), product };
  const inPieces = await it.detail({ ...other, snapshot: '2', snapshotBase: '9', quantityUnit: wheel });
  await it.count(other, '1', { base: '4.4', standard: '4.5', unit: wheel });
  await it.count(other, '4.5');

  await it.run();

  // As many wheels, lighter: a difference all the same.
  expect(await it.row(weighed)).toMatchObject({
    counted: '3',
    countedBase: '13.35',
    difference: '0',
    differenceBase: '-0.05',
    value: '-0.5',
  });
  // Counted in two units: by the fixed ratio.
  expect(await it.row(inPieces)).toMatchObject({ counted: '2', countedBase: '8.9', differenceBase: '-0.1' });
});

test('once more gives the same', async () => {
  const it = await Counted.in(at.database);
  const location = await it.rows.location('A-01');
  const tea = { location, product: await it.rows.product('tea') };
  await it.detail({ ...tea, snapshot: '5' });
  await it.count(tea, '4');
  await it.count({ location, product: await it.rows.product('found') }, '2');
  const first = await it.run();
  const rows = await it.seen();

  const second = await it.run();

  expect(await it.seen()).toEqual(rows);
  expect(second).toMatchObject({ ...first, found: 0, populatedAt: expect.any(String) });
  expect(second.populatedAt > first.populatedAt).toBe(true);
});

test('corrected by hand then populated: the value stays and is told, until somebody says otherwise', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const detail = await it.detail({ ...tea, snapshot: '5', counted: '5' });
  await it.rows.facts(it.id, detail, {
    edited_session: 1,
    edited_by: 'mira',
    edited_at: new Date(),
    differs: false,
    difference: '0',
    difference_base: '0',
  });
  await it.count(tea, '3');

  const kept = await it.run();
  expect(kept.edited).toMatchObject({
    total: 1,
    rows: [{ id: detail, countedQuantityBase: '5', sumBase: '3', by: 'mira' }],
  });
  expect(await it.row(detail)).toMatchObject({ counted: '5', editedBy: 'mira' });

  const taken = await it.run({ overwriteEdited: true });
  expect(taken).toMatchObject({ filled: 1, edited: { total: 1 } });
  expect(await it.row(detail)).toMatchObject({ counted: '3', differenceBase: '-2', editedBy: null });
});

test('a value corrected in an earlier session does not outlive the recount', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const again = await it.rows.order(it.id, { state: 'Completed', session: 2 });
  const detail = await it.detail({ ...tea, snapshot: '5', counted: '5', session: 2, order: again });
  await it.rows.facts(it.id, detail, { edited_session: 1, edited_by: 'mira', edited_at: new Date() });
  await it.count(tea, '4', { order: again, session: 2 });

  expect(await it.run()).toMatchObject({ edited: { total: 0 } });
  expect((await it.row(detail)).counted).toBe('4');
});

test('stale after a void: an approved row falls back, and a populate ends it', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const detail = await it.detail({ ...tea, snapshot: '5' });
  await it.count(tea, '3');
  const second = await it.count(tea, '2');
  await it.run();
  await it.force(detail, 'Approved');

  await it.voidCount(second);
  await at.database.transaction((tx) => markCountsChanged(tx, it.id, [second]));
  expect((await it.row(detail)).status).toBe('Finished');
  expect(await stale(it)).toEqual([detail]);

  await it.run();
  expect(await it.row(detail)).toMatchObject({ counted: '3', status: 'Finished' });
  expect(await stale(it)).toEqual([]);
});

test('a sum that no row can hold is refused with its position', async () => {
  const it = await Counted.in(at.database);
  const tea = { location: await it.rows.location('A-01'), product: await it.rows.product('tea') };
  const detail = await it.detail({ ...tea, snapshot: '5' });
  for (const _ of [1, 2]) await it.count(tea, '999999999.999');

  const refusal = await refusalOf(it.run());

  expect(refusal.faults).toMatchObject([
    { code: 'detail.quantity-too-large', row: detail, value: '1999999999.998' },
  ]);
  expect((await it.row(detail)).counted).toBeNull();
});

test('a released reconciliation is not populated', async () => {
  const it = await Counted.in(at.database);
  await at.database.query(sql`UPDATE ${erp.documents} SET "State" = 30 WHERE "Id" = ${uuid(it.documentId)}`);

  expect((await refusalOf(it.run())).code).toBe('reconciliation.read-only');
});

test('with nothing to do it does nothing', async () => {
  const it = await Counted.in(at.database);

  expect(await it.run()).toMatchObject({ filled: 0, found: 0, different: 0, moved: 0 });
});

async function stale(it: Counted): Promise<string[]> {
  const rows = await at.database.query<{ id: string }>(sql`
    SELECT detail_id AS "id" FROM ${own.facts} WHERE reconciliation_id = ${uuid(it.id)} AND counts_changed_at IS NOT NULL`);
  return rows.map(({ id }) => id);
}
