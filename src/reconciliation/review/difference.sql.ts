import { all, type Sql, sql } from '../../database/sql.js';
import { FALSE, TRUE } from '../../database/words.js';
import { erp } from '../../erp/tables.js';
import type { Tolerance } from './difference.js';

const decimal = (value: string): Sql => sql`CAST(${value} AS decimal(28, 4))`;
const expected = sql`COALESCE(f.expected, d."Snapshot_Quantity")`;
const expectedBase = sql`COALESCE(f.expected_base, d."Snapshot_Quantity_Base")`;

/** Whether the product of `d` has a variable measurement ratio: then both of its quantities are real. */
export const ratioVaries = sql`EXISTS (SELECT 1 FROM ${erp.products} tp
  WHERE tp."Id" = d."Product_Id" AND tp."Allow_Variable_Measurement_Ratios" = ${TRUE})`;
const ratioIsFixed = sql`NOT ${ratioVaries}`;

/** `isWithin` of `difference.ts` in SQL, about `detailsWithFacts`: whether a counted row is within a tolerance. */
export function withinTolerance({ quantity, percent, value }: Tolerance): Sql {
  const limits: Sql[] = [];
  if (quantity !== undefined) {
    const most = decimal(quantity);
    limits.push(sql`ABS(f.difference) <= ${most} AND (${most} > 0 OR f.differs = ${FALSE})
      AND (ABS(f.difference_base) <= ${most} OR ${ratioIsFixed})`);
  }
  if (percent !== undefined) {
    const share = decimal(percent);
    limits.push(sql`${expectedBase} > 0 AND ABS(f.difference_base) * 100 <= ${share} * ${expectedBase}
      AND (ABS(f.difference) * 100 <= ${share} * ${expected} OR ${ratioIsFixed})`);
  }
  if (value !== undefined) limits.push(sql`ABS(f.difference_value) <= ${decimal(value)}`);
  // Without a limit nothing is within.
  return limits.length === 0 ? sql`1 = 0` : all([sql`f.differs IS NOT NULL`, ...limits]);
}
