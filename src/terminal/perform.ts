import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';
import { often, sql } from '../database/sql.js';
import { FALSE, or0, text, uuid } from '../database/words.js';
import { hourIn } from '../erp/clock.js';
import { erp } from '../erp/tables.js';
import { type Fault, Refusal } from '../errors.js';
import { CLAIMED, claim, claimFaults, locationLock } from '../reconciliation/counting/claims.js';
import type { Count } from '../reconciliation/counting/count-rows.js';
import { readLinesAt } from '../reconciliation/counting/lines-at.js';
import { UNIT_ELSEWHERE } from '../reconciliation/counting/logistic-units.js';
import type { OrderInHand } from '../reconciliation/counting/order-in-hand.js';
import { recordCount } from '../reconciliation/counting/record.js';
import { scopeFault } from '../reconciliation/counting/scope-fault.js';
import { SERIAL_ELSEWHERE } from '../reconciliation/counting/serials.js';
import { voidCount } from '../reconciliation/counting/void-count.js';
import { shown } from '../reconciliation/quantity.js';
import { baseUnitOf } from '../reconciliation/units.js';
import type { ProductFacts } from './advance.js';
import { ask, choice, type Effect } from './effect.js';
import { arrived, counted, countRefused, type Hand, lost } from './hand.js';
import { keep, keepWith } from './keep.js';
import type { Place, Seen } from './seen.js';
import { handValues, productValues, type Told, told, toldQuestion, toldRefusal, valuesOf } from './told.js';

/** One scan being done. */
export interface Doing {
  tx: Tx;
  actor: Actor;
  /** Its moment is that of the scan. */
  order: OrderInHand;
  scan: { scanId: string; text: string };
  at: Date;
  timeZone: string;
  product: ProductFacts | null;
  /** What the scan was seen to be. */
  seen: Seen;
}

/** What came of an effect. */
export interface Performed {
  hand: Hand;
  told: Told;
}

/** Does what a step says has to happen, and says what came of it. */
export async function perform(doing: Doing, hand: Hand, effect: Effect): Promise<Performed> {
  switch (effect.kind) {
    case 'go':
      return go(doing, hand, effect.location, effect.knowingly);
    case 'unit': {
      const code = hand.logisticUnit ? 'logistic-unit.taken' : 'logistic-unit.none';
      return { hand, told: told('unit', code, handValues(hand)) };
    }
    case 'quantity':
      return { hand, told: told('quantity', 'quantity.taken', handValues(hand)) };
    case 'needs':
      return {
        hand,
        told: told('product', `product.needs-${effect.draft.need}`, productValues(effect.draft)),
      };
    case 'count':
      return count(doing, hand, effect);
    case 'ask':
      return { hand, told: toldQuestion(effect.question, questionValues(effect.question)) };
    case 'keep':
      return keepScan(doing, hand, effect);
    case 'noted': {
      const values = effect.draft ? productValues(effect.draft) : { lot: hand.last?.lot ?? null };
      return { hand, told: told('product', effect.code, values) };
    }
    case 'refused':
      return { hand, told: told('refused', effect.code, handValues(hand), { status: 422 }) };
  }
}

const questionValues = ({ choices }: { choices: readonly { answer: string; label: string }[] }) => ({
  location: choices.find(({ answer }) => answer.startsWith('location'))?.label ?? null,
  lot: choices.find(({ answer }) => answer === 'instead' || answer === 'keep')?.label ?? null,
  product: choices.find(({ answer }) => answer === 'without-lot')?.label ?? null,
});

