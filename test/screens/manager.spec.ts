import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { insertRows } from '../../src/database/insert.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { ids, TRUE, uuid } from '../../src/database/words.js';
import { SSCC } from '../../src/demo/pallets.js';
import { eanOf } from '../../src/demo/product-codes.js';
import { erp } from '../../src/erp/tables.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { counted, deskOf, planned } from '../support/office.js';
import type { Paper } from '../support/paper.js';

/** The manager's pages as a browser without scripts sees them. */
let host: TestHost;
let mira: Paper;
beforeAll(async () => {
  host = await openTestHost();
  mira = await deskOf(host, 'mira');
});
afterAll(() => host?.close());

/** Asks the page again until the work it shows has ended. */
async function ended(paper: Paper): Promise<Paper> {
  while (/<progress[^>]*max="100"/.test(paper.html)) await paper.get(paper.path);
  return paper;
}
/** Ids of the rows of the grid. */
const rowsOf = ({ html }: Paper): string[] =>
  [...html.matchAll(/name="row" value="([\da-f-]+)"/g)].map(([, id]) => id as string);
/** What came of the last action. */
const cuesOf = (paper: Paper): string =>
  cuesIn(paper, /<div class="cues"[^>]*>(.*?)<main|<div class="cues"[^>]*>(.*)/s);
/** What came of the last work in the background. */
const jobOf = (paper: Paper): string => cuesIn(paper, /<div id="job"(.*?)<section/s);

function cuesIn({ html }: Paper, part: RegExp): string {
  const found = part.exec(html);
  return [
    ...(found?.[1] ?? found?.[2] ?? '').matchAll(
      /<div class="cue (\w+)"[^>]*>(.*?)<\/div>(?:<form|<\/div>)/gs,
    ),
  ]
    .map(
      ([, kind, inner]) =>
        `${kind}: ${(inner as string)
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()}`,
    )
    .join('\n');
}

/** A thousand zones more, ZZ-0 to ZZ-999, by their ids. */
const moreZones = (): Promise<string[]> =>
  host.database.transaction(async (tx) => {
    const { warehouseId } = host.demo;
    const rows = Array.from({ length: 1_000 }, (_, i) => [randomUUID(), warehouseId, `ZZ-${i}`, 'More']);
    const columns = ['Warehouse_Zone_Id', 'Warehouse_Id', 'Warehouse_Zone_Code', 'Warehouse_Zone_Name'];
    await insertRows(tx, erp.zones, columns, rows);
    return rows.map(([id]) => id as string);
  });

describe('who may', () => {
  it('shows a worker no page of the manager', async () => {
    const ivo = await deskOf(host, 'ivo');

    expect(ivo.status).toBe(403);
    expect(ivo.text).toContain('This needs the role manager.');
  });

  it('refuses a form that is not from our pages', async () => {
    const made = await planned(host, ['A-05-02-2']);
    await mira.get(made.page);
    const forged = mira.html.replaceAll(/name="_csrf" value="[^"]+"/g, 'name="_csrf" value="forged"');
    mira.html = forged;

    await mira.press(/^More actions|^Start the count/);

    expect(mira.status).toBe(403);
  });

  it('says of a reconciliation that is not there that it is not there', async () => {
    await mira.get('/manager/reconciliations/00000000-0000-4000-8000-000000000000');

    expect(mira.status).toBe(404);
    expect(mira.text).toContain('Not possible There is no reconciliation');
  });
});

describe('the list', () => {
  it('tells state, next step and how far each is, and finds one by its number', async () => {
    const made = await planned(host, ['A-05-01-3']);

    await mira.get(`/manager?q=${made.documentNo}`);

    expect(mira.text).toContain('1 reconciliation');
    expect(mira.text).toMatch(
      new RegExp(
        `${made.documentNo} Riverside DC, A-05-01-3 .* Planned, snapshot 0 0 / 1 – – – Start the count`,
      ),
    );
  });

  it('keeps its filter in the address', async () => {
    await mira.get('/manager');
    await mira.press('Filter', { state: 'Void' });

    expect(mira.path).toContain('state=Void');
    expect(mira.text).toContain('0 reconciliations');
  });

  it('refuses a day that does not exist', async () => {
    await mira.get('/manager?from=2026-02-31');

    expect(mira.status).toBe(400);
  });
});

