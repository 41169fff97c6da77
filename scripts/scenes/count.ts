import { randomUUID } from 'node:crypto';
import { countLines, type Lying } from '../../test/support/floor-truth.js';
import type { Answer, TestHost } from '../../test/support/host.js';
import { type Made, plannedOf } from '../../test/support/office.js';

/** A count of two zones by two people, played over the interface as far as a scene wants it. */
export class PlayedCount {
  private constructor(
    private readonly host: TestHost,
    readonly made: Made,
    private readonly orders: { ivo: string; lena: string },
  ) {}

  /** Ivo has the pallet racks of aisle 3, Lena shelf 2; here and there something else lies than the ERP says. */
  static async start(host: TestHost): Promise<PlayedCount> {
    const { ids, people } = host.demo;
    const made = await plannedOf(host, [
      { zoneId: ids.zone('A-03'), workerId: people.ivo.workerId as string },
      { zoneId: ids.zone('B-02'), workerId: people.lena.workerId as string },
    ]);
    made.truth.lying.forEach(misplace);
    const { orders } = done(await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`));
    const of = (login: 'ivo' | 'lena') =>
      orders.find(({ workerId }: { workerId: string }) => workerId === people[login].workerId).id;
    return new PlayedCount(host, made, { ivo: of('ivo'), lena: of('lena') });
  }

  /** Counts some lines of the person's order, as `slice` takes them. */
  count(login: 'ivo' | 'lena', ...part: [from?: number, to?: number]): Promise<void> {
    return countLines(this.host.as(login), this.orders[login], this.made.truth, ...part);
  }

  /** Scans labels one after the other; all of them are answered. */
  async scan(login: 'ivo' | 'lena', ...texts: string[]): Promise<void> {
    const ids = texts.map(() => randomUUID() as string);
    const now = new Date().toISOString();
    const scans = texts.map((text, i) => ({
      scanId: ids[i],
      after: ids[i - 1] ?? null,
      text,
      scannedAt: now,
    }));
    const address = `/api/worker/orders/${this.orders[login]}/scans`;
    done(await this.host.as(login).post(address, { sentAt: now, scans }));
  }

  async finish(login: 'ivo' | 'lena'): Promise<void> {
    done(await this.host.as(login).post(`/api/worker/orders/${this.orders[login]}/finish`));
  }

  populate = (): Promise<void> => this.job('populate');

  /** Approves what the filter finds. */
  async approve(filter: Record<string, unknown>): Promise<void> {
    const asked = { select: { filter }, reviewStatus: 'Approved', partial: true };
    done(await this.host.as('mira').post(`/api/reconciliations/${this.made.id}/review`, asked));
  }

  release = (): Promise<void> => this.job('state', { state: 'Released' });

  private async job(verb: string, body: object = {}): Promise<void> {
    const mira = this.host.as('mira');
    const accepted = await mira.post(`/api/reconciliations/${this.made.id}/${verb}`, body);
    const job = await this.host.ended(mira, accepted);
    if (job.state !== 'completed') throw new Error(`${verb}: ${JSON.stringify(job.error)}`);
  }
}

/** Every fifth position has some less, every ninth some more; what is weighed or has a serial number is as it was. */
function misplace(one: Lying, nth: number): void {
  if (one.serialNumberId || one.variable) return;
  const by = nth % 5 === 2 ? -(1 + (nth % 3)) : nth % 9 === 4 ? 1 + (nth % 2) : 0;
  if (Number(one.base) + by >= 0) one.base = String(Number(one.base) + by);
}

function done<T>({ status, body }: Answer<T>): T {
  if (status >= 400) throw new Error(JSON.stringify(body));
  return body;
}
