import { randomUUID } from 'node:crypto';
import { sql } from '../database/sql.js';
import { text, uuid } from '../database/words.js';
import { readProducts } from '../erp/products.js';
import { erp } from '../erp/tables.js';
import type { CountInput } from '../reconciliation/counting/count-check.js';
import type { Count } from '../reconciliation/counting/count-rows.js';
import { UNIT_ELSEWHERE } from '../reconciliation/counting/logistic-units.js';
import { recordCount } from '../reconciliation/counting/record.js';
import { contentHash, storeScan } from '../reconciliation/counting/scan-store.js';
import { exact } from '../reconciliation/quantity.js';
import { baseUnitOf, convert } from '../reconciliation/units.js';
import { countValues } from './count.js';
import type { Doing, Performed } from './doing.js';
import type { Hand } from './hand.js';
import { told } from './told.js';

interface Content {
  productId: string;
  variantId: string | null;
  lotId: string | null;
  serialNumberId: string | null;
  base: string;
  standard: string;
}

/**
 * Counts a logistic unit as it should be, one record for each position in it: only in a recount that
 * is not blind (issue 3, 7). What it should be is what availability says, not its list of contents
 * (rules.md). All of it or nothing: a refusal ends the transaction.
 */
export async function takeContents(doing: Doing, hand: Hand): Promise<Performed> {
  const { order, scan } = doing;
  const no = (code: string): Performed => ({ hand, told: told('refused', code, {}, { status: 422 }) });
  if (!order.recount || order.blind) return no('contents.not-shown');
  const { logisticUnit: unit, location } = hand;
  if (!location || hand.lost) return no('location.missing');
  if (!unit) return no('logistic-unit.missing');
  const inputs = await readContents(doing, unit.id, location.id);
  if (inputs.length === 0) return no('contents.none');
  let last: Count | undefined;
  for (const [i, input] of inputs.entries()) {
    // The last record is the scan's own; each of the others is a step for undo, so it has a scan too.
    const isOwn = i === inputs.length - 1;
    const scanId = isOwn ? scan.scanId : randomUUID();
    const { count } = await recordCount(doing.tx, doing.actor, order, input, {
      scanId,
      timeZone: doing.timeZone,
      asksClaim: true,
    });
    last = count;
    if (isOwn) break;
    await storeScan(doing.tx, {
      scanId,
      order,
      userId: doing.actor.userId,
      after: null,
      text: unit.code,
      hash: contentHash([scanId]),
      scannedAt: doing.at,
      outcome: 'counted',
      answer: told('counted', 'count.contents', countValues(count), { countId: count.id }),
      countId: count.id,
    });
  }
  const values = { records: inputs.length, unit: unit.code, location: location.address };
  return {
    hand: { ...hand, draft: null },
    told: told('counted', 'count.contents', values, { countId: last?.id }),
  };
}

async function readContents(doing: Doing, unitId: string, locationId: string): Promise<CountInput[]> {
  const { tx, actor } = doing;
  const rows = await tx.query<Content>(sql`
    SELECT "Product_Id" AS "productId", "Product_Variant_Id" AS "variantId", "Lot_Id" AS "lotId",
      "Serial_Number_Id" AS "serialNumberId", ${text(sql`"Quantity_Base_Available"`)} AS "base",
      ${text(sql`"Standard_Quantity_Available"`)} AS "standard"
    FROM ${erp.availability}
    WHERE "Logistic_Unit_Id" = ${uuid(unitId)} AND "Warehouse_Location_Id" = ${uuid(locationId)}
      AND "Quantity_Base_Available" > 0
    ORDER BY "Product_Id", "Product_Variant_Id", "Lot_Id", "Serial_Number_Id"`);
  const products = await readProducts(
    tx,
    [...new Set(rows.map(({ productId }) => productId))],
    actor.language,
  );
  return rows.flatMap(({ base, standard, ...position }) => {
    const product = products.get(position.productId);
    const baseUnit = product && baseUnitOf(product);
    if (!product || !baseUnit) return [];
    const of = { ...position, locationId, logisticUnitId: unitId, confirmed: [UNIT_ELSEWHERE] };
    const pieces = product.variable
      ? convert(product, exact(standard), baseUnit.id, product.defaultUnitId)
      : null;
    return pieces?.gt(0)
      ? [
          {
            ...of,
            quantity: pieces.toFixed(),
            unitId: product.defaultUnitId,
            quantityBase: exact(base).toDecimalPlaces(3).toFixed(),
          },
        ]
      : [{ ...of, quantity: exact(base).toDecimalPlaces(3).toFixed(), unitId: baseUnit.id }];
  });
}
