import { randomUUID } from 'node:crypto';
import type { Actor } from '../access/actor.js';
import type { Tx } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { now, uuid } from '../database/words.js';
import type { Policies } from '../erp/policies.js';
import { readProduct } from '../erp/products.js';
import { erp } from '../erp/tables.js';
import { Refusal, refuse } from '../errors.js';
import { findForNamed, outboxLock } from '../reconciliation/counting/order-in-hand.js';
import { recordCount } from '../reconciliation/counting/record.js';
import { contentHash, storeScan } from '../reconciliation/counting/scan-store.js';
import { advance } from './advance.js';
import { draftOf, lacks } from './bound-draft.js';
import { type Kept, readKept } from './exception-rows.js';
import { emptyHand } from './hand.js';
import { told } from './told.js';

/** What a scan was. What is left out is what is known of it already. */
export interface Binding {
  locationId?: string;
  productId?: string;
  variantId?: string | null;
  lotId?: string | null;
  serialNumberId?: string | null;
  logisticUnitId?: string | null;
  /** Decimal text in `unitId`. */
  quantity?: string;
  unitId?: string;
  quantityBase?: string;
  /** Codes of the questions that were answered with yes. */
  confirmed?: readonly string[];
}

/** What came of binding. */
export interface Bound {
  countIds: string[];
  /** Exceptions after it that were counted at the same location with it. */
  putRight: string[];
  /** Those that lack something: their location is known now, they stay open. */
  left: { id: string; code: string; message: string }[];
  locationId: string | null;
}

export interface Binder {
  tx: Tx;
  manager: Actor;
  policies: Policies;
  timeZone: string;
}

/** Codes of scans that may have been a location's label. */
const MAY_BE_PLACE = new Set(['location.unknown', 'code.unknown', 'question.unanswered', 'order.finished']);

/**
 * Makes of an exception what it was. A count is written for the worker who scanned, entered by the
 * manager. A location puts the scans right that followed it while nobody knew where they were.
 */
export async function bind(binder: Binder, kept: Kept, to: Binding): Promise<Bound> {
  const isPlace = !to.productId && !kept.draft && to.locationId && MAY_BE_PLACE.has(kept.code);
  if (isPlace && to.locationId) return follow(binder, kept, to.locationId);
  const onlyUnit = to.logisticUnitId && !to.productId && !kept.draft;
  if (onlyUnit) return { countIds: [], putRight: [], left: [], locationId: kept.locationId };

  const uncertain = kept.groupId !== null;
  const locationId = to.locationId ?? (uncertain ? null : kept.locationId);
  if (!locationId)
    throw refuse('rule', 'exception.location-missing', 'Nobody knows where this was. Say which location.', {
      field: 'locationId',
      value: null,
    });
  const countId = await write(binder, kept, locationId, to);
  if (!uncertain) return { countIds: [countId], putRight: [], left: [], locationId };
  const others = await follow(binder, kept, locationId);
  return { ...others, countIds: [countId, ...others.countIds] };
}

/** The scans after it in its group, at the location that they were at. */
async function follow(binder: Binder, kept: Kept, locationId: string): Promise<Bound> {
  const { tx } = binder;
  const bound: Bound = { countIds: [], putRight: [], left: [], locationId };
  const rows = await readKept(
    tx,
    sql`e.group_id = ${uuid(kept.groupId ?? kept.scanId)} AND e.state = 'open' AND e.exception_id <> ${uuid(kept.id)}`,
  );
  for (const row of rows.filter(({ seq }) => seq > kept.seq)) {
    // A code that nobody knows stays what it is, but now with its place.
    const problem =
      row.kind === 'location-uncertain'
        ? await write(binder, row, locationId, {}).catch((error: unknown) => {
            if (error instanceof Refusal) return error;
            throw error;
          })
        : null;
    if (typeof problem === 'string') {
      bound.countIds.push(problem);
      bound.putRight.push(row.id);
      await settle(tx, row.id, {
        countId: problem,
        login: binder.manager.login,
        with: kept.id,
        at: locationId,
      });
      continue;
    }
    if (problem) bound.left.push({ id: row.id, code: problem.code, message: problem.message });
    await tx.run(sql`
      UPDATE ${own.exceptions} SET location_id = ${uuid(locationId)}, group_id = NULL,
        kind = ${problem ? 'unfinished' : row.kind} WHERE exception_id = ${uuid(row.id)}`);
  }
  return bound;
}

async function settle(
  tx: Tx,
  id: string,
  of: { countId: string; login: string; with: string; at: string },
): Promise<void> {
  const resolution = JSON.stringify({ request: { action: 'bind', locationId: of.at }, with: of.with });
  await tx.run(sql`
    UPDATE ${own.exceptions} SET state = 'bound', count_id = ${uuid(of.countId)}, location_id = ${uuid(of.at)},
      resolution = ${resolution}, resolved_by = ${of.login}, resolved_at = ${now}
    WHERE exception_id = ${uuid(id)}`);
}

/** The count that a scan was, with the moment of the scan. Throws what it lacks, and what a count refuses. */
async function write(
  { tx, manager, policies, timeZone }: Binder,
  kept: Kept,
  locationId: string,
  to: Binding,
): Promise<string> {
  const found = await findForNamed(tx, manager, kept.orderId, kept.workerId);
  await tx.lockAll([{ name: `order:${found.id}`, mode: 'exclusive' }, outboxLock(found.id, manager.userId)]);
  const order = await findForNamed(tx, manager, kept.orderId, kept.workerId);
  if (order.void)
    throw refuse('conflict', 'order.void', `${order.documentNo} is void. Dismiss this scan.`, {
      value: 'Void',
    });

  const draft = await draftOf(tx, kept, to);
  const product = await readProduct(tx, draft.productId, manager.language);
  if (!product)
    throw refuse('rule', 'product.unknown', `There is no product ${draft.productId}.`, {
      field: 'productId',
      value: draft.productId,
    });
  const zoneId = await readZone(tx, locationId);
  const at = { zoneId, productId: draft.productId, now: order.at };
  const { scanCountsOne } = await policies.scanning(tx, order.warehouseId, at);
  const next = advance(draft, emptyHand, product, { countsOne: scanCountsOne, asksUnit: false });
  if ('need' in next) throw lacks(next.need, draft);

  const input = {
    locationId,
    productId: draft.productId,
    variantId: draft.variantId,
    lotId: draft.lotId,
    serialNumberId: draft.serialNumberId,
    logisticUnitId: next.logisticUnitId,
    quantity: next.quantity,
    unitId: next.unitId,
    quantityBase: next.quantityBase,
    confirmed: [...(to.confirmed ?? []), ...draft.confirmed],
  };
  const scanId = randomUUID();
  const moment = { ...order, at: kept.at };
  const { count } = await recordCount(tx, manager, moment, input, { scanId, timeZone, product });
  await storeScan(tx, {
    scanId,
    order,
    userId: manager.userId,
    after: null,
    text: kept.text,
    hash: contentHash([kept.id]),
    scannedAt: new Date(kept.at),
    outcome: 'counted',
    answer: told('counted', 'exception.bound', {}, { countId: count.id, exceptionId: kept.id }),
    countId: count.id,
  });
  return count.id;
}

async function readZone(tx: Tx, locationId: string): Promise<string | null> {
  const [place] = await tx.query<{ zoneId: string }>(sql`
    SELECT "Warehouse_Zone_Id" AS "zoneId" FROM ${erp.locations} WHERE "Warehouse_Location_Id" = ${uuid(locationId)}`);
  return place?.zoneId ?? null;
}
