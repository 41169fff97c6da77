import type { Reader } from '../../database/database.js';
import { type Fragment, type Sql, sql } from '../../database/sql.js';
import { ids, integer, isAmong, isOneOf, uuid, withRecursive } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { DEEPEST } from '../scope/scope.sql.js';
import { type OneOrMore, printed } from './named.js';
import type { Narrowed } from './narrowed.js';

/** Of so many zones it is looked up where their rows begin and end; more are everywhere. */
const FEW = 2_000;

/** Conditions for rows in a zone, or in zones by their code, and in all zones below. */
export async function inZones(
  reader: Reader,
  reconciliationId: string,
  zone: { id: string } | { code: OneOrMore },
  row: Narrowed,
): Promise<(Sql | Fragment)[]> {
  const tops =
    'id' in zone
      ? sql`z."Warehouse_Zone_Id" = ${uuid(zone.id)}`
      : sql`z."Warehouse_Zone_Code" IN (${printed(zone.code)}) AND z."Warehouse_Id" IN (
          SELECT r."Warehouse_Id" FROM ${erp.reconciliations} r
          WHERE r."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)})`;
  const zones = await reader.query<{ id: string }>(sql`
    ${withRecursive} below (id, steps) AS (
      SELECT z."Warehouse_Zone_Id", ${integer(0)} FROM ${erp.zones} z WHERE ${tops}
      UNION ALL
      SELECT z."Warehouse_Zone_Id", b.steps + 1 FROM below b
      JOIN ${erp.zones} z ON z."Parent_Warehouse_Zone_Id" = b.id WHERE b.steps < ${integer(DEEPEST)})
    SELECT DISTINCT id AS "id" FROM below`);
  const found = zones.map(({ id }) => id);
  // Of thousands a planner would weigh each; they are read once, and rows are passed until one is in them.
  if (found.length > FEW) return [isAmong(row.zone, sql`SELECT x.id FROM ${ids(found)} x`)];
  return [isOneOf(row.zone, found), await betweenLines(reader, reconciliationId, found, row)];
}

/**
 * Between which lines the rows of some zones stand: they follow one another in walking order, and whoever
 * walks there would pass every row before them.
 */
async function betweenLines(
  reader: Reader,
  reconciliationId: string,
  zones: readonly string[],
  row: Narrowed,
): Promise<Sql> {
  const line = (which: Sql) => sql`(SELECT ${which}(d."Line_No") FROM ${erp.details} d
    WHERE d."Warehouse_Reconciliation_Id" = ${uuid(reconciliationId)} AND d."Warehouse_Zone_Id" = z.id)`;
  const [lines] = await reader.query<Lines>(sql`
    SELECT MIN(x.first_line) AS "first", MAX(x.last_line) AS "last" FROM (
      SELECT ${line(sql`MIN`)} AS first_line, ${line(sql`MAX`)} AS last_line FROM ${ids(zones)} z) x`);
  return between(row, lines);
}

/** The first and the last line of some rows; empty where there are none. */
export interface Lines {
  first: number | null;
  last: number | null;
}

/** Between two lines; without lines nothing is. */
export const between = (row: Narrowed, lines?: Lines): Sql =>
  sql`${row.line} BETWEEN ${integer(lines?.first ?? null)} AND ${integer(lines?.last ?? null)}`;
