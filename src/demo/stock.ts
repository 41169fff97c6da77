import { Decimal } from 'decimal.js';
import { erp } from '../erp/tables.js';
import { type Article, articles } from './catalog.js';
import { palletOf } from './pallets.js';
import type { Login } from './people.js';
import { baseUnit, lotOf, lotsOf, productOf, serialOf, variantOf } from './products.js';
import { inCategory, type UnitCode, unitOf } from './units.js';
import { locationOf, otherAddresses, type WarehouseName, warehouseOf } from './warehouse.js';
import { daysAgo, type Making, put } from './write.js';

/**
 * What was moved where: `REC +20 box` received twenty boxes, `PIK -2 pcs 8.95` picked two pieces
 * that weighed 8.95 in the base unit.
 */
interface Position {
  at: string;
  part: string;
  lot?: string;
  serial?: string;
  variant?: string;
  pallet?: string;
  moves: string[];
  warehouse?: WarehouseName;
}

/** Stock by hand: every kind of place a count can meet. */
const positions: Position[] = [
  { at: '4711', part: '25-0100', moves: ['REC +120 kg', 'MOV -96 kg'] },
  { at: 'R-01', part: '24-0007', moves: ['REC +52 box', 'MOV -50 box'] },
  { at: 'A-01-01-1', part: '24-0007', moves: ['MOV +50 box', 'PIK -7 pcs'] },
  // Two lots of one product side by side.
  { at: 'A-03-01-4', part: '10-0411', lot: '24-118', moves: ['REC +20 box'] },
  { at: 'A-03-01-4', part: '10-0411', lot: '24-131', moves: ['REC +8 box'] },
  { at: 'A-03-02-1', part: '10-0411', lot: '24-118', moves: ['MOV +2 box'] },
  { at: 'A-03-02-1', part: '10-0418', lot: 'R-0907', moves: ['REC +3 box'] },
  { at: 'A-03-02-1', part: '22-1050', lot: 'M-077', moves: ['REC +2 box', 'PIK -12 pcs'] },
  { at: 'A-03-03-1', part: '47-3301', serial: 'D8-55120', moves: ['REC +1 pcs'] },
  { at: 'A-03-03-1', part: '47-3301', serial: 'D8-55121', moves: ['REC +1 pcs', 'PIK -1 pcs', 'REC +1 pcs'] },
  { at: 'A-03-03-1', part: '47-3301', serial: 'D8-55122', moves: ['REC +1 pcs'] },
  { at: 'A-04-01-2', part: '63-7702', pallet: 'sscc', moves: ['REC +32 roll'] },
  { at: 'A-04-02-1', part: '52-0090', moves: ['REC +400 pair', 'PIK -40 pair'] },
  // Weighed: 18 wheels should be 81 kg.
  { at: 'A-04-02-4', part: '31-0008', lot: 'K-2291', moves: ['REC +20 pcs 89.3', 'PIK -2 pcs 8.95'] },
  { at: 'A-05-01-1', part: '88-1204', moves: ['REC +70 box', 'PIK -1500 pcs'] },
  { at: 'A-05-01-3', part: '88-1210', moves: ['REC +18 box'] },
  { at: 'A-05-02-2', part: '88-1316', moves: ['REC +5 box', 'PIK -800 pcs'] },
  { at: 'B-01-03', part: '90-0001', moves: ['REC +10 dozen', 'PIK -30 pcs'] },
  { at: 'B-02-14', part: '52-0310', variant: 'S', moves: ['REC +14 pcs'] },
  { at: 'B-02-14', part: '52-0310', variant: 'M', moves: ['REC +30 pcs', 'PIK -5 pcs'] },
  { at: 'B-02-14', part: '52-0310', variant: 'L', moves: ['REC +18 pcs'] },
  { at: 'B-02-14', part: '52-0310', variant: 'XL', moves: ['REC +6 pcs'] },
  { at: 'B-02-15', part: '52-0425', variant: '42', moves: ['REC +9 pair'] },
  { at: 'B-02-15', part: '52-0425', variant: '43', moves: ['REC +7 pair'] },
  { at: '204', part: '63-5100', moves: ['REC +40 roll'] },
  { at: '204', part: '47-5006', moves: ['REC +25 pcs'] },
  { at: 'C-01-01', part: '31-0040', lot: '1', moves: ['REC +10 box'] },
  { at: 'C-01-01', part: '31-0040', lot: '2', moves: ['REC +6 box', 'PIK -5 pcs'] },
  // All wheels are gone, by weight something is left: not zero, so it is stock.
  { at: 'C-01-05', part: '31-0008', lot: 'K-2290', moves: ['REC +4 pcs 18.2', 'PIK -4 pcs 18'] },
  { at: 'C-01-06', part: '31-0011', lot: '1', moves: ['REC +6 pcs 36.74'] },
  // One pallet with three products, two pallets with the same one, and a box beside them.
  { at: 'D-01-01', part: '24-0007', pallet: 'PAL-0002', moves: ['REC +20 box'] },
  { at: 'D-01-01', part: '63-2010', pallet: 'PAL-0002', moves: ['REC +120 pcs'] },
  { at: 'D-01-01', part: '10-0433', lot: '1', pallet: 'PAL-0002', moves: ['REC +5 box'] },
  { at: 'D-01-02', part: '25-0100', moves: ['MOV +96 kg'] },
  { at: 'D-01-03', part: '24-0031', lot: '1', pallet: 'PAL-0003', moves: ['REC +80 box'] },
  { at: 'D-01-03', part: '24-0031', lot: '1', pallet: 'PAL-0004', moves: ['REC +80 box', 'PIK -10 box'] },
  { at: 'D-01-03', part: '24-0031', lot: '1', moves: ['MOV +1 box'] },
  // More was taken than there was.
  { at: 'E-01-007', part: '88-1216', moves: ['REC +20 pcs', 'PIK -23 pcs'] },
  // Sums to zero: no stock.
  { at: 'E-01-008', part: '88-3008', moves: ['REC +1 box', 'PIK -100 pcs'] },
  { at: 'E-01-009', part: '25-0140', lot: '1', moves: ['REC +2500 g', 'PIK -120 g'] },
  { at: 'E-01-040', part: '47-3340', serial: 'G5-1001', moves: ['REC +1 pcs'] },
  { at: 'E-02-001', part: '71-0015', moves: ['REC +2 roll', 'PIK -35.5 m'] },
];

