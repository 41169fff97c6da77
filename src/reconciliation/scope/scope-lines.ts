import { randomUUID } from 'node:crypto';
import type { Reader, Tx } from '../../database/database.js';
import { insertRows } from '../../database/insert.js';
import { sql } from '../../database/sql.js';
import { or0, truth, uuid, withRecursive } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { type Fault, refuseAll } from '../../errors.js';
import { covering, type ScopeOf, zoneTree } from './scope.sql.js';

/** A line of the scope as it is asked for. */
export interface ScopeLineInput {
  zoneId?: string | null | undefined;
  locationId?: string | null | undefined;
  workerId?: string | null | undefined;
}

/** A line of the scope, with what its ids stand for. */
export interface ScopeLine {
  id: string;
  lineNo: number;
  zoneId: string | null;
  zone: string | null;
  locationId: string | null;
  location: string | null;
  workerId: string | null;
  worker: string | null;
}

interface LineFacts extends ScopeLine {
  zoneWarehouse: string | null;
  locationWarehouse: string | null;
  workerWarehouse: string | null;
  /** The location's zone is the line's or lies below it. */
  inside: unknown;
}

/** The lines in their order. */
export async function readLines(reader: Reader, id: string, language: string): Promise<ScopeLine[]> {
  const lines = await reader.query<ScopeLine>(sql`
    SELECT n."Warehouse_Reconciliation_Line_Id" AS "id", n."Line_No" AS "lineNo",
      n."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone",
      n."Warehouse_Location_Id" AS "locationId", l."Location_Address" AS "location",
      n."Warehouse_Worker_Id" AS "workerId", w."Warehouse_Worker_Name" AS "worker"
    FROM ${erp.reconciliationLines} n
    LEFT JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = n."Warehouse_Zone_Id"
    LEFT JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = n."Warehouse_Location_Id"
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = n."Warehouse_Worker_Id"
    WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)}
    ORDER BY n."Line_No"`);
  return lines.map((line) => ({ ...line, worker: line.worker && textIn(line.worker, language) }));
}

/** Writes the lines in place of the ones there are, numbered 10, 20, 30, … */
export async function writeLines(tx: Tx, id: string, lines: readonly ScopeLineInput[]): Promise<void> {
  await tx.run(sql`DELETE FROM ${erp.reconciliationLines} WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)}`);
  await insertRows(
    tx,
    erp.reconciliationLines,
    [
      'Warehouse_Reconciliation_Line_Id',
      'Warehouse_Reconciliation_Id',
      'Line_No',
      'Warehouse_Zone_Id',
      'Warehouse_Location_Id',
      'Warehouse_Worker_Id',
    ],
    lines.map(({ zoneId, locationId, workerId }, i) => [
      randomUUID(),
      id,
      (i + 1) * 10,
      zoneId ?? null,
      locationId ?? null,
      workerId ?? null,
    ]),
  );
}

/** Whether both say the same places; who counts them may differ. */
export function samePlaces(one: readonly ScopeLineInput[], other: readonly ScopeLineInput[]): boolean {
  const places = (lines: readonly ScopeLineInput[]) =>
    [...new Set(lines.map(({ zoneId, locationId }) => locationId ?? `zone ${zoneId}`))].sort().join();
  return places(one) === places(other);
}

/**
 * Refuses lines that name nothing, or a zone, location or worker that does not exist, all of them at
 * once. Whether they belong together is asked later (`checkLines`).
 */
export async function checkLinesExist(reader: Reader, id: string): Promise<void> {
  const faults = (await readFacts(reader, { id, warehouseId: id })).flatMap(existenceFaults);
  refuseAll('rule', faults);
}

/**
 * Refuses a scope in which a zone, location or worker is not of the reconciliation's warehouse, or a
 * location not in its line's zone or one below. Names line and value, all faulty lines at once
 * (process.md, Document states).
 */
export async function checkLines(reader: Reader, of: ScopeOf): Promise<void> {
  const facts = await readFacts(reader, of);
  refuseAll(
    'rule',
    facts.flatMap((line) => [...existenceFaults(line), ...belongingFaults(line, of.warehouseId)]),
  );
}

