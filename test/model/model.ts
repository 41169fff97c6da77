import type { ReviewStatus } from '../../src/erp/codes.js';
import { changes } from '../../src/reconciliation/review/review-status.js';

/** A row of the count, by its place: `A|P` or `C|` for a place without a product. */
export interface Row {
  status: ReviewStatus;
  session: number;
  snapshot: number;
  counted: number | null;
  order: number | null;
  /** The order whose counts are in `counted`, and whether a count behind it changed since. */
  filledFrom: number | null;
  changed: boolean;
}

export interface Line {
  place: string;
  /** Empty: the whole place. */
  product: string;
  state: 'open' | 'done' | 'empty';
}

export interface Order {
  session: number;
  state: 'Planned' | 'Released' | 'Completed' | 'Void';
  lines: Line[];
  /** Places or rows that the worker left out. */
  leftOut: Line[];
}

export interface Count {
  order: number;
  place: string;
  product: string;
  quantity: number;
  void: boolean;
}

/** What a count should be, in memory and without a database. Verbs say whether they were allowed. */
export class Model {
  rows = new Map<string, Row>();
  orders: Order[] = [];
  counts: Count[] = [];
  stock = new Map<string, number>();
  session = 0;
  released = false;
  transactions = 0;
  imported = 0;

  constructor(
    readonly places: readonly string[],
    stock: Record<string, number>,
  ) {
    for (const [key, quantity] of Object.entries(stock)) this.stock.set(key, quantity);
  }

  get started(): boolean {
    return this.orders.some(({ state }) => state !== 'Void');
  }

  snapshot(): boolean {
    if (this.released || this.started) return false;
    this.rows.clear();
    for (const place of this.places) {
      const here = [...this.stock].filter(([key, quantity]) => key.startsWith(`${place}|`) && quantity !== 0);
      for (const [key, quantity] of here) this.rows.set(key, created(quantity));
      if (here.length === 0) this.rows.set(`${place}|`, created(0));
    }
    return true;
  }

  initialCount(): boolean {
    const active = [...this.rows.values()].filter(({ status }) => status !== 'Cancelled');
    if (this.released || this.started || active.length === 0) return false;
    if (active.some(({ status, session }) => status !== 'Created' || session !== 0)) return false;
    const wanted = [...this.rows].filter(([, { status }]) => status !== 'Cancelled');
    const places = [...new Set(wanted.map(([key]) => key.split('|')[0] as string))].sort();
    const order = this.give(places.map((place) => ({ place, product: '', state: 'open' })));
    for (const [, row] of wanted) this.start(row, order);
    return true;
  }

  recount(): boolean {
    const wanted = [...this.rows].filter(([, { status }]) => status === 'Recount');
    if (this.released || wanted.length === 0) return false;
    const lines = wanted.map(([key]): Line => {
      const [place = '', product = ''] = key.split('|');
      return { place, product, state: 'open' };
    });
    const order = this.give(lines);
    for (const [, row] of wanted) this.start(row, order);
    return true;
  }

  startOrder(order: number): boolean {
    const found = this.orders[order] as Order;
    if (found.state !== 'Planned' && found.state !== 'Released') return false;
    found.state = 'Released';
    return true;
  }

  count(order: number, place: string, product: string, quantity: number): boolean {
    const found = this.orders[order] as Order;
    if (found.state !== 'Released' || !found.lines.some((line) => line.place === place)) return false;
    const line = lineOf(found, place, product);
    if (line) line.state = 'open';
    this.counts.push({ order, place, product, quantity, void: false });
    return true;
  }

  done(order: number, line: number): boolean {
    const found = this.orders[order] as Order;
    const of = found.lines[line] as Line;
    if (found.state !== 'Released' || !this.hasCounts(order, of)) return false;
    of.state = 'done';
    return true;
  }

  empty(order: number, line: number): boolean {
    const found = this.orders[order] as Order;
    const of = found.lines[line] as Line;
    if (found.state !== 'Released' || this.hasCounts(order, of)) return false;
    of.state = 'empty';
    return true;
  }

  finish(order: number, leaveOut: boolean): boolean {
    const found = this.orders[order] as Order;
    if (found.state !== 'Released') return false;
    const open = found.lines.filter(({ state }) => state === 'open');
    if (open.length > 0 && !leaveOut) return false;
    found.state = 'Completed';
    found.leftOut = open;
    for (const [key, row] of this.rows) {
      if (row.order !== order || row.status !== 'Started') continue;
      row.status = open.some((line) => covers(line, key)) ? 'Recount' : 'Finished';
    }
    return true;
  }

  voidCount(count: number, byWorker: boolean): boolean {
    const found = this.counts[count] as Count;
    const order = this.orders[found.order] as Order;
    if (found.void || this.released || order.state === 'Void') return false;
    if (byWorker && order.state !== 'Released') return false;
    found.void = true;
    const line = lineOf(order, found.place, found.product);
    if (order.state !== 'Completed' && line && !this.hasCounts(found.order, line)) line.state = 'open';
    if (order.state === 'Completed') {
      const row = this.rows.get(`${found.place}|${found.product}`);
      if (row && row.order === found.order && row.session === order.session) {
        row.changed = true;
        // Whoever approved it approved something else.
        if (row.status === 'Approved') row.status = 'Finished';
      }
    }
    return true;
  }

