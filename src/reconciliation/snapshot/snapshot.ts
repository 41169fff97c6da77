import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { remember } from '../../access/history.js';
import { Database, type Reader, type Tx } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, moment, now, touch, uuid } from '../../database/words.js';
import { wallClock } from '../../erp/clock.js';
import { ErpOptions } from '../../erp/erp-options.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuse, refuseAll } from '../../errors.js';
import {
  findReconciliation,
  mustBeIn,
  mustNotHaveStarted,
  openReconciliation,
  type Reconciliation,
} from '../reconciliation.js';
import type { ScopeOf } from '../scope/scope.sql.js';
import { checkLines } from '../scope/scope-lines.js';
import {
  insertDetails,
  missingRatios,
  type NamedPosition,
  negativeDetails,
  scopeLocations,
  summary,
  tooLarge,
} from './snapshot.sql.js';

/** What a snapshot found. Lists name the first 100; the numbers count all. */
export interface SnapshotResult {
  /** ISO 8601, UTC. */
  snapshotAt: string;
  details: number;
  locations: number;
  emptyLocations: number;
  /** Kept as they are; somebody booked more out than there was. */
  negative: number;
  negativeDetails: (NamedPosition & { lineNo: number; quantityBase: string; quantity: string })[];
  /** Products without a ratio to their default unit: shown in their base unit. */
  missingRatios: { productId: string; product: string }[];
}

const NAMED = 100;
/** From this many rows on the planner is told at once what the table holds now. */
const MANY = 1_000;
/** Up to this many locations are named to the view, so that it does not sum the whole warehouse. */
const FEW = 500;

/** The picture of availability that a count is compared with (process.md, 2). */
@Injectable()
export class Snapshot {
  constructor(
    private readonly database: Database,
    private readonly options: ErpOptions,
  ) {}

  /**
   * Refuses what `generate` would refuse: a state other than New, Planned and FirmPlanned, a count that
   * has started, a scope with faulty lines.
   */
  async check(reader: Reader, actor: Actor, id: string): Promise<Reconciliation> {
    return this.checkFound(reader, await findReconciliation(reader, actor, id));
  }

  /**
   * Replaces the details by one for each stock position in scope and one for each empty location, in one
   * transaction: readers see the old ones or the new ones. Throws what `check` throws, and
   * `snapshot.quantity-too-large` with the positions whose sum does not fit decimal(12, 3).
   */
  async generate(
    actor: Actor,
    id: string,
    progress: (percent: number) => void = () => undefined,
  ): Promise<SnapshotResult> {
    try {
      const result = await this.database.transaction((tx) => this.replace(tx, actor, id, progress));
      progress(100);
      return result;
    } catch (error) {
      const { dialect } = this.database;
      if (dialect.isOverflow(error)) await this.nameOverflow(actor, id);
      if (dialect.isLockTimeout(error)) throw busy();
      throw error;
    }
  }

  private async checkFound(reader: Reader, found: Reconciliation): Promise<Reconciliation> {
    mustBeIn(found);
    mustNotHaveStarted(found);
    await checkLines(reader, found);
    return found;
  }

