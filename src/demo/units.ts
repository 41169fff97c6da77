import { Decimal } from 'decimal.js';
import { erp } from '../erp/tables.js';
import type { Seed } from './random.js';
import { bilingual, type Making, put } from './write.js';

/**
 * Units by category, the default unit first. A quantity times multiplier over divisor is in the
 * category's default unit.
 */
const categories = {
  Pieces: [
    { code: 'pcs', name: bilingual('piece', 'брой') },
    { code: 'dozen', name: bilingual('dozen', 'дузина'), multiplier: '12' },
  ],
  Weight: [
    { code: 'kg', name: bilingual('kilogram', 'килограм') },
    { code: 'g', name: bilingual('gram', 'грам'), divisor: '1000' },
    { code: 't', name: bilingual('tonne', 'тон'), multiplier: '1000' },
  ],
  Volume: [
    { code: 'l', name: bilingual('litre', 'литър') },
    { code: 'ml', name: bilingual('millilitre', 'милилитър'), divisor: '1000' },
  ],
  Length: [
    { code: 'm', name: bilingual('metre', 'метър') },
    { code: 'cm', name: 'centimetre', divisor: '100' },
  ],
  Boxes: [{ code: 'box', name: bilingual('box', 'кашон') }],
  Pallets: [{ code: 'pallet', name: bilingual('pallet', 'палет') }],
  Rolls: [{ code: 'roll', name: bilingual('roll', 'руло') }],
  Pairs: [{ code: 'pair', name: bilingual('pair', 'чифт') }],
} satisfies Record<string, { code: string; name: string; multiplier?: string; divisor?: string }[]>;

export type UnitCode = (typeof categories)[keyof typeof categories][number]['code'];

interface Unit {
  code: UnitCode;
  name: string;
  multiplier?: string;
  divisor?: string;
}
const units: [category: string, units: Unit[]][] = Object.entries(categories);

/** A unit's id by its code. */
export const unitOf = (seed: Seed, code: UnitCode): string => seed.id('unit', code);

/** The category a unit is in. */
export function categoryOf(seed: Seed, code: UnitCode): string {
  const category = units.find(([, list]) => list.some((unit) => unit.code === code));
  return seed.id('unit category', category?.[0] ?? '');
}

/** How many of `other` one `code` is. Throws when they are of two categories. */
export function inCategory(code: UnitCode, other: UnitCode): Decimal {
  const category = units.find(([, list]) => list.some((unit) => unit.code === code));
  const inDefault = (wanted: UnitCode): Decimal => {
    const unit = category?.[1].find((one) => one.code === wanted);
    if (!unit) throw new Error(`${code} and ${other} are of two categories.`);
    return new Decimal(unit.multiplier ?? 1).div(unit.divisor ?? 1);
  };
  return inDefault(code).div(inDefault(other));
}

/** Measurement categories and their units. */
export async function makeUnits(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.unitCategories,
    units.map(([name]) => ({
      Id: seed.id('unit category', name),
      Measurement_Category_Name: name,
      Is_Default: name === 'Pieces',
    })),
  );
  const rows = units.flatMap(([category, list]) =>
    list.map(({ code, name, multiplier = '1', divisor = '1' }, i) => ({
      Id: unitOf(seed, code),
      Measurement_Category_Id: seed.id('unit category', category),
      Measurement_Unit_Code: code,
      Measurement_Unit_Name: name,
      Is_Default_Unit: i === 0,
      Multiplier: multiplier,
      Divisor: divisor,
    })),
  );
  await put(making, erp.units, rows);
}
