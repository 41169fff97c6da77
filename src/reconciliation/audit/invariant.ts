import { type Sql, sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';

/** What is looked at: one reconciliation, or all of them. */
export interface Scope {
  reconciliationId?: string | undefined;
}

/** Something that must always hold. */
export interface Invariant {
  /** Stable name: `release.transaction-missing`. */
  code: string;
  /** What is wrong with the rows it finds. */
  means: string;
  /** Selects the rows that violate it; a statement that can stand in brackets. */
  rows(scope: Scope): Sql;
}

/** Condition that a reconciliation's id, as the statement has it, is in the scope. */
export const within = ({ reconciliationId }: Scope, column: Sql): Sql =>
  reconciliationId === undefined ? sql`1 = 1` : sql`${column} = ${uuid(reconciliationId)}`;
