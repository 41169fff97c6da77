import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SignJWT } from 'jose';
import { LAUNCH_AUDIENCE } from '../../src/access/launches.js';
import { Database } from '../../src/database/database.js';
import { siteOf } from '../../src/erp/binding.js';
import { WarehouseReconciliationModule, type WarehouseReconciliationOptions } from '../../src/index.js';
import { install } from '../../src/installer/install.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Issuer } from '../support/issuer.js';
import { Jar } from '../support/jar.js';
import { TestRedis } from '../support/redis.js';
import { becomeSite, otherSite } from '../support/renamed.js';

/** A host whose ERP calls everything otherwise, our tables in a schema of their own, sign-in at the company. */
let at: TestDatabase;
let issuer: Issuer;
let redis: TestRedis | undefined;
let app: INestApplication;
let url: string;
const launchSecret = 'what ERP and host share, 32 characters';
const signIn = (): WarehouseReconciliationOptions['signIn'] => ({
  company: { issuer: issuer.url, clientId: issuer.clientId, publicUrl: 'https://erp.example/' },
  launchSecret,
});
const options = (): WarehouseReconciliationOptions => ({
  path: '/wms-count',
  database: at.database.source,
  redis: redis?.url,
  sessionSecret: 'a secret of 32 characters or more',
  binding: otherSite,
  schema: 'counting',
  signIn: signIn(),
});
const hostOf = (given: WarehouseReconciliationOptions) => {
  @Module({ imports: [WarehouseReconciliationModule.forRoot(given)] })
  class Host {}
  return NestFactory.create(Host, { abortOnError: false });
};

beforeAll(async () => {
  issuer = await Issuer.open();
  at = await openTestDatabase('erp');
  await becomeSite(at.database, otherSite);
  // On SQL Server there is no queue without it.
  if (at.database.dialect.name === 'mssql') redis = await TestRedis.open();
  await install(new Database(at.database.source, siteOf(otherSite, 'counting')), { binding: otherSite });
  app = await hostOf(options());
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app?.close();
  await at?.close();
  await issuer?.close();
  await redis?.stop();
});

test('who signs in at the company is a person of that ERP, and sees its warehouses', async () => {
  const browser = new Jar(url);
  const away = await browser.ask('/wms-count/sign-in/company?next=/wms-count/manager');
  const sent = await browser.ask(away.headers.get('location') ?? '');
  const back = new URL(sent.headers.get('location') ?? '');
  const answer = await browser.ask(back.pathname + back.search);

  const me = await browser.ask('/wms-count/api/me');
  const page = await browser.ask('/wms-count/manager/new');

  expect(back.origin + back.pathname).toBe('https://erp.example/wms-count/sign-in/company/back');
  expect(answer.headers.get('location')).toBe('/wms-count/manager');
  expect(await me.json()).toMatchObject({ login: 'mira', roles: ['manager'] });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(at.demo.warehouseId);
});

test('who comes from a page of the ERP with its code is signed in where the code leads, once', async () => {
  const code = (secret: string) =>
    new SignJWT({ sub: 'mira', aud: LAUNCH_AUDIENCE, jti: randomUUID() })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(secret));
  const launched = async (by: string) => {
    const browser = new Jar(url);
    const page = await browser.follow(`/wms-count/sign-in/launch?code=${by}&next=/wms-count/manager/new`);
    return {
      at: new URL(page.url).pathname,
      status: page.status,
      who: await browser.ask('/wms-count/api/me'),
    };
  };
  const good = await code(launchSecret);

  const first = await launched(good);
  const again = await launched(good);
  const forged = await launched(await code('somebody else’s secret, 32 characters'));

  expect([first.at, first.status]).toEqual(['/wms-count/manager/new', 200]);
  expect(await first.who.json()).toMatchObject({ login: 'mira' });
  expect([again.status, again.who.status]).toEqual([403, 401]);
  expect([forged.status, forged.who.status]).toEqual([403, 401]);
});

test('without its names nothing of it is found', async () => {
  await expect(hostOf({ ...options(), binding: undefined, schema: undefined })).rejects.toThrow(
    'npx warehouse-reconciliation install',
  );
});

test('what is wrong in them is said all at once', async () => {
  const wrong = hostOf({
    ...options(),
    redis: 'nowhere',
    schema: 'a b',
    signIn: { company: { issuer: 'http://idp.example', clientId: '', publicUrl: 'erp' }, idleMinutes: 0 },
  });

  const { lines } = await wrong.then(
    () => ({ lines: [] }),
    (error) => error,
  );
  expect(lines.map((line: string) => line.split(' ')[0])).toEqual([
    'redis',
    'schema',
    'signIn.company.issuer',
    'signIn.company.clientId',
    'signIn.company.publicUrl',
    'signIn.idleMinutes',
  ]);
  const pem = (pair: { privateKey: KeyObject }) =>
    pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const wrong of [
    'protocol.pem',
    pem(generateKeyPairSync('ed25519')).replaceAll('\n', ''),
    pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    pem(generateKeyPairSync('rsa', { modulusLength: 2048 })),
    pem(generateKeyPairSync('ed448')),
  ])
    await expect(hostOf({ ...options(), protocolKey: wrong })).rejects.toThrow(
      /^protocolKey must be an Ed25519 private key, PEM$/,
    );
  await expect(hostOf({ ...options(), binding: { tables: { Nothing: 'x' } } })).rejects.toThrow(
    /Nothing is not a table that we use/,
  );
});
