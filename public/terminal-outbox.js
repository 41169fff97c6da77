/**
 * The outbox: what was scanned and is not answered yet, kept on the device (IndexedDB) and sent in
 * order, up to 50 in a request, one request at a time, until the server has answered each. The same
 * scan sent again is the same scan: its id is made here.
 */
const BATCH = 50;
const PATIENCE = 10_000;
const MISSING = 'scan.predecessor-missing';

/** Where the application is: at the root, or below a path of the host's. */
export const root = new URL('../..', import.meta.url).pathname;

/** A UUID. Not `crypto.randomUUID`: a local network without TLS has none. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (tx) =>
  new Promise((resolve, reject) => {
    tx.oncomplete = resolve;
    tx.onabort = () => reject(tx.error);
  });

/**
 * `waiting` (by n): scanId, after, user, order, text, fields, scannedAt, tried. `chains`: the last scan
 * of a person in an order. `unseen`: errors that nobody has acknowledged.
 */
function openDatabase() {
  const request = indexedDB.open('terminal', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('waiting', { keyPath: 'n' }).createIndex('user', 'user');
    request.result.createObjectStore('chains');
    request.result.createObjectStore('unseen', { keyPath: 'scanId' }).createIndex('user', 'user');
  };
  return asked(request);
}

/** One person's outbox. Scans of somebody else who signed in here wait for him. */
export class Outbox {
  /** `token`: gives the page's token, which a request of ours carries. */
  static async open(user, token) {
    const outbox = new Outbox();
    Object.assign(outbox, { user, token, database: await openDatabase() });
    await outbox.#look();
    return outbox;
  }

  /** How many scans of the owner are kept here, and of others. */
  kept = 0;
  others = 0;
  /** `sending`, `offline` (it is tried again by itself) or `signed-out`. */
  state = 'sending';
  /** Called when one of these has changed. */
  onChange = () => {};
  /** Called with an answer of the server, when it is kept. */
  onAnswer = () => {};
  #keeping = 0;
  #held = false;
  #running = false;
  #again = false;
  #failures = 0;
  #size = BATCH;
  #poke = () => {};
  #drained = [];

  /** How many of the owner's wait, with those that are just being kept. */
  get count() {
    return this.kept + this.#keeping;
  }

  /**
   * Keeps a scan, and sends it when everything before it is sent. `first`: it goes before all that was
   * not tried yet, because it answers a question. Rejects where the device has no room for it.
   */
  async put(scan) {
    this.#keeping += 1;
    try {
      await this.#keep(scan);
      this.kept += 1;
    } finally {
      this.#keeping -= 1;
      this.onChange();
    }
    this.#run();
  }

