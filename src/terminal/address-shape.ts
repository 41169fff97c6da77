import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';

/** How an address is built: letters and digits without their values. `A-03-02-1` is `A-00-00-0`. */
export const shapeOf = (text: string): string =>
  text
    .toUpperCase()
    .replace(/\p{L}/gu, 'A')
    .replace(/\p{Nd}/gu, '0');

const MINUTES = 10;

/**
 * The shapes of a warehouse's addresses. A code that nobody knows but that is built like an address may
 * be a location's label: what follows it must not fall on the location before (terminal.md, No scan is
 * lost). Remembered for a while: it is looked at only when a code is unknown, and hardly changes.
 */
export class AddressShapes {
  private readonly known = new Map<string, { shapes: ReadonlySet<string>; until: number }>();

  /** Whether a code is built like an address of the warehouse. */
  async fit(reader: Reader, warehouseId: string, text: string): Promise<boolean> {
    const found = this.known.get(warehouseId);
    if (found && found.until > Date.now()) return found.shapes.has(shapeOf(text));
    const rows = await reader.query<{ address: string }>(sql`
      SELECT "Location_Address" AS "address" FROM ${erp.locations} WHERE "Warehouse_Id" = ${uuid(warehouseId)}`);
    const shapes = new Set(rows.map(({ address }) => shapeOf(address)));
    this.known.set(warehouseId, { shapes, until: Date.now() + MINUTES * 60_000 });
    return shapes.has(shapeOf(text));
  }
}