  voidOrder(order: number): boolean {
    const found = this.orders[order] as Order;
    if (this.released) return false;
    if (found.state !== 'Void') this.takeBack(order);
    return true;
  }

  populate(): boolean {
    if (this.released) return false;
    for (const count of this.counts) {
      const order = this.orders[count.order] as Order;
      const key = `${count.place}|${count.product}`;
      if (count.void || order.state !== 'Completed' || this.rows.has(key)) continue;
      const sessions = this.counts.filter(
        (other) =>
          !other.void &&
          `${other.place}|${other.product}` === key &&
          (this.orders[other.order] as Order).state === 'Completed',
      );
      const last = Math.max(...sessions.map((other) => other.order));
      const left = (this.orders[last] as Order).leftOut.some((line) =>
        belongs(line, this.orders[last] as Order, key),
      );
      this.rows.set(key, {
        ...created(0),
        status: left ? 'Recount' : 'Finished',
        session: (this.orders[last] as Order).session,
        order: last,
      });
    }
    for (const [key, row] of this.rows) {
      if (row.status !== 'Finished') continue;
      row.counted = this.sum(key, row.session);
      row.filledFrom = row.order;
      row.changed = false;
    }
    return true;
  }

  review(key: string, wanted: ReviewStatus): boolean {
    const row = this.rows.get(key) as Row;
    if (this.released) return false;
    if (row.status === wanted) return true;
    const change = changes[row.status][wanted];
    if (change === 'no' || (change === 'counted' && row.counted === null)) return false;
    if (wanted === 'Approved' && this.stale(row)) return false;
    if (row.status === 'Started') row.order = null;
    row.status = wanted;
    return true;
  }

  release(): boolean {
    if (this.released) return true;
    const before = structuredClone({ rows: this.rows, orders: this.orders, counts: this.counts });
    for (const [i, { state }] of this.orders.entries()) {
      if (state === 'Planned' || state === 'Released') this.takeBack(i);
    }
    const rows = [...this.rows.values()];
    const decided = rows.every(({ status }) => ['Created', 'Approved', 'Cancelled'].includes(status));
    if (!decided || rows.some((row) => row.status === 'Approved' && this.stale(row))) {
      Object.assign(this, before);
      return false;
    }
    for (const [key, row] of this.rows) {
      const by = (row.counted ?? 0) - row.snapshot;
      if (row.status !== 'Approved' || key.endsWith('|') || by === 0) continue;
      this.transactions++;
      this.stock.set(key, (this.stock.get(key) ?? 0) + by);
    }
    this.released = true;
    return true;
  }

  /** The number of lines it adds. */
  transfer(): number {
    const added = this.transactions - this.imported;
    this.imported = this.transactions;
    return added;
  }

  stale(row: Row): boolean {
    if (row.changed) return true;
    return (
      row.counted !== null &&
      row.order !== null &&
      row.status !== 'Created' &&
      row.status !== 'Started' &&
      row.order !== row.filledFrom
    );
  }

  private give(lines: Line[]): number {
    this.session++;
    this.orders.push({ session: this.session, state: 'Planned', lines, leftOut: [] });
    return this.orders.length - 1;
  }

  private start(row: Row, order: number): void {
    row.status = 'Started';
    row.session = this.session;
    row.order = order;
  }

  private takeBack(order: number): void {
    (this.orders[order] as Order).state = 'Void';
    for (const count of this.counts) if (count.order === order) count.void = true;
    for (const row of this.rows.values()) {
      if (row.order !== order) continue;
      Object.assign(row, { order: null, counted: null, filledFrom: null, changed: false });
      if (row.status !== 'Cancelled') row.status = 'Recount';
    }
  }

  private hasCounts(order: number, line: Line): boolean {
    const of = this.orders[order] as Order;
    return this.counts.some((c) => c.order === order && !c.void && lineOf(of, c.place, c.product) === line);
  }

  private sum(key: string, session: number): number {
    return this.counts
      .filter(
        (c) => !c.void && `${c.place}|${c.product}` === key && this.orders[c.order]?.session === session,
      )
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }
}

const created = (snapshot: number): Row => ({
  status: 'Created',
  session: 0,
  snapshot,
  counted: null,
  order: null,
  filledFrom: null,
  changed: false,
});

/** The line a count belongs to: that of its exact position, else the place's, else none. */
const lineOf = (order: Order, place: string, product: string): Line | undefined =>
  order.lines.find((line) => line.place === place && line.product === product) ??
  order.lines.find((line) => line.place === place && line.product === '');

const covers = (line: Line, key: string): boolean => {
  const [place, product] = key.split('|');
  // In a first count a line is its whole place; in a recount it stands for its own row.
  return line.place === place && (line.product === product || line.product === '');
};

const belongs = (line: Line, order: Order, key: string): boolean => {
  const [place = '', product = ''] = key.split('|');
  return lineOf(order, place, product) === line;
};
