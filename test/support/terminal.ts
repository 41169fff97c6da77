import { randomUUID } from 'node:crypto';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { text, uuid } from '../../src/database/words.js';
import type { Login } from '../../src/demo/people.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { Policies } from '../../src/erp/policies.js';
import { Exceptions } from '../../src/terminal/exceptions.js';
import type { Form, Scan, ScanResult } from '../../src/terminal/scan.js';
import { type ScanAnswer, Scans } from '../../src/terminal/scans.js';
import { openCounting } from './counting.js';

/** The counting room with its terminal. */
export async function openTerminal() {
  const room = await openCounting();
  const { database } = room.at;
  const options = new ErpOptions();
  const policies = new Policies(options);
  const scans = new Scans(database, policies, options);
  return {
    ...room,
    database,
    scans,
    exceptions: new Exceptions(database, policies, options),
    device: (login: Extract<Login, 'ivo' | 'lena'>, orderId: string) =>
      new Device(scans, room.actors[login], orderId),
    /** Exceptions of an order, oldest first. */
    kept: (orderId: string) =>
      database.query<{
        id: string;
        kind: string;
        code: string;
        text: string;
        state: string;
        locationId: string | null;
        groupId: string | null;
        quantity: string | null;
        note: string | null;
      }>(sql`
        SELECT exception_id AS id, kind, code, text, state, location_id AS "locationId", group_id AS "groupId",
          ${text(sql`quantity`)} AS quantity, note
        FROM ${own.exceptions} WHERE order_id = ${uuid(orderId)} ORDER BY at, exception_id`),
  };
}

export type TerminalRoom = Awaited<ReturnType<typeof openTerminal>>;

/** A handheld: keeps its chain, and a clock that goes a second further with each scan. */
export class Device {
  /** The last scan it made. */
  last: string | null = null;
  /** How wrong its clock is, in milliseconds. */
  off = 0;
  private tick = Date.now() - 3_600_000;

  constructor(
    private readonly scans: Scans,
    private readonly actor: Parameters<Scans['post']>[0],
    readonly orderId: string,
  ) {}

  /** Makes a scan without sending it. `pause`: milliseconds since the one before. */
  make(text: string, answer?: string | Form, pause = 1000): Scan {
    this.tick += pause;
    const scan: Scan = {
      scanId: randomUUID(),
      after: this.last,
      text,
      scannedAt: new Date(this.tick + this.off).toISOString(),
      ...(answer === undefined ? {} : { answer }),
    };
    this.last = scan.scanId;
    return scan;
  }

  send(scans: readonly Scan[]): Promise<ScanAnswer> {
    return this.scans.post(this.actor, this.orderId, {
      sentAt: new Date(Date.now() + this.off).toISOString(),
      scans,
    });
  }

  /** Scans one text, or presses a button. */
  async scan(text: string, answer?: string | Form): Promise<ScanResult> {
    return (await this.all([[text, answer]]))[0] as ScanResult;
  }

  /** Scans several in one request. */
  async all(scans: readonly (string | readonly [string, (string | Form)?])[]): Promise<ScanResult[]> {
    const made = scans.map((one) => (typeof one === 'string' ? this.make(one) : this.make(one[0], one[1])));
    return (await this.send(made)).results;
  }

  /** A key or a button. */
  press(answer: string | Form): Promise<ScanResult> {
    return this.scan('', answer);
  }

  state() {
    return this.scans.state(this.actor, this.orderId);
  }
}

/** `counted count.recorded`: what a scan came to. */
export const said = (result: ScanResult): string => `${result.outcome} ${result.code}`;
