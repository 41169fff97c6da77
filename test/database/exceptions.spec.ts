import { randomUUID } from 'node:crypto';
import { eanOf } from '../../src/demo/product-codes.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { VoidOrders } from '../../src/reconciliation/orders/void-orders.js';
import { makeCount } from '../support/orders.js';
import { codesOf } from '../support/refusals.js';
import { openTerminal, said, type TerminalRoom } from '../support/terminal.js';

let room: TerminalRoom;
beforeAll(async () => {
  room = await openTerminal();
});
afterAll(() => room.close());

const small = { at: 'E-01-007', product: '88-1216' };
const shelf = { at: 'A-05-01-1', product: '88-1204' };
const standing = async (orderId: string) => (await room.stored(orderId)).filter((row) => !row.void);
const count = (of: Partial<Parameters<typeof makeCount>[1]> = {}) =>
  makeCount(room.at, { rows: [small, shelf], ...of });
const listed = async (reconciliationId: string, filter = {}) =>
  (await room.exceptions.list(room.actors.mira, reconciliationId, { limit: 50 }, filter)).items;

describe('keeping', () => {
  test('the raw text, place, time, worker and the good scans around it', async () => {
    const { order, reconciliationId } = await count();
    const device = room.device('ivo', order.id);
    await device.all([
      'E-01-007',
      ...Array<string>(6).fill('88-1216'),
      `WHAT\x1dIS`,
      ...Array<string>(7).fill('88-1216'),
    ]);

    const [kept] = await listed(reconciliationId);

    expect(kept).toMatchObject({
      kind: 'unknown',
      code: 'code.unknown',
      text: 'WHAT\x1dIS',
      visibleText: 'WHAT␝IS',
      location: 'E-01-007',
      worker: 'Ivo Dimitrov',
      documentNo: order.documentNo,
      state: 'open',
      quantity: null,
    });
    expect(kept?.before.map(({ message }) => message)).toEqual(
      [2, 3, 4, 5, 6].map((n) => `+1 → ${n} pcs: Washer 6.4`),
    );
    expect(kept?.after.map(({ message }) => message.split(':')[0])).toEqual(
      [7, 8, 9, 10, 11].map((n) => `+1 → ${n} pcs`),
    );
  });

  test('the worker adds a quantity and a word, and goes on', async () => {
    const { order, reconciliationId } = await count();
    const device = room.device('ivo', order.id);
    await device.scan('E-01-007');
    const { exceptionId } = await device.scan('MYSTERY');

    const noted = await device.press({ exceptionId, quantity: '4', note: 'сини кутии' });

    expect(said(noted)).toBe('exception exception.noted');
    expect(await listed(reconciliationId)).toMatchObject([{ quantity: '4', note: 'сини кутии' }]);
    expect(said(await device.scan('88-1216'))).toBe('counted count.recorded');
  });

  test("nobody notes on another's", async () => {
    const { order } = await count();
    const { exceptionId } = await room.device('ivo', order.id).scan('MYSTERY');

    const noted = await room.device('lena', order.id).press({ exceptionId, note: 'x' });

    expect(noted).toMatchObject({ outcome: 'refused', code: 'exception.unknown', status: 404 });
  });

  test('undo right after it takes it back, with its trace; the count before stays', async () => {
    const { order } = await count();
    const device = room.device('ivo', order.id);
    await device.all(['E-01-007', '88-1216']);
    const { exceptionId } = await device.scan('COFFEE-CUP');

    expect(said(await device.press('undo'))).toBe('exception exception.taken-back');

    expect(await standing(order.id)).toHaveLength(1);
    expect((await room.kept(order.id)).map(({ state }) => state)).toEqual(['dismissed']);
    expect((await room.events(exceptionId!)).sort()).toEqual(['exception.kept', 'exception.taken-back']);
    expect(said(await device.press('undo'))).toBe('counted count.undone');
  });

  test('scans that come after the order was finished are kept', async () => {
    const { order, reconciliationId } = await count();
    const device = room.device('ivo', order.id);
    await device.scan('E-01-007');
    const late = device.make('88-1216');
    await room.finish.finish(room.actors.lena, order.id, { leaveOut: true });

    const { results } = await device.send([late]);

    expect(results[0]).toMatchObject({ outcome: 'refused', code: 'order.finished', status: 409 });
    expect(await listed(reconciliationId)).toMatchObject([
      { kind: 'late', text: '88-1216', location: 'E-01-007' },
    ]);
    expect(await standing(order.id)).toHaveLength(0);
  });

  test('what comes too late is not looked up: after the first of them nobody knows where it was', async () => {
    const { order, reconciliationId } = await count();
    const device = room.device('ivo', order.id);
    await device.scan('E-01-007');
    const late = ['88-1216', 'A-05-01-1', '88-1204'].map((text) => device.make(text));
    await room.finish.finish(room.actors.lena, order.id, { leaveOut: true });

    await device.send(late);

    expect((await listed(reconciliationId)).map(({ text, location }) => [text, location])).toEqual([
      ['88-1216', 'E-01-007'],
      ['A-05-01-1', null],
      ['88-1204', null],
    ]);
    const kept = await room.kept(order.id);
    const locationId = room.at.demo.ids.location('A-05-01-1');
    await room.exceptions.resolve(room.actors.mira, kept[1]!.id, { action: 'bind', locationId });
    const productId = room.at.demo.ids.product('88-1204');
    const bound = await room.exceptions.resolve(room.actors.mira, kept[2]!.id, {
      action: 'bind',
      productId,
      quantity: '4',
    });
    expect(bound.location?.address).toBe('A-05-01-1');
  });

  test('with its order void, nothing stands in the way', async () => {
    const { order, reconciliationId } = await count();
    await room.device('ivo', order.id).scan('MYSTERY');
    const options = new ErpOptions();

    await room.database.transaction((tx) =>
      new VoidOrders(new Documents(options), options).voidOrders(
        tx,
        room.actors.mira,
        [order.id],
        'Wrong hall',
      ),
    );

    expect(await listed(reconciliationId)).toMatchObject([{ state: 'dismissed', reason: 'Wrong hall' }]);
    const result = await room.device('ivo', order.id).scan('E-01-007');
    expect(result).toMatchObject({ outcome: 'refused', code: 'order.void', status: 409 });
  });

  test('by state, location and order', async () => {
    const { order, reconciliationId } = await count();
    const device = room.device('ivo', order.id);
    await device.all(['E-01-007', 'ONE', 'A-05-01-1', 'TWO', 'THREE']);
    const all = await listed(reconciliationId);
    await room.exceptions.resolve(room.actors.mira, all[1]!.id, {
      action: 'dismiss',
      reason: 'Label of a rack',
    });

    const texts = async (filter: object) => (await listed(reconciliationId, filter)).map(({ text }) => text);

    expect(await texts({})).toEqual(['ONE', 'TWO', 'THREE']);
    expect(await texts({ state: 'open' })).toEqual(['ONE', 'THREE']);
    expect(await texts({ locationId: room.at.demo.ids.location('A-05-01-1') })).toEqual(['TWO', 'THREE']);
    expect(await texts({ orderId: randomUUID() })).toEqual([]);
    const first = await room.exceptions.list(room.actors.mira, reconciliationId, { limit: 2 });
    expect(first).toMatchObject({ total: 3, totalExact: true });
    const rest = await room.exceptions.list(room.actors.mira, reconciliationId, {
      limit: 2,
      cursor: first.nextCursor!,
    });
    expect(rest.items.map(({ text }) => text)).toEqual(['THREE']);
  });
});

