import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { ids, uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Overlap, ScopeLineInput } from './scope-lines.js';

/** How much a scope is, before anything is written. */
export interface Measured {
  locations: number;
  /** Stock positions in them now; empty locations are none. */
  positions: number;
  /** Pairs of lines that stand for some of the same locations; lines are numbered 10, 20, … as given. */
  overlaps: Overlap[];
  /** Locations of each zone of the warehouse and of all zones below it. */
  inZone: ReadonlyMap<string, number>;
}

interface Zone {
  id: string;
  parentId: string | null;
  locations: number | string;
}

/** Scopes that somebody is still choosing. */
@Injectable()
export class Scopes {
  constructor(private readonly database: Database) {}

  /** Measures lines of a warehouse as `replaceLines` would take them; none: the whole warehouse. */
  async measure(actor: Actor, warehouseId: string, lines: readonly ScopeLineInput[]): Promise<Measured> {
    must(actor, 'manager');
    const zones = await this.zones(warehouseId);
    const zoneOf = await this.zonesOfLocations(lines.flatMap(({ locationId }) => locationId ?? []));
    const below = closures(zones);
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
    return {
      locations: sizes(covered) + single.size,
      positions: await this.positions(warehouseId, covered, single, covered.size === directly.size),
      overlaps: pairs(sets, zoneOf, sizes),
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

  private async positions(
    warehouseId: string,
    zones: ReadonlySet<string>,
    locations: ReadonlySet<string>,
    whole: boolean,
  ): Promise<number> {
    if (zones.size === 0 && locations.size === 0) return 0;
    const inScope = sql`a."Warehouse_Location_Id" IN (
      SELECT l."Warehouse_Location_Id" FROM ${erp.locations} l
      WHERE l."Warehouse_Zone_Id" IN ${ids([...zones])} OR l."Warehouse_Location_Id" IN ${ids([...locations])})`;
    const [row] = await this.database.query<{ rows: number | string }>(sql`
      SELECT COUNT(*) AS "rows" FROM ${erp.availability} a
      WHERE a."Warehouse_Id" = ${uuid(warehouseId)}
        AND (a."Quantity_Base_Available" <> 0 OR a."Standard_Quantity_Available" <> 0)
        AND ${whole ? sql`1 = 1` : inScope}`);
    return Number(row?.rows ?? 0);
  }
}

/** Each zone with itself and every zone below it. */
function closures(zones: readonly Zone[]): Map<string, Set<string>> {
  const parents = new Map(zones.map(({ id, parentId }) => [id, parentId]));
  const found = new Map(zones.map(({ id }) => [id, new Set([id])]));
  for (const { id } of zones) {
    const seen = new Set([id]);
    for (let above = parents.get(id); above && !seen.has(above); above = parents.get(above)) {
      seen.add(above);
      found.get(above)?.add(id);
    }
  }
  return found;
}

interface Covered {
  zones: ReadonlySet<string>;
  location: string | null;
}

function pairs(
  sets: readonly Covered[],
  zoneOf: ReadonlyMap<string, string>,
  sizes: (zones: Iterable<string>) => number,
): Overlap[] {
  const lies = (location: string, set: Covered): boolean =>
    set.location === location || set.zones.has(zoneOf.get(location) ?? '');
  const shared = (a: Covered, b: Covered): number => {
    if (a.location) return lies(a.location, b) ? 1 : 0;
    if (b.location) return lies(b.location, a) ? 1 : 0;
    return sizes([...a.zones].filter((zone) => b.zones.has(zone)));
  };
  return sets.flatMap((a, i) =>
    sets.slice(i + 1).flatMap((b, j) => {
      const locations = shared(a, b);
      return locations > 0 ? [{ lineNo: (i + 1) * 10, otherLineNo: (i + j + 2) * 10, locations }] : [];
    }),
  );
}