/** The second warehouse, with a piece of its own serial and one location after another. */
const elsewhere = (making: Making): Position[] => {
  const plain = articles.filter((article) => !article.serial && !article.variable && !article.inactive);
  return [
    { at: 'A-01-01-1', part: '47-3340', serial: 'G5-1002', moves: ['REC +1 pcs'], warehouse: 'other' },
    ...otherAddresses.slice(1, -3).map((at): Position => {
      const article = making.seed.pick(plain, 'elsewhere', at);
      const [variant] = Object.keys(article.variants ?? {});
      const lot = article.lots === 'R' ? '1' : undefined;
      const many = making.seed.int(5, 60, 'elsewhere', at, 'many');
      const moves = [`REC +${many} ${article.unit ?? 'pcs'}`];
      return { at, part: article.part, lot, variant, moves, warehouse: 'other' };
    }),
  ];
};

/** The transactions behind the stock by hand, spread over the weeks before today. */
export async function makeStock(making: Making): Promise<void> {
  const { seed } = making;
  const rows = [...positions, ...elsewhere(making)].flatMap((position, p) => {
    const { at, part, serial, variant, pallet, moves, warehouse = 'main' } = position;
    const article = articles.find((one) => one.part === part) as Article;
    // '1' is the first lot, whatever its number.
    const lot = position.lot?.length === 1 ? lotsOf(seed, article)[Number(position.lot) - 1] : position.lot;
    return moves.map((move, m) => ({
      Warehouse_Transaction_Id: seed.id('transaction', p, m),
      Warehouse_Id: warehouseOf(seed, warehouse),
      Warehouse_Location_Id: locationOf(seed, at, warehouse),
      Product_Id: productOf(seed, part),
      Product_Variant_Id: variant ? variantOf(seed, part, variant) : null,
      Lot_Id: lot ? lotOf(seed, lot) : null,
      Serial_Number_Id: serial ? serialOf(seed, serial) : null,
      Logistic_Unit_Id: pallet ? palletOf(seed, pallet) : null,
      ...quantities(making, article, move),
      Creation_Time_Utc: daysAgo(making, 38 - 12 * m - seed.int(0, 800, 'transaction', p, m) / 100),
      Creation_User_Id: seed.id(
        'user',
        warehouse === 'other' ? 'jon' : seed.pick<Login>(['ivo', 'lena'], p, m),
      ),
    }));
  });
  await put(making, erp.transactions, rows);
}

function quantities({ seed }: Making, article: Article, move: string) {
  const [task = '', signed = '', unit = '', weighed] = move.split(' ');
  const quantity = new Decimal(signed).abs();
  const standard = quantity.times(factor(article, unit as UnitCode)).toFixed(3);
  return {
    Task_Type: task,
    Direction: signed.startsWith('-') ? 'O' : 'I',
    Quantity: quantity.toFixed(3),
    Quantity_Unit_Id: unitOf(seed, unit as UnitCode),
    Quantity_Base: weighed ?? standard,
    Standard_Quantity: standard,
  };
}

/** Base units in one of `unit`, by the article's fixed ratio. */
function factor(article: Article, unit: UnitCode): Decimal {
  const ratio = article.ratios?.[unit];
  return ratio ? new Decimal(ratio) : inCategory(unit, baseUnit(article));
}