describe('an address of the details that is nonsense', () => {
  it.each([
    ['size=abc', /Difference at least: It takes a number from 0 up/],
    ['value=-1', /Value at least: It takes a number from 0 up/],
    ['session=soon', /Session: It takes a whole number/],
    ['status=Nonsense', /status: The address has something here that cannot be chosen/],
    ['product=2026-02-31', /product: The address has something/],
  ])('keeps the page and says what the field takes: %s', async (query, said) => {
    const made = await planned(host, ['A-05-03-1']);

    await mira.get(`${made.page}?difference=none&${query}`);

    expect(mira.status).toBe(200);
    expect(mira.text).toMatch(said);
    expect(mira.html).toMatch(/value="none" selected/);
    const api = await host.as('mira').get(`/api/reconciliations/${made.id}/details?differenceAtLeast=abc`);
    expect(api.status).toBe(400);
    expect(api.body.errors[0].code).toMatch(/^request\./);
  });

  it('marks the field and leaves what was typed in it, in Bulgarian too', async () => {
    const made = await planned(host, ['A-05-03-2']);
    const bulgarian = await deskOf(host, 'mira', 'bg');

    await bulgarian.get(`${made.page}?size=abc`);

    expect(bulgarian.html).toMatch(/name="size" value="abc" aria-invalid="true"/);
    expect(bulgarian.text).toMatch(/Разлика поне: Приема число от 0 нагоре/);
  });
});

