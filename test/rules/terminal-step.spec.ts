import { advance } from '../../src/terminal/advance.js';
import { type Draft, draftOf, emptyHand, type Hand, handOf } from '../../src/terminal/hand.js';
import type { Item, Seen } from '../../src/terminal/seen.js';
import { step } from '../../src/terminal/step.js';
import { facts, item, place } from '../support/known.js';

const asks = { countsOne: false, asksUnit: false };
const one = { countsOne: true, asksUnit: false };
const scan = { scanId: 'scan', text: 'text' };
const at = (address: string, more: Partial<Hand> = {}): Hand => ({
  ...emptyHand,
  location: place(address),
  ...more,
});
const draft = (of: Partial<Item> = {}, more: Partial<Draft> = {}): Draft => ({
  ...draftOf(item('P', of), scan, emptyHand),
  ...more,
});

describe('what a product still lacks', () => {
  const required = facts({ lots: 'required', hasLots: true });
  const allowed = facts({ lots: 'allowed', hasLots: true });
  const serialized = facts({ serialized: true });
  const weighed = facts({ variable: true });
  const lots = { lot: { id: 'L', number: 'L' } };

  test.each<[what: string, ...Parameters<typeof advance>, expected: object]>([
    ['how many', draft(), emptyHand, facts(), asks, { need: 'quantity' }],
    [
      'nothing, where a scan is one piece',
      draft(),
      emptyHand,
      facts(),
      one,
      { quantity: '1', unitId: 'pcs' },
    ],
    [
      'nothing, with a quantity in hand',
      draft(),
      at('A', { quantity: '12' }),
      facts(),
      asks,
      { quantity: '12', chipUsed: true },
    ],
    [
      'nothing: its own quantity goes first',
      draft({ quantity: '3' }),
      at('A', { quantity: '12' }),
      facts(),
      asks,
      { quantity: '3', chipUsed: false },
    ],
    [
      'the unit of the code',
      draft({ unitId: 'box' }),
      emptyHand,
      facts(),
      one,
      { quantity: '1', unitId: 'box' },
    ],
    [
      'how many, if the code has a unit of no ratio',
      draft({ unitId: 'roll' }),
      emptyHand,
      facts(),
      one,
      { need: 'quantity' },
    ],
    [
      '… and then in the default unit',
      draft({ unitId: 'roll' }, { quantity: '2' }),
      emptyHand,
      facts(),
      one,
      { quantity: '2', unitId: 'pcs' },
    ],
    ['its variant', draft(), emptyHand, facts({ hasVariants: true }), one, { need: 'variant' }],
    [
      'not the variant it is without',
      draft({}, { without: ['variant'] }),
      emptyHand,
      facts({ hasVariants: true }),
      one,
      { quantity: '1' },
    ],
    ['the lot that is required', draft(), emptyHand, required, one, { need: 'lot' }],
    ['… also said to be without', draft({}, { without: ['lot'] }), emptyHand, required, one, { need: 'lot' }],
    ['the lot that is allowed', draft(), emptyHand, allowed, one, { need: 'lot' }],
    [
      'not the lot it is without',
      draft({}, { without: ['lot'] }),
      emptyHand,
      allowed,
      one,
      { quantity: '1' },
    ],
    [
      'no lot where the product has none yet',
      draft(),
      emptyHand,
      facts({ lots: 'allowed' }),
      one,
      { quantity: '1' },
    ],
    ['no lot where lots are not used', draft(), emptyHand, facts({ hasLots: true }), one, { quantity: '1' }],
    ['nothing, with its lot', draft(lots), emptyHand, required, one, { quantity: '1' }],
    ['its serial number', draft(), emptyHand, serialized, asks, { need: 'serial' }],
    [
      'nothing: a serial number is one piece',
      draft({ serial: { id: 'S', number: 'S' } }),
      emptyHand,
      serialized,
      asks,
      { quantity: '1', unitId: 'pcs' },
    ],
    [
      '… or none',
      draft({ serial: { id: 'S', number: 'S' } }),
      at('A', { quantity: '0' }),
      serialized,
      asks,
      { quantity: '0', chipUsed: true },
    ],
    [
      'a serial number is a piece in the base unit',
      draft({ serial: { id: 'S', number: 'S' } }),
      emptyHand,
      facts({ serialized: true, defaultUnitId: 'box' }),
      asks,
      { unitId: 'pcs' },
    ],
    [
      'where it is asked, the logistic unit',
      draft(),
      emptyHand,
      facts(),
      { ...one, asksUnit: true },
      { need: 'logistic-unit' },
    ],
    [
      'not once it is in hand',
      draft(),
      at('A', { logisticUnit: { id: 'U', code: 'U', hereAt: null } }),
      facts(),
      { ...one, asksUnit: true },
      { logisticUnitId: 'U' },
    ],
    [
      'nor where there is none',
      draft(),
      at('A', { withoutUnit: true }),
      facts(),
      { ...one, asksUnit: true },
      { logisticUnitId: null },
    ],
    ['what was weighed', draft({}, { quantity: '2' }), emptyHand, weighed, asks, { need: 'weight' }],
    [
      'nothing to weigh of nothing',
      draft({}, { quantity: '0' }),
      emptyHand,
      weighed,
      asks,
      { quantity: '0', quantityBase: '0' },
    ],
    [
      'nothing to weigh in the base unit',
      draft({ unitId: 'kg' }, { quantity: '8.9' }),
      emptyHand,
      weighed,
      asks,
      { unitId: 'kg', quantityBase: null },
    ],
    [
      'a weight in another unit',
      draft({}, { quantity: '2', quantityBase: '8950', measureUnitId: 'g' }),
      emptyHand,
      weighed,
      asks,
      { quantityBase: '8.95' },
    ],
    [
      'a weight on the label is one piece',
      draft({ measures: [{ unit: 'kg', value: '4.46' }] }),
      emptyHand,
      weighed,
      asks,
      { quantity: '1', quantityBase: '4.46' },
    ],
    [
      '… or as many as it counts',
      draft({ quantity: '2', measures: [{ unit: 'kg', value: '8.9' }] }),
      emptyHand,
      weighed,
      asks,
      { quantity: '2', quantityBase: '8.9' },
    ],
    [
      'a weight of what is counted by weight',
      draft({ measures: [{ unit: 'kg', value: '25.5' }] }),
      emptyHand,
      facts({ baseCategoryId: 'weight', defaultUnitId: 'g' }),
      asks,
      { quantity: '25.5', unitId: 'kg' },
    ],
    [
      'a weight of what is counted by the piece says nothing',
      draft({ measures: [{ unit: 'kg', value: '25.5' }] }),
      emptyHand,
      facts(),
      asks,
      { need: 'quantity' },
    ],
  ])('%s', (_, of, hand, product, rules, expected) => {
    expect(advance(of, hand, product, rules)).toMatchObject(expected);
  });
});

