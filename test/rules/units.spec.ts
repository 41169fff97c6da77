import type { Measures, Unit } from '../../src/erp/products.js';
import { exact } from '../../src/reconciliation/quantity.js';
import { baseUnitOf, convert, defaultUnitOf, measure, ratioToBase } from '../../src/reconciliation/units.js';

const unit = (id: string, categoryId: string, ratio: Partial<Unit> = {}): Unit => ({
  id,
  categoryId,
  code: id,
  name: id,
  multiplier: '1',
  divisor: '1',
  isDefault: false,
  systemUnit: null,
  ...ratio,
});

const kg = unit('kg', 'weight', { isDefault: true });
const g = unit('g', 'weight', { divisor: '1000' });
const t = unit('t', 'weight', { multiplier: '1000' });
const ounce = unit('oz', 'weight', { multiplier: '28.35', divisor: '1000' });
const pc = unit('pc', 'pieces', { isDefault: true, systemUnit: 'P' });
const dozen = unit('dozen', 'pieces', { multiplier: '12' });
const gross = unit('gross', 'pieces', { multiplier: '144' });
const box = unit('box', 'boxes', { isDefault: true });
const carton = unit('carton', 'boxes', { multiplier: '4' });

/** Flour: base kilograms, sold in pieces of 1.5 kg, 8 pieces a box of 12 kg. */
const flour: Measures = {
  baseCategoryId: 'weight',
  defaultUnitId: 'pc',
  variable: false,
  units: [g, kg, t, ounce, pc, dozen, gross, box, carton],
  dimensions: [
    { categoryId: 'pieces', sourceUnitId: 'pc', sourceQuantity: '1', destUnitId: 'kg', destQuantity: '1.5' },
    { categoryId: 'boxes', sourceUnitId: 'box', sourceQuantity: '1', destUnitId: 'kg', destQuantity: '12' },
  ],
};
/** Nails: base pieces; seven of them weigh 3 g; the dimension starts and ends at units that are no defaults. */
const nails: Measures = {
  baseCategoryId: 'pieces',
  defaultUnitId: 'g',
  variable: false,
  units: [pc, dozen, gross, g, kg, t],
  dimensions: [
    { categoryId: 'weight', sourceUnitId: 'g', sourceQuantity: '36', destUnitId: 'dozen', destQuantity: '7' },
  ],
};
/** Cheese: base kilograms, counted in wheels whose weight differs. */
const cheese: Measures = { ...flour, variable: true };
const without = (of: Measures, change: Partial<Measures>): Measures => ({ ...of, ...change });

describe('a quantity in another unit', () => {
  it.each<[string, Measures, string, string, string, string | null]>([
    ['base unit to itself', flour, '12.345', 'kg', 'kg', '12.345'],
    ['within the base category, smaller unit', flour, '2500', 'g', 'kg', '2.5'],
    ['within the base category, larger unit', flour, '0.25', 't', 'kg', '250'],
    ['within the base category, neither is the base', flour, '0.0015', 't', 'g', '1500'],
    ['multiplier and divisor at once', flour, '100', 'oz', 'kg', '2.835'],
    ['another category, its default unit', flour, '3', 'pc', 'kg', '4.5'],
    ['another category, not its default unit', flour, '2', 'dozen', 'kg', '36'],
    ['another category, to a unit of the base category', flour, '2', 'dozen', 'g', '36000'],
    ['base category to another', flour, '4.5', 'kg', 'pc', '3'],
    ['one foreign category to another', flour, '1', 'box', 'pc', '8'],
    ['one foreign category to another, no defaults', flour, '3', 'carton', 'dozen', '8'],
    ['within a foreign category', flour, '1', 'gross', 'dozen', '12'],
    ['… also without a dimension', without(flour, { dimensions: [] }), '1', 'gross', 'dozen', '12'],
    ['a dimension between units that are no defaults', nails, '36', 'g', 'pc', '84'],
    ['… and from another unit of its category', nails, '1', 'kg', 'pc', '2333.333'],
    ['… and back', nails, '84', 'pc', 'g', '36'],
    ['rounds half away from zero', flour, '0.5', 'g', 'kg', '0.001'],
    ['rounds down below half', flour, '0.499', 'g', 'kg', '0'],
    ['rounds once, at the end', nails, '1', 'pc', 'kg', '0'],
    ['divides last', flour, '1', 'kg', 'pc', '0.667'],
    ['the same unit, whatever it is', flour, '7', 'pallet', 'pallet', '7'],
    ['a unit the product does not have', flour, '1', 'pallet', 'kg', null],
    ['a foreign category without a dimension', without(flour, { dimensions: [] }), '1', 'pc', 'kg', null],
    [
      'a dimension that ends outside the base category',
      without(flour, {
        dimensions: [
          {
            categoryId: 'pieces',
            sourceUnitId: 'pc',
            sourceQuantity: '1',
            destUnitId: 'box',
            destQuantity: '1',
          },
        ],
      }),
      '1',
      'pc',
      'kg',
      null,
    ],
    [
      'a dimension of nothing',
      without(flour, {
        dimensions: [
          {
            categoryId: 'pieces',
            sourceUnitId: 'pc',
            sourceQuantity: '0',
            destUnitId: 'kg',
            destQuantity: '1',
          },
        ],
      }),
      '1',
      'pc',
      'kg',
      null,
    ],
    ['a divisor of zero', without(flour, { units: [kg, { ...g, divisor: '0' }] }), '1', 'g', 'kg', null],
    [
      'a base category without a default unit',
      without(flour, { units: [{ ...kg, isDefault: false }, pc] }),
      '1',
      'pc',
      'kg',
      null,
    ],
  ])('%s', (_, product, quantity, from, to, expected) => {
    expect(convert(product, exact(quantity), from, to)?.toFixed() ?? null).toBe(expected);
  });

  it('loses nothing that floats lose', () => {
    expect(convert(flour, exact('999999999.999'), 'kg', 'kg')?.toFixed()).toBe('999999999.999');
    expect(convert(flour, exact('123456789.123'), 'g', 'kg')?.toFixed()).toBe('123456.789');
  });

  it('names the base and the default unit', () => {
    expect([baseUnitOf(flour)?.id, defaultUnitOf(flour)?.id]).toEqual(['kg', 'pc']);
    expect([baseUnitOf(nails)?.id, defaultUnitOf(nails)?.id]).toEqual(['pc', 'g']);
    expect(ratioToBase(flour, 'kg')).toMatchObject({ times: exact(1), by: exact(1) });
  });
});

