/** What a scan turned out to mean. Plain data: it is kept with the scan until a question is answered. */

export interface Place {
  id: string;
  address: string;
  zoneId: string;
}

export interface LogisticUnit {
  id: string;
  code: string;
}

/** A lot or serial number as a label says it; without id where the ERP does not know it. */
export interface Numbered {
  id: string | null;
  number: string;
}

/** A measure on a label, in the unit its AI stands for. Decimal text. */
export interface LabelMeasure {
  unit: MeasureUnit;
  value: string;
}
export type MeasureUnit = 'kg' | 'lb' | 'm' | 'm²' | 'm³' | 'l';

/** A product with everything that came with it in the same scan. */
export interface Item {
  productId: string;
  partNumber: string;
  name: string;
  variantId: string | null;
  variant: string | null;
  /** Unit of the code that was scanned; null: the product's default unit. */
  unitId: string | null;
  lot: Numbered | null;
  serial: Numbered | null;
  /** How many, as the label counts them (30, 37). Decimal text. */
  quantity: string | null;
  measures: LabelMeasure[];
  logisticUnit: LogisticUnit | null;
  /** What is odd about the label it was read from. */
  warnings: { code: string; message: string }[];
}

/** What somebody picked from a list or typed into a form; what is absent was not asked. Null: without. */
export interface Filled {
  variant?: { id: string; code: string } | null;
  lot?: { id: string; number: string } | null;
  serial?: { id: string; number: string };
  logisticUnit?: LogisticUnit | null;
  unitId?: string;
  /** Decimal text. */
  quantity?: string;
  /** Decimal text in the base unit, or in `measureUnitId`. */
  quantityBase?: string;
  measureUnitId?: string;
}

export type Seen =
  /** `knowingly`: another worker is there and this one joins him. */
  | { kind: 'location'; location: Place; knowingly?: boolean }
  /** `at`: where it has stock in this warehouse. `here`: the worker says that it stands where he is. */
  | { kind: 'unit'; unit: LogisticUnit; at: readonly Place[]; here?: boolean }
  | { kind: 'product'; item: Item }
  /** Of the product in hand. */
  | { kind: 'lot'; lot: { id: string; number: string } }
  | { kind: 'serial'; serial: { id: string; number: string } }
  | { kind: 'quantity'; quantity: string }
  /** A form's fields, for the product in it or the one that waits. */
  | { kind: 'filled'; item: Item | null; filled: Filled }
  /** The answer "yes, count it" to what was asked about a count. */
  | { kind: 'confirmed'; code: string }
  /** The piece that was counted a moment ago is of this lot. */
  | { kind: 'instead'; countId: string; lot: { id: string; number: string } }
  /** A product that was asked about is not counted. */
  | { kind: 'left' }
  /** Kept for the manager, because nobody knows it. `reason` is a code. */
  | { kind: 'unknown'; reason: string; item?: Item };

/** What a scanned text means: one thing, or several that the worker is asked about. */
export type Resolution = Seen | { kind: 'several'; code: SeveralCode; of: readonly Seen[] };
/** Equal codes; codes equal but for letters' case; readings of a label whose separator got lost. */
export type SeveralCode = 'code.several' | 'code.letter-case' | 'label.several';