describe('dismissing', () => {
  test('needs a reason, says what is still open there, and is done once', async () => {
    const { order } = await count();
    const device = room.device('ivo', order.id);
    await device.all(['E-01-007', 'ONE', 'TWO']);
    const [one] = await room.kept(order.id);
    const dismiss = (reason?: string) =>
      room.exceptions.resolve(room.actors.mira, one!.id, { action: 'dismiss', reason });

    expect(await codesOf(dismiss(' '))).toEqual(['exception.reason-missing']);
    const done = await dismiss('Rack label');

    expect(done).toMatchObject({
      state: 'dismissed',
      location: { address: 'E-01-007', open: 1 },
      countIds: [],
    });
    expect(await dismiss('Rack label')).toEqual(done);
    expect(await codesOf(dismiss('Another'))).toEqual(['exception.resolved']);
    expect((await room.events(one!.id)).sort()).toEqual(['exception.dismissed', 'exception.kept']);
  });

  test('is the manager’s', async () => {
    const { order, reconciliationId } = await count();
    await room.device('ivo', order.id).scan('ONE');
    const [one] = await room.kept(order.id);

    expect(
      await codesOf(room.exceptions.resolve(room.actors.ivo, one!.id, { action: 'dismiss', reason: 'x' })),
    ).toEqual(['access.role-missing']);
    expect(await codesOf(room.exceptions.list(room.actors.ivo, reconciliationId, { limit: 5 }))).toEqual([
      'access.role-missing',
    ]);
    expect(
      await codesOf(
        room.exceptions.resolve(room.actors.mira, randomUUID(), { action: 'dismiss', reason: 'x' }),
      ),
    ).toEqual(['exception.unknown']);
  });
});

describe('after the release', () => {
  test('nothing is resolved any more', async () => {
    const { order, documentId } = await count();
    await room.device('ivo', order.id).scan('ONE');
    const [one] = await room.kept(order.id);
    await room.force(documentId, 'Released');

    expect(
      await codesOf(room.exceptions.resolve(room.actors.mira, one!.id, { action: 'dismiss', reason: 'x' })),
    ).toEqual(['reconciliation.read-only']);
    expect(said(await room.device('ivo', order.id).scan(eanOf('88-1216')))).toBe(
      'refused reconciliation.not-counting',
    );
  });
});
