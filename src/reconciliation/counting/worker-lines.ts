import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Fragment, often, raw, type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, integer, iso, text, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { samePositionAsLine } from '../position.sql.js';
import { shown } from '../quantity.js';
import { type TrackedGoods, trackedColumns, trackedJoins } from '../tracked.sql.js';
import type { ClaimedBy } from './claims.js';
import { claimAlive } from './claims.sql.js';
import type { LineState, Tracked } from './lines-at.js';
import type { OrderInHand } from './order-in-hand.js';

/** A line as a worker sees it: nothing that is expected, unless the recount is not blind. */
export interface WorkerLine extends Tracked, TrackedGoods {
  id: string;
  lineNo: number;
  locationId: string;
  location: string;
  zoneId: string | null;
  zone: string | null;
  product: string | null;
  productName: string | null;
  state: LineState;
  claimedBy: ClaimedBy | null;
  /** How many count records of it stand. */
  counts: number;
  /** He counted the row before and leaves it to somebody else. */
  forOthers: boolean;
  /** What the snapshot says, only in a recount that is not blind. */
  expected?: { quantity: string; unit: string };
}

type Row = Omit<WorkerLine, 'claimedBy' | 'counts' | 'forOthers' | 'expected'> & {
  claimantId: string | null;
  claimant: string | null;
  since: string | null;
  counts: number | string;
  avoid: string | null;
  expectedQuantity?: string | null;
  expectedUnit?: string | null;
};

/**
 * The lines of an order, in walking order; `where` is about the line `l` and its side row `x`, which
 * may be missing until somebody works on the order.
 */
export async function readWorkerLines(
  reader: Reader,
  actor: Actor,
  order: OrderInHand,
  where: Sql | Fragment = sql`1 = 1`,
): Promise<WorkerLine[]> {
  const seen = order.blind ? { columns: sql``, joins: sql`` } : expected(order);
  const rows = await reader.query<Row>(
    often(sql`
    SELECT l."Warehouse_Order_Line_Id" AS "id", l."Line_No" AS "lineNo", l."Warehouse_Location_Id" AS "locationId",
      a."Location_Address" AS "location", l."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone",
      l."Product_Id" AS "productId", p."Part_Number" AS "product", p."Product_Name" AS "productName",
      ${trackedColumns(sql`l`, 'Product_Variant_Id')},
      COALESCE(x.state, 'open') AS "state", x.avoid AS "avoid", (
        SELECT COUNT(*) FROM ${erp.counts} c
        WHERE c."Warehouse_Order_Id" = l."Warehouse_Order_Id" AND c."Warehouse_Location_Id" = l."Warehouse_Location_Id"
          AND c."Warehouse_Order_Line_Id" = l."Warehouse_Order_Line_Id" AND c."Void" = ${FALSE}) AS "counts",
      CASE WHEN ${claimAlive(sql`x`)} THEN x.claimed_by END AS "claimantId", w."Warehouse_Worker_Name" AS "claimant",
      ${iso(sql`x.claimed_at`)} AS "since"${seen.columns}
    FROM ${erp.orderLines} l
    LEFT JOIN ${own.lines} x ON x.line_id = l."Warehouse_Order_Line_Id"
    JOIN ${erp.locations} a ON a."Warehouse_Location_Id" = l."Warehouse_Location_Id"
    LEFT JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = l."Warehouse_Zone_Id"
    LEFT JOIN ${erp.products} p ON p."Id" = l."Product_Id"
    ${trackedJoins(sql`l`, 'Product_Variant_Id')}
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = x.claimed_by
    ${seen.joins}
    WHERE l."Warehouse_Order_Id" = ${uuid(order.id)} AND ${where}
    ORDER BY l."Line_No", l."Warehouse_Order_Line_Id"`),
  );
  return rows.map((row) => shownLine(row, order, actor.language));
}

/** Among so many lines the next one to count nearly always is. */
const NEAR = 100;

/**
 * The first line of an order behind `afterLineNo` whose side row `x` fulfils `where`. An order has thousands of
 * lines: only when it is none of the next ones, all of them are looked at.
 */
export async function firstWorkerLine(
  reader: Reader,
  actor: Actor,
  order: OrderInHand,
  afterLineNo: number,
  where: Sql | Fragment,
): Promise<WorkerLine | undefined> {
  const behind = sql`
    SELECT "Warehouse_Order_Line_Id", "Line_No" FROM ${erp.orderLines}
    WHERE "Warehouse_Order_Id" = ${uuid(order.id)} AND "Line_No" > ${integer(afterLineNo)}`;
  const near = sql`${behind} ORDER BY "Line_No" OFFSET 0 ROWS FETCH NEXT ${raw(String(NEAR))} ROWS ONLY`;
  for (const lines of [near, behind]) {
    const first = sql`l."Warehouse_Order_Line_Id" = (
      SELECT n."Warehouse_Order_Line_Id" FROM (${lines}) n
      LEFT JOIN ${own.lines} x ON x.line_id = n."Warehouse_Order_Line_Id" WHERE ${where}
      ORDER BY n."Line_No", n."Warehouse_Order_Line_Id" OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY)`;
    const [found] = await readWorkerLines(reader, actor, order, first);
    if (found) return found;
  }
  return undefined;
}

/** What the snapshot has at a recount's lines. */
const expected = (order: OrderInHand) => ({
  columns: sql`, ${text(sql`e."Snapshot_Quantity"`)} AS "expectedQuantity",
    COALESCE(u."Measurement_Unit_Code", u."Measurement_Unit_Name") AS "expectedUnit"`,
  joins: sql`
    LEFT JOIN ${erp.details} e ON e."Warehouse_Reconciliation_Id" = ${uuid(order.reconciliationId)}
      AND e."Product_Id" IS NOT NULL AND ${samePositionAsLine(sql`e`, sql`l`)}
    LEFT JOIN ${erp.units} u ON u."Id" = e."Quantity_Unit_Id"`,
});

function shownLine(
  { claimantId, claimant, since, avoid, expectedQuantity, expectedUnit, ...row }: Row,
  order: OrderInHand,
  language: string,
): WorkerLine {
  return {
    ...row,
    productName: row.productName && textIn(row.productName, language),
    counts: Number(row.counts),
    claimedBy: claimantId
      ? { workerId: claimantId, name: textIn(claimant ?? '', language), since: since ?? '' }
      : null,
    forOthers: avoid?.split(',').includes(order.me.workerId) ?? false,
    ...(expectedQuantity
      ? {
          expected: {
            quantity: shown(expectedQuantity) as string,
            unit: textIn(expectedUnit ?? '', language),
          },
        }
      : {}),
  };
}