  async #keep({ order, text, fields, first = false }) {
    const scannedAt = new Date().toISOString();
    // Written through to the flash: batteries fall out.
    const tx = this.database.transaction(['waiting', 'chains'], 'readwrite', { durability: 'strict' });
    const done = ended(tx);
    const [waiting, chains] = [tx.objectStore('waiting'), tx.objectStore('chains')];
    const chain = `${this.user} ${order}`;
    const next = first ? await this.#firstUntried(waiting, order) : undefined;
    const newest = next ? undefined : await asked(waiting.openKeyCursor(null, 'prev'));
    const scan = {
      n: next ? next.n - 0.5 : Math.floor(newest?.key ?? 0) + 1,
      scanId: uuid(),
      after: next ? next.after : ((await asked(chains.get(chain))) ?? null),
      user: this.user,
      order,
      text,
      scannedAt,
      ...(fields ? { fields } : {}),
      // An answer is not held by its own question.
      ...(first ? { tried: true } : {}),
    };
    waiting.add(scan);
    if (next) waiting.put({ ...next, after: scan.scanId });
    else chains.put(scan.scanId, chain);
    await done;
  }

  /** The server's last scan of an order, as a screen shows what came of it: the next one comes after it. */
  async follow(order, last) {
    const tx = this.database.transaction(['waiting', 'chains'], 'readwrite');
    const mine = await asked(tx.objectStore('waiting').index('user').getAll(this.user));
    if (mine.some((scan) => scan.order === order)) return;
    const chain = `${this.user} ${order}`;
    if (last) tx.objectStore('chains').put(last, chain);
    else tx.objectStore('chains').delete(chain);
  }

  /** Sends what waits now, not when it would have been tried again. */
  wake() {
    this.#poke();
    this.#run();
  }

  /** A question is open: what was not tried yet waits for its answer. */
  hold(held) {
    this.#held = held;
    if (!held) this.#run();
  }

  /** When nothing waits any more. */
  drained() {
    return this.count === 0 ? Promise.resolve() : new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Errors that were not acknowledged, the oldest first. */
  async unseen() {
    const index = this.database.transaction('unseen').objectStore('unseen').index('user');
    return (await asked(index.getAll(this.user))).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async acknowledge(scanIds) {
    const tx = this.database.transaction('unseen', 'readwrite');
    const done = ended(tx);
    for (const scanId of scanIds) tx.objectStore('unseen').delete(scanId);
    await done;
  }

  async #firstUntried(waiting, order) {
    const mine = await asked(waiting.index('user').getAll(this.user));
    return mine.find((scan) => scan.order === order && !scan.tried);
  }

  async #run() {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && this.state !== 'signed-out') {
        this.#again = false;
        await this.#next().catch(() => this.#later());
      }
    } finally {
      this.#running = false;
    }
  }

  /** Rejects where the device has no room, or an answer makes no sense: what waits is still there. */
  async #next() {
    const batch = await this.#batch();
    if (batch.length === 0) return;
    this.#again = true;
    await this.#deliver(batch);
  }

  /** The next scans of one order, marked as tried before they leave. */
  async #batch() {
    const tx = this.database.transaction('waiting', 'readwrite');
    const done = ended(tx);
    const waiting = tx.objectStore('waiting');
    const mine = await asked(waiting.index('user').getAll(this.user, this.#size));
    const end = mine.findIndex((scan) => scan.order !== mine[0].order || (this.#held && !scan.tried));
    const batch = end < 0 ? mine : mine.slice(0, end);
    for (const scan of batch) if (!scan.tried) waiting.put({ ...scan, tried: true });
    await done;
    return batch;
  }

  async #deliver(batch) {
    const answer = await this.#post(batch);
    if (!answer) return this.#later();
    const moved = (await this.#takeOut(batch, answer.results)) || answer.split;
    if (moved) this.#failures = 0;
    this.state = 'sending';
    await this.#look();
    if (!answer.split) this.onAnswer({ ...answer, order: batch[0].order });
    if (!moved) await this.#later();
  }

  /** The server's answer; null: to be tried again. */
  async #post(batch) {
    const scans = batch.map(({ n, user, order, tried, ...scan }) => scan);
    try {
      const response = await fetch(`${root}worker/orders/${batch[0].order}/scans`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'x-csrf-token': this.token(),
        },
        body: JSON.stringify({ sentAt: new Date().toISOString(), scans }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const body = await response.json();
      this.#size = response.ok ? BATCH : 1;
      if (response.ok) return Array.isArray(body.results) ? body : null;
      if (response.status === 401 || body.code === 'form.not-ours') this.state = 'signed-out';
      const hopeless = response.status < 500 && ![401, 408, 425, 429].includes(response.status) && body.code;
      if (!hopeless || this.state === 'signed-out') return null;
      // One of them is at fault: they are tried one by one, and only that one is refused.
      if (batch.length > 1) return { results: [], split: true };
      const [{ scanId }] = batch;
      return {
        results: [{ scanId, outcome: 'refused', cue: 'err', code: body.code, message: body.detail }],
      };
    } catch {
      return null;
    }
  }

  /** Takes out what was answered. Says whether the outbox has moved, or would send the same again. */
  async #takeOut(batch, results) {
    const tx = this.database.transaction(['waiting', 'unseen'], 'readwrite');
    const done = ended(tx);
    const [waiting, unseen] = [tx.objectStore('waiting'), tx.objectStore('unseen')];
    const byId = new Map(results.map((result) => [result.scanId, result]));
    let moved = false;
    for (const [i, scan] of batch.entries()) {
      const result = byId.get(scan.scanId);
      if (!result) continue;
      if (result.code === MISSING) {
        // What it came after is lost for good, or it would be in this request: a new chain begins.
        if (i === 0 && scan.after !== null) {
          waiting.put({ ...scan, after: null });
          moved = true;
        }
        continue;
      }
      moved = true;
      waiting.delete(scan.n);
      if (result.cue === 'err') {
        const { scanId, user, order, text, scannedAt } = scan;
        unseen.put({ ...result, scanId, user, order, text: text || result.text, at: scannedAt });
      }
    }
    await done;
    return moved;
  }

  /** Waits a little longer each time, unless woken. */
  async #later() {
    this.#again = true;
    if (this.state !== 'signed-out') this.state = 'offline';
    this.#failures += 1;
    await this.#look();
    if (this.state === 'signed-out') return;
    const delay = Math.min(5_000, 200 * 2 ** Math.min(this.#failures, 5)) * (0.75 + Math.random() / 2);
    await new Promise((resolve) => {
      this.#poke = resolve;
      setTimeout(resolve, delay);
    });
  }

  async #look() {
    const waiting = this.database.transaction('waiting').objectStore('waiting');
    const [mine, all] = await Promise.all([
      asked(waiting.index('user').count(this.user)),
      asked(waiting.count()),
    ]);
    this.kept = mine;
    this.others = all - mine;
    if (this.count === 0) for (const resolve of this.#drained.splice(0)) resolve();
    this.onChange();
  }
}
