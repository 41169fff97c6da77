import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { FALSE, uuid } from '../../src/database/words.js';
import { eanOf } from '../../src/demo/product-codes.js';
import { makeCount } from '../support/orders.js';
import { codesOf } from '../support/refusals.js';
import { openTerminal, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const small = { at: 'E-01-007', product: '88-1216' };
const shelf = { at: 'A-05-01-1', product: '88-1204' };
const standing = async (orderId: string) => (await room.stored(orderId)).filter((row) => !row.void);
const ids = () => room.at.demo.ids;
const bind = (id: string | undefined, to: object) =>
  room.exceptions.resolve(room.actors.mira, id!, { action: 'bind', ...to });
const counts = (reconciliationId: string) =>
  room.counts.list(room.actors.mira, reconciliationId, {}, { limit: 50 }).then(({ items }) => items);

test('the count that it was: for the worker who scanned, entered by the manager, at that moment', async () => {
  const { order, reconciliationId } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', 'NEW-EAN']);
  const [kept] = await room.kept(order.id);

  const done = await bind(kept?.id, { productId: ids().product('88-1216'), quantity: '24' });

  expect(done).toMatchObject({
    state: 'bound',
    location: { address: 'E-01-007', open: 0 },
    putRight: [],
    left: [],
  });
  const [made] = await counts(reconciliationId);
  expect(made).toMatchObject({
    id: done.countIds[0],
    location: 'E-01-007',
    quantity: '24',
    unit: 'pcs',
    workerId: room.at.demo.people.ivo.workerId,
    worker: 'Ivo Dimitrov',
    enteredBy: 'Mira Petrova',
  });
  // The device made its scans some time ago.
  expect(Date.now() - Date.parse(made!.at)).toBeGreaterThan(3_000_000);
  expect(await bind(kept?.id, { quantity: '24', productId: ids().product('88-1216') })).toEqual(done);
  expect(await standing(order.id)).toHaveLength(1);
  expect(await codesOf(bind(kept?.id, { productId: ids().product('88-1216'), quantity: '25' }))).toEqual([
    'exception.resolved',
  ]);
});

test("the worker's quantity is taken; the chain of his device goes on as it was", async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.scan('E-01-007');
  const { exceptionId } = await device.scan('NEW-EAN');
  await device.press({ exceptionId, quantity: '9' });

  await bind(exceptionId, { productId: ids().product('88-1216') });

  expect(await standing(order.id)).toMatchObject([
    { quantity: '9.000', userId: room.at.demo.people.ivo.userId },
  ]);
  expect((await device.scan('88-1216')).values).toMatchObject({ total: '10', location: 'E-01-007' });
});

test('what it lacks is said: product, quantity, lot', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);
  await device.all(['A-05-01-1', 'NEW-EAN']);
  const [kept] = await room.kept(order.id);

  expect(await codesOf(bind(kept?.id, {}))).toEqual(['exception.product-missing']);
  expect(await codesOf(bind(kept?.id, { productId: ids().product('88-1204') }))).toEqual([
    'exception.quantity-missing',
  ]);
  expect(await codesOf(bind(kept?.id, { productId: ids().product('10-0411'), quantity: '1' }))).toEqual([
    'exception.lot-missing',
  ]);
  expect(await codesOf(bind(kept?.id, { productId: ids().product('88-1204'), quantity: '-1' }))).toEqual([
    'quantity.negative',
  ]);
  expect((await room.kept(order.id)).map(({ state }) => state)).toEqual(['open']);
});

test('a lot that was not known yet: its product and how many are known', async () => {
  const { order } = await makeCount(room.at, { rows: [shelf] });
  const device = room.device('ivo', order.id);
  await device.scan('A-05-01-1');
  const { exceptionId } = await device.scan(`(01)0${eanOf('10-0411')}(10)LATE-LOT(37)6`);

  await bind(exceptionId, { lotId: ids().lot('24-131') });

  expect(await standing(order.id)).toMatchObject([{ quantity: '6.000' }]);
});

test('in a finished order the row becomes stale', async () => {
  const { order, reconciliationId } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', '88-1216', 'NEW-EAN']);
  await room.lines.done(room.actors.ivo, order.id, order.lines['E-01-007'] ?? '');
  await room.finish.finish(room.actors.ivo, order.id);
  const [kept] = await room.kept(order.id);
  const detail = order.details['E-01-007 88-1216'];
  // What a populate leaves beside the row.
  await room.database.query(sql`
    INSERT INTO ${own.facts} (detail_id, reconciliation_id, line_no, moved)
    VALUES (${uuid(detail)}, ${uuid(reconciliationId)}, 10, ${FALSE})`);

  await bind(kept?.id, { productId: ids().product('88-1216'), quantity: '5' });

  expect(await room.detail(detail)).toMatchObject({ stale: true });
});