describe('a new reconciliation', () => {
  it('says how many locations and positions a scope has, and what overlaps', async () => {
    const { ids } = host.demo;
    await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);

    await mira.press('Update', {
      zone: [ids.zone('A'), ids.zone('A-03')],
      typed: 'A-03-01-4\nno-such-place',
    });

    expect(mira.text).toMatch(/[\d,]+ locations , [\d,]+ positions with stock/);
    expect(mira.text).toContain('A Pallet racks and A-03');
    expect(mira.text).toContain('A Pallet racks and A-03-01-4 share 1 location. It is counted once.');
    expect(mira.text).toContain('No such location in this warehouse: no-such-place');
  });

  it('is made with lines and workers, and can be changed until the count starts', async () => {
    const { ids, people } = host.demo;
    const place = ids.location('C-01-01');
    await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);
    await mira.press('Update', { typed: 'C-01-01\nC-01-05', notes: 'Cold' });
    await mira.press('Make the reconciliation', {
      notes: 'Cold',
      [`worker-${place}`]: people.ivo.workerId as string,
    });

    expect(mira.text).toContain('Next: generate the snapshot of what should be there.');
    await mira.get(`${mira.path}/scope`);
    expect(mira.text).toMatch(/2 locations/);
    expect(mira.html).toContain(`value="${people.ivo.workerId}" selected`);
    await mira.press('Remove C-01-05');
    await mira.press('Save the scope');
    expect(mira.text).toContain('The scope has 1 line now.');
  });

  it('has a search where zones are thousands; what is ticked stays, whatever the tree shows', async () => {
    const extra = await moreZones();
    try {
      await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);
      expect(gzipSync(mira.html).length).toBeLessThan(15_000);
      expect(mira.text).not.toContain('ZZ-999');
      expect(mira.text).toMatch(/[\d,]+ more zones: type a part of a code or name\./);

      await mira.press('Search', { find: 'zz-99' });
      expect(mira.text).toContain('ZZ-999 More 0');
      expect(mira.text).not.toContain('ZZ-12');
      await mira.press('Update', { zone: extra[999] as string });
      await mira.press('Search', { find: 'A-03' });
      expect(mira.text).toContain('10 ZZ-999 More');
      expect(mira.text).toMatch(/A Pallet racks [\d,]+ A-03 /);
      await mira.press('Update', { zone: [extra[999] as string, host.demo.ids.zone('A-03')] });
      await mira.press('Make the reconciliation');

      await mira.get(`${mira.path}/scope`);
      expect(mira.text).toMatch(/10 A-03 .* 20 ZZ-999 More/);
    } finally {
      await host.database.query(sql`DELETE FROM ${erp.zones} WHERE "Warehouse_Zone_Id" IN ${ids(extra)}`);
    }
  });

  it('takes a thousand zones at once, and lets go of all of them', async () => {
    const extra = await moreZones();
    try {
      await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);
      await mira.press('Update', { zone: extra });
      expect(mira.text).toContain('and 800 more lines');
      await mira.press('Make the reconciliation');
      const { lines } = (await host.as('mira').get(`/api${mira.path.replace('/manager', '')}`)).body;
      expect(lines).toHaveLength(1_000);

      await mira.get(`${mira.path}/scope`);
      await mira.press('Remove all');
      expect(mira.text).toContain('Nothing is chosen: the whole warehouse is counted.');
    } finally {
      await host.database.query(sql`DELETE FROM ${erp.zones} WHERE "Warehouse_Zone_Id" IN ${ids(extra)}`);
    }
  });

  it('stays what it is once the count has started, whatever is sent', async () => {
    const { page } = await counted(host, ['C-01-01']);
    await mira.get(`${page}/scope`);
    expect(mira.text).toMatch(/ 1 location ,/);

    const answer = await fetch(`${host.url}${page}/scope`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token('mira')}` },
      body: new URLSearchParams({ do: 'look' }),
    });

    expect(answer.status).toBe(200);
    expect((await answer.text()).replaceAll(/<[^>]*>|\s+/g, ' ')).toMatch(/ 1 location +,/);
  });

  it('takes locations as a scanner sends them, and where a logistic unit stands', async () => {
    await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);

    await mira.press('Update', { typed: `]C0C-01-01\n(254)C-01-05\n]C100${SSCC}` });

    expect(mira.text).toMatch(/10 C-01-01 .* 20 C-01-05 .* 30 A-04-01-2/);
    expect(mira.text).not.toContain('No such location');
  });

  it('is not made of what a warehouse does not have: the words stay as they were typed', async () => {
    await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);

    await mira.press('Make the reconciliation', { typed: 'Z-99' });

    expect(mira.path).toBe('/manager/new');
    expect(mira.text).toContain('No such location in this warehouse: Z-99');
    expect(mira.html).toMatch(/<textarea[^>]*>Z-99<\/textarea>/);
  });
});

describe('steps', () => {
  it('leads from the snapshot to the orders, each step with a sentence', async () => {
    await mira.get(`/manager/new?warehouse=${host.demo.warehouseId}`);
    await mira.press('Update', { typed: 'B-01-03' });
    await mira.press('Make the reconciliation');

    await ended(await mira.press('Generate snapshot g'));
    expect(jobOf(mira)).toMatch(
      /^ok: The snapshot of \d\d:\d\d has \d+ positions?\. Locations: 1, empty: 0\.$/,
    );
    await mira.press('Seen');
    expect(jobOf(mira)).toBe('');
    await mira.press('Plan g');
    expect(cuesOf(mira)).toBe('ok: It is planned.');
    await mira.press('Start the count g');
    expect(mira.path).toMatch(/\/orders$/);
    expect(cuesOf(mira)).toBe('ok: 1 order was given out for count 1.');
    expect(mira.text).toContain('Next: wait for the order.');
  });

  it('greys what is not possible and says why', async () => {
    const made = await planned(host, ['B-02-14']);

    await mira.get(made.page);

    expect(mira.text).toContain('Generate recount orders Not possible: no row is set to Recount');
    expect(mira.text).toContain('Complete Not possible: it is not released yet');
    expect(mira.html).toMatch(/<button[^>]*disabled[^>]*>\s*Complete/);
  });

  it('tells a refusal where it was asked for', async () => {
    const made = await planned(host, ['B-02-15']);
    await mira.get(made.page);
    await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);

    await mira.press('Start the count g');

    expect(cuesOf(mira)).toContain(`err: The count of ${made.documentNo} has started.`);
  });

  it('asks for the reason before it voids', async () => {
    const made = await planned(host, ['A-04-01-2']);
    await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
    await mira.get(`${made.page}/void`);

    await mira.press(`Void ${made.documentNo}`, { reason: ' ' });
    expect(cuesOf(mira)).toContain('err: Say why it is void');
    await mira.press(`Void ${made.documentNo}`, { reason: 'wrong day' });

    expect(cuesOf(mira)).toBe('ok: It is void.');
    expect(mira.text).toContain('Nothing is left to do.');
  });
});

describe('details', () => {
  it('keeps filter, sort and columns in the address, and pages by links', async () => {
    const made = await planned(host, ['A-03-01-4', 'A-03-02-1']);

    await mira.get(`${made.page}?q=10-04&sort=-lineNo&col=location&col=product`);

    expect(mira.text).toMatch(/Location ▼ Product A-/);
    expect(rowsOf(mira).length).toBeGreaterThan(1);
    await mira.get(`${made.page}?q=nothing-like-this`);
    expect(mira.text).toContain('No row is like that.');
  });

  it('narrows to a lot, a logistic unit and a session by fields of their own, which stay', async () => {
    const made = await planned(host, ['A-03-01-1', 'A-03-01-2', 'A-03-04-2']);
    const { items } = (await host.as('mira').get(`/api/reconciliations/${made.id}/details?limit=1000`)).body;
    const { lot } = items.find((item: { lot: string | null }) => item.lot);
    const unit = items.find((item: { logisticUnit: string | null }) => item.logisticUnit).logisticUnit;
    const idsOf = (is: (item: any) => boolean) => items.filter(is).map((item: { id: string }) => item.id);
    await mira.get(`${made.page}?sort=-lineNo`);

    await mira.press('Filter', { lot: lot.toLowerCase(), session: '0' });
    expect(mira.path).toMatch(/lot=.*session=0/);
    expect(rowsOf(mira).toSorted()).toEqual(idsOf((item) => item.lot === lot).toSorted());
    expect(mira.text).toContain(`Lot ${lot.toLowerCase()} ×`);
    expect(mira.html).toContain(`name="lot" value="${lot.toLowerCase()}"`);
    await mira.press('Location ▼');
    expect(mira.path).toMatch(/session=0.*lot=/);
    expect(rowsOf(mira)).toHaveLength(idsOf((item) => item.lot === lot).length);
    await mira.press(/^Lot .* ×/);
    expect(mira.path).not.toContain('lot=');
    await mira.press('Filter', { unit });

    expect(rowsOf(mira).toSorted()).toEqual(idsOf((item) => item.logisticUnit === unit).toSorted());
    const file = /href="([^"]+details\.csv\?[^"]+)"/.exec(mira.html)?.[1] as string;
    const answer = await fetch(host.url + file.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), {
      headers: { authorization: `Bearer ${host.token('mira')}` },
    });
    expect((await answer.text()).trim().split('\n')).toHaveLength(rowsOf(mira).length + 1);
  });

  it('finds by what a scanner sends: a label says its number among others', async () => {
    const made = await planned(host, ['A-03-01-1', 'A-03-01-2', 'A-04-01-2']);
    const { items } = (await host.as('mira').get(`/api/reconciliations/${made.id}/details?limit=1000`)).body;
    const idsOf = (is: (item: any) => boolean) => items.filter(is).map((item: { id: string }) => item.id);
    const { lot } = items.find((item: { lot: string | null }) => item.lot);
    const onPallet = idsOf((item) => item.logisticUnit === SSCC);
    const ofLot = idsOf((item) => item.lot === lot);
    const film = idsOf((item) => item.product.startsWith('63-7702'));
    expect([onPallet, ofLot, film].map((rows) => rows.length > 0)).toEqual([true, true, true]);

    for (const [field, scanned, rows] of [
      ['unit', `00${SSCC}`, onPallet],
      ['unit', `]C100${SSCC}`, onPallet],
      ['unit', `(00)${SSCC}`, onPallet],
      ['unit', SSCC, onPallet],
      ['lot', `]C110${lot}`, ofLot],
      ['lot', `10${lot}`, ofLot],
      ['q', `00${SSCC}`, onPallet],
      ['q', SSCC, onPallet],
      ['q', `]d201${eanOf('63-7702').padStart(14, '0')}`, film],
      ['q', `https://id.example/01/${eanOf('63-7702').padStart(14, '0')}`, film],
      ['q', eanOf('63-7702'), film],
      ['q', `]E0${eanOf('63-7702')}`, film],
    ] as const) {
      await mira.get(`${made.page}?${new URLSearchParams({ [field]: scanned })}`);
      expect({ scanned, rows: rowsOf(mira).toSorted() }).toEqual({ scanned, rows: rows.toSorted() });
    }
    const file = /href="([^"]+details\.csv\?[^"]+)"/.exec(mira.html)?.[1] as string;
    const answer = await fetch(host.url + file.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), {
      headers: { authorization: `Bearer ${host.token('mira')}` },
    });
    expect((await answer.text()).trim().split('\n')).toHaveLength(film.length + 1);
  });

  it('takes the code of a zone where there are too many to choose from', async () => {
    const made = await planned(host, ['A-03-01-1', 'B-02-10']);
    const extra = await moreZones();
    try {
      await mira.get(made.page);
      await mira.press('Filter', { zone: 'b' });

      expect(mira.text).toContain('B-02-10');
      expect(mira.text).not.toContain('A-03-01-1');
      expect(mira.html).toMatch(/<input name="zone" value="b"/);
    } finally {
      await host.database.query(sql`DELETE FROM ${erp.zones} WHERE "Warehouse_Zone_Id" IN ${ids(extra)}`);
    }
  });

  it('shows count and value before it approves, then what changed and what not and why', async () => {
    const made = await counted(host, ['A-01-01-1', 'A-01-01-2'], (truth) => {
      const [first] = truth.lying;
      if (first) first.base = first.quantity = '1';
    });
    await mira.get(`${made.page}?difference=only`);
    const different = rowsOf(mira);
    expect(different.length).toBeGreaterThan(0);

    await mira.press('Count and value of the ticked rows', { row: different });
    expect(mira.text).toMatch(new RegExp(`${different.length} rows? selected : −[\\d.,]+ and [+\\d.,]+ = −`));
    await mira.press(/^Approve \d/);

    expect(cuesOf(mira)).toMatch(/^ok: \d+ rows? (was|were) changed\.$/);
    expect(mira.path).toContain('difference=only');
  });

  it('changes what can be changed and names the others', async () => {
    const made = await planned(host, ['A-02-01-1']);
    await mira.get(made.page);
    const rows = rowsOf(mira);

    await mira.press('Count and value of the ticked rows', { row: rows });
    expect(mira.text).toMatch(/Approve 0 a Recount \d+ r Cancel \d+ c/);
    await mira.get(made.page);
    await mira.press('Count and value of the ticked rows', { row: rows });
    mira.html = mira.html.replace(' disabled', '');
    await mira.press(/^Approve \d/);

    expect(cuesOf(mira)).toContain('err: 0 rows were changed.');
    expect(cuesOf(mira)).toContain('is Created and cannot be set to Approved.');
  });

  it('accepts rows without a difference after saying how many they are', async () => {
    const made = await counted(host, ['A-01-02-1', 'A-01-02-3']);
    await mira.get(made.page);

    await mira.press('Rows without difference');
    expect(mira.text).toMatch(/\d+ rows can be accepted : 0\.00 and 0\.00 = 0\.00/);
    await mira.press(/^Approve \d/);

    expect(mira.text).toContain('Next: release it. Every row is decided.');
  });

  it('corrects a quantity only with a note', async () => {
    const made = await counted(host, ['A-01-02-4']);
    await mira.get(made.page);
    const [row] = rowsOf(mira);

    await mira.press('Count and value of the ticked rows', { row: row as string });
    await mira.press(/^Correct 1 row/, { countedQuantity: '3', notes: '' });
    expect(cuesOf(mira)).toContain('A quantity is corrected with a note that says why.');
    await mira.press('Count and value of the ticked rows', { row: row as string });
    await mira.press(/^Correct 1 row/, { countedQuantity: '3', notes: 'Counted once more' });

    expect(cuesOf(mira)).toBe('ok: 1 row was changed.');
    expect(mira.text).toContain('Counted once more');
  });

  it('shows the arithmetic, counts and sessions behind a row', async () => {
    const made = await counted(host, ['A-01-03-1']);
    await mira.get(made.page);
    const [row] = rowsOf(mira);

    await mira.get(`${made.page}/details/${row}`);

    expect(mira.text).toMatch(/Snapshot \d+.* = expected \d+.*; counted \d+/);
    expect(mira.text).toContain('Ivo Dimitrov');
    expect(mira.text).toContain('Sessions side by side Session 0 1');
  });
});

