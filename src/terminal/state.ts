import type { Actor } from '../access/actor.js';
import type { Reader } from '../database/database.js';
import { type Options, readOptions } from './facts.js';
import { visible } from './gs1/index.js';
import type { Draft, Hand, Need } from './hand.js';
import type { ShownChoice } from './scan.js';
import { shownChoices } from './told.js';

/** A product that waits, with the short list of what it may be. Nothing of it is what is expected. */
export interface Waiting extends Options {
  productId: string;
  partNumber: string;
  name: string;
  variant: string | null;
  lot: string | null;
  serial: string | null;
  need: Need;
  /** The product can do without: an answer of null is allowed. */
  optional: boolean;
}

/** What a worker has in hand, as a page or a device shows it. */
export interface TerminalState {
  /** The scan that a new outbox goes on from. */
  lastScanId: string | null;
  location: { id: string; address: string } | null;
  /** False: a location scan did not work; until the next one that does, nothing is counted. */
  locationCertain: boolean;
  logisticUnit: { id: string; code: string } | null;
  quantity: string | null;
  waiting: Waiting | null;
  question: { code: string; text: string; choices: ShownChoice[] } | null;
  /** The exception that was kept just now: a quantity and a word can be added. */
  exceptionId: string | null;
}

/** A hand as it is shown; reads the short list of what a product waits for. */
export async function shownState(
  reader: Reader,
  { language }: Pick<Actor, 'language'>,
  hand: Hand,
  lastScanId: string | null,
): Promise<TerminalState> {
  const { location, logisticUnit, question, draft } = hand;
  return {
    lastScanId,
    location: location && !hand.lost ? { id: location.id, address: location.address } : null,
    locationCertain: location !== null && !hand.lost,
    logisticUnit: logisticUnit && { id: logisticUnit.id, code: logisticUnit.code },
    quantity: hand.quantity,
    waiting: draft?.need ? await waiting(reader, draft, draft.need, language) : null,
    question: question && {
      code: question.code,
      text: visible(question.text),
      choices: shownChoices(question),
    },
    exceptionId: hand.exceptionId,
  };
}

async function waiting(reader: Reader, draft: Draft, need: Need, language: string): Promise<Waiting> {
  const { productId, partNumber, name, variant, lot, serial } = draft;
  const { lots, ...options } = await readOptions(reader, draft, language);
  const optional = need === 'variant' || need === 'logistic-unit' || (need === 'lot' && lots !== 'required');
  return { productId, partNumber, name, variant, lot, serial, need, optional, ...options };
}
