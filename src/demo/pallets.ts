import { erp } from '../erp/tables.js';
import { checked } from './codes.js';
import { lotOf, productOf } from './products.js';
import type { Seed } from './random.js';
import { unitOf } from './units.js';
import { type Making, put } from './write.js';

/** The serial shipping container code of the pallet of stretch film. */
export const SSCC = checked('73801234000000421');

/** A logistic unit's id by its serial code; `sscc` is the one with an SSCC. */
export const palletOf = (seed: Seed, code: string): string =>
  seed.id('pallet', code === 'sscc' ? SSCC : code);

/** PAL-0099 is known but empty, PAL-0100 is out of use. */
const pallets = [SSCC, 'PAL-0002', 'PAL-0003', 'PAL-0004', 'PAL-0099', 'PAL-0100'];

/** Logistic units, and a packing list that is out of date: what is on a pallet, availability says. */
export async function makePallets(making: Making): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.logisticUnits,
    pallets.map((code) => ({
      Logistic_Unit_Id: palletOf(seed, code),
      Serial_Code: code,
      Is_Active: code !== 'PAL-0100',
    })),
  );
  await put(making, erp.logisticUnitContents, [
    {
      Logistic_Unit_Content_Id: seed.id('pallet content', 1),
      Logistic_Unit_Id: palletOf(seed, 'PAL-0002'),
      Line_No: 10,
      Product_Id: productOf(seed, '10-0411'),
      Lot_Id: lotOf(seed, '24-118'),
      Quantity: '10',
      Quantity_Unit_Id: unitOf(seed, 'box'),
      Base_Quantity: '120',
      Standard_Quantity: '120',
    },
  ]);
}