describe('orders', () => {
  it('gives one to a worker, takes it back, and says what that did', async () => {
    const made = await counted(host, ['A-01-03-2']);
    await mira.get(`${made.page}/orders`);

    await mira.press(/^Void WO|^Void \d/, { reason: 'counted by mistake' });

    expect(cuesOf(mira)).toMatch(
      /is void\. \d+ counts? became void with it\. \d+ rows? lost .*\. \d+ rows? (is|are) set to Recount\./,
    );
    expect(mira.text).toMatch(/Next: have \d+ rows? counted again\./);
    await mira.press(/^Generate recount orders g/);
    await mira.press(/^Generate recount orders *$/, { mode: 'single' });
    expect(cuesOf(mira)).toContain('1 order was given out for count 2.');
    await mira.press(/^Assign (?!…)/, { worker: host.demo.people.lena.workerId as string });
    expect(cuesOf(mira)).toMatch(/is for Lena Koleva now\./);
    await mira.press(/^\d+ *$/);
    expect(mira.text).toContain('A-01-03-2');
  });

  it('says of an order that nobody counted only what it did', async () => {
    const made = await planned(host, ['A-04-03-1', 'A-04-03-2']);
    await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
    await mira.get(`${made.page}/orders`);

    await mira.press(/^Void WO|^Void \d/, { reason: 'the wrong day' });

    expect(cuesOf(mira)).toMatch(/^ok: \d+ is void\. \d+ rows? (is|are) set to Recount\.$/);
  });

  it('lists counts and voids one with a reason', async () => {
    const made = await counted(host, ['A-01-03-3']);
    await mira.get(`${made.page}/counts`);

    await mira.press('Void the count', { reason: 'double' });

    expect(cuesOf(mira)).toMatch(/^ok: The count of .* at A-01-03-3 is void\.$/);
    expect(mira.text).toContain('voided: double (mira)');
    expect(mira.text).toContain('Next: populate 1 counted row.');
  });
});

