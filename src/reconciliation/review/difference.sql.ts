import { all, type Sql, sql } from '../../database/sql.js';

/** Limits of a difference that may be accepted unseen; each one that is given holds. */
export interface Tolerance {
  /** Size of the difference, of the base difference too where ratios vary; each in its own unit. */
  quantity?: string;
  /** Of what was expected; where nothing was expected, nothing is within. */
  percent?: string;
  /** Value of the difference. */
  value?: string;
}

const decimal = (value: string): Sql => sql`CAST(${value} AS decimal(28, 4))`;

/**
 * Whether a counted row is within a tolerance, about `detailsWithFacts`. Ratios vary where a base
 * difference stands beside another difference: both are held against the limit.
 */
export function withinTolerance(tolerance: Tolerance): Sql {
  const conditions: Sql[] = [sql`f.differs IS NOT NULL`];
  if (tolerance.quantity !== undefined) {
    conditions.push(sql`ABS(f.difference) <= ${decimal(tolerance.quantity)}`);
  }
  if (tolerance.percent !== undefined) {
    conditions.push(
      sql`d."Snapshot_Quantity_Base" > 0 AND ABS(f.difference_base) * 100 <= ${decimal(tolerance.percent)} * d."Snapshot_Quantity_Base"`,
    );
  }
  if (tolerance.value !== undefined) {
    conditions.push(sql`ABS(f.difference_value) <= ${decimal(tolerance.value)}`);
  }
  return all(conditions);
}
