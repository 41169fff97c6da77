import { table } from './columns.js';

/** Our side tables: what the ERP's columns have no place for. A row without its side row is valid. */
export const own = {
  /** Movement policy, blindness and the snapshot's state of a reconciliation. */
  options: table('wr_options'),
  /** Difference, value and movement of a detail, and who corrected it by hand. */
  facts: table('wr_detail_facts'),
  /** Which detail was released as which transaction. */
  releases: table('wr_releases'),
  /** Which warehouse transaction went into which inventory reconciliation. */
  imports: table('wr_imports'),
  /** Every scan a handheld sent, with what it meant: replay key and the chain's memory in one. */
  scans: table('wr_scans'),
  /** Scans nobody could place, for the manager. */
  exceptions: table('wr_exceptions'),
  /** State and claim of a count order's line. */
  lines: table('wr_lines'),
  /** Working rows of a step that gives out orders. */
  work: table('wr_work'),
  /** Who joined a count order. */
  members: table('wr_members'),
  /** Badge and PIN of a worker. */
  pins: table('wr_pins'),
  /** Failed sign-ins of an address. */
  tries: table('wr_tries'),
  /** Launch codes that were used. */
  launches: table('wr_launches'),
  /** What was asked of the background, how far it is and what came of it. */
  jobs: table('wr_jobs'),
  /** Who changed what, before and after. Only ever added to. */
  history: table('wr_history'),
  /** Answers to requests that carried an `Idempotency-Key`. */
  replies: table('wr_replies'),
  /** Keys that we made and sign with. */
  keys: table('wr_keys'),
  /** Signed-in browsers. */
  sessions: table('wr_sessions'),
} as const;
