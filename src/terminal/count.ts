import type { Tx } from '../database/database.js';
import { often, sql } from '../database/sql.js';
import { FALSE, or0, text, uuid } from '../database/words.js';
import type { ProductInHand } from '../erp/products.js';
import { erp } from '../erp/tables.js';
import { type Fault, Refusal } from '../errors.js';
import { CLAIMED } from '../reconciliation/counting/claims.js';
import type { Count } from '../reconciliation/counting/count-rows.js';
import { UNIT_ELSEWHERE } from '../reconciliation/counting/logistic-units.js';
import { recordCount } from '../reconciliation/counting/record.js';
import { SERIAL_ELSEWHERE } from '../reconciliation/counting/serials.js';
import { voidCount } from '../reconciliation/counting/void-count.js';
import { shown } from '../reconciliation/quantity.js';
import { baseUnitOf } from '../reconciliation/units.js';
import type { Doing, Performed } from './doing.js';
import { ask, choice, type Effect } from './effect.js';
import { claimValues } from './go.js';
import { counted, countRefused, type Hand } from './hand.js';
import type { Place } from './seen.js';
import { handValues, productValues, told, toldQuestion, toldRefusal, valuesOf } from './told.js';

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

/** Writes the count, or asks what speaks against it. */
export async function count(
  doing: Doing,
  hand: Hand,
  effect: Effect & { kind: 'count' },
): Promise<Performed> {
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
      product: product ?? undefined,
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
    return { hand: asked.hand, told: toldQuestion(asked.question, values, open.message) };
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
  product: ProductInHand | null,
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
  const base = product && baseUnitOf(product);
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
