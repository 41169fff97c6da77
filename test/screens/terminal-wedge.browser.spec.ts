import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { Handheld } from '../support/handheld.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { describeInBrowser } from '../support/in-browser.js';
import { makeCount } from '../support/orders.js';

const GS = '\u001d';
/** Product, lot and count in one label; the lot ends with a separator. */
const label = `0105901234123457${'10'}24-118${GS}3012`;

/** What scanners type, and where it goes (terminal.md). */
describeInBrowser('a scanner', () => {
  let host: TestHost;
  let worker: Handheld;
  let orderId: string;
  beforeAll(async () => {
    host = await openTestHost();
  });
  beforeEach(async () => {
    const rows = ['B-01-01', 'B-01-02', 'B-01-03'].map((at) => ({ at }));
    orderId = (await makeCount(host, { rows })).order.id;
    worker = await Handheld.open(host, 'ivo');
    await worker.openOrder(orderId);
    await worker.scan('B-01-01');
  });
  afterEach(async () => {
    await worker.close();
    expect(worker.complaints).toEqual([]);
  });
  afterAll(() => host?.close());

  const stored = async () =>
    (
      await host.database.query<{ text: string }>(
        sql`SELECT text FROM ${own.scans} WHERE order_id = ${orderId} ORDER BY seq`,
      )
    ).map(({ text }) => text);
  const focused = () =>
    worker.page.evaluate('document.activeElement.name || document.activeElement.tagName') as Promise<string>;
  const keys = () => worker.page.keyboard;

  const altCode = async () => {
    await keys().down('Alt');
    for (const digit of ['0', '2', '9']) await keys().press(`Numpad${digit}`);
    await keys().up('Alt');
  };
  const wedges: Record<string, (part: string) => Promise<void>> = {
    'inserts text': (part) => keys().insertText(part),
    'sends key events': (part) => keys().type(part),
    'sends characters 5 ms apart': (part) => keys().type(part, { delay: 5 }),
  };
  const separators: Record<string, () => Promise<void>> = {
    'as it is': () => keys().insertText(GS),
    'as Ctrl+]': () => keys().press('Control+]'),
    'as Alt+029': altCode,
    'as words': () => keys().type('<GS>'),
  };

  describe.each(Object.keys(wedges))('that %s', (wedge) => {
    it.each(['Enter', 'Tab'])('and %s', async (end) => {
      for (const code of ['10-0411', '24-118', '12']) {
        await wedges[wedge]?.(code);
        await keys().press(end);
        await worker.settled();
      }

      // The quantity is a field of its own form.
      expect(await stored()).toEqual(['B-01-01', '10-0411', '24-118', '']);
      expect(await worker.cue()).toContain('+12 → 12 pcs');
    });

    it.each(Object.keys(separators))('and a separator %s: one label is one record', async (separator) => {
      const [before = '', after = ''] = label.split(GS);
      await wedges[wedge]?.(before);
      await separators[separator]?.();
      await wedges[wedge]?.(after);
      await keys().press('Enter');
      await worker.settled();

      expect(await worker.cue()).toBe('+12 → 12 pcs Oat biscuits 400 g, 24-118');
    });
  });

  it('that hands over several codes at once with their Enter in them', async () => {
    await keys().insertText('10-0411\r24-118\r12\r');
    await worker.settled();

    expect(await stored()).toEqual(['B-01-01', '10-0411', '24-118', '12']);
  });

  it('loses no character when a screen changes while it types', async () => {
    await keys().type('10-0411');
    await keys().press('Enter');
    await keys().type('24-118', { delay: 30 });
    await keys().press('Enter');
    await worker.settled();

    expect(await stored()).toEqual(['B-01-01', '10-0411', '24-118']);
  });

  it('types into a quantity: a barcode there is a scan, and the product is left', async () => {
    await worker.scan('47-1102');
    expect(await focused()).toBe('quantity');
    await worker.scan('B-01-02');

    expect(await worker.plate()).toBe('B-01-02');
  });

  it.each(['B-01-02', label])(
    'types %s into the pieces of what is weighed: it is a scan there, too',
    async (code) => {
      await worker.scan('31-0008', 'K-2291');
      expect(await focused()).toBe('quantity');
      await worker.scan(code);

      expect((await stored()).at(-1)).toBe(code);
      expect(await focused()).not.toBe('quantityBase');
    },
  );

  it('that hands over its Enter with the code does so where something is weighed', async () => {
    await worker.scan('31-0008', 'K-2291');
    await keys().insertText('B-01-02\r');
    await worker.settled();

    expect(await worker.plate()).toBe('B-01-02');
  });

  describe('the focus', () => {
    /** Milliseconds from a change of the screen until the focus is where the next scan goes. */
    const watch = () =>
      worker.page.evaluate(`
        window.__late = [];
        const placed = () => /^(text|quantity)$/.test(document.activeElement?.name ?? '');
        new MutationObserver(() => {
          const begun = performance.now();
          const look = () => (placed() ? window.__late.push(performance.now() - begun) : setTimeout(look, 1));
          look();
        }).observe(document.querySelector('main'), { childList: true });`);
    const lateness = async () => (await worker.page.evaluate('window.__late')) as number[];

    it('is back within 50 ms of every swap and error', async () => {
      await watch();
      await worker.scan('47-1102', '5', 'NOBODY-KNOWS-THIS', 'B-01-02', '204');
      await worker.press('Escape');
      const late = await lateness();

      expect(late.length).toBeGreaterThan(4);
      expect(Math.max(...late)).toBeLessThanOrEqual(50);
    });

    it('is back when something took it: a button, a dialog, another window, the network', async () => {
      for (const take of [
        'document.activeElement.blur()',
        `document.querySelector('.acts .main').focus(); document.activeElement.blur()`,
        `document.activeElement.blur(); window.dispatchEvent(new Event('focus'))`,
        `document.activeElement.blur(); window.dispatchEvent(new Event('online'))`,
      ]) {
        await worker.page.evaluate(take);
        await worker.page.waitForTimeout(50);
        expect([take, await focused()]).toEqual([take, 'text']);
      }
      worker.page.once('dialog', (dialog) => dialog.accept());
      await worker.page.evaluate(`alert('from somebody else')`);
      await worker.page.waitForTimeout(50);
      expect(await focused()).toBe('text');
    });

    it('comes to the field with the first character, wherever it is', async () => {
      await worker.page.focus('.acts .main');
      await keys().type('B-01-03');
      await keys().press('Enter');
      await worker.settled();

      expect(await worker.plate()).toBe('B-01-03');
    });

    it('opens no soft keyboard until somebody asks for it', async () => {
      const mode = () => worker.page.getAttribute('#field', 'inputmode');
      expect(await mode()).toBe('none');
      await worker.page.click('#key');
      expect([await mode(), await focused()]).toEqual(['text', 'text']);
      await worker.scan('47-1102');
      expect(await worker.page.getAttribute('[name=quantity]', 'inputmode')).toBe('numeric');
    });
  });

  describe('the keys', () => {
    it('undo ten steps, one key each, and no more', async () => {
      for (let i = 1; i <= 11; i++) await worker.scan('47-1102', String(i));
      for (let i = 1; i <= 10; i++) await worker.press('F4');
      expect(await worker.cue()).toContain('−2 pcs');
      await worker.press('F4');
      expect(await worker.cue()).toContain('Nothing to take back');

      await worker.goTo(`/worker/orders/${orderId}?tab=counts`);
      expect(await worker.page.locator('.rows s').count()).toBe(20);
      expect(await worker.page.locator('.rows .void').count()).toBe(1);
    });

    it('done, next, empty, list and back', async () => {
      await worker.scan('47-1102', '2');
      await worker.press('F1');
      expect(await worker.cue()).toBe('Done B-01-01');
      await worker.press('F1');
      expect(await worker.plate()).toBe('B-01-02');
      await worker.press('F3');
      expect(await worker.cue()).toBe('Confirmed empty B-01-02');
      await worker.press('Escape');
      expect(await worker.text('.tabs')).toContain('Lines 2/3');
      await worker.press('ArrowDown', 'Enter');
      expect(await worker.plate()).toBe('B-01-01');
      await worker.press('Escape', 'F2');
      expect(await worker.cue()).toBe('1 line open 2 of 3 done');
      await worker.press('F2');
      expect(await worker.cue()).toContain('1 left out, counted again');
    });

    it('stand on the buttons that they press', async () => {
      const shown = (await worker.page.evaluate(`
        [...document.querySelectorAll('[data-key]')].map((one) => [one.dataset.key, one.innerText])`)) as string[][];
      expect(shown.length).toBeGreaterThan(3);
      for (const [key = '', words] of shown) expect(words).toContain(key === 'Escape' ? 'Esc' : key);
    });
  });

  describe('the cues', () => {
    it('say “received” within 100 ms of Enter, whatever the network does', async () => {
      await worker.page.route(/\/scans$/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await route.continue();
      });
      await keys().insertText('47-1102');
      const took = await worker.page.evaluate(`new Promise((resolve) => {
        const begun = performance.now();
        const look = () => document.querySelector('.cue.got') ? resolve(performance.now() - begun) : setTimeout(look);
        document.getElementById('field').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
        look();
      })`);
      expect(took).toBeLessThan(100);
      await worker.settled();
      await worker.page.unroute(/\/scans$/);
    });

    it('differ in sound, vibration, colour and words', async () => {
      await worker.page.evaluate(`
        window.__heard = [];
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...at) {
          window.__heard.push(this.type + this.frequency.value);
          start.apply(this, at);
        };
        window.__felt = [];
        Object.defineProperty(navigator, 'vibrate', { value: (pulse) => window.__felt.push(String(pulse)) });`);
      const cues: string[][] = [];
      for (const text of ['B-01-02', '999*', 'NOBODY-KNOWS-THIS']) {
        await worker.scan(text);
        if (text === '999*') await worker.press('F1');
        const heard = await worker.page.evaluate(`
          [window.__heard.splice(0).filter((tone) => tone !== 'sine1800').join(), window.__felt.splice(0).join('/'),
           getComputedStyle(document.querySelector('#body > .cue')).backgroundColor,
           document.querySelector('#body > .cue b').innerText]`);
        cues.push(heard as string[]);
      }
      for (const sense of [0, 1, 2, 3]) expect(new Set(cues.map((cue) => cue[sense])).size).toBe(3);
    });
  });
});
