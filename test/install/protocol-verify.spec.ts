import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { publicKeyOf, Signer } from '../../src/access/signer.js';
import { cli } from '../../src/cli/cli.js';
import { connect } from '../../src/database/connect.js';
import { Database } from '../../src/database/database.js';
import { openEmbedded } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { type Sql, sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { touch } from '../../src/database/words.js';
import { createDemo } from '../../src/demo/demo.js';
import { erp } from '../../src/erp/tables.js';
import { type Ended, run } from '../support/cli.js';
import type { TestDatabase } from '../support/database.js';
import { openTestHost } from '../support/host.js';
import { counted } from '../support/office.js';
import { build } from '../support/server.js';

/** An auditor has a file and asks on the command line whether it is what was signed, and what the database says. */
const folder = mkdtempSync(join(tmpdir(), 'protocol-'));
const at = (name: string): string => join(folder, name);
let id: string;
let documentNo: string;
beforeAll(async () => {
  build();
  const given = await inFolder();
  const host = await openTestHost({}, given);
  const made = await counted(host, ['A-03-01-4']);
  ({ id, documentNo } = made);
  const [mira, of] = [host.as('mira'), `/api/reconciliations/${id}`];
  await mira.post(`${of}/review`, { select: { filter: {} }, reviewStatus: 'Approved' });
  await host.ended(mira, await mira.post(`${of}/state`, { state: 'Released' }));
  writeFileSync(at('protocol.jws'), (await mira.get<string>(`${of}/protocol.jws`)).body);
  writeFileSync(at('keys.json'), JSON.stringify((await host.as(null).get('/api/protocol-keys')).body));
  await host.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A demo as the command line opens it: in a folder. */
async function inFolder(): Promise<TestDatabase> {
  const engine = await openEmbedded(folder);
  const source = await new DataSource(engine.options).initialize();
  const database = new Database(source);
  const demo = await createDemo(database, { today: new Date('2026-11-23T00:00:00Z') });
  await migrate(database);
  return { database, demo, close: () => source.destroy().then(engine.close) };
}

/** The command line in this process, which is quicker than one of its own. */
async function verify(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const [{ exitCode }, settings] = [process, process.env];
  const ended: Ended = { code: 0, out: '', err: '' };
  const [out, err] = [process.stdout.write, process.stderr.write];
  const into = (where: 'out' | 'err') => (text: string | Uint8Array) => {
    ended[where] += text;
    return true;
  };
  Object.assign(process.stdout, { write: into('out') });
  Object.assign(process.stderr, { write: into('err') });
  process.env = { DATA_DIR: folder, ...env };
  process.exitCode = 0;
  try {
    await cli(['node', 'warehouse-reconciliation', 'protocol', 'verify', ...args]);
    return { ...ended, code: Number(process.exitCode) };
  } finally {
    Object.assign(process.stdout, { write: out });
    Object.assign(process.stderr, { write: err });
    Object.assign(process, { env: settings, exitCode });
  }
}
/** The only line it prints, and how it ends. */
const said = ({ code, out, err }: Ended) => ({ code, line: `${out}${err}`.replace(/\n$/, '') });

/** Does something to the database that nobody may do; the answer undoes it. */
async function behindTheBack(change: Sql): Promise<void> {
  const { database, close } = await connect({ folder });
  await database.transaction((tx) => tx.run(change)).finally(close);
}
const counts = (more: number): Sql => sql`
  UPDATE ${erp.details} SET ${touch} "Counted_Quantity" = "Counted_Quantity" + ${more}
  WHERE "Warehouse_Reconciliation_Id" = ${id}`;

const original = () => readFileSync(at('protocol.jws'), 'utf8');
function written(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}
/** Signed by somebody who has the key of this installation, or another one. */
async function signedBy(signer: (database: Database) => Signer, content: object): Promise<string> {
  const { database, close } = await connect({ folder });
  return signer(database).sign(content).finally(close);
}

test('as it was signed, and the database agrees; also with the key that was published', async () => {
  const line = `${documentNo}: as it was signed, and the approved rows are those of the release.`;

  const alone = await run('cli', ['protocol', 'verify', at('protocol.jws')], { DATA_DIR: folder });
  expect(said(alone)).toEqual({ code: 0, line });
  expect(said(await verify([at('protocol.jws'), '--key', at('keys.json')]))).toEqual({ code: 0, line });
});

test('for programs, with everything that was signed', async () => {
  const { code, out } = await verify([at('protocol.jws'), '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    signed: true,
    standing: 'same',
    content: { reconciliation: id, documentNo, sessions: [{ session: 1 }] },
  });
});

test('a byte was changed: refused, whatever the database says', async () => {
  const [head, body = '', signature] = original().split('.');
  const content = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), approved: 999 };
  const forged = [head, Buffer.from(JSON.stringify(content)).toString('base64url'), signature].join('.');
  const file = written('forged.jws', forged);

  const line = `${file}: not accepted, it was changed after it was signed.`;
  const alone = await run('cli', ['protocol', 'verify', file], { DATA_DIR: folder });
  expect(said(alone)).toEqual({ code: 2, line });
  expect(said(await verify([file, '--offline', '--key', at('keys.json')]))).toEqual({ code: 2, line });
});

test('signed with another key, or checked with another one: refused, and which key it names', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const theirs = written('theirs.pem', publicKey.export({ format: 'pem', type: 'spki' }).toString());
  const text = await signedBy((database) => new Signer(database, privateKey), { reconciliation: id });
  const file = written('theirs.jws', text);

  const named = `it names another key (${(await publicKeyOf(publicKey)).kid})`;
  expect(said(await verify([file]))).toEqual({ code: 2, line: `${file}: not accepted, ${named}.` });
  const [ours] = JSON.parse(readFileSync(at('keys.json'), 'utf8')).keys;
  expect(said(await verify([at('protocol.jws'), '--key', theirs]))).toEqual({
    code: 2,
    line: `${at('protocol.jws')}: not accepted, it names another key (${ours.kid}).`,
  });
});

