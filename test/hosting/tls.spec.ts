import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, runMain, type Server, startServer } from '../support/server.js';

/** HTTPS without a proxy, by a certificate of our own. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
let folder: string;
let server: Server;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  if (!hasOpenssl) return;
  build();
  folder = mkdtempSync(join(tmpdir(), 'wr-tls-'));
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1';
  execFileSync('openssl', [...request.split(' '), '-keyout', file('key'), '-out', file('cert')], {
    stdio: 'ignore',
  });
  server = await startServer(file('data'), { TLS_CERT: file('cert'), TLS_KEY: file('key') });
}, 600_000);
afterAll(async () => {
  await server?.kill();
  rmSync(folder ?? '', { recursive: true, force: true });
});

const ask = (path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(server.url + path, { ca: readFileSync(file('cert')), headers: { accept: 'text/html' } }, resolve).on(
      'error',
      reject,
    );
  });

(hasOpenssl ? describe : describe.skip)('TLS_CERT and TLS_KEY', () => {
  test('serve HTTPS, and the cookie comes over nothing else', async () => {
    const answer = await ask('/sign-in');

    expect(server.url).toMatch(/^https:/);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age/);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-wr=.*; Secure/);
  });

  test('one without the other, and a file that is not there, stop the start with a line each', () => {
    const alone = runMain({ TLS_CERT: file('cert') });
    const missing = runMain({ TLS_CERT: file('none'), TLS_KEY: file('nothing') });

    expect(alone).toEqual({ code: 1, said: 'TLS_KEY is required beside the other\n' });
    expect(missing).toEqual({
      code: 1,
      said: `TLS_CERT cannot be read: ${file('none')}\nTLS_KEY cannot be read: ${file('nothing')}\n`,
    });
  });
});
