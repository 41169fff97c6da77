import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../access/actor.js';
import { Database } from '../database/database.js';
import { list, type Sql, sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { type Fault, refuseAll } from '../errors.js';

/** What a person typed or scanned to say which thing he means; empty: nothing said. */
export interface Typed {
  location?: string | undefined;
  /** Part number or any code of the product. */
  product?: string | undefined;
  variant?: string | undefined;
  lot?: string | undefined;
  serial?: string | undefined;
  logisticUnit?: string | undefined;
}

/** The same, a text or the ways in which it may be written. */
type Spelled = { [Field in keyof Typed]: string | readonly string[] | undefined };

export interface Found {
  locationId?: string;
  productId?: string;
  variantId?: string;
  lotId?: string;
  serialNumberId?: string;
  logisticUnitId?: string;
}

/** From what is printed on things to what they are in the ERP. */
@Injectable()
export class Lookups {
  constructor(private readonly database: Database) {}

  /**
   * Finds everything that was named in a warehouse; `productId`: the product that variant, lot and serial
   * number are of, where none is named. Throws with all of them `lookup.unknown` (422).
   */
  async find(actor: Actor, warehouseId: string, typed: Spelled, productId?: string): Promise<Found> {
    must(actor, 'manager');
    const faults: Fault[] = [];
    const one = async (
      field: keyof Typed,
      ask: (texts: readonly string[]) => Sql,
    ): Promise<string | undefined> => {
      const texts = [typed[field] ?? []].flat().flatMap((one: string) => one.trim() || []);
      const [text] = texts;
      if (text === undefined) return undefined;
      const [row] = await this.database.query<{ id: string }>(ask(texts));
      if (!row) {
        faults.push({
          code: `lookup.${field}-unknown`,
          message: `Nobody knows the ${words[field]} ${text}.`,
          field,
          value: text,
        });
      }
      return row?.id;
    };
    const same = (column: Sql, texts: readonly string[]) =>
      sql`LOWER(${column}) IN (${list(texts.map((text) => text.toLowerCase()))})`;
    const locationId = await one(
      'location',
      (texts) => sql`
        SELECT "Warehouse_Location_Id" AS "id" FROM ${erp.locations}
        WHERE "Warehouse_Id" = ${uuid(warehouseId)} AND ${same(sql`"Location_Address"`, texts)}`,
    );
    const named = await one(
      'product',
      (texts) => sql`
        SELECT p."Id" AS "id" FROM ${erp.products} p WHERE ${same(sql`p."Part_Number"`, texts)}
        UNION ALL SELECT c."Product_Id" FROM ${erp.productCodes} c WHERE ${same(sql`c."Product_Code"`, texts)}`,
    );
    const of = named ?? productId ?? null;
    const variantId = await one(
      'variant',
      (texts) => sql`
        SELECT "Product_Variant_Id" AS "id" FROM ${erp.variants}
        WHERE "Product_Id" = ${uuid(of)} AND ${same(sql`"Product_Variant_Code"`, texts)}`,
    );
    const lotId = await one(
      'lot',
      (texts) => sql`
        SELECT "Lot_Id" AS "id" FROM ${erp.lots} WHERE "Product_Id" = ${uuid(of)} AND ${same(sql`"Lot_Number"`, texts)}`,
    );
    const serialNumberId = await one(
      'serial',
      (texts) => sql`
        SELECT "Id" AS "id" FROM ${erp.serialNumbers}
        WHERE "Product_Id" = ${uuid(of)} AND ${same(sql`"Serial_Number"`, texts)}`,
    );
    const logisticUnitId = await one(
      'logisticUnit',
      (texts) => sql`
        SELECT "Logistic_Unit_Id" AS "id" FROM ${erp.logisticUnits} WHERE ${same(sql`"Serial_Code"`, texts)}`,
    );
    refuseAll('rule', faults);
    const found = { locationId, productId: named, variantId, lotId, serialNumberId, logisticUnitId };
    return Object.fromEntries(Object.entries(found).filter(([, id]) => id !== undefined));
  }
}

const words: Record<keyof Typed, string> = {
  location: 'location',
  product: 'product',
  variant: 'variant',
  lot: 'lot',
  serial: 'serial number',
  logisticUnit: 'logistic unit',
};