const readFacts = (reader: Reader, { id, warehouseId }: ScopeOf): Promise<LineFacts[]> =>
  reader.query<LineFacts>(sql`
    ${withRecursive} ${zoneTree(warehouseId)}
    SELECT n."Line_No" AS "lineNo",
      n."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone", z."Warehouse_Id" AS "zoneWarehouse",
      n."Warehouse_Location_Id" AS "locationId", l."Location_Address" AS "location",
      l."Warehouse_Id" AS "locationWarehouse",
      n."Warehouse_Worker_Id" AS "workerId", w."Warehouse_Worker_Name" AS "worker",
      w."Warehouse_Id" AS "workerWarehouse",
      ${truth(sql`EXISTS (
        SELECT 1 FROM zone_tree t
        WHERE t.zone_id = l."Warehouse_Zone_Id" AND t.above_id = ${or0(sql`n."Warehouse_Zone_Id"`)})`)} AS "inside"
    FROM ${erp.reconciliationLines} n
    LEFT JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = n."Warehouse_Zone_Id"
    LEFT JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = n."Warehouse_Location_Id"
    LEFT JOIN ${erp.workers} w ON w."Warehouse_Worker_Id" = n."Warehouse_Worker_Id"
    WHERE n."Warehouse_Reconciliation_Id" = ${uuid(id)}
    ORDER BY n."Line_No"`);

function existenceFaults(line: LineFacts): Fault[] {
  const faults: Fault[] = [];
  const at = (field: string) => ({ row: line.lineNo, field });
  if (line.zoneId === null && line.locationId === null) {
    faults.push({
      code: 'line.without-place',
      message: `Line ${line.lineNo} names neither a zone nor a location.`,
      ...at('zoneId'),
      value: null,
    });
  }
  const missing = (what: 'zone' | 'location' | 'worker', value: string | null, found: string | null) => {
    if (value === null || found !== null) return;
    faults.push({
      code: `line.${what}-unknown`,
      message: `Line ${line.lineNo}: there is no ${what} ${value}.`,
      ...at(`${what}Id`),
      value,
    });
  };
  missing('zone', line.zoneId, line.zoneWarehouse);
  missing('location', line.locationId, line.locationWarehouse);
  missing('worker', line.workerId, line.workerWarehouse);
  return faults;
}

function belongingFaults(line: LineFacts, warehouseId: string): Fault[] {
  const faults: Fault[] = [];
  const strange = (
    what: 'zone' | 'location' | 'worker',
    value: string | null,
    name: string | null,
    warehouse: string | null,
  ) => {
    if (warehouse === null || warehouse === warehouseId) return;
    faults.push({
      code: `line.${what}-of-another-warehouse`,
      message: `Line ${line.lineNo}: ${what} ${textIn(name ?? '', 'en')} is of another warehouse.`,
      row: line.lineNo,
      field: `${what}Id`,
      value,
      allowed: `a ${what} of warehouse ${warehouseId}`,
    });
  };
  strange('zone', line.zoneId, line.zone, line.zoneWarehouse);
  strange('location', line.locationId, line.location, line.locationWarehouse);
  strange('worker', line.workerId, line.worker, line.workerWarehouse);
  const both = line.zoneWarehouse === warehouseId && line.locationWarehouse === warehouseId;
  if (both && !line.inside) {
    faults.push({
      code: 'line.location-not-in-zone',
      message: `Line ${line.lineNo}: location ${line.location} does not lie in zone ${line.zone} or below it.`,
      row: line.lineNo,
      field: 'locationId',
      value: line.locationId,
      allowed: `a location in zone ${line.zone}`,
    });
  }
  return faults;
}

/** Two lines that stand for some of the same locations; these are counted once. */
export interface Overlap {
  lineNo: number;
  otherLineNo: number;
  locations: number;
}

/** Pairs of lines that overlap, for the manager to know: nothing is wrong with them. */
export async function readOverlaps(reader: Reader, of: ScopeOf): Promise<Overlap[]> {
  const pairs = await reader.query<Overlap>(sql`
    ${withRecursive} ${zoneTree(of.warehouseId)}, ${covering(of)}
    SELECT a.line_no AS "lineNo", b.line_no AS "otherLineNo", COUNT(*) AS "locations"
    FROM covering a JOIN covering b ON b.location_id = a.location_id AND b.line_no > a.line_no
    GROUP BY a.line_no, b.line_no ORDER BY a.line_no, b.line_no`);
  return pairs.map((pair) => ({ ...pair, locations: Number(pair.locations) }));
}