describe('what is in hand', () => {
  const to = (hand: Hand, seen: Seen, rules = asks, product = facts()) =>
    step(hand, seen, { scan, product, rules });
  const product: Seen = { kind: 'product', item: item('P') };

  test('stays: quantity and logistic unit, from location to location', () => {
    const hand = at('A', { quantity: '5', logisticUnit: { id: 'U', code: 'U', hereAt: null } });

    const next = to(hand, { kind: 'location', location: place('B') });

    expect(next.effect).toMatchObject({ kind: 'go', location: { address: 'B' } });
    expect(next.hand).toMatchObject({ quantity: '5', logisticUnit: { id: 'U' } });
  });

  test('a product that waits is merged with what its second scan says', () => {
    const waiting = to(at('A'), product).hand;

    const next = to(waiting, { kind: 'product', item: item('P', { quantity: '4' }) });

    expect(next.effect).toMatchObject({ kind: 'count', complete: { quantity: '4' } });
    expect(next.abandoned).toEqual([]);
  });

  test('another one takes its place, and it is kept', () => {
    const waiting = to(at('A'), product).hand;

    const next = to(waiting, { kind: 'product', item: item('Q') });

    expect(next.abandoned).toMatchObject([{ draft: { productId: 'P' } }]);
    expect(next.hand.draft).toMatchObject({ productId: 'Q', need: 'quantity' });
  });

  test('a lot scanned for a product that has one is another piece of it, and the first is kept', () => {
    const rules = facts({ lots: 'required', hasLots: true });
    const first = to(
      at('A'),
      { kind: 'product', item: item('P', { lot: { id: 'L1', number: 'L1' } }) },
      asks,
      rules,
    );

    const next = to(first.hand, { kind: 'lot', lot: { id: 'L2', number: 'L2' } }, asks, rules);

    expect(next.abandoned).toMatchObject([{ draft: { lotId: 'L1' } }]);
    expect(next.hand.draft).toMatchObject({ productId: 'P', lotId: 'L2', need: 'quantity' });
  });

  test('the same item is one in the same logistic unit', () => {
    const last = { ...draft(), lotId: 'L', lot: 'L', logisticUnitId: 'U', assumedIn: null };
    const inUnit = at('A', { last, logisticUnit: { id: 'U', code: 'U', hereAt: null } });

    expect(draftOf(item('P'), scan, inUnit)).toMatchObject({ lotId: 'L', lotAssumed: true });
    expect(draftOf(item('P'), scan, at('A', { last }))).toMatchObject({ lotId: null, lotAssumed: false });
    expect(draftOf(item('Q'), scan, inUnit)).toMatchObject({ lotId: null });
    expect(draftOf(item('P', { lot: { id: 'M', number: 'M' } }), scan, inUnit)).toMatchObject({
      lotId: 'M',
      lotAssumed: false,
    });
  });

  test('serial numbers are never assumed', () => {
    const last = { ...draft({ serial: { id: 'S', number: 'S' } }), logisticUnitId: null, assumedIn: null };

    expect(draftOf(item('P'), scan, at('A', { last })).serialNumberId).toBeNull();
  });

  test('nobody knows where: every product is kept with its quantity, none is counted', () => {
    const nowhere = at('A', { lost: { scanId: 'before', place: null }, quantity: '12' });

    const next = to(nowhere, product, one);

    expect(next.effect).toMatchObject({ kind: 'keep', why: 'location-uncertain', draft: { quantity: '12' } });
    expect(next.hand.quantity).toBeNull();
  });

  test('a hand of an earlier version is read', () => {
    expect(handOf('{}')).toEqual(emptyHand);
    expect(handOf('{"quantity":"3"}')).toEqual({ ...emptyHand, quantity: '3' });
  });
});