/** To a location: it must be one of the order's, and somebody who is there is asked about. */
async function go(doing: Doing, hand: Hand, place: Place, knowingly: boolean): Promise<Performed> {
  const { tx, actor, order, scan, timeZone } = doing;
  await tx.lockAll([locationLock(order, place.id)]);
  const lines = await readLinesAt(tx, order, place.id, actor.language);
  const away = lost(hand, scan.scanId, place);
  if (lines.length === 0) {
    const fault = await scopeFault(tx, order, place.id);
    return { hand: away, told: toldRefusal(new Refusal('rule', [fault]), { location: place.address }) };
  }
  const claiming = await claim(tx, order, lines, knowingly).catch((error: unknown) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
  if (claiming instanceof Refusal)
    return { hand: away, told: toldRefusal(claiming, { location: place.address }) };
  const [fault] = claiming.outcome === 'theirs' ? claimFaults(lines, order, timeZone) : [];
  if (fault) {
    const asked = ask(
      away,
      scan,
      CLAIMED,
      [
        choice('join', { kind: 'location', location: place, knowingly: true }, place.address),
        choice('leave', { kind: 'left' }, place.address),
      ],
      'place',
    );
    const told = toldQuestion(
      asked.hand.question as never,
      claimValues(fault, place, timeZone),
      fault.message,
    );
    return { hand: asked.hand, told };
  }
  const here = arrived(hand, place);
  const values = handValues(here);
  return {
    hand: here,
    told:
      doing.seen.kind === 'unit'
        ? told('unit', 'logistic-unit.taken', values)
        : told('location', 'location.here', values),
  };
}

const claimValues = (fault: Fault, place: Place, timeZone: string) => {
  const { since, ...values } = valuesOf(fault);
  return {
    ...values,
    location: place.address,
    since: typeof since === 'string' ? hourIn(since, timeZone) : null,
  };
};

/** The questions that a count may raise, with their buttons; all else that speaks against it is refused. */
const questions: Record<string, (here: string, unit: string) => ReturnType<typeof choice>[]> = {
  [SERIAL_ELSEWHERE]: (here) => [
    choice('confirm', { kind: 'confirmed', code: SERIAL_ELSEWHERE }, here),
    choice('leave', { kind: 'left' }, ''),
  ],
  [UNIT_ELSEWHERE]: (here, unit) => [
    choice('confirm', { kind: 'confirmed', code: UNIT_ELSEWHERE }, here),
    choice('without-unit', { kind: 'filled', item: null, filled: { logisticUnit: null } }, unit),
    choice('leave', { kind: 'left' }, ''),
  ],
  [CLAIMED]: (here) => [
    choice('join', { kind: 'confirmed', code: CLAIMED }, here),
    choice('leave', { kind: 'left' }, ''),
  ],
};

async function count(doing: Doing, hand: Hand, effect: Effect & { kind: 'count' }): Promise<Performed> {
  const { tx, actor, order, scan, timeZone, product } = doing;
  const { draft, complete } = effect;
  const location = hand.location as Place;
  const here = hand.logisticUnit?.hereAt === location.id ? [UNIT_ELSEWHERE] : [];
  const input = {
    locationId: location.id,
    productId: draft.productId,
    variantId: draft.variantId,
    lotId: draft.lotId,
    serialNumberId: draft.serialNumberId,
    logisticUnitId: complete.logisticUnitId,
    unitId: complete.unitId,
    quantity: complete.quantity,
    quantityBase: complete.quantityBase,
    confirmed: [...draft.confirmed, ...here],
  };
  try {
    const { count: made } = await recordCount(tx, actor, order, input, {
      scanId: scan.scanId,
      timeZone,
      asksClaim: true,
      product: product?.product,
    });
    if (effect.replaces) await voidCount(tx, actor, effect.replaces, undefined, timeZone);
    const after = counted(hand, draft, {
      countId: made.id,
      logisticUnitId: complete.logisticUnitId,
      chipUsed: complete.chipUsed,
    });
    const sum = await total(tx, made, product);
    const added = sum.totalUnit === made.unit ? made.quantity : `${made.quantity} ${made.unit}`;
    const values = { ...countValues(made), ...sum, added };
    return {
      hand: after,
      told: told('counted', 'count.recorded', values, { countId: made.id }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const open = error.faults.find(({ code }) => questions[code]);
    const onlyAsked = error.faults.every(({ code }) => questions[code]);
    if (!open || !onlyAsked)
      return {
        hand: countRefused(hand, draft, error.faults),
        told: toldRefusal(error, productValues(draft)),
      };
    const buttons = questions[open.code]?.(location.address, hand.logisticUnit?.code ?? '') ?? [];
    const asked = ask({ ...hand, draft: { ...draft, need: null } }, scan, open.code, buttons, 'product');
    const values = {
      ...productValues(draft),
      ...handValues(hand),
      ...claimValues(open, location, timeZone),
      ...elsewhere(open),
    };
    return { hand: asked.hand, told: toldQuestion(asked.hand.question as never, values, open.message) };
  }
}

/** Where else something is; the location of a claim is the one in hand. */
const elsewhere = (fault: Fault) =>
  fault.code === CLAIMED ? {} : { location: valuesOf(fault).location ?? null };

/** A count in words. */
export const countValues = (made: Count) => ({
  ...productValues(made),
  location: made.location,
  quantity: made.quantity,
  unit: made.unit,
  logisticUnit: made.logisticUnit,
});

/** What is counted of the position by now: in the unit that all of it is in, else in the base unit. */
async function total(
  tx: Tx,
  made: Count,
  facts: ProductFacts | null,
): Promise<{ total: string; totalUnit: string }> {
  const same = (column: string, value: string | null) =>
    sql`${or0(sql`c.${columns[column] ?? sql``}`)} = ${or0(uuid(value))}`;
  const [row] = await tx.query<{ quantity: string | null; base: string; others: number | string }>(
    often(sql`
    SELECT ${text(sql`SUM(CASE WHEN c."Quantity_Unit_Id" = ${uuid(made.unitId)} THEN c."Quantity" END)`)} AS "quantity",
      ${text(sql`SUM(c."Quantity_Base")`)} AS "base",
      SUM(CASE WHEN c."Quantity_Unit_Id" = ${uuid(made.unitId)} THEN 0 ELSE 1 END) AS "others"
    FROM ${erp.counts} c
    WHERE c."Warehouse_Order_Id" = ${uuid(made.orderId)} AND c."Warehouse_Location_Id" = ${uuid(made.locationId)}
      AND c."Product_Id" = ${uuid(made.productId)} AND ${same('variant', made.variantId)} AND ${same('lot', made.lotId)}
      AND ${same('serial', made.serialNumberId)} AND ${same('unit', made.logisticUnitId)} AND c."Void" = ${FALSE}`),
  );
  const mixed = Number(row?.others ?? 0) > 0;
  const base = facts && baseUnitOf(facts.product);
  return mixed && base
    ? { total: shown(row?.base ?? '0') as string, totalUnit: base.code }
    : { total: shown(row?.quantity ?? made.quantity) as string, totalUnit: made.unit };
}

const columns: Record<string, ReturnType<typeof sql>> = {
  variant: sql`"Variant_Id"`,
  lot: sql`"Lot_Id"`,
  serial: sql`"Serial_Number_Id"`,
  unit: sql`"Logistic_Unit_Id"`,
};

async function keepScan(doing: Doing, hand: Hand, effect: Effect & { kind: 'keep' }): Promise<Performed> {
  const { tx, actor, order, scan, at } = doing;
  const { why, code, draft, to } = effect;
  if (to && draft) await keepWith(tx, to, draft);
  const id = to ?? (await keep(tx, order, actor.userId, { kind: why, code, ...scan, draft, hand, at }));
  const values = { ...(draft ? productValues(draft) : {}), text: scan.text };
  const loose = why === 'location-uncertain' && draft ? { exceptionId: id, draft } : hand.loose;
  return {
    hand: { ...hand, exceptionId: id, loose },
    told: told('exception', code, values, { exceptionId: id }),
  };
}
