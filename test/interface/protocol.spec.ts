import { parse } from 'csv-parse/sync';
import { extractText, getDocumentProxy } from 'unpdf';
import { sql } from '../../src/database/sql.js';
import { touch } from '../../src/database/words.js';
import { erp } from '../../src/erp/tables.js';
import { openTestHost, type TestHost } from '../support/host.js';
import { counted, type Made, planned } from '../support/office.js';

/** What auditors are given: the protocol of a release and the history. */
let host: TestHost;
let made: Made;
let at: string;
beforeAll(async () => {
  host = await openTestHost();
  made = await counted(host, ['A-03-01-4'], (truth) => {
    const [first] = truth.lying;
    if (first) first.base = first.quantity = '1';
  });
  at = `/api/reconciliations/${made.id}`;
  const mira = host.as('mira');
  await mira.post(`${at}/review`, { select: { filter: {} }, reviewStatus: 'Approved' });
  await host.ended(mira, await mira.post(`${at}/state`, { state: 'Released' }));
});
afterAll(() => host.close());

const get = async (path: string, login = 'mira') => {
  const headers = { authorization: `Bearer ${host.token(login)}` };
  const response = await fetch(host.url + path, { headers });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
};
async function textOf(language: string): Promise<string> {
  const { bytes } = await get(`${at}/protocol.pdf?language=${language}`);
  const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
  return text;
}
/** The signature as an auditor copies it from the paper. */
const signatureOn = (text: string): string =>
  /(eyJ[\w-]+\.[\w-]+\.[\w-]{43})/.exec(text.replaceAll(/\s+/g, ''))?.[1] ?? '';
const verify = async (signature: string) =>
  (await host.as('mira').post(`${at}/protocol/verify`, { signature })).body;
const released = async () => {
  const { items } = (await host.as('mira').get(`${at}/history?limit=1000`)).body;
  return items.find(({ event }: { event: string }) => event === 'reconciliation.released');
};

test('it says what was approved, by whom it was counted, and the hash of the release', async () => {
  const text = (await textOf('en')).replaceAll(/\s+/g, ' ');

  const { after } = await released();
  const { items } = (await host.as('mira').get(`${at}/details?hasDifference=true`)).body;
  expect(text).toContain(made.documentNo);
  expect(text.replaceAll(' ', '')).toContain(after.hash);
  expect(text).toContain('A-03-01-4');
  expect(text).toContain(`Change of value ${items[0].differenceValue}`);
  expect(text).toMatch(/Count 1 .*: \d+ counts, 0 of them void/);
});

test('it is in Bulgarian too', async () => {
  expect(await textOf('bg')).toContain('Протокол за освобождаване');
});

test('its signature is verified; a changed one and one of another release are not', async () => {
  const signature = signatureOn(await textOf('en'));
  const [head, body, mac] = signature.split('.');

  const forged = `${head}.${Buffer.from('{"hash":"x"}').toString('base64url')}.${mac}`;

  expect(await verify(signature)).toMatchObject({
    signature: true,
    noted: true,
    unchanged: true,
    content: { documentNo: made.documentNo, hash: (await released()).after.hash },
  });
  expect(await verify(forged)).toMatchObject({ signature: false, noted: false, content: null });
  expect(await verify(`${head}.${body}`)).toMatchObject({ signature: false });
});

test('a signature is no way in', async () => {
  const signature = signatureOn(await textOf('en'));

  const answer = await fetch(`${host.url}/api/me`, { headers: { authorization: `Bearer ${signature}` } });

  expect(answer.status).toBe(401);
});

test('rows that somebody changed after the release are found out', async () => {
  const signature = signatureOn(await textOf('en'));
  const set = (notes: number) =>
    host.database.transaction((tx) =>
      tx.run(sql`UPDATE ${erp.details} SET ${touch} "Counted_Quantity" = "Counted_Quantity" + ${notes}
        WHERE "Warehouse_Reconciliation_Id" = ${made.id}`),
    );
  await set(1);

  const found = await verify(signature);
  const text = await textOf('en');
  await set(-1);

  expect(found).toMatchObject({ signature: true, noted: true, unchanged: false });
  expect(text).toContain('Changed since');
});

test('there is none of what is not released, and none for others', async () => {
  const open = await planned(host, ['C-01-01']);

  expect((await get(`/api/reconciliations/${open.id}/protocol.pdf`)).status).toBe(409);
  expect((await get(`${at}/protocol.pdf`, 'ivo')).status).toBe(403);
});

test('the history leaves as CSV: who, when, from where, before and after', async () => {
  const { bytes } = await get(`${at}/history.csv?language=en`);

  const rows = parse(Buffer.from(bytes), { bom: true, columns: true }) as Record<string, string>[];
  const { items } = (await host.as('mira').get(`${at}/history?limit=1000`)).body;
  expect(rows.map((row) => row.Event)).toEqual(items.map(({ event }: { event: string }) => event));
  const row = rows.find(({ Event }) => Event === 'reconciliation.released');
  expect(row).toMatchObject({ Login: host.demo.people.mira.login });
  expect(JSON.parse(row?.After ?? '')).toMatchObject({ state: 'Released' });
  expect(row?.['From where']).not.toBe('');
});
