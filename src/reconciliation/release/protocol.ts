import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Signer } from '../../access/signer.js';
import { Database, type Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { iso, TRUE, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { refuse } from '../../errors.js';
import { findReconciliation } from '../reconciliation.js';
import { type ReconciliationView, readView } from '../reconciliation-view.js';
import { approvedSums, type Sums } from './preview.js';
import { seal } from './seal.js';

/** Who counted in a session: how many records, how many of them void, from when to when. */
export interface SessionOf {
  session: number;
  worker: string;
  counts: number;
  void: number;
  from: string;
  to: string;
}

/** What an auditor is given of a release. Times are ISO 8601, UTC. */
export interface Protocol {
  view: ReconciliationView;
  releasedAt: string;
  /** Name of who released, and the login. */
  releasedBy: string;
  login: string;
  sums: Sums;
  sessions: SessionOf[];
  /** SHA-256 of exactly what was approved (`seal.ts`), as it was noted at the release. */
  hash: string;
  /** The rows give the same hash today. */
  unchanged: boolean;
  approved: number;
  transactions: number;
  /** A JWS of the release in short; null where the rows are not those of the release any more. */
  signature: string | null;
}

/** What somebody learns who looks a printed protocol up. */
export interface Verified {
  /** The signature was made here, for this reconciliation. */
  signature: boolean;
  /** Its hash is the one that was noted at the release. */
  noted: boolean;
  /** The approved rows give that hash today. */
  unchanged: boolean;
  content: Record<string, unknown> | null;
}

/** What the history keeps of a release. */
interface Noted {
  at: string;
  login: string;
  name: string | null;
  hash: string;
  approved: number;
  transactions: number;
}

/** How a release that somebody signed stands here today; `other`: it was noted with another hash. */
export type Standing = 'unknown' | 'other' | 'changed' | 'same';

/** The protocol of a release, signed, and how it is verified. */
@Injectable()
export class Protocols {
  constructor(
    private readonly database: Database,
    private readonly signer: Signer,
  ) {}

  /** Throws `reconciliation.unknown` (404), `reconciliation.not-released` (409). */
  async read(actor: Actor, id: string): Promise<Protocol> {
    const found = await findReconciliation(this.database, actor, id);
    const noted = await releaseNoted(this.database, found.id);
    if (!noted) {
      throw refuse('conflict', 'reconciliation.not-released', `${found.documentNo} was not released here.`, {
        value: found.state,
        allowed: 'Released',
      });
    }
    const { hash, approved, transactions } = noted;
    const protocol = {
      view: await readView(this.database, found, actor.language),
      releasedAt: noted.at,
      releasedBy: noted.name ?? noted.login,
      login: noted.login,
      sums: await approvedSums(this.database, found),
      sessions: await this.sessions(actor, found.documentId),
      hash,
      approved,
      transactions,
      unchanged: (await seal(this.database, found.id)).hash === hash,
    };
    return { ...protocol, signature: protocol.unchanged ? await this.signer.sign(inShort(protocol)) : null };
  }

  /**
   * All of the protocol as a file that others can check: a JWS by the key that is published. Throws what `read`
   * throws, and `protocol.rows-changed` (409): what was not approved is not signed.
   */
  async signed(actor: Actor, id: string): Promise<{ documentNo: string; jws: string }> {
    const protocol = await this.read(actor, id);
    const { view, sessions, unchanged } = protocol;
    if (!unchanged) {
      throw refuse(
        'conflict',
        'protocol.rows-changed',
        'The approved rows are not those of the release any more. Print the protocol: it says so.',
      );
    }
    const jws = await this.signer.sign({
      ...inShort(protocol),
      warehouse: view.warehouse,
      documentDate: view.documentDate.slice(0, 10),
      scope: view.lines.map(({ zone, location }) => ({ zone, location })),
      snapshotAt: view.snapshotAt,
      sessions,
    });
    return { documentNo: view.documentNo, jws };
  }

  /** Whether a signature is of this reconciliation, and whether its rows are still those. */
  async verify(actor: Actor, id: string, signature: string): Promise<Verified> {
    const { view, hash, unchanged } = await this.read(actor, id);
    const content = await this.signer.read(signature);
    const signed = content !== null && content.reconciliation === view.id;
    return { signature: signed, noted: signed && content.hash === hash, unchanged, content };
  }

  private async sessions(actor: Actor, documentId: string): Promise<SessionOf[]> {
    const rows = await this.database.query<SessionOf>(sql`
      SELECT c."Session" AS "session", COALESCE(w."Warehouse_Worker_Name", u."User_Name") AS "worker",
        COUNT(*) AS "counts", SUM(CASE WHEN c."Void" = ${TRUE} THEN 1 ELSE 0 END) AS "void",
        ${iso(sql`MIN(c."Creation_Time_UTC")`)} AS "from", ${iso(sql`MAX(c."Creation_Time_UTC")`)} AS "to"
      FROM ${erp.counts} c
      LEFT JOIN ${own.scans} s ON s.count_id = c."Warehouse_Count_Id"
      LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = s.worker_id
      LEFT JOIN ${erp.users} u ON u."User_Id" = c."Creation_User_Id"
      WHERE c."Source_Document_Id" = ${uuid(documentId)}
      GROUP BY c."Session", COALESCE(w."Warehouse_Worker_Name", u."User_Name")`);
    return rows
      .map((row) => ({
        ...row,
        session: Number(row.session ?? 0),
        worker: textIn(row.worker ?? '', actor.language),
        counts: Number(row.counts),
        void: Number(row.void),
      }))
      .sort((a, b) => a.session - b.session || a.worker.localeCompare(b.worker));
  }
}

/** What fits into a code on paper. The hash stands for the rows. */
const inShort = (of: Omit<Protocol, 'signature'>): object => ({
  reconciliation: of.view.id,
  documentNo: of.view.documentNo,
  releasedAt: of.releasedAt,
  releasedBy: of.login,
  approved: of.approved,
  transactions: of.transactions,
  ...of.sums,
  hash: of.hash,
});

/** A release as the history has it; none: null. */
async function releaseNoted(reader: Reader, reconciliationId: string): Promise<Noted | null> {
  const [event] = await reader.query<{ at: string; login: string; name: string | null; after: string }>(sql`
    SELECT ${iso(sql`h.at`)} AS "at", h.login AS "login", h.user_name AS "name", h."after" AS "after"
    FROM ${own.history} h
    WHERE h.reconciliation_id = ${uuid(reconciliationId)} AND h.event = 'reconciliation.released'`);
  return event
    ? { ...event, ...(JSON.parse(event.after) as Pick<Noted, 'hash' | 'approved' | 'transactions'>) }
    : null;
}

/** Whether this database still says what was signed: the hash that was noted, and that of the rows today. */
export async function standingOf(reader: Reader, signed: Record<string, unknown>): Promise<Standing> {
  const id = String(signed.reconciliation);
  const noted = isId(id) ? await releaseNoted(reader, id) : null;
  if (!noted) return 'unknown';
  if (noted.hash !== signed.hash) return 'other';
  return (await seal(reader, id)).hash === noted.hash ? 'same' : 'changed';
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
