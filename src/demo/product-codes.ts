import { erp } from '../erp/tables.js';
import { articles } from './catalog.js';
import { checked } from './codes.js';
import { productOf } from './products.js';
import { unitOf } from './units.js';
import { bilingual, type Making, put } from './write.js';

type SystemName = 'EAN-13' | 'EAN-13 box' | 'Supplier' | 'Short';

interface Code {
  system: SystemName;
  code: string;
  part: string;
  inactive?: true;
}

/** A code of this one means a box. */
const BOXES: SystemName = 'EAN-13 box';

/** 204 is a location's address too; KX-18 and kx-18 differ in letters' case only. */
const named: Code[] = [
  { system: 'Short', code: '204', part: '52-0090' },
  { system: 'Short', code: '118', part: '47-5006' },
  { system: 'Supplier', code: 'KX-18', part: '47-3301' },
  { system: 'Supplier', code: 'kx-18', part: '47-1180' },
  { system: 'Supplier', code: 'GOUDA-6M', part: '31-0008' },
  { system: 'Supplier', code: 'OLD-0411', part: '10-0411', inactive: true },
];

/** The number on the label of one piece, by part number. */
export const eanOf = (part: string): string =>
  part === '10-0411' ? checked('590123412345') : checked(`380123${part.replace('-', '')}`);
/** The number on the label of its box. */
export const boxEanOf = (part: string): string => checked(`380456${part.replace('-', '')}`);

/** Coding systems and the codes of the products in them. */
export async function makeProductCodes(making: Making): Promise<void> {
  const { seed } = making;
  const system = (name: SystemName): string => seed.id('coding system', name);
  await put(making, erp.codingSystems, [
    { Coding_System_Id: system('EAN-13'), Coding_System_Name: 'EAN-13', Default_Measurement_Unit_Id: null },
    {
      Coding_System_Id: system(BOXES),
      Coding_System_Name: bilingual('EAN-13, box', 'EAN-13, кашон'),
      Default_Measurement_Unit_Id: unitOf(seed, 'box'),
    },
    {
      Coding_System_Id: system('Supplier'),
      Coding_System_Name: 'Supplier',
      Default_Measurement_Unit_Id: null,
    },
    {
      Coding_System_Id: system('Short'),
      Coding_System_Name: 'Short number',
      Default_Measurement_Unit_Id: null,
    },
  ]);
  const codes: Code[] = [
    ...articles.map(({ part }): Code => ({ system: 'EAN-13', code: eanOf(part), part })),
    ...articles
      .filter(({ ratios }) => ratios?.box)
      .map(({ part }): Code => ({ system: BOXES, code: boxEanOf(part), part })),
    ...named,
  ];
  await put(
    making,
    erp.productCodes,
    codes.map(({ system: name, code, part, inactive }) => ({
      Product_Code_Id: seed.id('product code', name, code),
      Coding_System_Id: system(name),
      Product_Id: productOf(seed, part),
      Product_Code: code,
      Active: !inactive,
    })),
  );
}
