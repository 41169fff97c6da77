import { exact } from '../../src/reconciliation/quantity.js';
import {
  type Amount,
  differenceOf,
  isWithin,
  type Tolerance,
  worthOf,
} from '../../src/reconciliation/review/difference.js';

const amount = (quantity: string, base = quantity): Amount => ({
  quantity: exact(quantity),
  base: exact(base),
});
const shown = ({ quantity, base, differs }: ReturnType<typeof differenceOf>) => [
  quantity.toFixed(),
  base.toFixed(),
  differs,
];

test.each([
  ['nothing', '5', '5', ['0', '0', false]],
  ['less', '3.5', '5', ['-1.5', '-1.5', true]],
  ['more than nothing expected', '2', '0', ['2', '2', true]],
  ['more than less than nothing', '0', '-3', ['3', '3', true]],
  ['a thousandth', '0.3', '0.299', ['0.001', '0.001', true]],
])('fixed ratio: %s', (_, counted, expected, result) => {
  expect(shown(differenceOf(amount(counted), amount(expected), false))).toEqual(result);
});

test('fixed ratio: a piece of a large box is a difference, though the box shows none', () => {
  expect(shown(differenceOf(amount('1', '9999'), amount('1', '10000'), false))).toEqual(['0', '-1', true]);
});

test('fixed ratio: only the base difference counts', () => {
  expect(shown(differenceOf(amount('0.334', '1'), amount('0.333', '1'), false))).toEqual([
    '0.001',
    '0',
    false,
  ]);
});

test('variable ratio: either difference counts', () => {
  expect(shown(differenceOf(amount('18', '79.65'), amount('18', '81'), true))).toEqual(['0', '-1.35', true]);
  expect(shown(differenceOf(amount('17', '81'), amount('18', '81'), true))).toEqual(['-1', '0', true]);
  expect(shown(differenceOf(amount('18', '81'), amount('18', '81'), true))).toEqual(['0', '0', false]);
});

test.each([
  ['-12', '1.85', '1', '-22.2'],
  ['-1', '100', '3', '-33.3333'],
  ['2', '100', '3', '66.6667'],
  ['5', '7', '0', '0'],
])('%s at %s for %s is worth %s', (base, perLot, lotSize, worth) => {
  expect(worthOf(exact(base), { perLot: exact(perLot), lotSize: exact(lotSize) }).toFixed()).toBe(worth);
});

describe('tolerance', () => {
  const row = (counted: Amount, expected: Amount, { variable = false, value = '0' } = {}) => ({
    difference: differenceOf(counted, expected, variable),
    expected,
    value: exact(value),
    variable,
  });
  const within = (counted: string, expected: string, limits: Tolerance, value = '0') =>
    isWithin(row(amount(counted), amount(expected), { value }), limits);

  test.each([
    ['98', '100', { percent: '2' }, true],
    ['97.999', '100', { percent: '2' }, false],
    ['102', '100', { percent: '2' }, true],
    ['0', '0', { percent: '100' }, false],
    ['1', '0', { percent: '100' }, false],
    ['0', '-2', { percent: '1000' }, false],
    ['100', '100', { percent: '0' }, true],
    ['8', '10', { quantity: '2' }, true],
    ['7.999', '10', { quantity: '2' }, false],
    ['1', '0', { quantity: '1' }, true],
    ['0', '0', { quantity: '0' }, true],
  ])('%s of %s within %j: %s', (counted, expected, limits, expectation) => {
    expect(within(counted, expected, limits)).toBe(expectation);
  });

  test('every limit that is given holds', () => {
    expect(within('8', '10', { quantity: '2', percent: '20', value: '5' }, '-5')).toBe(true);
    expect(within('8', '10', { quantity: '2', percent: '20', value: '5' }, '-5.01')).toBe(false);
    expect(within('8', '10', { quantity: '2', percent: '19' })).toBe(false);
  });

  test('a limit of zero is no difference at all, also where the shown unit hides it', () => {
    expect(isWithin(row(amount('1', '9999'), amount('1', '10000')), { quantity: '0' })).toBe(false);
    expect(isWithin(row(amount('1', '9999'), amount('1', '10000')), { quantity: '0.5' })).toBe(true);
  });

  test('variable ratio: both sides are held against quantity and percent', () => {
    const light = row(amount('18', '75'), amount('18', '81'), { variable: true });
    expect(isWithin(light, { quantity: '5' })).toBe(false);
    expect(isWithin(light, { quantity: '6' })).toBe(true);
    expect(isWithin(light, { percent: '7' })).toBe(false);
    expect(isWithin(light, { percent: '8' })).toBe(true);
  });
});