test('a site with a key of its own checks with that', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const own = written('own.pem', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const { content } = JSON.parse((await verify([at('protocol.jws'), '--json'])).out);
  const file = written('own.jws', await signedBy((database) => new Signer(database, privateKey), content));

  expect((await verify([file], { PROTOCOL_KEY: own })).code).toBe(0);
  expect((await verify([at('protocol.jws')], { PROTOCOL_KEY: own })).code).toBe(2);
  expect(said(await verify([file], { PROTOCOL_KEY: at('keys.json') }))).toEqual({
    code: 1,
    line: `PROTOCOL_KEY is no PEM file with an Ed25519 private key: ${at('keys.json')}`,
  });
});

test('rows that were changed since, a release that is noted otherwise or not at all: signed, but refused', async () => {
  await behindTheBack(counts(1));
  const changed = await verify([at('protocol.jws')]);
  await behindTheBack(counts(-1));
  const of = (more: object) => signedBy((database) => new Signer(database), { documentNo, ...more });
  const other = await verify([written('other.jws', await of({ reconciliation: id, hash: 'f'.repeat(64) }))]);
  const unknown = await verify([
    written('unknown.jws', await of({ reconciliation: id.replace(/^.{8}/, '00000000') })),
  ]);

  const but = `${documentNo}: as it was signed, but`;
  expect([changed, other, unknown].map(said)).toEqual([
    { code: 2, line: `${but} the approved rows are not those of the release any more.` },
    { code: 2, line: `${but} the release was noted with another hash here.` },
    { code: 2, line: `${but} this database knows no such release.` },
  ]);
});

test('without the database: the signature alone, with a key', async () => {
  const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

  expect(said(await verify([at('protocol.jws'), '--offline', '--key', at('keys.json')], nowhere))).toEqual({
    code: 0,
    line: `${documentNo}: as it was signed. The database was not asked.`,
  });
  expect(said(await verify([at('protocol.jws'), '--offline'], nowhere)).code).toBe(1);
});

test.each([
  ['a file that is not there', () => [at('nowhere.jws')], 1, 'cannot be read'],
  ['a key that is not there', () => [at('protocol.jws'), '--key', at('nowhere.pem')], 1, 'cannot be read'],
  ['a key that is none', () => [at('protocol.jws'), '--key', at('protocol.jws')], 1, 'holds no public key'],
  ['something else', () => [written('x.jws', '%PDF-1.4')], 2, 'not accepted, it is no signed protocol'],
] as const)('%s: one line', async (_, args, code, line) => {
  const ended = said(await verify([...args()]));

  expect(ended.code).toBe(code);
  expect(ended.line).toContain(line);
  expect(ended.line).not.toContain('\n');
});

test('a database that has signed nothing knows no key', async () => {
  const { database, close } = await connect({ folder });
  const [kept] = await database.query<{ key: string }>(sql`SELECT private_key AS "key" FROM ${own.keys}`);
  await close();
  await behindTheBack(sql`DELETE FROM ${own.keys}`);

  const ended = said(await verify([at('protocol.jws')]));

  await behindTheBack(
    sql`INSERT INTO ${own.keys} (purpose, private_key) VALUES (${'protocol'}, ${kept?.key ?? ''})`,
  );
  expect(ended).toMatchObject({ code: 2, line: expect.stringContaining('it names another key') });
});
