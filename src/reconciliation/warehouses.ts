import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../access/actor.js';
import { Database } from '../database/database.js';
import { type Fragment, type Sql, sql } from '../database/sql.js';
import { ids, uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { unknown } from '../errors.js';
import { type Listing, type ListOf, MAX_LIMIT, type Page, readEach, readList } from './paging.js';

export interface Warehouse {
  id: string;
  name: string;
}

export interface Zone {
  id: string;
  code: string;
  name: string;
  parentId: string | null;
}

export interface Location {
  id: string;
  address: string;
  zoneId: string;
  zone: string;
}

/** What can be in scope. */
@Injectable()
export class Warehouses {
  constructor(private readonly database: Database) {}

  /** All warehouses. `text`: part of the name, in any language. */
  async list(actor: Actor, filter: { text?: string | undefined }, page: Page): Promise<Listing<Warehouse>> {
    must(actor, 'manager');
    const found = await readList<Warehouse>(this.database, page, {
      name: 'warehouses',
      columns: sql`w."Warehouse_Id" AS "id", w."Warehouse_Name" AS "name"`,
      from: sql`${erp.warehouses} w`,
      where: like(sql`w."Warehouse_Name"`, filter.text, '%'),
      keys: [
        { by: sql`w."Warehouse_Name"`, type: 'text' },
        { by: sql`w."Warehouse_Id"`, type: 'id' },
      ],
    });
    return { ...found, items: found.items.map((w) => ({ ...w, name: textIn(w.name, actor.language) })) };
  }

  /** Zones of a warehouse by code. `text`: beginning of the code. Throws `warehouse.unknown`. */
  async zones(
    actor: Actor,
    warehouseId: string,
    filter: { text?: string | undefined },
    page: Page,
  ): Promise<Listing<Zone>> {
    await this.mustExist(actor, warehouseId);
    const found = await readList<Zone>(this.database, page, zonesOf(warehouseId, filter.text));
    return { ...found, items: found.items.map((z) => ({ ...z, name: textIn(z.name, actor.language) })) };
  }

  /** Every zone of a warehouse by code. Throws `warehouse.unknown`. */
  async allZones(actor: Actor, warehouseId: string): Promise<Zone[]> {
    await this.mustExist(actor, warehouseId);
    const found: Zone[] = [];
    for await (const zones of readEach<Zone>(this.database, zonesOf(warehouseId), MAX_LIMIT)) {
      found.push(
        ...zones.map(({ id, code, name, parentId }) => ({
          id,
          code,
          name: textIn(name, actor.language),
          parentId,
        })),
      );
    }
    return found;
  }

  /** Locations of a warehouse by address. `text`: beginning of the address. Throws `warehouse.unknown`. */
  async locations(
    actor: Actor,
    warehouseId: string,
    filter: { text?: string | undefined; zoneId?: string | undefined },
    page: Page,
  ): Promise<Listing<Location>> {
    await this.mustExist(actor, warehouseId);
    return readList<Location>(this.database, page, {
      name: 'locations',
      columns: sql`l."Warehouse_Location_Id" AS "id", l."Location_Address" AS "address",
        l."Warehouse_Zone_Id" AS "zoneId", z."Warehouse_Zone_Code" AS "zone"`,
      from: sql`${erp.locations} l JOIN ${erp.zones} z ON z."Warehouse_Zone_Id" = l."Warehouse_Zone_Id"`,
      where: [
        sql`l."Warehouse_Id" = ${uuid(warehouseId)}`,
        ...(filter.zoneId ? [sql`l."Warehouse_Zone_Id" = ${uuid(filter.zoneId)}`] : []),
        ...like(sql`l."Location_Address"`, filter.text),
      ],
      keys: [
        { by: sql`l."Location_Address"`, type: 'text' },
        { by: sql`l."Warehouse_Location_Id"`, type: 'id' },
      ],
    });
  }

  /** Addresses of locations by their ids. */
  async addresses(actor: Actor, locations: readonly string[]): Promise<Map<string, string>> {
    must(actor, 'manager');
    const rows = await this.database.query<{ id: string; address: string }>(sql`
      SELECT "Warehouse_Location_Id" AS "id", "Location_Address" AS "address" FROM ${erp.locations}
      WHERE "Warehouse_Location_Id" IN ${ids(locations)}`);
    return new Map(rows.map(({ id, address }) => [id, address]));
  }

  private async mustExist(actor: Actor, id: string): Promise<void> {
    must(actor, 'manager');
    const [found] = await this.database.query(
      sql`SELECT 1 AS one FROM ${erp.warehouses} WHERE "Warehouse_Id" = ${uuid(id)}`,
    );
    if (!found) throw unknown('warehouse', id);
  }
}

const zonesOf = (warehouseId: string, text?: string): ListOf => ({
  name: 'zones',
  columns: sql`z."Warehouse_Zone_Id" AS "id", z."Warehouse_Zone_Code" AS "code",
    z."Warehouse_Zone_Name" AS "name", z."Parent_Warehouse_Zone_Id" AS "parentId"`,
  from: sql`${erp.zones} z`,
  where: [sql`z."Warehouse_Id" = ${uuid(warehouseId)}`, ...like(sql`z."Warehouse_Zone_Code"`, text)],
  keys: [
    { by: sql`z."Warehouse_Zone_Code"`, type: 'text' },
    { by: sql`z."Warehouse_Zone_Id"`, type: 'id' },
  ],
});

/** Letters' case is ignored, on every vendor. */
function like(column: Sql, text: string | undefined, before = ''): (Sql | Fragment)[] {
  if (!text?.trim()) return [];
  const pattern = `${before}${text
    .trim()
    .toLowerCase()
    .replaceAll(/[!%_[]/g, '!$&')}%`;
  return [sql`LOWER(${column}) LIKE ${pattern} ESCAPE '!'`];
}
