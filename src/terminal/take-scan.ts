import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';
import type { Policies } from '../erp/policies.js';
import { readProduct } from '../erp/products.js';
import { Refusal } from '../errors.js';
import { join, type OrderInHand } from '../reconciliation/counting/order-in-hand.js';
import { storeScan } from '../reconciliation/counting/scan-store.js';
import { readQuantity } from '../reconciliation/quantity.js';
import type { AddressShapes } from './address-shape.js';
import { scanHash } from './chain.js';
import { takeContents } from './contents.js';
import type { Doing, Performed } from './doing.js';
import type { Step } from './effect.js';
import { productOf } from './facts.js';
import { typed } from './form.js';
import { visible } from './gs1/index.js';
import type { Hand } from './hand.js';
import { keep, note } from './keep.js';
import { notCounting, tooLate } from './late.js';
import { perform } from './perform.js';
import { type Action, type Reading, readScan } from './read-scan.js';
import { actions, type Form, type Scan, type ScanResult, type Warning } from './scan.js';
import { step } from './step.js';
import { handValues, productValues, resultOf, type Told, told, toldRefusal } from './told.js';
import { undo } from './undo.js';

const DOUBLE = 300;

/** What every scan of a request has in common. */
export interface Taking {
  tx: Tx;
  actor: Actor;
  order: OrderInHand;
  policies: Policies;
  shapes: AddressShapes;
  timeZone: string;
}

/**
 * Takes one new scan: reads it by what is in hand, does what it says and stores it with its answer, all
 * in one transaction. `refused`: it was tried and refused as a whole, and that is its answer.
 */
export async function takeScan(
  taking: Taking,
  scan: Scan,
  before: Hand,
  at: Date,
  refused?: Refusal,
): Promise<{ result: ScanResult; hand: Hand }> {
  const { tx, actor, order } = taking;
  const { hand, told: found } = refused
    ? { hand: before, told: toldRefusal(refused) }
    : await answer(taking, scan, before, at);
  const isText = scan.answer === undefined;
  const read = { text: scan.text, at: Date.parse(scan.scannedAt) };
  const twice = isText && before.read?.text === read.text && Math.abs(read.at - before.read.at) <= DOUBLE;
  const after: Hand = { ...hand, ...(isText ? { read } : {}) };
  const result = resultOf(scan.scanId, twice ? doubled(found) : found);
  await storeScan(tx, {
    scanId: scan.scanId,
    order,
    userId: actor.userId,
    after: scan.after,
    text: scan.text,
    hash: scanHash(scan),
    scannedAt: at,
    outcome: result.outcome,
    answer: result,
    hand: JSON.stringify(after),
    countId: result.outcome === 'counted' && result.code !== 'count.undone' ? (result.countId ?? null) : null,
  });
  return { result, hand: after };
}

/** One pull of the trigger may have read twice: both are counted, and one key takes one back. */
const doubled = (found: Told): Told =>
  found.outcome !== 'counted'
    ? { ...found, doubleRead: true }
    : {
        ...found,
        code: 'scan.possible-double-read',
        doubleRead: true,
        choices: [
          { answer: actions.keepBoth, kind: 'confirmed', label: '', detail: null },
          { answer: actions.undo, kind: 'left', label: '', detail: null },
        ],
      };

async function answer(taking: Taking, scan: Scan, before: Hand, at: Date): Promise<Performed> {
  const late = notCounting(taking.order);
  if (late) return tooLate(taking, scan, before, at, late);
  const { tx, actor, order, policies, shapes, timeZone } = taking;
  await join(tx, actor, order);
  const reading = await readScan(
    { tx, policies, shapes, warehouseId: order.warehouseId, now: order.at, language: actor.language },
    before,
    scan,
  );
  // An exception may be taken back or noted on right after it, and then no more.
  const hand: Hand = { ...before, exceptionId: null };
  const doing: Doing = {
    tx,
    actor,
    order: { ...order, at: at.toISOString() },
    scan: { scanId: scan.scanId, text: reading.kind === 'seen' ? reading.text : scan.text },
    at,
    timeZone,
    product: null,
    seen: { kind: 'left' },
  };
  switch (reading.kind) {
    case 'refused':
      return { hand, told: told('refused', reading.code, handValues(hand), { status: 422 }) };
    case 'note':
      return addNote(taking, before, reading.form);
    case 'action':
      return act(doing, before, reading.action);
    case 'several':
      return settle(doing, hand, { ...reading.step, hand: { ...reading.step.hand, exceptionId: null } });
    case 'seen':
      return see(taking, doing, hand, reading);
  }
}

