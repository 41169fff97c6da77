import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { iso, moment, now, touch, uuid } from '../../database/words.js';
import { wallClock } from '../../erp/clock.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { refuseAll } from '../../errors.js';
import { detailsInOrder, expectMany } from '../many.js';
import { storeMovement } from '../movement/movement.sql.js';
import { shown } from '../quantity.js';
import { findReconciliation, mustBeIn, openReconciliation, type Reconciliation } from '../reconciliation.js';
import { called, NAMED, nameRows, type RowName } from '../release/row-names.js';
import { insertFacts, updateExpected, updateFacts } from './facts.sql.js';
import { fillCounted, fillUncounted, insertFound, type PopulateOf, tooLarge } from './populate.sql.js';
import { besides, editedRows, type PopulateResult, totals } from './populated.js';

/** From this many rows on the planner is told at once what the tables hold now. */
const MANY = 1_000;

/** Counted quantities from the counts (process.md, step 5). */
@Injectable()
export class Populate {
  constructor(
    private readonly database: Database,
    private readonly options: ErpOptions,
  ) {}

  /** Refuses what `run` would refuse: a void or released reconciliation. */
  async check(reader: Reader, actor: Actor, id: string): Promise<Reconciliation> {
    const found = await findReconciliation(reader, actor, id);
    mustBeIn(found);
    return found;
  }

  /**
   * Sums the counts of every finished row's own session, adds rows for found goods, and stores
   * difference, value and movement. Once more gives the same. Values corrected by hand stay unless
   * `overwriteEdited`. One transaction; status and session of the rows that were there do not change.
   * Throws what `check` throws, and `detail.quantity-too-large` with the positions whose sum does not fit.
   */
  async run(
    actor: Actor,
    id: string,
    { overwriteEdited = false }: { overwriteEdited?: boolean } = {},
    progress: (percent: number) => void = () => undefined,
  ): Promise<PopulateResult> {
    try {
      const result = await this.database.transaction((tx) =>
        this.fill(tx, actor, id, overwriteEdited, progress),
      );
      progress(100);
      return result;
    } catch (error) {
      if (this.database.dialect.isOverflow(error)) await this.nameOverflow(actor, id);
      throw error;
    }
  }

  private async fill(
    tx: Tx,
    actor: Actor,
    id: string,
    overwriteEdited: boolean,
    progress: (percent: number) => void,
  ): Promise<PopulateResult> {
    const found = await openReconciliation(tx, actor, id);
    mustBeIn(found);
    // An order that was finished a moment ago changed the status of all of them.
    const many = await expectMany(this.database, tx, detailsInOrder(found.id));
    const populatedAt = await tick(tx, found);
    const { time } = wallClock(populatedAt, this.options.timeZone);
    const of: PopulateOf = { ...found, overwriteEdited, at: time };
    const edited = await editedRows(tx, actor, of);
    const added = await tx.run(insertFound(of));
    progress(15);
    const counted = await tx.run(fillCounted(of));
    progress(45);
    const uncounted = await tx.run(fillUncounted(of));
    progress(50);
    await storeFacts(tx, found, of);
    const { manyRows } = this.database.dialect;
    if (many && manyRows) await tx.query(manyRows);
    await storeMovements(tx, found);
    progress(90);
    const result: PopulateResult = {
      populatedAt: populatedAt.toISOString(),
      filled: counted + uncounted,
      uncounted,
      found: added,
      edited,
      otherSessions: await besides(tx, actor, of),
      ...(await totals(tx, found.id)),
    };
    await markPopulated(tx, found, populatedAt);
    await remember(tx, actor, {
      reconciliationId: found.id,
      subject: 'reconciliation',
      subjectId: found.id,
      event: 'reconciliation.populated',
      after: {
        ...result,
        edited: edited.total,
        otherSessions: result.otherSessions.total,
        overwriteEdited,
      },
    });
    if (result.filled >= MANY) tx.afterCommit(() => this.analyze());
    return result;
  }

  private async analyze(): Promise<void> {
    const statement = this.database.dialect.analyze(sql`${own.facts}`);
    // The result stands; without fresh statistics the grid is only slower.
    if (statement) await this.database.query(statement).catch(() => undefined);
  }

  private async nameOverflow(actor: Actor, id: string): Promise<void> {
    const found = await findReconciliation(this.database, actor, id);
    const rows = await this.database.query<{ id: string; sum: string }>(tooLarge(found, NAMED));
    const names = await nameRows(
      this.database,
      rows.map((row) => row.id),
      actor.language,
    );
    refuseAll(
      'rule',
      rows.map((row) => ({
        code: 'detail.quantity-too-large',
        message: `${called(names.get(row.id) as RowName)}: the counts sum to ${shown(row.sum)}, which is more than a row can hold. Void the wrong ones.`,
        row: row.id,
        field: 'countedQuantity',
        value: shown(row.sum),
        allowed: 'up to 999999999.999',
      })),
    );
  }
}

/**
 * The moment of this populate, later than that of the one before. Whole hundredths, which every
 * vendor's columns hold exactly: what was filled in at this moment is told by it.
 */
async function tick(tx: Tx, { populatedAt }: Reconciliation): Promise<Date> {
  const [clock] = await tx.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
  const before = populatedAt === null ? 0 : Date.parse(populatedAt);
  const present = Date.parse((clock as { at: string }).at);
  return new Date(Math.max(Math.floor(present / 10) * 10, before + 10));
}

async function storeFacts(tx: Tx, found: Reconciliation, of: PopulateOf): Promise<void> {
  const [known] = await tx.query<{ id: string }>(sql`
    SELECT detail_id AS "id" FROM ${own.facts} WHERE reconciliation_id = ${uuid(found.id)}
    ORDER BY line_no OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  if (known) await tx.run(updateFacts(found.id, of.at));
  await tx.run(insertFacts(found.id, !known));
}

/** What moved is looked up row by row, and there is little of it. */
async function storeMovements(tx: Tx, found: Reconciliation): Promise<void> {
  const expectMovements = found.movementPolicy !== 'warn';
  await tx.run(storeMovement({ ...found, expectMovements }));
  if (expectMovements) await tx.run(updateExpected(found.id));
}

async function markPopulated(tx: Tx, { id }: Reconciliation, at: Date): Promise<void> {
  const known = await tx.run(
    sql`UPDATE ${own.options} SET populated_at = ${moment(at)} WHERE reconciliation_id = ${uuid(id)}`,
  );
  if (known === 0) {
    await tx.run(
      sql`INSERT INTO ${own.options} (reconciliation_id, populated_at) VALUES (${uuid(id)}, ${moment(at)})`,
    );
  }
  await tx.run(sql`
    UPDATE ${erp.reconciliations} SET ${touch} "Warehouse_Id" = "Warehouse_Id"
    WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)}`);
}