describe('the quantities of a count', () => {
  const counted = (of: Measures, quantity: unknown, unitId: string, quantityBase?: unknown) => {
    const found = measure(of, { quantity, unitId, quantityBase });
    return 'faults' in found
      ? found.faults.map(({ code, field }) => `${code} ${field}`)
      : [found.quantity, found.quantityBase, found.standardBase].map((q) => q.toFixed());
  };

  it.each<[string, Measures, unknown, string, unknown, string[]]>([
    ['base unit: both are equal', flour, '12.5', 'kg', undefined, ['12.5', '12.5', '12.5']],
    ['fixed ratio: base is computed', flour, '3', 'pc', undefined, ['3', '4.5', '4.5']],
    ['fixed ratio: base is computed where it is null', flour, '3', 'pc', null, ['3', '4.5', '4.5']],
    ['fixed ratio: the same base is taken', flour, '3', 'pc', '4.500', ['3', '4.5', '4.5']],
    ['fixed ratio: another base is refused', flour, '3', 'pc', '4.6', ['quantity-base.differs quantityBase']],
    ['zero is a count', flour, '0', 'pc', undefined, ['0', '0', '0']],
    ['too small for the base unit', flour, '0.4', 'g', undefined, ['quantity.rounds-to-zero quantity']],
    ['just large enough', flour, '0.5', 'g', undefined, ['0.5', '0.001', '0.001']],
    ['the most that fits', flour, '999999999.999', 'kg', undefined, Array(3).fill('999999999.999')],
    ['more than fits', flour, '1000000000', 'kg', undefined, ['quantity.too-large quantity']],
    ['more than fits in the base unit', flour, '900000000', 't', undefined, ['quantity.too-large quantity']],
    ['below zero', flour, '-1', 'pc', undefined, ['quantity.negative quantity']],
    ['four decimals', flour, '1.2345', 'pc', undefined, ['quantity.too-fine quantity']],
    ['a number, not a text', flour, 3, 'pc', undefined, ['quantity.not-a-number quantity']],
    ['an exponent', flour, '1e3', 'pc', undefined, ['quantity.not-a-number quantity']],
    ['a unit it has no ratio for', flour, '1', 'pallet', undefined, ['unit.not-convertible unitId']],
    [
      'all faults at once',
      flour,
      '1.2345',
      'pallet',
      '-3',
      ['quantity.too-fine quantity', 'quantity.negative quantityBase', 'unit.not-convertible unitId'],
    ],
    ['variable: both as measured, standard by the ratio', cheese, '2', 'pc', '3.12', ['2', '3.12', '3']],
    ['variable: base missing', cheese, '2', 'pc', undefined, ['quantity-base.missing quantityBase']],
    ['variable, base unit: one is enough', cheese, '3.12', 'kg', undefined, ['3.12', '3.12', '3.12']],
    ['variable, base unit: two that differ', cheese, '3', 'kg', '4', ['quantity-base.differs quantityBase']],
    [
      'variable: nothing that weighs something',
      cheese,
      '0',
      'pc',
      '1',
      ['quantity-base.differs quantityBase'],
    ],
    ['variable: something that weighs nothing', cheese, '1', 'pc', '0', ['quantity.rounds-to-zero quantity']],
    [
      'more than fits, though its base quantity would',
      flour,
      '1000000000',
      'g',
      undefined,
      ['quantity.too-large quantity'],
    ],
    ['variable: zero is a count', cheese, '0', 'pc', '0', ['0', '0', '0']],
    [
      'variable, without a fixed ratio: standard is what was measured',
      without(cheese, { dimensions: [] }),
      '2',
      'pc',
      '3.12',
      ['2', '3.12', '3.12'],
    ],
  ])('%s', (_, product, quantity, unitId, base, expected) => {
    expect(counted(product, quantity, unitId, base)).toEqual(expected);
  });
});