describe('exceptions', () => {
  it('keeps what was typed when it is refused, and forgets it when it is done', async () => {
    const made = await planned(host, ['A-04-04-1']);
    const started = await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);
    const order = started.body.orders[0].id;
    await host.as('ivo').post(`/api/worker/orders/${order}/start`);
    const now = new Date().toISOString();
    const scans = [{ scanId: randomUUID(), after: null, text: 'NO-SUCH-CODE', scannedAt: now }];
    await host.as('ivo').post(`/api/worker/orders/${order}/scans`, { sentAt: now, scans });
    await mira.get(`${made.page}/exceptions?all=1`);

    await mira.press('Bind', { location: 'A-04-04-1', product: 'no-such', lot: 'L-7', quantity: '3' });

    expect(cuesOf(mira)).toContain('err: Nobody knows the product no-such.');
    expect(mira.path).toBe(`${made.page}/exceptions?all=1`);
    for (const typed of ['A-04-04-1', 'no-such', 'L-7', '3']) expect(mira.html).toContain(`value="${typed}"`);
    await mira.press('Bind', { location: 'A-04-04-1', product: '47-1180', lot: '', quantity: '3' });
    expect(cuesOf(mira)).toMatch(/^ok: /);
    expect(mira.html).not.toContain('value="47-1180"');
  });
});

