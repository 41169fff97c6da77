import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';

/** What is asked by whoever keeps it running. */
const PROBES = /^\/(health|metrics)(\/|$)/;

export const isProbe = (path: string): boolean => PROBES.test(path);

/**
 * Lets a process without pages answer health and metrics, and nothing else: plain HTTP on a port of its own.
 * Returns its address and how to close it. Throws `EADDRINUSE` with the port.
 */
export async function answerProbes(
  app: NestExpressApplication,
  port: number,
  host: string,
): Promise<{ url: string; close(): void }> {
  const answer = app.getHttpAdapter().getInstance();
  const server = createServer((request, response) => {
    if (isProbe((request.url ?? '').split('?')[0] as string)) return answer(request, response);
    response.writeHead(404).end();
  }).listen(port, host);
  await once(server, 'listening');
  const at = server.address() as AddressInfo;
  const name = at.family === 'IPv6' ? `[${at.address}]` : at.address;
  return {
    url: `http://${name}:${at.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
