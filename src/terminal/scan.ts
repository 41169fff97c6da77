import type { Choice } from './hand.js';

/** Fields of a form, or what was picked from a list. Null: it is without. Quantities are decimal text. */
export interface Form {
  locationId?: string;
  productId?: string;
  variantId?: string | null;
  lotId?: string | null;
  serialNumberId?: string;
  logisticUnitId?: string | null;
  unitId?: string;
  quantity?: string;
  quantityBase?: string;
  /** Unit of `quantityBase`, where it is not the base unit. */
  measureUnitId?: string;
  /** For the exception just kept: how many, and a word about it. */
  exceptionId?: string;
  note?: string;
}

/** What a device sends: one thing that was read, pressed or filled in. */
export interface Scan {
  /** Made by the device; the same one again gives the same answer and changes nothing. */
  scanId: string;
  /** The scan before it on the device; null at the start of an outbox. */
  after: string | null;
  text: string;
  /** By the device's clock. */
  scannedAt: string;
  /**
   * A button of the question (`Choice.answer`, or `neither`), a key (`actions`), or a form's fields;
   * `text` says nothing then.
   */
  answer?: string | Form;
}

/** Keys that are pressed instead of scanned; they keep their place among the scans. */
export const actions = {
  /** Voids the last record, or takes back the exception just kept. */
  undo: 'undo',
  /** After a possible double read: both are meant. */
  keepBoth: 'keep-both',
  dropQuantity: 'drop:quantity',
  dropUnit: 'drop:logistic-unit',
  /** Leaves the product that waits. */
  dropProduct: 'drop:product',
  /** Counts a logistic unit as it should be; only in a recount that is not blind. */
  contents: 'contents',
} as const;
/** Answers every question: none of it. */
export const NEITHER = 'neither';

export type Outcome =
  | 'location'
  | 'unit'
  | 'product'
  | 'quantity'
  | 'counted'
  | 'ask'
  | 'exception'
  | 'refused';

export type Values = Record<string, string | number | null>;

export interface Warning {
  code: string;
  message: string;
  values: Values;
}

export type ShownChoice = Pick<Choice, 'answer' | 'kind' | 'label' | 'detail'>;

/** What a scan came to. Screens have a text of their own for each `code`. */
export interface ScanResult {
  scanId: string;
  outcome: Outcome;
  code: string;
  /** At most 20 characters, then at most 40. English. */
  title: string;
  message: string;
  /** What the texts are about. */
  values: Values;
  /** Of a refusal: what the whole request would have been answered with. */
  status?: number;
  /** The whole sentence, where the message is too short for it. */
  detail?: string;
  countId?: string;
  exceptionId?: string;
  choices?: ShownChoice[];
  /** The same code within 300 ms: a trigger pulled once may have read twice. */
  doubleRead?: true;
  warnings?: Warning[];
}