describe('release', () => {
  it('shows what it would do, what stops it, and what it did', async () => {
    const made = await counted(host, ['A-01-04-1', 'A-01-04-2'], (truth) => {
      const [first] = truth.lying;
      if (first) first.base = first.quantity = '1';
    });
    await mira.get(`${made.page}/release`);
    expect(mira.text).toMatch(/Stops the release \d+ rows are not decided\./);
    await host.as('mira').post(`/api/reconciliations/${made.id}/review`, {
      select: { filter: {} },
      reviewStatus: 'Approved',
    });

    await mira.get(`${made.page}/release`);
    expect(mira.text).toMatch(/1 out .*1 warehouse transaction , all or none\./);
    expect(mira.text).toContain('Nothing stops it.');
    await ended(await mira.press('Release g'));

    expect(jobOf(mira)).toBe('ok: Released with 1 warehouse transaction: 0 in, 1 out.');
    expect(mira.text).toContain('OUT A-01-04-1');
    expect(mira.text).toMatch(/Exceptions Transactions History/);
    expect(mira.text).not.toContain('More actions');
    await mira.get(`${made.page}/history`);
    expect(mira.text).toMatch(/Mira Petrova|Мира Петрова/);
    expect(mira.text).toMatch(/Released .*Planned → Released/);
  });
});

