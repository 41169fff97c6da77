import type { Actor } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { ids, integer, text } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Fault } from '../../errors.js';
import { shown } from '../quantity.js';
import type { Reconciliation } from '../reconciliation.js';
import { change, changing, comparedDetails, signedBase } from './approved.sql.js';
import { called, NAMED, nameRows, type Obstacles, type RowName } from './row-names.js';

/** What a logistic unit would have in one location. */
interface Place {
  unitId: string;
  logisticUnit: string | null;
  location: string;
  available: string;
  requested: string;
}

/**
 * Logistic units with a difference that would have stock in two locations afterwards (rules.md,
 * Quantities). Their contents are what the ledger says, in every warehouse.
 */
export async function splitUnits(reader: Reader, actor: Actor, of: Reconciliation): Promise<Obstacles> {
  const changed = sql`FROM ${comparedDetails(of.id)} WHERE ${changing(of.id, 'any')} AND d."Logistic_Unit_Id" IS NOT NULL`;
  const places = await reader.query<Place & { total: number }>(sql`
    WITH stock AS (
      SELECT m.unit_id, m.location_id, SUM(m.available) AS available, SUM(m.requested) AS requested
      FROM (
        SELECT t."Logistic_Unit_Id" AS unit_id, t."Warehouse_Location_Id" AS location_id,
          t."Product_Id" AS product_id, t."Product_Variant_Id" AS variant_id, t."Lot_Id" AS lot_id,
          t."Serial_Number_Id" AS serial_id, ${signedBase} AS available, 0 AS requested
        FROM ${erp.transactions} t
        WHERE t."Logistic_Unit_Id" IN (SELECT d."Logistic_Unit_Id" ${changed})
        UNION ALL
        SELECT d."Logistic_Unit_Id", d."Warehouse_Location_Id", d."Product_Id", d."Variant_Id", d."Lot_Id",
          d."Serial_Number_Id", 0, ${change} ${changed}
      ) m
      GROUP BY m.unit_id, m.location_id, m.product_id, m.variant_id, m.lot_id, m.serial_id
      HAVING SUM(m.available) + SUM(m.requested) > 0
    ),
    split AS (
      SELECT unit_id, ROW_NUMBER() OVER (ORDER BY unit_id) AS nth, COUNT(*) OVER () AS total
      FROM stock GROUP BY unit_id HAVING COUNT(DISTINCT location_id) > 1
    )
    SELECT s.unit_id AS "unitId", u."Serial_Code" AS "logisticUnit", l."Location_Address" AS "location",
      ${text(sql`SUM(s.available)`)} AS "available", ${text(sql`SUM(s.requested)`)} AS "requested", x.total AS "total"
    FROM stock s
    JOIN split x ON x.unit_id = s.unit_id AND x.nth <= ${integer(NAMED)}
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = s.location_id
    LEFT JOIN ${erp.logisticUnits} u ON u."Logistic_Unit_Id" = s.unit_id
    GROUP BY s.unit_id, u."Serial_Code", l."Location_Address", x.nth, x.total
    ORDER BY x.nth, l."Location_Address"`);
  const units = new Map<string, Place[]>();
  for (const { unitId, logisticUnit, location, available, requested } of places) {
    units.set(unitId, [
      ...(units.get(unitId) ?? []),
      { unitId, logisticUnit, location, available, requested },
    ]);
  }
  const rows = await rowsOf(reader, actor, of, [...units.keys()]);
  return {
    faults: [...units].map(([unitId, at]) => faultOf(at, rows.get(unitId) ?? [])),
    total: Number(places[0]?.total ?? 0),
  };
}

type Row = RowName & { id: string };

/** The rows of this reconciliation that change the units. */
async function rowsOf(reader: Reader, actor: Actor, of: Reconciliation, unitIds: readonly string[]) {
  const found = new Map<string, Row[]>();
  if (unitIds.length === 0) return found;
  const rows = await reader.query<{ id: string; unitId: string }>(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Logistic_Unit_Id" AS "unitId"
    FROM ${comparedDetails(of.id)} WHERE ${changing(of.id, 'any')} AND d."Logistic_Unit_Id" IN ${ids(unitIds)}
    ORDER BY d."Line_No" OFFSET 0 ROWS FETCH NEXT ${integer(10 * NAMED)} ROWS ONLY`);
  const names = await nameRows(
    reader,
    rows.map(({ id }) => id),
    actor.language,
  );
  for (const { id, unitId } of rows) {
    found.set(unitId, [...(found.get(unitId) ?? []), { id, ...(names.get(id) as RowName) }]);
  }
  return found;
}

function faultOf(places: readonly Place[], rows: readonly Row[]): Fault {
  const [first] = rows;
  const unit = places[0]?.logisticUnit ?? places[0]?.unitId;
  const locations = places.map(({ location }) => location).join(' and ');
  return {
    code: 'logistic-unit.two-locations',
    message: `${first ? called(first) : unit}: logistic unit ${unit} would have stock in ${locations}. Recount it in each of them, or correct the quantity.`,
    ...(first ? { row: first.id } : {}),
    field: 'logisticUnitId',
    value: {
      logisticUnit: unit,
      rows,
      places: places.map(({ location, available, requested }) => ({
        location,
        available: shown(available),
        requested: shown(requested),
      })),
    },
    allowed: 'stock in one location',
  };
}
