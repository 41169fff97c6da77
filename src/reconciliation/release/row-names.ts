import type { Reader } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { ids } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import type { Fault } from '../../errors.js';

/** What stands in the way of a release: the first faults of a kind, and how many there are. */
export interface Obstacles {
  faults: Fault[];
  total: number;
}

/** Faults of a kind that are named; nobody would read more. */
export const NAMED = 100;

/** A detail as people know it. */
export interface RowName {
  lineNo: number | null;
  location: string;
  /** Part number and name. */
  product: string | null;
  variant: string | null;
  lot: string | null;
  serialNumber: string | null;
  logisticUnit: string | null;
}

/** Names of some details, by their ids. Callers ask for a page of them, not for all. */
export async function nameRows(
  reader: Reader,
  details: readonly string[],
  language: string,
): Promise<Map<string, RowName>> {
  if (details.length === 0) return new Map();
  const rows = await reader.query<
    RowName & { id: string; partNumber: string | null; productName: string | null }
  >(sql`
    SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Line_No" AS "lineNo", l."Location_Address" AS "location",
      p."Part_Number" AS "partNumber", p."Product_Name" AS "productName", v."Product_Variant_Code" AS "variant",
      t."Lot_Number" AS "lot", s."Serial_Number" AS "serialNumber", u."Serial_Code" AS "logisticUnit"
    FROM ${erp.details} d
    JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = d."Warehouse_Location_Id"
    LEFT JOIN ${erp.products} p ON p."Id" = d."Product_Id"
    LEFT JOIN ${erp.variants} v ON v."Product_Variant_Id" = d."Variant_Id"
    LEFT JOIN ${erp.lots} t ON t."Lot_Id" = d."Lot_Id"
    LEFT JOIN ${erp.serialNumbers} s ON s."Id" = d."Serial_Number_Id"
    LEFT JOIN ${erp.logisticUnits} u ON u."Logistic_Unit_Id" = d."Logistic_Unit_Id"
    WHERE d."Warehouse_Reconciliation_Detail_Id" IN ${ids(details)}`);
  return new Map(
    rows.map(({ id, partNumber, productName, ...row }) => [
      id,
      {
        ...row,
        product: partNumber === null ? null : `${partNumber} ${textIn(productName ?? '', language)}`.trim(),
      },
    ]),
  );
}

/** `Line 163, A-04-02-1, 52-0090 Work gloves`, for the beginning of a message. */
export const called = ({ lineNo, location, product, lot, serialNumber }: RowName): string =>
  [lineNo === null ? null : `Line ${lineNo}`, location, product, serialNumber ?? lot]
    .filter((part) => part !== null)
    .join(', ');
