import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { openTestHost, type TestHost } from '../support/host.js';
import { makeCount } from '../support/orders.js';

/** What a terminal has to load (terminal.md, Budget). */
describe('the budget of the terminal', () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await openTestHost();
  });
  afterAll(() => host?.close());

  /** Bytes of a body as it goes over the air, and whether it was packed. */
  const weigh = (path: string, body?: unknown) =>
    new Promise<{ bytes: number; packed: boolean; status: number }>((resolve, reject) => {
      const sent = request(
        host.url + path,
        {
          method: body ? 'POST' : 'GET',
          headers: {
            authorization: `Bearer ${host.token('ivo')}`,
            'accept-encoding': 'gzip',
            accept: body ? 'application/json' : 'text/html',
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
        },
        (response) => {
          let bytes = 0;
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
          });
          response.on('end', () =>
            resolve({
              bytes,
              packed: response.headers['content-encoding'] === 'gzip',
              status: response.statusCode ?? 0,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body ? JSON.stringify(body) : undefined);
    });

  it('loads for the first time in at most 6 requests and 40 KB', async () => {
    const { order } = await makeCount(host, {
      rows: Array.from({ length: 20 }, (_, i) => ({
        at: `A-0${1 + (i % 5)}-0${1 + (i % 4)}-${1 + (i % 2)}`,
      })),
    });
    const path = `/worker/orders/${order.id}`;
    const page: string = (await host.as('ivo').get(path, { accept: 'text/html' })).body;
    const parts = new Set(
      [...page.matchAll(/<(?:link|script)[^>]*(?:href|src)="(\/[^"]+)"/g)].map(([, part]) => part as string),
    );
    for (const part of parts) {
      if (!part.endsWith('.js')) continue;
      const { body } = await host.as('ivo').get(part);
      for (const [, imported] of String(body).matchAll(/^import .* from '\.\/([^']+)'/gm))
        parts.add(new URL(imported as string, host.url + part).pathname);
    }
    const weights = await Promise.all([path, ...parts].map((part) => weigh(part)));

    expect(weights.every(({ status, packed }) => status === 200 && packed)).toBe(true);
    expect(weights.length).toBeLessThanOrEqual(6);
    expect(weights.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(40 * 1024);
  });

  it('answers a scan with at most 2 KB, whatever it was', async () => {
    const { order } = await makeCount(host, {
      rows: ['A-03-01-4', 'A-04-02-4', '204'].map((at) => ({ at })),
    });
    let after: string | null = null;
    const found: Record<string, number> = {};
    const texts = ['A-03-01-4', '10-0411', '24-118', '12', '12*', 'NOBODY-KNOWS', '31-0008', 'K-2291', '204'];
    for (const text of [
      ...texts.slice(0, 1),
      ...Array(15).fill(texts.slice(1, 4)).flat(),
      ...texts.slice(4),
    ]) {
      const now = new Date().toISOString();
      const scanId = randomUUID() as string;
      const scans = [{ scanId, after, text, scannedAt: now }];
      const { bytes, status } = await weigh(`/worker/orders/${order.id}/scans`, { sentAt: now, scans });
      expect(status).toBe(200);
      found[text] = Math.max(found[text] ?? 0, bytes);
      after = scanId;
    }

    expect(Object.entries(found).filter(([, bytes]) => bytes > 2 * 1024)).toEqual([]);
  });
});
