import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Tx } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { ids, integer, touch } from '../../database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { type Fault, Refusal, refuseAll } from '../../errors.js';
import { readDetails } from '../details/detail-rows.js';
import { foreignIds, type Select, selectionSql } from '../details/filter.js';
import { repeatStatus } from '../populate/facts.sql.js';
import { findReconciliation, mustBeIn, openReconciliation, type Reconciliation } from '../reconciliation.js';
import { NAMED } from '../release/row-names.js';
import { type Corrected, correct, MOST_CORRECTED } from './correct.js';
import { decide, type Progress } from './decide.js';

/** What a person wants of the selected rows; at least one of status, quantity and notes. */
export interface ReviewRequest {
  select: Select;
  reviewStatus?: ReviewStatus;
  /** In the row's unit; with a fixed ratio the base quantity follows, with a variable one both are given. */
  countedQuantity?: string;
  countedQuantityBase?: string;
  notes?: string;
  /** Change what can be changed; otherwise it is all or nothing. */
  partial?: boolean;
}

/** What a review did. */
export interface Reviewed {
  changed: number;
  /** Every reason against each of the first 100 rows that were not changed. */
  refused: Fault[];
  /** All rows that were not changed. */
  refusedTotal: number;
}

/** From this many rows on a review is background work. */
const LARGE = 10_000;

/** Decisions of a person about details (process.md, step 6; rules.md, Review status). */
@Injectable()
export class Review {
  constructor(
    private readonly database: Database,
    private readonly options: ErpOptions,
  ) {}

  /** Whether so many rows are selected that the caller should not wait for it. */
  async isLarge(actor: Actor, id: string, select: Select): Promise<boolean> {
    if ('ids' in select) return select.ids.length > LARGE;
    const { id: key } = await findReconciliation(this.database, actor, id);
    const rows = await this.database.query(sql`
      SELECT 1 AS one FROM (${await selectionSql(this.database, key, select)}) s
      ORDER BY s.id OFFSET ${integer(LARGE)} ROWS FETCH NEXT 1 ROWS ONLY`);
    return rows.length > 0;
  }

  /**
   * Sets status, corrected quantity and notes of the selected rows, in a fixed number of statements. A
   * row that has the status already is no change and no fault. All or nothing unless `partial`: then
   * the refused rows are listed. `version` is that of the one selected row, or of the reconciliation.
   * Throws `reconciliation.*` (404, 409), `detail.changed-meanwhile` (412), and with every fault
   * `detail.*`, `review.*`, `quantity.*` (422).
   */
  async review(
    actor: Actor,
    id: string,
    request: ReviewRequest,
    version?: string,
    progress: Progress = () => undefined,
  ): Promise<Reviewed> {
    mustSaySomething(request);
    const one = 'ids' in request.select && request.select.ids.length === 1;
    return this.database.transaction(async (tx) => {
      const found = await openReconciliation(tx, actor, id, one ? undefined : version);
      mustBeIn(found);
      progress(10);
      if (one && version)
        await mustBeFresh(tx, actor, (request.select as { ids: string[] }).ids[0] as string, version);
      await mustBeHere(tx, found, request.select);
      const chosen = await selectionSql(tx, found.id, request.select);
      const before = {
        statuses: await statusesOf(tx, chosen),
        ...(request.notes === undefined ? {} : { notes: await notesOf(tx, chosen) }),
      };
      const corrected = await this.corrected(tx, actor, found, request);
      const select = corrected?.select ?? request.select;
      const selected = await selectionSql(tx, found.id, select);
      if (request.notes !== undefined) await writeNotes(tx, selected, request.notes);
      const judged = request.reviewStatus
        ? await decide(tx, actor, found, selected, request.reviewStatus, request.partial ?? false, progress)
        : { changed: 0, refused: [], refusedTotal: 0 };
      const byIds = 'ids' in select && sql`d."Warehouse_Reconciliation_Detail_Id" IN ${ids(select.ids)}`;
      if (judged.changed > 0) await tx.run(repeatStatus(found.id, byIds || undefined));
      progress(95);
      const noted = request.reviewStatus || corrected ? 0 : await sizeOf(tx, selected);
      const result = {
        changed: Math.max(judged.changed, corrected?.rows.length ?? 0, noted),
        refused: [...(corrected?.refused ?? []), ...judged.refused],
        refusedTotal: judged.refusedTotal + (corrected?.refused.length ?? 0),
      };
      await this.remembered(tx, actor, found, request, before, result, corrected?.rows);
      return result;
    });
  }

