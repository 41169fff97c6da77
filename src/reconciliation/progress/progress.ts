import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { iso, now, uuid } from '../../database/words.js';
import { readOrders } from '../orders/order.js';
import { findReconciliation, type Reconciliation } from '../reconciliation.js';
import { readClaims, readDifferences, readLines, readWorkers, readZones } from './progress.sql.js';

/** Part of a whole, in order lines: locations in a first count, rows in a recount. */
export interface Part {
  done: number;
  total: number;
}

/** A zone with what is counted directly in it. */
export interface ZoneProgress extends Part {
  id: string;
  code: string;
  name: string;
  parentId: string | null;
  /** Value of what is less (0 or negative) and more than expected, as of the last populate. */
  less: string;
  more: string;
  /** Who is there now. */
  workers: { id: string; name: string; silent: boolean }[];
}

export interface WorkerProgress {
  id: string;
  name: string;
  /** Where he scanned last, if he has not left. */
  location: string | null;
  zoneId: string | null;
  counts: number;
  lastHour: number;
  lastScanAt: string | null;
  /** He holds a location, but has not scanned for a while. */
  silent: boolean;
}

/** How far the present count of a reconciliation is. Times are ISO 8601, UTC. */
export interface CountProgress {
  at: string;
  session: number;
  orders: Part;
  lines: Part;
  counts: number;
  lastHour: number;
  /** When the last line is done at the pace of the last hour; null without a pace or with nothing left. */
  doneAt: string | null;
  exceptions: number;
  zones: ZoneProgress[];
  workers: WorkerProgress[];
}

const HOUR = 3_600_000;
/** A worker is silent when his claim has ended by itself (terminal.md). */
const SILENT = 15 * 60_000;

/** Counting while it happens. */
@Injectable()
export class Progress {
  constructor(private readonly database: Database) {}

  /** How far the latest session is. Throws `reconciliation.unknown`. */
  async of(actor: Actor, id: string): Promise<CountProgress> {
    const found = await findReconciliation(this.database, actor, id);
    const all = await readOrders(this.database, sql`r."Warehouse_Reconciliation_Id" = ${uuid(found.id)}`);
    const valid = all.filter((order) => !order.void);
    const session = Math.max(0, ...valid.map((order) => order.session));
    const orders = valid.filter((order) => order.session === session);
    const ids = orders.map((order) => order.id);
    const at = await this.clock();
    const lines = await readLines(this.database, ids);
    const claims = await readClaims(this.database, ids);
    const workers = await this.workers(ids, claims, at, actor.language);
    const part = {
      done: lines.reduce((sum, zone) => sum + zone.done, 0),
      total: lines.reduce((sum, zone) => sum + zone.total, 0),
    };
    return {
      at: at.toISOString(),
      session,
      orders: {
        done: orders.filter(({ state }) => state === 'Completed' || state === 'Closed').length,
        total: orders.length,
      },
      lines: part,
      counts: workers.reduce((sum, worker) => sum + worker.counts, 0),
      lastHour: workers.reduce((sum, worker) => sum + worker.lastHour, 0),
      doneAt: estimate(part, lines, at),
      exceptions: await this.exceptions(found),
      zones: await this.zones(found, lines, workers, actor.language),
      workers,
    };
  }

  private async workers(
    orderIds: readonly string[],
    claims: Awaited<ReturnType<typeof readClaims>>,
    at: Date,
    language: string,
  ): Promise<WorkerProgress[]> {
    const rows = await readWorkers(this.database, orderIds, new Date(at.getTime() - HOUR), language);
    return rows.map((row) => {
      const claim = claims.get(row.id);
      const last =
        [row.lastScanAt, claim?.lastScanAt ?? null]
          .filter((time) => time !== null)
          .sort()
          .at(-1) ?? null;
      const silent = claim !== undefined && at.getTime() - new Date(claim.lastScanAt).getTime() > SILENT;
      return {
        ...row,
        lastScanAt: last,
        location: claim?.location ?? null,
        zoneId: claim?.zoneId ?? null,
        silent,
      };
    });
  }

  private async zones(
    found: Reconciliation,
    lines: Awaited<ReturnType<typeof readLines>>,
    workers: readonly WorkerProgress[],
    language: string,
  ): Promise<ZoneProgress[]> {
    const zones = await readZones(this.database, found.warehouseId, language);
    const differences = await readDifferences(this.database, found.id);
    const parts = new Map(lines.map((zone) => [zone.zoneId, zone]));
    return zones.map((zone) => ({
      ...zone,
      done: parts.get(zone.id)?.done ?? 0,
      total: parts.get(zone.id)?.total ?? 0,
      ...(differences.get(zone.id) ?? { less: '0', more: '0' }),
      workers: workers
        .filter(({ zoneId }) => zoneId === zone.id)
        .map(({ id, name, silent }) => ({ id, name, silent })),
    }));
  }

  private async exceptions({ id }: Reconciliation): Promise<number> {
    const [row] = await this.database.query<{ rows: number | string }>(sql`
      SELECT COUNT(*) AS "rows" FROM ${own.exceptions} WHERE reconciliation_id = ${uuid(id)} AND state = 'open'`);
    return Number(row?.rows ?? 0);
  }

  private async clock(): Promise<Date> {
    const [row] = await this.database.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
    return new Date((row as { at: string }).at);
  }
}

/** The pace is what was closed in the last hour, or since the first line was closed if that is less. */
function estimate(
  { done, total }: Part,
  lines: Awaited<ReturnType<typeof readLines>>,
  at: Date,
): string | null {
  const first = lines
    .map(({ firstClosed }) => firstClosed)
    .filter((time) => time !== null)
    .sort()[0];
  if (done === 0 || done >= total || !first) return null;
  const since = Math.max(60_000, Math.min(HOUR, at.getTime() - new Date(first).getTime()));
  const closed = lines.reduce((sum, zone) => sum + zone.closedLately, 0);
  if (closed === 0) return null;
  return new Date(at.getTime() + ((total - done) / closed) * since).toISOString();
}
