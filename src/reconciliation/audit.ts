import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { integer } from '../database/words.js';
import { unknown } from '../errors.js';
import { detailInvariants } from './audit/details.js';
import { type Invariant, type Scope, within } from './audit/invariant.js';
import { recordInvariants } from './audit/records.js';
import { releaseInvariants } from './audit/releases.js';
import { readReconciliation } from './reconciliation.js';
import { seal } from './release/seal.js';

/** Rows that are not as they must be. */
export interface Violation {
  /** Stable name of what must hold. */
  code: string;
  /** What is wrong with the rows. */
  means: string;
  /** How many rows there are. */
  count: number;
  /** The first hundred of them. */
  rows: Record<string, unknown>[];
}

const NAMED = 100;
const invariants: readonly Invariant[] = [...detailInvariants, ...releaseInvariants, ...recordInvariants];

/**
 * Looks for anything that must never be, in one reconciliation (by its id or its document's) or in all
 * of the database. Reads only; an empty list is what one wants. Read while others work, it may see a
 * step between two of its statements: ask again about what it found. Throws `reconciliation.unknown`.
 */
export async function audit(reader: Reader, reconciliationId?: string): Promise<Violation[]> {
  const scope: Scope = { reconciliationId: await keyOf(reader, reconciliationId) };
  const found: Violation[] = [];
  for (const { code, means, rows } of invariants) {
    const wrong = await reader.query<Record<string, unknown> & { total: number | string }>(sql`
      SELECT x.*, COUNT(*) OVER () AS "total" FROM (${rows(scope)}) x
      ORDER BY (SELECT NULL) OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
    if (wrong.length > 0) {
      found.push({
        code,
        means,
        count: Number(wrong[0]?.total),
        rows: wrong.map(({ total: _, ...row }) => row),
      });
    }
  }
  return [...found, ...(await brokenSeals(reader, scope))];
}

async function keyOf(reader: Reader, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const found = await readReconciliation(reader, id);
  if (!found) throw unknown('reconciliation', id);
  return found.id;
}

/** What was approved is what is there now: the hash in the history against the rows. */
async function brokenSeals(reader: Reader, scope: Scope): Promise<Violation[]> {
  const events = await reader.query<{ reconciliationId: string; after: string }>(sql`
    SELECT reconciliation_id AS "reconciliationId", "after" AS "after" FROM ${own.history}
    WHERE event = 'reconciliation.released' AND ${within(scope, sql`reconciliation_id`)}`);
  const rows = [];
  for (const { reconciliationId, after } of events) {
    const { hash } = JSON.parse(after) as { hash: string };
    const now = await seal(reader, reconciliationId);
    if (now.hash !== hash) rows.push({ reconciliationId, released: hash, now: now.hash });
  }
  if (rows.length === 0) return [];
  const means = 'The approved rows of a released reconciliation were changed afterwards.';
  return [{ code: 'release.seal-broken', means, count: rows.length, rows: rows.slice(0, NAMED) }];
}