  private async corrected(tx: Tx, actor: Actor, found: Reconciliation, request: ReviewRequest) {
    if (request.countedQuantity === undefined && request.countedQuantityBase === undefined) return null;
    const rows = await tx.query<{ id: string }>(sql`
      SELECT s.id AS "id" FROM (${await selectionSql(tx, found.id, request.select)}) s
      ORDER BY s.id OFFSET 0 ROWS FETCH NEXT ${integer(MOST_CORRECTED + 1)} ROWS ONLY`);
    const { corrected, refused } = await correct(tx, actor, this.options.timeZone, {
      ids: rows.map((row) => row.id),
      quantity: request.countedQuantity,
      base: request.countedQuantityBase,
      notes: request.notes,
    });
    if (!request.partial) refuseAll('rule', refused);
    return { select: { ids: corrected.map(({ id }) => id) }, rows: corrected, refused };
  }

  /** One event, however many rows; of corrected quantities it keeps every row, before and after. */
  private async remembered(
    tx: Tx,
    actor: Actor,
    found: Reconciliation,
    request: ReviewRequest,
    before: Record<string, unknown>,
    result: Reviewed,
    corrected?: readonly Corrected[],
  ) {
    const { select, partial: _, ...wanted } = request;
    const which = 'ids' in select ? { ids: select.ids.slice(0, NAMED), selected: select.ids.length } : select;
    await remember(tx, actor, {
      reconciliationId: found.id,
      subject: 'reconciliation',
      subjectId: found.id,
      event: corrected ? 'details.corrected' : 'details.reviewed',
      before: { ...before, quantities: corrected?.map(({ id, before }) => ({ id, ...before })) },
      after: {
        ...wanted,
        ...which,
        changed: result.changed,
        refused: result.refusedTotal,
        quantities: corrected?.map(({ id, after }) => ({ id, ...after })),
      },
    });
  }
}

function mustSaySomething({
  reviewStatus,
  countedQuantity,
  countedQuantityBase,
  notes,
}: ReviewRequest): void {
  const corrects = countedQuantity !== undefined || countedQuantityBase !== undefined;
  const faults: Fault[] = [];
  if (!corrects && reviewStatus === undefined && notes === undefined) {
    faults.push({
      code: 'review.nothing-asked',
      message: 'Give a status, a quantity or a note.',
      field: 'reviewStatus',
    });
  }
  if (corrects && !notes?.trim()) {
    faults.push({
      code: 'review.note-missing',
      message: 'A quantity is corrected with a note that says why.',
      field: 'notes',
    });
  }
  refuseAll('rule', faults);
}

/** The version of the one row that is changed must be the one the caller saw. */
async function mustBeFresh(tx: Tx, actor: Actor, id: string, version: string): Promise<void> {
  const [present] = await readDetails(tx, actor, [id]);
  if (!present || present.version === version) return;
  const message = `Line ${present.lineNo} was changed meanwhile. Look at it again.`;
  const fault = {
    code: 'detail.changed-meanwhile',
    message,
    row: id,
    value: version,
    allowed: present.version,
  };
  throw new Refusal('stale', [fault], { present });
}

async function mustBeHere(tx: Tx, found: Reconciliation, select: Select): Promise<void> {
  if (!('ids' in select)) return;
  const foreign = await foreignIds(tx, found.id, select.ids);
  refuseAll(
    'rule',
    foreign.slice(0, NAMED).map((id) => ({
      code: 'detail.unknown',
      message: `There is no such row in ${found.documentNo}.`,
      row: id,
      field: 'select',
      value: id,
    })),
  );
}

const writeNotes = (tx: Tx, selected: Sql, notes: string): Promise<number> =>
  tx.run(sql`
    UPDATE ${erp.details} SET ${touch} "Notes" = ${notes.trim() || null}
    WHERE "Warehouse_Reconciliation_Detail_Id" IN (${selected})`);

/** The notes of the selected rows, of the first ones that have any. */
const notesOf = (tx: Tx, selected: Sql): Promise<{ id: string; notes: string }[]> =>
  tx.query(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Notes" AS "notes" FROM ${erp.details} d
    WHERE d."Notes" IS NOT NULL AND d."Warehouse_Reconciliation_Detail_Id" IN (${selected})
    ORDER BY d."Line_No", d."Warehouse_Reconciliation_Detail_Id" OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);

/** How many of the selected rows have which status. */
async function statusesOf(tx: Tx, selected: Sql): Promise<Partial<Record<ReviewStatus, number>>> {
  const rows = await tx.query<{ status: string; rows: number | string }>(sql`
    SELECT d."Review_Status" AS "status", COUNT(*) AS "rows" FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Detail_Id" IN (${selected}) GROUP BY d."Review_Status"`);
  return Object.fromEntries(rows.map((row) => [reviewStatusOf(row.status), Number(row.rows)]));
}

async function sizeOf(tx: Tx, selected: Sql): Promise<number> {
  const [row] = await tx.query<{ rows: number | string }>(
    sql`SELECT COUNT(*) AS "rows" FROM (${selected}) s`,
  );
  return Number(row?.rows ?? 0);
}
