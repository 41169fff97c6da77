/** A zone in the warehouse's tree. */
export interface Zone {
  id: string;
  parentId: string | null;
}

/** Work in one leaf of the split: what lies in a zone and is assigned to a worker, or to nobody. */
export interface Share {
  zoneId: string;
  workerId: string | null;
}

/** An order of the split. */
export interface Part<S extends Share> {
  /** The zone the order is for; empty when it is not split. */
  zoneId: string | null;
  /** Who stands on its header. */
  workerId: string | null;
  shares: S[];
}

/**
 * The zones from the root down to this one; primary zones are at depth 1. A loop in the tree ends
 * where it would begin again.
 */
export function pathOf(zoneId: string, zones: ReadonlyMap<string, Zone>): string[] {
  const path: string[] = [];
  for (let id: string | null = zoneId; id && !path.includes(id); id = zones.get(id)?.parentId ?? null)
    path.unshift(id);
  return path;
}

/**
 * Splits work into orders (process.md, step 3). Level 0: one order, with a worker only if all agree.
 * Level n: one for each zone at depth n and each worker in it; a zone that ends above depth n stands
 * for itself. Orders and shares keep the order they came in.
 */
export function split<S extends Share>(
  level: number,
  shares: readonly S[],
  zones: ReadonlyMap<string, Zone>,
): Part<S>[] {
  if (shares.length === 0) return [];
  if (level === 0) return [{ zoneId: null, workerId: commonWorker(shares), shares: [...shares] }];
  const parts = new Map<string, Part<S>>();
  for (const share of shares) {
    const path = pathOf(share.zoneId, zones);
    const zoneId = path[Math.min(level, path.length) - 1] as string;
    const key = `${zoneId} ${share.workerId}`;
    const part = parts.get(key) ?? { zoneId, workerId: share.workerId, shares: [] };
    part.shares.push(share);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** The worker that all shares have; empty when they differ or one has none. */
function commonWorker(shares: readonly Share[]): string | null {
  const [first] = shares;
  return first && shares.every(({ workerId }) => workerId === first.workerId) ? first.workerId : null;
}