async function see(
  { policies }: Taking,
  doing: Doing,
  before: Hand,
  reading: Reading & { kind: 'seen' },
): Promise<Performed> {
  const hand: Hand = { ...reading.hand, exceptionId: null };
  const { seen } = reading;
  const productId = productOf(hand, seen);
  const { tx, order, actor } = doing;
  const product = (productId && (await readProduct(tx, productId, actor.language))) || null;
  const at = { zoneId: hand.location?.zoneId ?? null, productId, now: order.at };
  const policy = productId ? await policies.scanning(tx, order.warehouseId, at) : null;
  const rules = {
    countsOne: policy?.scanCountsOne ?? false,
    asksUnit: policy?.logisticUnitScreen === 'always',
  };
  const next = step(hand, seen, { scan: doing.scan, product, rules });
  const done = await settle({ ...doing, product, seen }, before, next);
  return seen.kind === 'product' ? withWarnings(done, seen.item.warnings) : done;
}

const withWarnings = (done: Performed, warnings: readonly Omit<Warning, 'values'>[]): Performed =>
  warnings.length === 0
    ? done
    : {
        ...done,
        told: {
          ...done.told,
          warnings: [...(done.told.warnings ?? []), ...warnings.map((one) => ({ ...one, values: {} }))],
        },
      };

/** Keeps what a step leaves unfinished, then does what has to happen. */
async function settle(doing: Doing, before: Hand, next: Step): Promise<Performed> {
  const { tx, actor, order, at } = doing;
  for (const left of next.abandoned)
    await keep(tx, actor, order, {
      kind: 'unfinished',
      code: left.draft ? 'product.unfinished' : 'question.unanswered',
      text: left.text,
      scanId: left.scanId,
      draft: left.draft,
      hand: before,
      at,
    });
  const done = await perform(doing, next.hand, next.effect);
  if (next.abandoned.length === 0) return done;
  const warnings = next.abandoned.map(({ draft, text }) => {
    const values = draft ? productValues(draft) : { product: visible(text) };
    return {
      code: 'product.unfinished',
      message: `Not finished, kept for the manager: ${values.product}`,
      values,
    };
  });
  return { ...done, told: { ...done.told, warnings } };
}

async function act(doing: Doing, before: Hand, action: Action): Promise<Performed> {
  const { tx, actor, order, timeZone } = doing;
  const hand: Hand = { ...before, exceptionId: null };
  const values = handValues(hand);
  switch (action) {
    case 'undo': {
      const done = await undo(tx, actor, order, before, timeZone);
      return { ...done, hand: { ...done.hand, exceptionId: null } };
    }
    case 'keep-both':
      return { hand, told: told('counted', 'double-read.kept', values) };
    case 'contents':
      return takeContents(doing, hand);
    case 'drop:quantity':
      return { hand: { ...hand, quantity: null }, told: told('quantity', 'quantity.dropped', values) };
    case 'drop:logistic-unit':
      return { hand: { ...hand, logisticUnit: null }, told: told('unit', 'logistic-unit.dropped', values) };
    case 'drop:product':
      return perform(
        doing,
        { ...hand, draft: null },
        { kind: 'noted', code: 'product.left', draft: hand.draft },
      );
  }
}

/** A quantity and a word for an exception that was just kept. */
async function addNote(
  { tx, actor }: Taking,
  hand: Hand,
  form: Form & { exceptionId: string },
): Promise<Performed> {
  const read = form.quantity?.trim() ? readQuantity(typed(form.quantity), 'quantity') : null;
  if (read && 'fault' in read) return { hand, told: toldRefusal(new Refusal('rule', [read.fault])) };
  const quantity = read?.quantity.toFixed() ?? null;
  const word = form.note?.trim().slice(0, 254) || null;
  const noted = await note(tx, actor, form.exceptionId, { quantity, note: word });
  if (!noted) return { hand, told: told('refused', 'exception.unknown', {}, { status: 404 }) };
  const { exceptionId } = form;
  return { hand, told: told('exception', 'exception.noted', { quantity, note: word }, { exceptionId }) };
}
