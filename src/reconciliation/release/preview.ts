import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { FALSE, iso, now, text, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import type { Fault } from '../../errors.js';
import { exact } from '../quantity.js';
import type { Reconciliation } from '../reconciliation.js';
import { change, detailsWithUnits, differs, goesOut, isApproved } from './approved.sql.js';
import { obstacles } from './obstacles.js';

/**
 * Transactions of one direction. Quantity and value are as the direction has them, mostly without a sign:
 * where ratios vary, fewer pieces may weigh more, and that is a negative quantity out (process.md, step 8).
 */
export interface Side {
  transactions: number;
  quantityBase: string;
  /** With the products' standard cost. */
  value: string;
}

export interface Preview {
  at: string;
  in: Side;
  out: Side;
  /** Value in less value out. */
  value: string;
  /** Approved rows without a difference: they write nothing. */
  unchanged: number;
  /** Count orders that are open and would be made void. */
  openOrders: number;
  /** The same by primary zone, in the order of their codes. */
  zones: { zoneId: string; zone: string; in: Side; out: Side; value: string }[];
  /** What refuses the release now: the first faults of each kind. */
  stops: Fault[];
  stopsTotal: number;
}

interface Row {
  zoneId: string;
  ins: number;
  outs: number;
  unchanged: number;
  quantityIn: string;
  quantityOut: string;
  valueIn: string;
  valueOut: string;
}

/** What a release of a reconciliation would write now (process.md, step 8). */
export async function preview(reader: Reader, actor: Actor, of: Reconciliation): Promise<Preview> {
  const rows = await byZone(reader, of);
  const zones = await primaryZones(reader, of.warehouseId);
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const primary = zones.get(row.zoneId)?.primary ?? row.zoneId;
    groups.set(primary, [...(groups.get(primary) ?? []), row]);
  }
  const stops = await obstacles(reader, actor, of);
  return {
    at: await clock(reader),
    ...summed(rows),
    unchanged: rows.reduce((sum, row) => sum + Number(row.unchanged), 0),
    openOrders: await openOrders(reader, of),
    zones: [...zones.keys()].flatMap((zoneId) => {
      const group = groups.get(zoneId);
      if (!group) return [];
      return [{ zoneId, zone: textIn(zones.get(zoneId)?.name ?? '', actor.language), ...summed(group) }];
    }),
    stops: stops.faults,
    stopsTotal: stops.total,
  };
}

/** Approved differences by direction, and their value together. */
export type Sums = Pick<Preview, 'in' | 'out' | 'value'>;

/** The approved differences of a reconciliation, also after its release. */
export const approvedSums = async (reader: Reader, of: Reconciliation): Promise<Sums> =>
  summed(await byZone(reader, of));

async function byZone(reader: Reader, of: Reconciliation): Promise<Row[]> {
  const goesIn = sql`(${differs} AND NOT ${goesOut})`;
  const out = sql`(${differs} AND ${goesOut})`;
  const sum = (which: Sql, amount: Sql) => text(sql`SUM(CASE WHEN ${which} THEN ${amount} ELSE 0 END)`);
  const value = sql`COALESCE(f.difference_value, 0)`;
  return reader.query<Row>(sql`
    SELECT d."Warehouse_Zone_Id" AS "zoneId",
      SUM(CASE WHEN ${goesIn} THEN 1 ELSE 0 END) AS "ins", SUM(CASE WHEN ${out} THEN 1 ELSE 0 END) AS "outs",
      SUM(CASE WHEN ${differs} THEN 0 ELSE 1 END) AS "unchanged",
      ${sum(goesIn, change)} AS "quantityIn", ${sum(out, sql`-${change}`)} AS "quantityOut",
      ${sum(goesIn, value)} AS "valueIn", ${sum(out, sql`-${value}`)} AS "valueOut"
    FROM ${detailsWithUnits(of.id)} LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
    WHERE ${isApproved(of.id)}
    GROUP BY d."Warehouse_Zone_Id"`);
}

function summed(rows: readonly Row[]): Pick<Preview, 'in' | 'out' | 'value'> {
  const sum = (values: readonly string[]) => values.reduce((total, value) => total.plus(value), exact(0));
  const count = (values: readonly number[]) => values.reduce((total, value) => total + Number(value), 0);
  const [valueIn, valueOut] = [sum(rows.map((r) => r.valueIn)), sum(rows.map((r) => r.valueOut))];
  return {
    in: {
      transactions: count(rows.map((r) => r.ins)),
      quantityBase: sum(rows.map((r) => r.quantityIn)).toFixed(),
      value: valueIn.toFixed(),
    },
    out: {
      transactions: count(rows.map((r) => r.outs)),
      quantityBase: sum(rows.map((r) => r.quantityOut)).toFixed(),
      value: valueOut.toFixed(),
    },
    value: valueIn.minus(valueOut).toFixed(),
  };
}

/** Every zone of a warehouse with the zone at the top of its branch, by code. */
async function primaryZones(reader: Reader, warehouseId: string) {
  const rows = await reader.query<{ id: string; parentId: string | null; name: string }>(sql`
    SELECT "Warehouse_Zone_Id" AS "id", "Parent_Warehouse_Zone_Id" AS "parentId", "Warehouse_Zone_Name" AS "name"
    FROM ${erp.zones} WHERE "Warehouse_Id" = ${uuid(warehouseId)} ORDER BY "Warehouse_Zone_Code"`);
  const zones = new Map(rows.map((row) => [row.id, row]));
  const top = (id: string, below = new Set<string>()): string => {
    const parent = zones.get(id)?.parentId;
    return !parent || !zones.has(parent) || below.has(id) ? id : top(parent, below.add(id));
  };
  return new Map(rows.map(({ id, name }) => [id, { name, primary: top(id) }]));
}

async function openOrders(reader: Reader, of: Reconciliation): Promise<number> {
  const [row] = await reader.query<{ orders: number }>(sql`
    SELECT COUNT(*) AS "orders" FROM ${erp.orders} o JOIN ${erp.documents} d ON d."Id" = o."Document_Id"
    WHERE d."Prime_Cause_Document_Id" = ${uuid(of.documentId)} AND o."Task_Type" = ${code.taskType.Count}
      AND d."State" < ${code.state.Completed} AND d."Void" = ${FALSE}`);
  return Number(row?.orders ?? 0);
}

async function clock(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ at: string }>(sql`SELECT ${iso(now)} AS "at"`);
  return (row as { at: string }).at;
}
