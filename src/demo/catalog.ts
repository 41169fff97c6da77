import type { UnitCode } from './units.js';

/** A product by hand. Unless it says otherwise: pieces, no lots, fixed ratios. */
export interface Article {
  part: string;
  en: string;
  bg?: string;
  group: GroupCode;
  /** Standard cost in EUR of `per` base units, one if it is not said. */
  cost: string;
  per?: string;
  /** The default unit, and the base unit where it is another one. */
  unit?: UnitCode;
  base?: UnitCode;
  /** Base units in one of these; must be of another category than the base unit. */
  ratios?: Partial<Record<UnitCode, string>>;
  lots?: 'R' | 'A' | 'N';
  serial?: true;
  variable?: true;
  /** Codes of its variants, with a word for each. */
  variants?: Record<string, string>;
  inactive?: true;
}

export type GroupCode = 'FOOD' | 'COLD' | 'TOOLS' | 'FIX' | 'PACK' | 'WEAR' | 'BULK';

const boxOf = (pieces: number, pallet?: number): Article['ratios'] => ({
  box: String(pieces),
  ...(pallet ? { pallet: String(pieces * pallet) } : {}),
});

export const articles: Article[] = [
  {
    part: '10-0411',
    en: 'Oat biscuits 400 g',
    bg: 'Овесени бисквити 400 г',
    group: 'FOOD',
    cost: '1.85',
    lots: 'R',
    ratios: boxOf(12, 40),
  },
  {
    part: '10-0418',
    en: 'Rye crackers 250 g',
    bg: 'Ръжени крекери 250 г',
    group: 'FOOD',
    cost: '1.60',
    lots: 'A',
    ratios: boxOf(20),
  },
  { part: '10-0433', en: 'Butter biscuits 200 g', group: 'FOOD', cost: '1.42', lots: 'R', ratios: boxOf(24) },
  {
    part: '22-1050',
    en: 'Peppermint tea, 20 bags',
    bg: 'Чай от мента, 20 пакетчета',
    group: 'FOOD',
    cost: '2.40',
    lots: 'A',
    ratios: boxOf(24),
  },
  { part: '22-2004', en: 'Ground coffee 500 g', group: 'FOOD', cost: '5.90', lots: 'R', ratios: boxOf(10) },
  {
    part: '24-0007',
    en: 'Mineral water 0.5 l',
    bg: 'Минерална вода 0,5 л',
    group: 'FOOD',
    cost: '0.31',
    unit: 'box',
    base: 'pcs',
    ratios: boxOf(12, 60),
  },
  {
    part: '24-0031',
    en: 'Apple juice 1 l',
    bg: 'Ябълков сок 1 л',
    group: 'FOOD',
    cost: '1.12',
    lots: 'A',
    ratios: boxOf(6),
  },
  {
    part: '25-0100',
    en: 'White sugar',
    bg: 'Бяла захар',
    group: 'BULK',
    cost: '0.92',
    unit: 'kg',
    lots: 'N',
  },
  {
    part: '25-0140',
    en: 'Black pepper, ground',
    bg: 'Черен пипер, млян',
    group: 'BULK',
    cost: '11.40',
    unit: 'g',
    base: 'kg',
    lots: 'A',
  },
  {
    part: '25-0160',
    en: 'Sunflower oil',
    bg: 'Слънчогледово олио',
    group: 'BULK',
    cost: '1.48',
    unit: 'l',
    lots: 'A',
  },
  {
    part: '31-0008',
    en: 'Gouda wheel, 6 months',
    bg: 'Гауда, пита, 6 месеца',
    group: 'COLD',
    cost: '8.20',
    unit: 'pcs',
    base: 'kg',
    ratios: { pcs: '4.5', box: '18' },
    lots: 'R',
    variable: true,
  },
  {
    part: '31-0011',
    en: 'Smoked ham, whole',
    group: 'COLD',
    cost: '9.75',
    unit: 'pcs',
    base: 'kg',
    ratios: { pcs: '6.2' },
    lots: 'R',
    variable: true,
  },
  {
    part: '31-0040',
    en: 'Yoghurt 400 g',
    bg: 'Кисело мляко 400 г',
    group: 'COLD',
    cost: '0.78',
    lots: 'R',
    ratios: boxOf(12),
  },
  {
    part: '31-0052',
    en: 'Feta in brine 900 g',
    bg: 'Сирене саламурено 900 г',
    group: 'COLD',
    cost: '6.10',
    lots: 'R',
    ratios: boxOf(8),
  },
  { part: '47-1102', en: 'Claw hammer 450 g', group: 'TOOLS', cost: '9.30', ratios: boxOf(6) },
  { part: '47-1180', en: 'Screwdriver PH2', group: 'TOOLS', cost: '2.15', ratios: boxOf(10) },
  {
    part: '47-3301',
    en: 'Cordless drill 18 V',
    bg: 'Акумулаторна бормашина 18 V',
    group: 'TOOLS',
    cost: '86',
    serial: true,
  },
  { part: '47-3340', en: 'Angle grinder 125 mm', group: 'TOOLS', cost: '64.50', serial: true },
  { part: '47-5006', en: 'Drill bit 6 mm', group: 'TOOLS', cost: '1.05', ratios: boxOf(10) },
  { part: '47-5008', en: 'Drill bit 8 mm', group: 'TOOLS', cost: '1.25', ratios: boxOf(10) },
  {
    part: '52-0090',
    en: 'Work gloves, size 9',
    bg: 'Работни ръкавици, размер 9',
    group: 'WEAR',
    cost: '0.92',
    unit: 'pair',
    ratios: { box: '60' },
  },
  {
    part: '52-0310',
    en: 'Hi-vis T-shirt',
    bg: 'Сигнална тениска',
    group: 'WEAR',
    cost: '5.20',
    variants: { S: 'small', M: 'medium', L: 'large', XL: 'extra large' },
  },
  {
    part: '52-0425',
    en: 'Safety shoes S3',
    group: 'WEAR',
    cost: '38',
    unit: 'pair',
    variants: { '41': 'size 41', '42': 'size 42', '43': 'size 43', '44': 'size 44' },
  },
  { part: '63-2010', en: 'Carton 400 × 300 × 200', group: 'PACK', cost: '0.54', ratios: { pallet: '600' } },
  {
    part: '63-5100',
    en: 'Packing tape 66 m',
    group: 'PACK',
    cost: '1.15',
    unit: 'roll',
    ratios: { box: '36' },
  },
  {
    part: '63-7702',
    en: 'Stretch film 500 mm',
    bg: 'Стреч фолио 500 мм',
    group: 'PACK',
    cost: '6.35',
    unit: 'roll',
    ratios: { box: '6' },
  },
  { part: '63-8800', en: 'Bubble wrap 1 m', group: 'PACK', cost: '0.38', unit: 'm' },
  {
    part: '71-0015',
    en: 'Copper cable 3 × 1.5',
    bg: 'Меден кабел 3 × 1,5',
    group: 'TOOLS',
    cost: '1.36',
    unit: 'm',
    ratios: { roll: '100' },
  },
  { part: '88-1204', en: 'Hex bolt M8 × 40', group: 'FIX', cost: '6', per: '100', ratios: boxOf(200) },
  { part: '88-1210', en: 'Hex nut M8', group: 'FIX', cost: '3', per: '100', ratios: boxOf(500) },
  { part: '88-1216', en: 'Washer 6.4', group: 'FIX', cost: '1', per: '100', ratios: boxOf(1000) },
  { part: '88-1316', en: 'Washer 8.4', group: 'FIX', cost: '1.2', per: '100', ratios: boxOf(1000) },
  {
    part: '88-2040',
    en: 'Wood screw 4 × 40',
    bg: 'Винт за дърво 4 × 40',
    group: 'FIX',
    cost: '2',
    per: '100',
    ratios: boxOf(500),
  },
  { part: '88-3008', en: 'Wall plug 8 mm', group: 'FIX', cost: '4', per: '100', ratios: boxOf(100) },
  {
    part: '90-0001',
    en: 'Battery AA',
    group: 'TOOLS',
    cost: '0.42',
    lots: 'A',
    unit: 'dozen',
    base: 'pcs',
    ratios: boxOf(48),
  },
  { part: '90-0100', en: 'Head lamp (discontinued)', group: 'TOOLS', cost: '7', inactive: true },
];
