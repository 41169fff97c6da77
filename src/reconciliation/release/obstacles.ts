import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { apart, integer, text, uuid } from '../../database/words.js';
import { type ReviewStatus, reviewStatusOf } from '../../erp/codes.js';
import type { Fault } from '../../errors.js';
import type { Reconciliation } from '../reconciliation.js';
import { detailsForRelease, type Reason, reason } from './reason.sql.js';
import { called, NAMED, nameRows, type Obstacles, type RowName } from './row-names.js';
import { shortages } from './shortages.js';
import { splitUnits } from './split-units.js';

const releasable: readonly ReviewStatus[] = ['Created', 'Approved', 'Cancelled'];

/**
 * Everything that refuses the release of a reconciliation now (process.md, step 8). Changes nothing.
 * `rowsInTheWay`: how many rows are in the way by themselves or for lack of stock, if that is known (`seal`).
 */
export async function obstacles(
  reader: Reader,
  actor: Actor,
  of: Reconciliation,
  rowsInTheWay?: number,
): Promise<Obstacles> {
  const found = [
    ...(rowsInTheWay === 0
      ? []
      : [await undecided(reader, actor, of.id), await shortages(reader, actor, of)]),
    await splitUnits(reader, actor, of),
  ];
  return {
    faults: found.flatMap(({ faults }) => faults),
    total: found.reduce((sum, { total }) => sum + total, 0),
  };
}

/** Rows that are not decided, and approved ones that cannot be released as they are. */
async function undecided(reader: Reader, actor: Actor, reconciliationId: string): Promise<Obstacles> {
  const rows = await reader.query<{
    id: string;
    reason: Reason;
    status: string;
    counted: string | null;
    total: number;
  }>(sql`
    SELECT x.id AS "id", x.reason AS "reason", x.status AS "status", ${text(sql`x.counted`)} AS "counted",
      COUNT(*) OVER () AS "total"
    FROM ${apart(sql`
      SELECT y.* FROM (
        SELECT d."Warehouse_Reconciliation_Detail_Id" AS id, d."Line_No" AS line_no, d."Review_Status" AS status,
          d."Counted_Quantity" AS counted, ${reason} AS reason
        FROM ${detailsForRelease(reconciliationId)}
        WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)}) y
      WHERE y.reason IS NOT NULL`)} x
    ORDER BY x.line_no, x.id OFFSET 0 ROWS FETCH NEXT ${integer(NAMED)} ROWS ONLY`);
  const names = await nameRows(
    reader,
    rows.map(({ id }) => id),
    actor.language,
  );
  return {
    faults: rows.map(({ id, reason: why, status, counted }) => ({
      row: id,
      ...faultOf(why, names.get(id) as RowName, reviewStatusOf(status), counted),
    })),
    total: Number(rows[0]?.total ?? 0),
  };
}

function faultOf(reason: Reason, row: RowName, status: ReviewStatus, counted: string | null): Fault {
  const at = called(row);
  switch (reason) {
    case 'status':
      return {
        code: 'detail.not-decided',
        message: `${at}: its review status is ${status}. Approve it, cancel it or have it counted.`,
        field: 'reviewStatus',
        value: status,
        allowed: releasable,
      };
    case 'stale':
      return {
        code: 'detail.counts-changed',
        message: `${at}: its counts changed after it was populated. Populate and review it again.`,
        field: 'countedQuantity',
        value: counted,
        allowed: 'the sum of its counts',
      };
    case 'uncounted':
      return {
        code: 'detail.not-counted',
        message: `${at}: it is approved, but nobody has counted it. Send it to Recount or cancel it.`,
        field: 'countedQuantity',
        value: counted,
        allowed: 'a counted quantity',
      };
    case 'unit':
      return {
        code: 'detail.unit-changed',
        message: `${at}: the product's unit in the ERP is no longer the one it was counted in. Set it back, or cancel the row.`,
        field: 'quantityUnit',
      };
    case 'large':
      return {
        code: 'detail.difference-too-large',
        message: `${at}: the difference does not fit a warehouse transaction. Correct the quantity or cancel the row.`,
        field: 'countedQuantity',
        value: counted,
        allowed: 'a difference of at most 999999999.999',
      };
  }
}
