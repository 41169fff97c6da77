import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { readCounts } from '../reconciliation/counting/count-rows.js';
import type { OrderInHand } from '../reconciliation/counting/order-in-hand.js';
import { voidCount } from '../reconciliation/counting/void-count.js';
import { countValues } from './count.js';
import type { Performed } from './doing.js';
import { visible } from './gs1/index.js';
import type { Hand } from './hand.js';
import { takeBack } from './keep.js';
import { told } from './told.js';

const STEPS = 10;

/**
 * One step back: the exception that was kept a moment ago, else the last record of this worker in the
 * order that is not void, of his last ten (terminal.md, No scan is lost).
 */
export async function undo(
  tx: Tx,
  actor: Actor,
  order: OrderInHand,
  hand: Hand,
  timeZone: string,
): Promise<Performed> {
  const { exceptionId } = hand;
  if (exceptionId && (await takeBack(tx, actor, order, exceptionId))) {
    const loose = hand.loose?.exceptionId === exceptionId ? null : hand.loose;
    const text = visible(hand.read?.text ?? '');
    return {
      hand: { ...hand, loose },
      told: told('exception', 'exception.taken-back', { text }, { exceptionId }),
    };
  }
  const rows = await tx.query<{ id: string; void: unknown }>(sql`
    SELECT s.count_id AS "id", c."Void" AS "void"
    FROM ${own.scans} s JOIN ${erp.counts} c ON c."Warehouse_Count_Id" = s.count_id
    WHERE s.order_id = ${uuid(order.id)} AND s.user_id = ${uuid(actor.userId)} AND s.worker_id = ${uuid(order.me.workerId)}
    ORDER BY s.seq DESC OFFSET 0 ROWS FETCH NEXT ${STEPS} ROWS ONLY`);
  const last = rows.find((row) => !row.void);
  if (!last) return { hand, told: told('refused', 'undo.nothing-left', {}, { status: 422 }) };
  const [count] = await readCounts(tx, actor, sql`c."Warehouse_Count_Id" = ${uuid(last.id)}`);
  await voidCount(tx, actor, last.id, undefined, timeZone);
  const values = count ? countValues(count) : {};
  return { hand, told: told('counted', 'count.undone', values, { countId: last.id }) };
}
