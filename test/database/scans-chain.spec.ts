import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, uuid } from '../../src/database/words.js';
import { addOrder, counting, makeCount } from '../support/orders.js';
import { codesOf } from '../support/refusals.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const small = { at: 'E-01-007', product: '88-1216' };
const shelf = { at: 'A-05-01-1', product: '88-1204' };

const order = async () => (await makeCount(room.at, { rows: [small, shelf] })).order;
const standing = async (orderId: string) => (await room.stored(orderId)).filter((row) => !row.void).length;
const scannedAt = async (scanId: string) => {
  const [row] = await room.database.query<{ at: string }>(
    sql`SELECT ${iso(sql`scanned_at`)} AS at FROM ${own.scans} WHERE scan_id = ${uuid(scanId)}`,
  );
  return Date.parse(row?.at ?? '');
};

test('an answer that got lost: the same scans again give the same answers and count nothing more', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = ['E-01-007', '88-1216', '88-1216'].map((text) => device.make(text));

  const first = await device.send(scans);
  const again = await device.send(scans);

  expect(again).toEqual(first);
  expect(await standing(id)).toBe(2);
});

test('half of a request arrived before: the rest is taken, each once', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = ['E-01-007', '88-1216', '88-1216', '88-1216'].map((text) => device.make(text));
  await device.send(scans.slice(0, 2));

  const { results } = await device.send(scans);

  expect(results.map(({ outcome }) => outcome)).toEqual(['location', 'counted', 'counted', 'counted']);
  expect(await standing(id)).toBe(3);
});

test('other content under an id that is stored: that scan is refused, the others are not', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const [location, product] = ['E-01-007', '88-1216'].map((text) => device.make(text));
  await device.send([location!, product!]);

  const { results } = await device.send([{ ...product!, text: '88-1204' }, device.make('88-1216')]);

  expect(results[0]).toMatchObject({ outcome: 'refused', code: 'scan.content-differs', status: 422 });
  expect(results[1]?.outcome).toBe('counted');
  expect(await standing(id)).toBe(2);
});

test("another person's scan id, and that of a count without a barcode, are taken", async () => {
  const { id } = await order();
  const [ivo, lena] = [room.device('ivo', id), room.device('lena', id)];
  const scan = ivo.make('E-01-007');
  await ivo.send([scan]);
  const count = counting(room.at, shelf);
  await room.counts.record(room.actors.lena, id, count);

  expect((await lena.send([{ ...scan, after: null }])).results[0]?.code).toBe('scan.content-differs');
  const reused = { ...lena.make('E-01-007'), scanId: count.scanId, after: null };
  expect((await lena.send([reused])).results[0]?.code).toBe('scan.content-differs');
});

test('a predecessor that has not come: not stored, and taken when it is sent from there', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const [location, first, second] = ['E-01-007', '88-1216', '88-1216'].map((text) => device.make(text));
  await device.send([location!]);

  const { results } = await device.send([second!, device.make('88-1216')]);

  expect(results.map(said)).toEqual(Array(2).fill('refused scan.predecessor-missing'));
  expect(await standing(id)).toBe(0);
  await device.send([first!, second!]);
  expect(await standing(id)).toBe(2);
});

test('predecessor lost for good: the chain begins anew, and nothing falls on the old location', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  await device.scan('E-01-007');
  device.last = null;

  const results = await device.all(['88-1216', 'E-01-007', '88-1216']);

  expect(results.map(said)).toEqual([
    'exception location.uncertain',
    'location location.here',
    'counted count.recorded',
  ]);
  expect((await room.kept(id)).map(({ kind, locationId }) => [kind, locationId])).toEqual([
    ['location-uncertain', null],
  ]);
});

test('a new outbox where nothing was in hand yet begins like the first', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  await device.scan('88-1216');
  device.last = null;

  expect(said(await device.scan('88-1216'))).toBe('refused location.missing');
});

test('a page that was opened again goes on from the last scan the server has', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  await device.scan('E-01-007');
  const other = room.device('ivo', id);
  other.last = (await other.state()).state.lastScanId;

  expect(said(await other.scan('88-1216'))).toBe('counted count.recorded');
});

test('a device that comes from another order has nothing in hand here', async () => {
  const { order: first, ...reconciliation } = await makeCount(room.at, { rows: [small] });
  const second = await addOrder(room.at, reconciliation, { rows: [shelf] });
  const device = room.device('ivo', first.id);
  await device.scan('E-01-007');
  const there = room.device('ivo', second.id);
  there.last = device.last;

  expect(said(await there.scan('88-1204'))).toBe('refused location.missing');
});

test('two devices of one person: each has its own location', async () => {
  const { id } = await order();
  const one = room.device('ivo', id);
  await one.all(['E-01-007', '88-1216']);
  const two = room.device('ivo', id);
  await two.scan('A-05-01-1');

  const here = await one.scan('88-1216');
  const there = await two.press({ productId: room.at.demo.ids.product('88-1204'), quantity: '7' });

  expect(here.values.location).toBe('E-01-007');
  expect(there.values.location).toBe('A-05-01-1');
});

