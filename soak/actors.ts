import type { Demo } from '../src/demo/demo.js';
import type { Caller, Json } from './caller.js';
import type { Tally } from './tally.js';

/** Takes orders, counts them more or less well, voids a little, leaves out a little, finishes. */
export async function worker(me: Caller, tally: Tally): Promise<never> {
  for (;;) {
    const { body } = await me.get('/api/worker/orders');
    const open = [
      ...body.startedByMe,
      ...body.assignedToMe,
      ...(body.unassigned ?? []),
      ...(body.startedByOthers ?? []),
    ];
    if (open.length === 0) {
      await me.rest(2_000);
      continue;
    }
    await countOrder(me, tally, me.chance.pick<Json>(open).id);
  }
}

async function countOrder(me: Caller, tally: Tally, order: string): Promise<void> {
  const started = await me.post(`/api/worker/orders/${order}/start`);
  if (started.status !== 200) return;
  const open = started.body.lines.filter(({ state }: Json) => state === 'open');
  // Somebody else may be at the same line; a few each, so that orders change hands.
  for (const line of open.slice(0, 12)) {
    const at = `/api/worker/orders/${order}/lines/${line.id}`;
    if (me.chance.percent(15)) {
      await me.post(`${at}/empty`);
      continue;
    }
    await countLine(me, tally, order, line);
    await me.post(`${at}/done`);
    if (me.chance.percent(5)) await scanNonsense(me, tally, order);
    await me.rest(50);
  }
  if (open.length <= 12)
    await me.post(`/api/worker/orders/${order}/finish`, { leaveOut: me.chance.percent(30) });
}

async function countLine(me: Caller, tally: Tally, order: string, line: Json): Promise<void> {
  const goods = line.productId ? [line] : me.chance.percent(80) ? [me.chance.pick(shelf)] : [];
  for (const { productId, variantId, lotId, serialNumberId, logisticUnitId, unitId } of goods) {
    const scanId = me.chance.uuid();
    tally.sent.add(scanId);
    const { status, body } = await me.post(`/api/worker/orders/${order}/counts`, {
      scanId,
      locationId: line.locationId,
      productId,
      variantId,
      lotId,
      serialNumberId,
      logisticUnitId,
      quantity: String(me.chance.int(0, 20)),
      unitId: unitId ?? unitOf.get(productId),
    });
    if (status > 201) continue;
    tally.counted.set(scanId, body.id);
    if (me.chance.percent(5)) await me.post(`/api/worker/counts/${body.id}/void`, { reason: 'Soak' });
  }
}

async function scanNonsense(me: Caller, tally: Tally, order: string): Promise<void> {
  const at = new Date().toISOString();
  const scans = ['unknown-code', '(01)12345678901234', '5*'].map((text) => ({
    scanId: me.chance.uuid(),
    after: null,
    text,
    scannedAt: at,
  }));
  for (const scan of scans) tally.sent.add(scan.scanId);
  await me.post(`/api/worker/orders/${order}/scans`, { sentAt: at, scans: scans.slice(0, 1) });
}

/** What a worker can find on any shelf: products without lots and serial numbers, with their unit. */
const shelf: Json[] = [];
const unitOf = new Map<string, string>();

/** Learns the goods of a snapshot's rows. */
function learn(details: Json[]): void {
  for (const detail of details) {
    if (!detail.productId || unitOf.has(detail.productId)) continue;
    unitOf.set(detail.productId, detail.baseUnitId);
    const plain = !detail.lotId && !detail.serialNumberId && !detail.variantId;
    if (plain && detail.quantityUnitId === detail.baseUnitId)
      shelf.push({ productId: detail.productId, unitId: detail.baseUnitId });
  }
}

/** One count after the other, from the scope to the release. */
export async function manager(me: Caller, tally: Tally, { warehouseId }: Demo): Promise<never> {
  const { body: zones } = await me.get(`/api/warehouses/${warehouseId}/zones?limit=1000`);
  for (;;) {
    const lines = [{ zoneId: me.chance.pick<Json>(zones.items).id }];
    const { body: made } = await me.post('/api/reconciliations', { warehouseId, lines });
    const at = `/api/reconciliations/${made.id}`;
    await me.post(`${at}/state`, { state: 'Planned' });
    const done = await countAndReview(me, at);
    if (done && (await me.job(`${at}/state`, { state: 'Released' }))) tally.released++;
    else await me.post(`${at}/state`, { state: 'Void', voidReason: 'Somebody else counts there.' });
    await me.rest(1_000);
  }
}

async function countAndReview(me: Caller, at: string): Promise<boolean> {
  if (!(await me.job(`${at}/snapshot`))) return false;
  learn((await me.get(`${at}/details?limit=1000`)).body.items);
  if ((await me.post(`${at}/initial-count`)).status !== 201) return false;
  for (let session = 1; session <= 3; session++) {
    await counted(me, at);
    await me.job(`${at}/populate`);
    const review = (filter: object, reviewStatus: string) =>
      me.post(`${at}/review`, { select: { filter }, reviewStatus, partial: true });
    await review({ reviewStatus: 'Finished', hasDifference: false }, 'Approved');
    if (session < 3) await review({ reviewStatus: 'Finished', hasDifference: true }, 'Recount');
    else await review({ reviewStatus: 'Finished' }, 'Approved');
    const { body: now } = await me.get(at);
    if (!now.counts.Recount) break;
    if ((await me.post(`${at}/recount-orders`, { mode: me.chance.pick(['single', 'split']) })).status !== 201)
      break;
  }
  // What nobody can decide any more is left out.
  for (const reviewStatus of ['Finished', 'Recount', 'Started'])
    await me.post(`${at}/review`, {
      select: { filter: { reviewStatus } },
      reviewStatus: reviewStatus === 'Started' ? 'Recount' : 'Cancelled',
      partial: true,
    });
  await me.post(`${at}/review`, {
    select: { filter: { reviewStatus: 'Recount' } },
    reviewStatus: 'Cancelled',
    partial: true,
  });
  return true;
}

/** Waits until all orders are finished; after a while he goes on without them. */
async function counted(me: Caller, at: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    const { body } = await me.get(at);
    if (!body.counts.Started) return;
    await me.rest(1_000);
  }
}

/** Pulls what was released, again and again. */
export async function clerk(
  me: Caller,
  tally: Tally,
  { inventoryReconciliationId: id }: Demo,
): Promise<never> {
  for (;;) {
    const { status, body } = await me.post(`/api/inventory-reconciliations/${id}/lines-from-wms`, {
      days: 2,
    });
    if (status === 200) tally.imported += body.added;
    await me.rest(3_000);
  }
}
