import type { Tx } from '../database/database.js';
import type { Policies } from '../erp/policies.js';
import type { AddressShapes } from './address-shape.js';
import { answering, ask, choice } from './effect.js';
import { readForm, scannedInto, typed } from './form.js';
import { cannotBeQuantity, parseBarcode } from './gs1/index.js';
import { type Choice, type Hand, productInHand } from './hand.js';
import { readKnown } from './known.js';
import { everything, resolve } from './resolve.js';
import { actions, type Form, NEITHER, type Scan } from './scan.js';
import type { Seen } from './seen.js';
import { wantedOf } from './wanted.js';

export type Action = (typeof actions)[keyof typeof actions];

/** What a scan says, before anything is done about it. */
export type Reading =
  | { kind: 'seen'; hand: Hand; seen: Seen; text: string }
  /** Several things: the worker is asked. */
  | { kind: 'several'; step: ReturnType<typeof ask> }
  | { kind: 'action'; action: Action }
  | { kind: 'note'; form: Form & { exceptionId: string } }
  | { kind: 'refused'; code: string };

export interface Reader {
  tx: Tx;
  policies: Policies;
  shapes: AddressShapes;
  warehouseId: string;
  /** By the database's clock: ISO 8601, UTC. */
  now: string;
  language: string;
}

/** Reads a scan by what is in hand: a button, a key, a form, or a text that was scanned or typed. */
export async function readScan(reader: Reader, hand: Hand, scan: Scan): Promise<Reading> {
  const { answer } = scan;
  if (typeof answer === 'string') return readAnswer(hand, answer);
  if (answer === undefined) return readText(reader, hand, scan.scanId, scan.text);
  if (answer.exceptionId) return { kind: 'note', form: { ...answer, exceptionId: answer.exceptionId } };
  const scanned = scannedInto(answer);
  if (scanned !== null) return readText(reader, hand, scan.scanId, scanned);
  const seen = await readForm(reader.tx, reader.policies, reader, hand, answer);
  return 'refused' in seen
    ? { kind: 'refused', code: seen.refused }
    : { kind: 'seen', hand, seen, text: scan.text };
}

function readAnswer(hand: Hand, answer: string): Reading {
  const action = Object.values(actions).find((known) => known === answer);
  if (action) return { kind: 'action', action };
  const { question } = hand;
  if (!question) return { kind: 'refused', code: 'question.none' };
  if (answer === NEITHER) {
    const seen: Seen =
      question.about === 'scan' ? { kind: 'unknown', reason: 'question.unanswered' } : { kind: 'left' };
    return { kind: 'seen', hand: answering(hand, question, seen), seen, text: question.text };
  }
  const chosen = question.choices.find((one) => one.answer === answer);
  if (!chosen) return { kind: 'refused', code: 'question.none' };
  return {
    kind: 'seen',
    hand: answering(hand, question, chosen.seen),
    seen: chosen.seen,
    text: question.text,
  };
}

async function readText(reader: Reader, hand: Hand, scanId: string, text: string): Promise<Reading> {
  const parsed = parseBarcode(text);
  if (parsed.text === '') return { kind: 'refused', code: 'scan.empty' };
  const productId = productInHand(hand);
  const { tx, warehouseId, language } = reader;
  const known = await readKnown(tx, wantedOf(parsed), { warehouseId, productId, language });
  const found = resolve(parsed, { kinds: everything, productId }, known);
  if (found.kind === 'several') {
    const choices = found.of.map(button);
    return { kind: 'several', step: ask(hand, { scanId, text }, found.code, choices, 'scan') };
  }
  const seen = found.kind === 'unknown' ? await explain(reader, hand, found, parsed.text) : found;
  return { kind: 'seen', hand, seen, text };
}

/** An unknown text may be a number that was asked for, or a location's label that nobody knows. */
async function explain(
  { tx, warehouseId, shapes }: Reader,
  hand: Hand,
  seen: Seen & { kind: 'unknown' },
  text: string,
): Promise<Seen> {
  if (seen.reason !== 'code.unknown') return seen;
  const { need = null } = hand.draft ?? {};
  const number = /^\d{1,7}([.,]\d{1,3})?$/.test(text) && !cannotBeQuantity(text);
  if (number && (need === 'quantity' || need === 'weight'))
    return { kind: 'quantity', quantity: typed(text) };
  return (await shapes.fit(tx, warehouseId, text)) ? { ...seen, reason: 'location.unknown' } : seen;
}

/** One of the things that a code may be, as a button. */
function button(seen: Seen): Choice {
  switch (seen.kind) {
    case 'location':
      return choice('location', seen, seen.location.address);
    case 'unit':
      return choice('unit', seen, seen.unit.code, seen.at[0]?.address ?? null);
    case 'product': {
      const { item } = seen;
      const detail = [item.name, item.variant, item.lot?.number, item.serial?.number, item.quantity];
      return choice('product', seen, item.partNumber, detail.filter(Boolean).join(', '));
    }
    case 'lot':
      return choice('lot', seen, seen.lot.number);
    case 'serial':
      return choice('serial', seen, seen.serial.number);
    case 'filled':
      return choice(
        'label',
        seen,
        [seen.filled.lot?.number, seen.filled.serial?.number].filter(Boolean).join(', '),
      );
    default:
      return choice(seen.kind, seen, '');
  }
}
