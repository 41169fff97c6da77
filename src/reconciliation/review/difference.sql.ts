import { all, type Sql, sql } from '../../database/sql.js';
import { FALSE, TRUE } from '../../database/words.js';
import { erp } from '../../erp/tables.js';

/** Limits of a difference that may be accepted unseen; each one that is given holds. */
export interface Tolerance {
  /** Size of the difference, where ratios vary of the base difference too; each in its own unit. */
  quantity?: string;
  /** Of what was expected, in the base unit, where ratios vary in both; never where nothing was. */
  percent?: string;
  /** Value of the difference, in the currency of the standard cost. */
  value?: string;
}

const decimal = (value: string): Sql => sql`CAST(${value} AS decimal(28, 4))`;
const expected = sql`COALESCE(f.expected, d."Snapshot_Quantity")`;
const expectedBase = sql`COALESCE(f.expected_base, d."Snapshot_Quantity_Base")`;

/** Whether the product of `d` has a variable measurement ratio: then both of its quantities are real. */
export const ratioVaries = sql`EXISTS (SELECT 1 FROM ${erp.products} tp
  WHERE tp."Id" = d."Product_Id" AND tp."Allow_Variable_Measurement_Ratios" = ${TRUE})`;
const ratioIsFixed = sql`NOT ${ratioVaries}`;

/** Whether a counted row may be accepted within a tolerance, about `ofDetails`. Without a limit nothing is. */
export function withinTolerance({ quantity, percent, value }: Tolerance): Sql {
  const limits: Sql[] = [];
  if (quantity !== undefined) {
    const most = decimal(quantity);
    // The shown unit may hide a difference of the base unit.
    limits.push(sql`ABS(f.difference) <= ${most} AND (${most} > 0 OR f.differs = ${FALSE})
      AND (ABS(f.difference_base) <= ${most} OR ${ratioIsFixed})`);
  }
  if (percent !== undefined) {
    const share = decimal(percent);
    limits.push(sql`${expectedBase} > 0 AND ABS(f.difference_base) * 100 <= ${share} * ${expectedBase}
      AND (ABS(f.difference) * 100 <= ${share} * ${expected} OR ${ratioIsFixed})`);
  }
  if (value !== undefined) limits.push(sql`ABS(f.difference_value) <= ${decimal(value)}`);
  return limits.length === 0 ? sql`1 = 0` : all(limits);
}