  private async replace(
    tx: Tx,
    actor: Actor,
    id: string,
    progress: (percent: number) => void,
  ): Promise<SnapshotResult> {
    const found = await this.checkFound(tx, await openReconciliation(tx, actor, id));
    const { manyRows, holdStill } = this.database.dialect;
    if (manyRows) await tx.query(manyRows);
    await tx.run(sql`DELETE FROM ${own.facts} WHERE reconciliation_id = ${uuid(found.id)}`);
    await tx.run(sql`DELETE FROM ${erp.details} WHERE "Warehouse_Reconciliation_Id" = ${uuid(found.id)}`);
    progress(10);
    const places = await tx.query<{ id: string }>(scopeLocations(found, FEW + 1));
    const few = places.length > 0 && places.length <= FEW ? places.map((place) => place.id) : null;
    const still = holdStill(erp.transactions);
    if (still) await tx.query(still);
    const [clock] = await tx.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
    const snapshotAt = (clock as { at: string }).at;
    const { time } = wallClock(new Date(snapshotAt), this.options.timeZone);
    await tx.run(insertDetails(found, time, randomUUID().slice(0, 24), few));
    progress(90);
    const result = { snapshotAt, ...(await describe(tx, found)) };
    await this.markFresh(tx, found, snapshotAt);
    const { negativeDetails: _, missingRatios: missing, ...counts } = result;
    await remember(tx, actor, {
      reconciliationId: found.id,
      subject: 'reconciliation',
      subjectId: found.id,
      event: 'snapshot.generated',
      before: { snapshotAt: found.snapshotAt },
      after: { ...counts, missingRatios: missing.length },
    });
    if (result.details >= MANY) tx.afterCommit(() => this.analyze());
    return result;
  }

  private async markFresh(tx: Tx, { id }: Reconciliation, snapshotAt: string): Promise<void> {
    const at = moment(new Date(snapshotAt));
    const known = await tx.run(sql`
      UPDATE ${own.options} SET snapshot_at = ${at}, snapshot_outdated = ${FALSE}, populated_at = NULL
      WHERE reconciliation_id = ${uuid(id)}`);
    if (known === 0) {
      await tx.run(
        sql`INSERT INTO ${own.options} (reconciliation_id, snapshot_at) VALUES (${uuid(id)}, ${at})`,
      );
    }
    await tx.run(sql`
      UPDATE ${erp.reconciliations} SET ${touch} "Warehouse_Id" = "Warehouse_Id"
      WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)}`);
  }

  private async analyze(): Promise<void> {
    const statement = this.database.dialect.analyze(erp.details);
    // The snapshot stands; without fresh statistics the next steps are only slower.
    if (statement) await this.database.query(statement).catch(() => undefined);
  }

  private async nameOverflow(actor: Actor, id: string): Promise<void> {
    const found = await findReconciliation(this.database, actor, id);
    const positions = await this.database.query<
      NamedPosition & { quantityBase: string; standardQuantity: string }
    >(tooLarge(found, NAMED));
    refuseAll(
      'rule',
      positions.map(
        ({ quantityBase, standardQuantity, ...position }): Fault => ({
          code: 'snapshot.quantity-too-large',
          message: `${saidOf(position)}: ${quantityBase} in stock is more than a detail can hold. Correct its warehouse transactions.`,
          row: position.location,
          field: 'snapshotQuantityBase',
          value: { ...position, quantityBase, standardQuantity },
          allowed: 'up to 999999999.999',
        }),
      ),
    );
  }
}

async function describe(reader: Reader, of: ScopeOf): Promise<Omit<SnapshotResult, 'snapshotAt'>> {
  const [row] = await reader.query<Record<string, string | number | null>>(summary(of));
  const count = (name: string) => Number(row?.[name] ?? 0);
  return {
    details: count('details'),
    locations: count('locations'),
    emptyLocations: count('emptyLocations'),
    negative: count('negative'),
    negativeDetails: count('negative') === 0 ? [] : await reader.query(negativeDetails(of.id, NAMED)),
    missingRatios: await reader.query(missingRatios(of.id, NAMED)),
  };
}

const saidOf = (position: NamedPosition): string =>
  [
    position.location,
    position.product,
    position.variant,
    position.lot && `lot ${position.lot}`,
    position.serialNumber && `serial number ${position.serialNumber}`,
    position.logisticUnit && `logistic unit ${position.logisticUnit}`,
  ]
    .filter(Boolean)
    .join(', ');

const busy = () =>
  refuse(
    'conflict',
    'snapshot.ledger-busy',
    'Others are writing warehouse transactions all the time, so that no moment could be taken. Try again later.',
  );
