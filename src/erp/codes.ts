import { siteCode } from '../database/words.js';

/**
 * The ERP's codes and our words for them. Codes stop here: statements take them from `code`,
 * everything else speaks in words.
 */
export const reviewStatuses = ['Created', 'Started', 'Finished', 'Recount', 'Approved', 'Cancelled'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

export const documentStates = [
  'New',
  'Adjustment',
  'Planned',
  'FirmPlanned',
  'Released',
  'Completed',
  'Closed',
] as const;
export type DocumentState = (typeof documentStates)[number];

/** `Task_Type` of what belongs to a count, unless a site has another one. */
export const countTask = 'CNT';

export const code = {
  status: {
    Created: 'CRT',
    Started: 'STR',
    Finished: 'FIN',
    Recount: 'RCN',
    Approved: 'APR',
    Cancelled: 'CNL',
  } satisfies Record<ReviewStatus, string>,
  state: {
    New: 0,
    Adjustment: 5,
    Planned: 10,
    FirmPlanned: 20,
    Released: 30,
    Completed: 40,
    Closed: 50,
  } satisfies Record<DocumentState, number>,
  /** A site may have another one. */
  taskType: { Count: siteCode(countTask) },
  direction: { In: 'I', Out: 'O' },
  policy: {
    splitLevel: 'CSL',
    orderType: 'CDT',
    showUnassigned: 'UOS',
    showStartedByOthers: 'SOS',
    showAssignedToOthers: 'AOS',
    logisticUnitScreen: 'LUS',
    scanCountsOne: 'QOP',
    mustScanProduct: 'RPS',
    mustScanLocation: 'RSS',
  },
  useLots: { required: 'R', allowed: 'A', never: 'N' },
  /** `Gen_Documents.Entity_Name` of each kind of document; in a statement by `siteCode`, a site may have others. */
  entity: {
    reconciliation: 'Wms_Warehouse_Reconciliations',
    order: 'Wms_Warehouse_Orders',
    inventoryReconciliation: 'Inv_Reconciliations',
  },
} as const;

const wordOf = <W extends string>(codes: Record<W, string | number>, found: string | number): W => {
  const entry = Object.entries(codes).find(([, value]) => String(value) === String(found).trim());
  if (!entry) throw new Error(`Unknown code in the ERP: ${found}`);
  return entry[0] as W;
};

/** Our word for a review status as it stands in the database (char(3), maybe padded). */
export const reviewStatusOf = (found: string): ReviewStatus => wordOf(code.status, found);
/** Our word for a document's state as it stands in the database. */
export const documentStateOf = (found: number | string): DocumentState => wordOf(code.state, found);