describe('progress', () => {
  it('is a picture of the zones with who counts how much', async () => {
    const made = await counted(host, ['A-02-02-1']);

    await mira.get(`${made.page}/progress`);

    expect(mira.text).toContain('Locations done 1 of 1');
    expect(mira.html).toMatch(/<a id="zone-[\da-f-]+"[^>]*aria-label="A-02-02[-\d]* all, 1 of 1/);
    expect(mira.text).toMatch(/Ivo Dimitrov – \d+ \d+/);
  });

  it('has no button that leads to itself', async () => {
    const made = await planned(host, ['A-02-02-3']);
    await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);

    await mira.get(made.page);
    expect(mira.text).toContain('Next: wait for the order. Progress g');
    await mira.get(`${made.page}/progress`);

    expect(mira.text).toContain('Next: wait for the order.');
    expect(mira.text).not.toContain('Progress g');
  });

  it('is told as events, the first at once and again when something changes', async () => {
    const made = await planned(host, ['A-02-03-1']);
    const at = `/api/reconciliations/${made.id}`;
    const response = await fetch(`${host.url}${at}/progress/stream`, {
      headers: { authorization: `Bearer ${host.token('mira')}` },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => {
      for (let text = ''; ; ) {
        const { value } = await reader.read();
        text += new TextDecoder().decode(value);
        const data = /^data: (.*)$/m.exec(text)?.[1];
        if (data) return JSON.parse(data);
      }
    };

    const before = await next();
    await host.as('mira').post(`${at}/initial-count`);
    const after = await next();
    await reader.cancel();

    expect(before).toMatchObject({ session: 0, orders: { done: 0, total: 0 } });
    expect(after).toMatchObject({ session: 1, orders: { done: 0, total: 1 }, lines: { done: 0, total: 1 } });
  });

  it('is not told to workers', async () => {
    const made = await planned(host, ['A-02-03-2']);

    const answer = await host.as('ivo').get(`/api/reconciliations/${made.id}/progress/stream`);

    expect(answer.status).toBe(403);
  });
});

describe('in Bulgarian', () => {
  it('is complete: no English word of ours is left, numbers and days are written so', async () => {
    const made = await counted(host, ['A-02-04-1']);
    const bg = await deskOf(host, 'mira', 'bg');

    for (const tab of [
      '',
      '/progress',
      '/scope',
      '/orders',
      '/counts',
      '/exceptions',
      '/release',
      '/history',
    ]) {
      await bg.get(made.page + tab);
      expect(bg.status).toBe(200);
      expect(bg.html).toContain('<html lang="bg">');
      expect(bg.text).not.toMatch(/\b(the|rows|Next|Snapshot|Count|Approved|Finished|of|is|Nothing)\b/);
    }
    await bg.get('/manager');
    expect(bg.text).toMatch(/\d{1,2}\.\d{1,2}\.\d{4} г\./);
  });

  it('says refusals in Bulgarian too', async () => {
    const made = await planned(host, ['A-02-04-2']);
    const bg = await deskOf(host, 'mira', 'bg');
    await bg.get(made.page);
    await host.as('mira').post(`/api/reconciliations/${made.id}/initial-count`);

    await bg.press('Започни броенето g');

    expect(cuesOf(bg)).toContain(`err: Броенето на ${made.documentNo} е започнало.`);
  });
});

describe('what release will write', () => {
  it('has no minus where nothing goes out', async () => {
    const made = await counted(host, ['A-02-02-2']);
    const review = { select: { filter: {} }, reviewStatus: 'Approved' };
    await host.as('mira').post(`/api/reconciliations/${made.id}/review`, review);

    await mira.get(`${made.page}/release`);

    expect(mira.text).toContain('Total 0 0.00 0 0.00 0.00');
  });

  it('shows as a gain what goes out and is worth more: fewer wheels that are heavier', async () => {
    const made = await counted(host, ['A-05-04-1'], (truth) => {
      const [first] = truth.lying;
      if (first) first.base = first.quantity = '1';
    });
    const review = { select: { filter: {} }, reviewStatus: 'Approved' };
    await host.as('mira').post(`/api/reconciliations/${made.id}/review`, review);
    await host.database.query(
      sql`UPDATE ${own.facts} SET difference_value = 2.5 WHERE reconciliation_id = ${uuid(made.id)} AND differs = ${TRUE}`,
    );

    await mira.get(`${made.page}/release`);

    expect(mira.text).toContain('Total 0 0.00 1 +2.50 +2.50');
    expect(mira.html).not.toMatch(/NaN|−−|width="-/);
  });
});

describe('the first load', () => {
  it('is at most 60 KB on the wire, with everything the page needs', async () => {
    const made = await counted(host, ['A-03-01-1', 'A-03-01-2', 'A-03-01-3', 'A-05-01-2']);
    await mira.get(made.page);
    const files = [...mira.html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
      ([, path]) => path as string,
    );

    const texts = await Promise.all(files.map(async (path) => (await fetch(host.url + path)).text()));
    const imported = texts.flatMap((text, i) =>
      [...text.matchAll(/^import .* from '([^']+)'/gm)].map(
        ([, from]) => new URL(from as string, host.url + files[i]).pathname,
      ),
    );
    const sizes = [mira.html, ...texts].map((text) => gzipSync(text).length);

    // What a script needs is asked for by the page itself: nothing waits for a second way there and back.
    expect(imported.filter((path) => !files.includes(path))).toEqual([]);
    expect(files).toHaveLength(7);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60 * 1024);
  });
});

describe('the clerk', () => {
  it('previews, adds, and is told what was skipped', async () => {
    const petra = await deskOf(host, 'petra');
    expect(petra.text).toContain('Inventory Reconciliation');

    await petra.press('Preview', { days: '2' });
    expect(petra.path).toContain('days=2');
    const before = /(\d+) lines? would be added/.exec(petra.text)?.[1];
    await petra.press(/^Add \d+ lines?/);

    expect(cuesOf(petra)).toContain(`${before} line`);
    expect(petra.text).toContain('Nothing new in this period.');
  });

  it('is told what is wrong with the days', async () => {
    const petra = await deskOf(host, 'petra');

    await petra.press('Preview', { days: '1000' });

    expect(petra.text).toContain('The period is a whole number of days, 1 to 366.');
  });
});
