import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Files that are sent, and their media types. */
export const fileTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  jws: 'application/jose',
} as const;
export type FileType = keyof typeof fileTypes;

/**
 * Sends a file as it is made, to be kept under a name. When it cannot be finished the connection is
 * broken off, so that nobody takes a part for the whole; when who asked has gone, it is not made further.
 */
export async function sendFile(
  response: Response,
  name: string,
  type: FileType,
  content: Readable,
): Promise<void> {
  // The first of it before the head: what fails at once is still told as a problem.
  await new Promise((resolve, reject) => content.once('readable', resolve).once('error', reject));
  response
    .status(200)
    .set('Cache-Control', 'no-store')
    .set('X-Content-Type-Options', 'nosniff')
    .attachment(`${name}.${type}`)
    // `attachment` goes by the name's ending.
    .set('Content-Type', fileTypes[type]);
  await pipeline(content, response).catch(() => response.destroy());
}
