import type { Response } from 'express';
import { refuse } from '../errors.js';

/** "It is under way": 202 with where to look. */
export function accept(response: Response, jobId: string): { jobId: string } {
  response.status(202).location(`/api/jobs/${jobId}`);
  return { jobId };
}

/** The row version of an `If-Match` header; none: the change is taken on the present state. */
export function versionOf(ifMatch: string | undefined): string | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const found = /^(?:W\/)?"([\w-]{1,40})"$/.exec(ifMatch.trim());
  if (!found) {
    throw refuse('malformed', 'if-match.malformed', 'If-Match is the ETag of the last read.', {
      value: ifMatch.slice(0, 100),
    });
  }
  return found[1];
}