test('a count without a barcode leaves in hand what was in hand', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  await device.scan('E-01-007');
  await room.counts.record(room.actors.ivo, id, counting(room.at, shelf));

  expect((await device.state()).state.location?.address).toBe('E-01-007');
  expect(said(await device.scan('88-1216'))).toBe('counted count.recorded');
});

test('the same code within 300 ms is counted, marked, and taken back with one key', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = [device.make('E-01-007'), device.make('88-1216'), device.make('88-1216', undefined, 300)];

  const { results } = await device.send(scans);

  expect(results[1]?.doubleRead).toBeUndefined();
  expect(results[2]).toMatchObject({
    outcome: 'counted',
    code: 'scan.possible-double-read',
    doubleRead: true,
    choices: [{ answer: 'keep-both' }, { answer: 'undo' }],
  });
  expect(said(await device.press('undo'))).toBe('counted count.undone');
  expect(await standing(id)).toBe(1);
});

test('301 ms apart is twice, and so is another code at once', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = [
    device.make('E-01-007'),
    device.make('88-1216'),
    device.make('88-1216', undefined, 301),
    device.make('88-1204', undefined, 10),
  ];

  const { results } = await device.send(scans);

  expect(results.filter(({ doubleRead }) => doubleRead)).toEqual([]);
});

test("the device's clock is put right by the server's", async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  device.off = 7 * 3_600_000;
  const scan = device.make('E-01-007');

  await device.send([scan]);

  const right = Date.parse(scan.scannedAt) - device.off;
  expect(Math.abs((await scannedAt(scan.scanId)) - right)).toBeLessThan(2_000);
});

test('a clock that was set meanwhile is not believed', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const [long, ahead] = [device.make('E-01-007'), device.make('88-1216')];

  await device.send([
    { ...long!, scannedAt: '1970-01-01T00:00:07.000Z' },
    { ...ahead!, scannedAt: '2099-01-01T00:00:00.000Z' },
  ]);

  expect(Math.abs((await scannedAt(long!.scanId)) - Date.now())).toBeLessThan(5_000);
  expect(Math.abs((await scannedAt(ahead!.scanId)) - Date.now())).toBeLessThan(5_000);
});

test('fifty scans in one request, in their order; fifty-one are too many', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = ['E-01-007', ...Array<string>(49).fill('88-1216')].map((text) => device.make(text));

  const { results } = await device.send(scans);

  expect(results.map(({ scanId }) => scanId)).toEqual(scans.map(({ scanId }) => scanId));
  expect(results[49]?.title).toBe('+1 → 49 pcs');
  expect(await codesOf(device.send([...scans, device.make('1')]))).toEqual(['scans.too-many']);
});

test('ten devices at once: every scan once, every total right', async () => {
  const { id } = await order();
  const devices = Array.from({ length: 10 }, (_, i) => room.device(i % 2 ? 'lena' : 'ivo', id));

  const all = await Promise.all(
    devices.map(async (device) => {
      const place = await device.scan('E-01-007');
      if (place.outcome === 'ask') await device.press('join');
      return device.all(Array<string>(5).fill('88-1216'));
    }),
  );

  expect(all.flat().every(({ outcome }) => outcome === 'counted')).toBe(true);
  expect(await standing(id)).toBe(50);
  const totals = all.flat().map(({ values }) => Number(values.total));
  expect([...totals].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
});

test('the same request from two tabs at once is taken once', async () => {
  const { id } = await order();
  const device = room.device('ivo', id);
  const scans = ['E-01-007', ...Array<string>(8).fill('88-1216')].map((text) => device.make(text));

  const [one, two] = await Promise.all([device.send(scans), device.send(scans)]);

  expect(one?.results).toEqual(two?.results);
  expect(await standing(id)).toBe(8);
});

test('an order that is not started takes no scan; one of another warehouse is not there', async () => {
  const { order: planned } = await makeCount(room.at, { rows: [small], state: 'Planned' });
  const { id } = await order();

  expect(await codesOf(room.device('ivo', planned.id).scan('E-01-007'))).toEqual(['order.not-started']);
  const jon = { sentAt: new Date().toISOString(), scans: [room.device('ivo', id).make('E-01-007')] };
  expect(await codesOf(room.scans.post(room.actors.jon, id, jon))).toEqual(['order.unknown']);
  expect(await codesOf(room.device('ivo', randomUUID()).scan('x'))).toEqual(['order.unknown']);
});

test('an order is named by its document too', async () => {
  const made = await order();
  const device = room.device('ivo', made.documentId);

  expect((await device.all(['E-01-007', '88-1216'])).map(({ outcome }) => outcome)).toEqual([
    'location',
    'counted',
  ]);
});
