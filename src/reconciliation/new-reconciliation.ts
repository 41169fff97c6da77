import type { Reader } from '../database/database.js';
import { sql } from '../database/sql.js';
import { uuid } from '../database/words.js';
import { erp } from '../erp/tables.js';
import { type Fault, refuseAll } from '../errors.js';
import type { MovementPolicy } from './reconciliation.js';
import type { ScopeLineInput } from './scope/scope-lines.js';

export interface NewReconciliation {
  warehouseId: string;
  /** `2026-11-23`; today when absent. */
  documentDate?: string | undefined;
  notes?: string | null | undefined;
  movementPolicy?: MovementPolicy | undefined;
  blindRecount?: boolean | undefined;
  lines?: readonly ScopeLineInput[] | undefined;
}

/** Refuses what a reconciliation cannot be made of, all faults at once; the lines are checked by themselves. */
export async function checkNew(reader: Reader, input: NewReconciliation): Promise<void> {
  const faults: Fault[] = [];
  const [warehouse] = await reader.query(
    sql`SELECT 1 AS one FROM ${erp.warehouses} WHERE "Warehouse_Id" = ${uuid(input.warehouseId)}`,
  );
  if (!warehouse) {
    faults.push({
      code: 'warehouse.unknown',
      message: `There is no warehouse ${input.warehouseId}.`,
      field: 'warehouseId',
      value: input.warehouseId,
    });
  }
  if (input.documentDate !== undefined && !isDay(input.documentDate)) {
    faults.push({
      code: 'document-date.not-a-day',
      message: `${input.documentDate} is no day of the calendar.`,
      field: 'documentDate',
      value: input.documentDate,
      allowed: '2026-11-23',
    });
  }
  refuseAll('rule', faults);
}

/** Refuses days of a filter that do not exist (`filter.not-a-day`, 400). */
export function checkDays(days: Record<string, string | undefined>): void {
  refuseAll(
    'malformed',
    Object.entries(days).flatMap(([field, value]): Fault[] =>
      value === undefined || value === '' || isDay(value)
        ? []
        : [
            {
              code: 'filter.not-a-day',
              message: `${value} is no day of the calendar.`,
              field,
              value,
              allowed: '2026-11-23',
            },
          ],
    ),
  );
}

/** Whether the text is a day that exists, in a year that every database can hold. */
function isDay(text: string): boolean {
  if (!/^(19|2\d)\d\d-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
