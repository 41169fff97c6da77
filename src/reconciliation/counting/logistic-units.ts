import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Fault } from '../../errors.js';

/** The question whether a logistic unit really is elsewhere than the ledger says. */
export const UNIT_ELSEWHERE = 'logistic-unit.elsewhere';

/**
 * A logistic unit has stock in one location. Counted elsewhere than availability says, the worker is
 * asked (rules.md, Quantities); a unit without stock is expected nowhere.
 */
export async function unitElsewhere(
  reader: Reader,
  unit: { id: string; serialCode: string },
  locationId: string,
): Promise<Fault[]> {
  const expected = await reader.query<{ locationId: string; location: string }>(sql`
    SELECT DISTINCT a."Warehouse_Location_Id" AS "locationId", l."Location_Address" AS "location"
    FROM ${erp.availability} a
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = a."Warehouse_Location_Id"
    WHERE a."Logistic_Unit_Id" = ${uuid(unit.id)} AND a."Quantity_Base_Available" <> 0
    ORDER BY l."Location_Address"`);
  const [first] = expected;
  if (!first || expected.some((at) => at.locationId === locationId)) return [];
  return [
    {
      code: UNIT_ELSEWHERE,
      message: `${unit.serialCode} should be at ${first.location}. Is it here?`,
      field: 'logisticUnitId',
      value: { logisticUnitId: unit.id, locationId: first.locationId, location: first.location },
    },
  ];
}
