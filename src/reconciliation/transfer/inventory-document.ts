import { type Actor, must } from '../../access/actor.js';
import type { Reader } from '../../database/database.js';
import { type Sql, sql } from '../../database/sql.js';
import { uuid } from '../../database/words.js';
import { code, type DocumentState, documentStateOf } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { type Fault, refuse, refuseAll, unknown } from '../../errors.js';

/** An Inventory Reconciliation that lines can be added to. */
export interface InventoryReconciliation {
  id: string;
  documentId: string;
  documentNo: string;
  storeId: string;
  storeBinId: string | null;
  /** The warehouse that manages the store. */
  warehouseId: string;
}

type Row = Omit<InventoryReconciliation, 'storeId' | 'warehouseId'> & {
  state: number;
  void: unknown;
  storeId: string | null;
  warehouseId: string | null;
};

const open: readonly DocumentState[] = ['New', 'Planned', 'FirmPlanned'];
export const MAX_DAYS = 366;

/**
 * Finds an Inventory Reconciliation by its id or its document's and refuses one that lines cannot be
 * added to, with every fault that can be put right: void or in another state (409); days that are no
 * whole number from 1 to 366, no default store, a store that no warehouse manages (422).
 */
export async function openForLines(
  reader: Reader,
  actor: Actor,
  id: string,
  days: number,
): Promise<InventoryReconciliation> {
  must(actor, 'clerk');
  const row =
    (await read(reader, sql`r."Reconciliation_Id" = ${uuid(id)}`)) ??
    (await read(reader, sql`r."Document_Id" = ${uuid(id)}`));
  if (!row) throw unknown('inventory reconciliation', id);
  const { state: found, void: voided, ...document } = row;
  const state = documentStateOf(found);
  if (voided || !open.includes(state)) {
    throw refuse(
      'conflict',
      voided ? 'inventory-reconciliation.void' : 'inventory-reconciliation.state-not-allowed',
      `${row.documentNo} is ${voided ? 'void' : state}. Lines are added while it is New, Planned or FirmPlanned.`,
      { value: voided ? 'Void' : state, allowed: open },
    );
  }
  refuseAll('rule', [...daysFaults(days), ...storeFaults(row)]);
  return { ...document, storeId: row.storeId as string, warehouseId: row.warehouseId as string };
}

async function read(reader: Reader, which: Sql): Promise<Row | undefined> {
  const [row] = await reader.query<Row>(sql`
    SELECT r."Reconciliation_Id" AS "id", d."Id" AS "documentId", d."Document_No" AS "documentNo", d."State" AS "state",
      d."Void" AS "void", s."Id" AS "storeId", r."Default_Store_Bin_Id" AS "storeBinId", s."Warehouse_Id" AS "warehouseId"
    FROM ${erp.inventoryReconciliations} r
    JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
    LEFT JOIN ${erp.stores} s ON s."Id" = r."Default_Store_Id"
    WHERE ${which}`);
  return row;
}

function daysFaults(days: number): Fault[] {
  if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return [];
  const allowed = `1 to ${MAX_DAYS}`;
  return [
    {
      code: 'days.out-of-range',
      message: `The period is a whole number of days, ${allowed}.`,
      field: 'days',
      value: days,
      allowed,
    },
  ];
}

function storeFaults({ storeId, warehouseId, documentNo }: Row): Fault[] {
  if (storeId === null) {
    return [
      {
        code: 'store.missing',
        message: `${documentNo} has no default store. Choose one, then add the lines.`,
        field: 'defaultStore',
        value: null,
        allowed: 'a store that a warehouse manages',
      },
    ];
  }
  if (warehouseId !== null) return [];
  return [
    {
      code: 'store.no-warehouse',
      message: `No warehouse manages the default store of ${documentNo}. Choose another store.`,
      field: 'defaultStore',
      value: storeId,
      allowed: 'a store that a warehouse manages',
    },
  ];
}

/** The states in which lines can be added, for SQL. */
export const openStates = open.map((state) => code.state[state]);
