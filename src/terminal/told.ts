import type { Fault, Refusal, RefusalKind } from '../errors.js';
import type { Count } from '../reconciliation/counting/count-rows.js';
import { visible } from './gs1/index.js';
import type { Draft, Hand, Question } from './hand.js';
import { say } from './says.js';
import type { Outcome, ScanResult, ShownChoice, Values } from './scan.js';

/** What a scan came to, before it has its words. */
export interface Told extends Omit<ScanResult, 'scanId' | 'title' | 'message'> {}

export const told = (
  outcome: Outcome,
  code: string,
  values: Values = {},
  more: Partial<Omit<Told, 'outcome' | 'code' | 'values'>> = {},
): Told => ({ outcome, code, values, ...more });

/** The answer to a scan, with its two lines. */
export const resultOf = (scanId: string, of: Told): ScanResult => ({
  scanId,
  ...of,
  ...say(of.code, of.values, of.detail),
});

const statusOf: Record<RefusalKind, number> = {
  malformed: 400,
  forbidden: 403,
  unknown: 404,
  conflict: 409,
  stale: 412,
  rule: 422,
  often: 429,
  unavailable: 503,
};

/** A refusal of one scan; the others of the request are not touched by it. */
export const toldRefusal = (refusal: Refusal, values: Values = {}): Told =>
  told(
    'refused',
    refusal.code,
    { ...valuesOf(refusal.faults[0]), ...values },
    {
      status: statusOf[refusal.kind],
      detail: refusal.message,
    },
  );

/** What a fault is about, as far as a cue shows it. */
export function valuesOf({ value, allowed }: Fault): Values {
  const found: Values = {};
  if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value))
      if (typeof one === 'string' || typeof one === 'number') found[name] = one;
  if (Array.isArray(allowed)) found.orders = allowed.join(', ');
  return found;
}

/** A product in words: variant, lot and serial number belong to it. */
export const productValues = (of: Draft | Count): Values => {
  const [partNumber, name] = 'productName' in of ? [of.product, of.productName] : [of.partNumber, of.name];
  const serial = 'serialNumber' in of ? of.serialNumber : of.serial;
  return {
    product: [name, of.variant, of.lot, serial].filter(Boolean).join(', '),
    partNumber,
    name,
    variant: of.variant,
    lot: of.lot,
    serial,
  };
};

/** A question with its buttons. */
export const toldQuestion = (question: Question, values: Values = {}, detail?: string): Told =>
  told(
    'ask',
    question.code,
    { text: visible(question.text), ...values },
    {
      choices: shownChoices(question),
      ...(detail ? { detail } : {}),
    },
  );

export const shownChoices = ({ choices }: Question): ShownChoice[] =>
  choices.map(({ answer, kind, label, detail }) => ({ answer, kind, label, detail }));

/** What is in hand, for texts about it. */
export const handValues = (hand: Hand): Values => ({
  location: hand.location?.address ?? null,
  unit: hand.logisticUnit?.code ?? null,
  quantity: hand.quantity,
});
