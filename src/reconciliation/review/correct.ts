import type { Actor } from '../../access/actor.js';
import type { Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { ids, moment, now, quantity, TRUE, text, touch, truth } from '../../database/words.js';
import { erpNow } from '../../erp/clock.js';
import { code, type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import { productUnits } from '../../erp/ratios.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuse } from '../../errors.js';
import { updateFiguresOf } from '../populate/facts.sql.js';
import { exact, type Quantity, readQuantity, rounded, shown } from '../quantity.js';
import { called, nameRows, type RowName } from '../release/row-names.js';
import { canCorrect, corrections } from './review-status.js';

/** So many rows get one quantity by hand at the most: more of it is a mistake, not a correction. */
export const MOST_CORRECTED = 1_000;

interface Correction {
  ids: readonly string[];
  quantity?: string;
  base?: string;
  notes?: string;
}

interface Row {
  id: string;
  status: string;
  session: number;
  productId: string | null;
  variable: unknown;
  serialized: unknown;
  numerator: string | null;
  denominator: string | null;
  counted: string | null;
  countedBase: string | null;
}

/** A row that got another quantity by hand. */
export interface Corrected {
  id: string;
  before: { countedQuantity: string | null; countedQuantityBase: string | null; reviewStatus: ReviewStatus };
  after: { countedQuantity: string; countedQuantityBase: string; reviewStatus: ReviewStatus };
}

/**
 * Corrects counted quantities by hand (rules.md, Review status): only where somebody counted; an
 * approved row falls back to Finished. What was corrected is no longer stale. Returns the rows that
 * cannot be corrected as faults; throws `review.too-many-rows`.
 */
export async function correct(
  tx: Tx,
  actor: Actor,
  timeZone: string,
  wanted: Correction,
): Promise<{ corrected: Corrected[]; refused: Fault[] }> {
  if (wanted.ids.length > MOST_CORRECTED) {
    throw refuse(
      'rule',
      'review.too-many-rows',
      `A quantity is corrected in up to ${MOST_CORRECTED} rows at once.`,
      {
        allowed: MOST_CORRECTED,
      },
    );
  }
  const rows = await readRows(tx, wanted.ids);
  const names = await nameRows(tx, wanted.ids, actor.language);
  const corrected: Corrected[] = [];
  const refused: Fault[] = [];
  for (const row of rows) {
    const outcome = judge(row, wanted);
    if ('faults' in outcome) {
      const about = called(names.get(row.id) as RowName);
      refused.push(...outcome.faults.map((f) => ({ ...f, row: row.id, message: `${about}: ${f.message}` })));
    } else {
      const status = reviewStatusOf(row.status);
      corrected.push({
        id: row.id,
        before: {
          countedQuantity: shown(row.counted),
          countedQuantityBase: shown(row.countedBase),
          reviewStatus: status,
        },
        after: {
          countedQuantity: outcome.quantity.toFixed(),
          countedQuantityBase: outcome.base.toFixed(),
          reviewStatus: corrections[status]?.becomes ?? status,
        },
      });
    }
  }
  await write(tx, actor, timeZone, corrected);
  return { corrected, refused };
}

const readRows = (tx: Tx, wanted: readonly string[]): Promise<Row[]> =>
  tx.query<Row>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Review_Status" AS "status", d."Session" AS "session",
      d."Product_Id" AS "productId", ${truth(sql`p."Allow_Variable_Measurement_Ratios" = ${TRUE}`)} AS "variable",
      ${truth(sql`p."Is_Serialized" = ${TRUE}`)} AS "serialized",
      CASE WHEN d."Quantity_Unit_Id" = u.unit_id THEN ${text(sql`u.numerator`)} END AS "numerator",
      CASE WHEN d."Quantity_Unit_Id" = u.unit_id THEN ${text(sql`u.denominator`)} END AS "denominator",
      ${text(sql`d."Counted_Quantity"`)} AS "counted", ${text(sql`d."Counted_Quantity_Base"`)} AS "countedBase"
    FROM ${erp.details} d
    LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
    LEFT JOIN ${productUnits} u ON u.product_id = d."Product_Id"
    WHERE d."Warehouse_Reconciliation_Detail_Id" IN ${ids(wanted)}
    ORDER BY d."Line_No"`);

type Outcome = { quantity: Quantity; base: Quantity } | { faults: Fault[] };

function judge(row: Row, wanted: Correction): Outcome {
  const status = reviewStatusOf(row.status);
  const fault = (code: string, message: string, more: Partial<Fault> = {}): Outcome => ({
    faults: [{ code, message, field: 'countedQuantity', ...more }],
  });
  if (row.productId === null) {
    return fault('detail.no-product', 'a location without a product has no quantity.');
  }
  if (!canCorrect({ status, session: Number(row.session), counted: row.counted !== null })) {
    return fault('detail.not-correctable', 'nobody has counted it, so nothing can be corrected.', {
      value: status,
      allowed: Object.keys(corrections),
    });
  }
  const amount = amountOf(row, wanted);
  if ('faults' in amount) return amount;
  if (amount.quantity.gt(0) && amount.base.isZero()) {
    return fault('quantity.base-zero', 'the base quantity would be 0.', { value: wanted.quantity });
  }
  if (row.serialized && !amount.base.isZero() && !amount.base.eq(1)) {
    return fault('quantity.serialized', 'a serial number is there or not: 0 or 1.', { allowed: ['0', '1'] });
  }
  return amount;
}

/** Fixed ratio: the other quantity follows. Variable: both are given. */
function amountOf(row: Row, { quantity, base }: Correction): Outcome {
  const faults: Fault[] = [];
  const read = (value: string | undefined, field: string): Quantity | undefined => {
    if (value === undefined) return undefined;
    const found = readQuantity(value, field);
    if ('fault' in found) faults.push(found.fault);
    return 'quantity' in found ? found.quantity : undefined;
  };
  const given = { quantity: read(quantity, 'countedQuantity'), base: read(base, 'countedQuantityBase') };
  if (faults.length > 0) return { faults };
  if (row.variable) {
    if (given.quantity && given.base) return { quantity: given.quantity, base: given.base };
    const missing = given.quantity ? 'countedQuantityBase' : 'countedQuantity';
    const message = 'its ratio varies: both quantities are given.';
    return { faults: [{ code: 'quantity.both-needed', message, field: missing }] };
  }
  const [up, down] = [exact(row.numerator ?? '1'), exact(row.denominator ?? '1')];
  const amount = given.quantity
    ? { quantity: given.quantity, base: rounded(given.quantity.mul(down).div(up)) }
    : { quantity: rounded((given.base as Quantity).mul(up).div(down)), base: given.base as Quantity };
  if (given.base && !given.base.eq(amount.base)) {
    const message = `its ratio is fixed: ${quantity} is ${amount.base.toFixed()} in the base unit.`;
    const fault = { code: 'quantity.ratio-fixed', message, field: 'countedQuantityBase', value: base };
    return { faults: [{ ...fault, allowed: amount.base.toFixed() }] };
  }
  return amount;
}

async function write(tx: Tx, actor: Actor, timeZone: string, corrected: readonly Corrected[]): Promise<void> {
  const { time } = await erpNow(tx, timeZone);
  // Rows that get the same amount and status go together: nearly always all of them.
  const groups = new Map<string, Corrected[]>();
  for (const row of corrected) {
    const key = JSON.stringify(row.after);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const rows of groups.values()) {
    const [first] = rows;
    if (!first) continue;
    await tx.run(sql`
      UPDATE ${erp.details} SET ${touch} "Counted_Quantity" = ${quantity(first.after.countedQuantity)},
        "Counted_Quantity_Base" = ${quantity(first.after.countedQuantityBase)}, "Last_Aggregated_At" = ${moment(time)},
        "Review_Status" = ${code.status[first.after.reviewStatus]}
      WHERE "Warehouse_Reconciliation_Detail_Id" IN ${ids(rows.map(({ id }) => id))}`);
  }
  const all = corrected.map(({ id }) => id);
  await tx.run(updateFiguresOf(all));
  await tx.run(sql`
    UPDATE ${own.facts} SET edited_session = d."Session", edited_by = ${actor.login}, edited_at = ${now},
      populated_order = d."Warehouse_Order_Id", counts_changed_at = NULL
    FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Detail_Id" = ${own.facts}.detail_id AND ${own.facts}.detail_id IN ${ids(all)}`);
}
