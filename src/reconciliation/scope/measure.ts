import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { list, type Sql, sql } from '../../database/sql.js';
import { ids, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Overlap, ScopeLineInput } from './scope-lines.js';

/** How much a scope is, before anything is written. */
export interface Measured {
  locations: number;
  /** Stock positions in them now; empty locations are none. Null: not asked. */
  positions: number | null;
  /** Pairs of lines that stand for some of the same locations; lines are numbered 10, 20, … as given. */
  overlaps: Overlap[];
  /** Locations of each zone of the warehouse and of all zones below it. */
  inZone: ReadonlyMap<string, number>;
}

/** Locations that are named one by one; SQL Server takes 2,100 values in a statement. */
const FEW = 2_000;

interface Zone {
  id: string;
  parentId: string | null;
  locations: number | string;
}

/** Scopes that somebody is still choosing. */
@Injectable()
export class Scopes {
  constructor(private readonly database: Database) {}

  /**
   * Measures lines of a warehouse as `replaceLines` would take them; none: the whole warehouse. Positions are
   * added up from what moved: `positions` says whether to, always, or where it is a matter of moments.
   */
  async measure(
    actor: Actor,
    warehouseId: string,
    lines: readonly ScopeLineInput[],
    positions: 'always' | 'few' | 'never' = 'always',
  ): Promise<Measured> {
    must(actor, 'manager');
    const zones = await this.zones(warehouseId);
    const zoneOf = await this.zonesOfLocations(lines.flatMap(({ locationId }) => locationId ?? []));
    const parents = new Map(zones.map(({ id, parentId }) => [id, parentId]));
    const below = closures(parents);
    const directly = new Map(zones.map(({ id, locations }) => [id, Number(locations)]));
    const sizes = (some: Iterable<string>) => [...some].reduce((sum, id) => sum + (directly.get(id) ?? 0), 0);
    const sets = lines.map(({ zoneId, locationId }) => ({
      zones: locationId ? new Set<string>() : (below.get(zoneId ?? '') ?? new Set<string>()),
      location: locationId ?? null,
    }));
    const covered =
      lines.length === 0 ? new Set(directly.keys()) : new Set(sets.flatMap((set) => [...set.zones]));
    const single = new Set(
      sets.flatMap(({ location }) =>
        location && zoneOf.has(location) && !covered.has(zoneOf.get(location) as string) ? [location] : [],
      ),
    );
    const locations = sizes(covered) + single.size;
    const few = locations <= FEW;
    const within =
      covered.size === directly.size && !few ? null : await this.locationsIn(covered, single, few);
    return {
      locations,
      positions:
        positions === 'always' || (positions === 'few' && few)
          ? await this.positions(warehouseId, within)
          : null,
      overlaps: overlapsOf(lines, parents, zoneOf, (zone) => sizes(below.get(zone) ?? [])),
      inZone: new Map(zones.map(({ id }) => [id, sizes(below.get(id) ?? [])])),
    };
  }

  private zones(warehouseId: string): Promise<Zone[]> {
    return this.database.query<Zone>(sql`
      SELECT z."Warehouse_Zone_Id" AS "id", z."Parent_Warehouse_Zone_Id" AS "parentId",
        COUNT(l."Warehouse_Location_Id") AS "locations"
      FROM ${erp.zones} z LEFT JOIN ${erp.locations} l ON l."Warehouse_Zone_Id" = z."Warehouse_Zone_Id"
      WHERE z."Warehouse_Id" = ${uuid(warehouseId)}
      GROUP BY z."Warehouse_Zone_Id", z."Parent_Warehouse_Zone_Id"`);
  }

  private async zonesOfLocations(locations: readonly string[]): Promise<Map<string, string>> {
    if (locations.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; zoneId: string }>(sql`
      SELECT "Warehouse_Location_Id" AS "id", "Warehouse_Zone_Id" AS "zoneId" FROM ${erp.locations}
      WHERE "Warehouse_Location_Id" IN ${ids(locations)}`);
    return new Map(rows.map(({ id, zoneId }) => [id, zoneId]));
  }

  /** A condition for the locations. A few are named: then only what moved at them is added up. */
  private async locationsIn(
    zones: ReadonlySet<string>,
    locations: ReadonlySet<string>,
    few: boolean,
  ): Promise<Sql> {
    const some = sql`SELECT l."Warehouse_Location_Id" AS "id" FROM ${erp.locations} l
      WHERE l."Warehouse_Zone_Id" IN ${ids([...zones])} OR l."Warehouse_Location_Id" IN ${ids([...locations])}`;
    if (!few) return sql`a."Warehouse_Location_Id" IN (${some})`;
    const rows = await this.database.query<{ id: string }>(some);
    return rows.length === 0
      ? sql`1 = 0`
      : sql`a."Warehouse_Location_Id" IN (${list(rows.map(({ id }) => id))})`;
  }

  private async positions(warehouseId: string, within: Sql | null): Promise<number> {
    const [row] = await this.database.query<{ rows: number | string }>(sql`
      SELECT COUNT(*) AS "rows" FROM ${erp.availability} a
      WHERE a."Warehouse_Id" = ${uuid(warehouseId)}
        AND (a."Quantity_Base_Available" <> 0 OR a."Standard_Quantity_Available" <> 0)
        ${within ? sql`AND ${within}` : sql``}`);
    return Number(row?.rows ?? 0);
  }
}

/** Each zone with itself and every zone below it. */
function closures(parents: ReadonlyMap<string, string | null>): Map<string, Set<string>> {
  const ids = [...parents.keys()];
  const found = new Map(ids.map((id) => [id, new Set([id])]));
  for (const id of ids) {
    const seen = new Set([id]);
    for (let above = parents.get(id); above && !seen.has(above); above = parents.get(above)) {
      seen.add(above);
      found.get(above)?.add(id);
    }
  }
  return found;
}

/** A place of a line and all zones it lies in, from the inside out. */
function pathOf(
  { zoneId, locationId }: ScopeLineInput,
  parents: ReadonlyMap<string, string | null>,
  zoneOf: ReadonlyMap<string, string>,
): string[] {
  const path = new Set(locationId ? [locationId] : []);
  const zone = locationId ? zoneOf.get(locationId) : zoneId;
  for (let above = zone; above && !path.has(above); above = parents.get(above)) path.add(above);
  return [...path];
}

/** Lines overlap where one's place lies in the other's: each looks upwards, so thousands are no matter. */
function overlapsOf(
  lines: readonly ScopeLineInput[],
  parents: ReadonlyMap<string, string | null>,
  zoneOf: ReadonlyMap<string, string>,
  sizeOf: (zone: string) => number,
): Overlap[] {
  const at = new Map<string, number[]>();
  for (const [i, { zoneId, locationId }] of lines.entries()) {
    const place = locationId ?? zoneId;
    if (place) at.set(place, [...(at.get(place) ?? []), i]);
  }
  const found = lines.flatMap((line, i) =>
    pathOf(line, parents, zoneOf).flatMap((place, steps) =>
      (at.get(place) ?? [])
        .filter((j) => (steps === 0 ? j > i : j !== i))
        .map((j) => ({
          lineNo: (Math.min(i, j) + 1) * 10,
          otherLineNo: (Math.max(i, j) + 1) * 10,
          locations: line.locationId ? 1 : sizeOf(line.zoneId ?? ''),
        })),
    ),
  );
  return found
    .filter(({ locations }) => locations > 0)
    .sort((a, b) => a.lineNo - b.lineNo || a.otherLineNo - b.otherLineNo);
}
