import { generateKeyPairSync } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { CompactSign, compactVerify, createLocalJWKSet } from 'jose';
import { extractText, getDocumentProxy } from 'unpdf';
import { publicKeyOf, readSigned, Signer } from '../../src/access/signer.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
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
  at = await release(made);
});
afterAll(() => host.close());

/** Approves and releases all of it. Gives its address. */
async function release({ id }: Made): Promise<string> {
  const [mira, of] = [host.as('mira'), `/api/reconciliations/${id}`];
  await mira.post(`${of}/review`, { select: { filter: {} }, reviewStatus: 'Approved' });
  await host.ended(mira, await mira.post(`${of}/state`, { state: 'Released' }));
  return of;
}
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
  /(eyJ[\w-]+\.[\w-]+\.[\w-]{86})/.exec(text.replaceAll(/\s+/g, ''))?.[1] ?? '';
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

describe('the signed file', () => {
  const file = async (of = at, login = 'mira') => {
    const { status, bytes } = await get(`${of}/protocol.jws?language=en`, login);
    return { status, text: new TextDecoder().decode(bytes) };
  };
  const published = async () => (await host.as(null).get('/api/protocol-keys')).body;
  const another = () => generateKeyPairSync('ed25519').privateKey;

  test('anybody can check it with the key that is published, and read all of the protocol in it', async () => {
    const { text } = await file();

    const { payload } = await compactVerify(text, createLocalJWKSet(await published()));

    const content = JSON.parse(new TextDecoder().decode(payload));
    expect(content).toMatchObject({
      reconciliation: made.id,
      documentNo: made.documentNo,
      releasedBy: host.demo.people.mira.login,
      hash: (await released()).after.hash,
      scope: [{ location: 'A-03-01-4' }],
      sessions: [{ session: 1, worker: host.demo.people.ivo.name, counts: expect.any(Number), void: 0 }],
    });
    expect(await verify(text)).toMatchObject({ signature: true, noted: true, unchanged: true, content });
  });

  test('only its public half is published', async () => {
    const { keys } = await published();

    const words = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' };
    expect(keys).toEqual([{ ...words, x: expect.any(String), kid: expect.any(String) }]);
  });

  test('any byte that was changed, wherever, and it is not what was signed', async () => {
    const key = another();
    const text = await new Signer(host.database, key).sign({ hash: 'a'.repeat(64), value: '12.5' });
    expect(await readSigned(text, key)).toMatchObject({ value: '12.5' });
    const accepted: string[] = [];

    for (let i = 0; i < text.length; i++) {
      const near = String.fromCharCode(text.charCodeAt(i) ^ 1);
      for (const letter of ['A', 'B', 'x', '_', '.', '=', ' ', near]) {
        if (letter === text[i]) continue;
        const changed = text.slice(0, i) + letter + text.slice(i + 1);
        if (await readSigned(changed, key)) accepted.push(`${i}: ${text[i]} → ${letter}`);
      }
    }

    expect(accepted).toEqual([]);
  });

  // Its last letter holds two bits that count and four that say nothing.
  test('the same signature in other letters is another one', async () => {
    const key = another();
    const text = await new Signer(host.database, key).sign({ hash: 'a'.repeat(64) });
    const signature = (of: string) => Buffer.from(of.split('.')[2] ?? '', 'base64url').toString('hex');
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    const others = letters.map((letter) => text.slice(0, -1) + letter).filter((other) => other !== text);

    const read = await Promise.all(others.map((other) => readSigned(other, key)));

    expect(others.filter((other) => signature(other) === signature(text))).toHaveLength(15);
    expect(read.filter(Boolean)).toEqual([]);
  });

  test('signed with another key: not accepted', async () => {
    const text = await new Signer(host.database, another()).sign({ reconciliation: made.id });

    expect(await readSigned(text, another())).toBeNull();
    expect(await verify(text)).toMatchObject({ signature: false, content: null });
  });

  test.each([
    ['another kind of thing', { alg: 'EdDSA', typ: 'JWT' }],
    ['no kind at all', { alg: 'EdDSA' }],
    ['the same by another name of the algorithm', { alg: 'Ed25519', typ: 'release-protocol' }],
  ])('%s, signed with our key: not accepted', async (_, head) => {
    const key = another();
    const text = await new CompactSign(new TextEncoder().encode('{"hash":"x"}'))
      .setProtectedHeader(head)
      .sign(key);

    expect(await readSigned(text, key)).toBeNull();
  });

  test('that of another release is not of this one', async () => {
    const other = await release(await counted(host, ['C-02-01']));

    expect(await verify((await file(other)).text)).toMatchObject({ signature: false, noted: false });
  });

  test('a key of the site’s own is the one that is published', async () => {
    const key = another();

    expect(await new Signer(host.database, key).publicKey()).toEqual(await publicKeyOf(key));
  });

  test('servers that need a key at the same moment make one', async () => {
    await host.database.transaction((tx) => tx.run(sql`DELETE FROM ${own.keys}`));

    const keys = await Promise.all(Array.from({ length: 4 }, () => new Signer(host.database).publicKey()));

    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect(await host.database.query(sql`SELECT purpose FROM ${own.keys}`)).toHaveLength(1);
  });

  test('there is none of what is not released, none for others', async () => {
    const open = await planned(host, ['C-01-02']);

    expect((await file(`/api/reconciliations/${open.id}`)).status).toBe(409);
    expect((await file(at, 'ivo')).status).toBe(403);
  });
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
  const file = await host.as('mira').get(`${at}/protocol.jws`);
  await set(-1);

  expect(found).toMatchObject({ signature: true, noted: true, unchanged: false });
  expect(text).toContain('Changed since');
  expect(signatureOn(text)).toBe('');
  expect(file).toMatchObject({ status: 409, body: { code: 'protocol.rows-changed' } });
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