test('an unknown location, bound: everything that followed it is put right in one step', async () => {
  const { order, reconciliationId } = await makeCount(room.at, {
    rows: [small, { at: 'E-01-009', product: '88-1216' }],
  });
  const device = room.device('ivo', order.id);
  await device.all([
    'E-01-007',
    '88-1216',
    'E-01-909',
    '88-1216',
    '88-1216',
    '10-0411',
    'NOBODY',
    'E-01-007',
    '88-1216',
  ]);
  const kept = await room.kept(order.id);
  expect(kept.map(({ code }) => code)).toEqual([
    'location.unknown',
    ...Array(3).fill('location.uncertain'),
    'code.unknown',
  ]);

  const done = await bind(kept[0]?.id, { locationId: ids().location('E-01-009') });

  expect(done.countIds).toHaveLength(2);
  expect(done.putRight).toEqual([kept[1]?.id, kept[2]?.id]);
  expect(done.left).toMatchObject([{ id: kept[3]?.id, code: 'exception.lot-missing' }]);
  // The product without its lot and the code that nobody knows are still open, now with their place.
  expect(done.location).toMatchObject({ address: 'E-01-009', open: 2 });
  const made = await counts(reconciliationId);
  expect(made.map(({ location }) => location).sort()).toEqual([
    'E-01-007',
    'E-01-007',
    'E-01-009',
    'E-01-009',
  ]);

  await bind(kept[3]?.id, { lotId: ids().lot('24-118') });
  expect(await standing(order.id)).toHaveLength(5);
});

test('the first scan after a location that was refused, bound to where it was, takes the others with it', async () => {
  const { order } = await makeCount(room.at, { rows: [small, { at: 'E-01-009', product: '88-1216' }] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', 'B-02-20', '88-1216', '88-1216']);
  const kept = await room.kept(order.id);

  expect(await codesOf(bind(kept[0]?.id, {}))).toEqual(['exception.location-missing']);
  expect(await codesOf(bind(kept[0]?.id, { locationId: ids().location('B-02-20'), quantity: '1' }))).toEqual([
    'location.not-in-scope',
  ]);
  const done = await bind(kept[0]?.id, { locationId: ids().location('E-01-009') });

  expect(done.countIds).toHaveLength(2);
  expect(done.location?.open).toBe(0);
  expect((await room.kept(order.id)).map(({ state }) => state)).toEqual(['bound', 'bound']);
});

test('bound in the middle, the scans before it stay as they are', async () => {
  const { order } = await makeCount(room.at, { rows: [small, { at: 'E-01-009', product: '88-1216' }] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', 'B-02-20', '88-1216', '88-1216', '88-1216']);
  const kept = await room.kept(order.id);

  await bind(kept[1]?.id, { locationId: ids().location('E-01-009') });

  expect((await room.kept(order.id)).map(({ state }) => state)).toEqual(['open', 'bound', 'bound']);
});

test('what a count asks is asked here too', async () => {
  const { order } = await makeCount(room.at, { rows: [small, { at: 'E-01-040' }] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-040', '47-3301', 'D8-55120', 'E-01-007', 'NEW-EAN']);
  const [kept] = await room.kept(order.id);
  const drill = { productId: ids().product('47-3301'), serialNumberId: ids().serial('D8-55120') };

  expect(await codesOf(bind(kept?.id, drill))).toEqual(['serial.counted-elsewhere']);
  const done = await bind(kept?.id, { ...drill, confirmed: ['serial.counted-elsewhere'] });

  expect(done.countIds).toHaveLength(1);
});

test('a pallet: remembered as what it was, nothing is counted', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', 'PAL-OLD-LABEL']);
  const [kept] = await room.kept(order.id);

  expect(await bind(kept?.id, { logisticUnitId: ids().pallet('PAL-0099') })).toMatchObject({
    state: 'bound',
    countIds: [],
    location: { open: 0 },
  });
});

test('two managers at once: one of them binds, the other is told', async () => {
  const { order } = await makeCount(room.at, { rows: [small] });
  const device = room.device('ivo', order.id);
  await device.all(['E-01-007', 'NEW-EAN']);
  const [kept] = await room.kept(order.id);

  const both = await Promise.allSettled([
    bind(kept?.id, { productId: ids().product('88-1216'), quantity: '1' }),
    bind(kept?.id, { productId: ids().product('88-1216'), quantity: '2' }),
  ]);

  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await standing(order.id)).toHaveLength(1);
});
