import type { Database } from '../database/database.js';
import { type Fragment, join, type Sql, sql } from '../database/sql.js';
import { own } from '../database/tables.js';
import { FALSE, integer, iso, TRUE, text, uuid } from '../database/words.js';
import { code, type DocumentState, documentStateOf } from '../erp/codes.js';
import { erp } from '../erp/tables.js';
import { textIn } from '../erp/text.js';
import { type Listing, type Page, readList } from './paging.js';
import { type Figures, noFigures, readFigures } from './reconciliation-figures.js';
import { type StateWord, wordOf } from './states.js';

export interface ReconciliationFilter {
  warehouseId?: string | undefined;
  /** Any of these; absent: all. */
  state?: StateWord | readonly StateWord[] | undefined;
  /** Document date, both days included: `2026-11-23`. */
  from?: string | undefined;
  to?: string | undefined;
  /** Part of the number or of the notes, letters' case ignored. */
  q?: string | undefined;
}

/** A reconciliation in the manager's list. */
export interface ReconciliationItem extends Figures {
  id: string;
  documentId: string;
  documentNo: string;
  documentDate: string;
  warehouseId: string;
  warehouse: string;
  state: StateWord;
  notes: string | null;
  snapshotAt: string | null;
  snapshotOutdated: boolean;
  populatedAt: string | null;
  releasedAt: string | null;
}

type Head = Omit<ReconciliationItem, 'state' | keyof Figures> & {
  state: number;
  void: unknown;
  lastSession: number;
};

/** Reconciliations, the newest first. */
export async function readReconciliations(
  database: Database,
  filter: ReconciliationFilter,
  page: Page,
  language: string,
): Promise<Listing<ReconciliationItem>> {
  const found = await readList<Head>(database, page, {
    name: 'reconciliations',
    columns: sql`r."Warehouse_Reconciliation_Id" AS "id", d."Id" AS "documentId", d."Document_No" AS "documentNo",
      ${text(sql`d."Document_Date"`)} AS "documentDate", r."Warehouse_Id" AS "warehouseId",
      w."Warehouse_Name" AS "warehouse", d."State" AS "state", d."Void" AS "void", d."Notes" AS "notes",
      ${iso(sql`o.snapshot_at`)} AS "snapshotAt", COALESCE(o.snapshot_outdated, ${FALSE}) AS "snapshotOutdated",
      COALESCE(o.last_session, 0) AS "lastSession", ${iso(sql`o.populated_at`)} AS "populatedAt",
      ${iso(sql`o.released_at`)} AS "releasedAt"`,
    from: sql`${erp.reconciliations} r
      JOIN ${erp.documents} d ON d."Id" = r."Document_Id"
      JOIN ${erp.warehouses} w ON w."Warehouse_Id" = r."Warehouse_Id"
      LEFT JOIN ${own.options} o ON o.reconciliation_id = r."Warehouse_Reconciliation_Id"`,
    where: conditions(filter),
    keys: [
      { by: text(sql`d."Document_Date"`), type: 'text', descending: true },
      { by: sql`d."Document_No"`, type: 'text', descending: true },
      { by: sql`r."Warehouse_Reconciliation_Id"`, type: 'id' },
    ],
  });
  const figures = await readFigures(
    database,
    found.items.map(({ id }) => id),
  );
  return {
    ...found,
    items: found.items.map(({ state, void: isVoid, lastSession, ...item }) => {
      const own = figures.get(item.id) ?? noFigures;
      return {
        ...item,
        ...own,
        warehouse: textIn(item.warehouse, language),
        snapshotOutdated: Boolean(item.snapshotOutdated),
        state: wordOf({ state: documentStateOf(state), void: Boolean(isVoid) }),
        session: Math.max(lastSession, own.session),
      };
    }),
  };
}

function conditions(filter: ReconciliationFilter): (Sql | Fragment)[] {
  const found: Sql[] = [];
  if (filter.warehouseId) found.push(sql`r."Warehouse_Id" = ${uuid(filter.warehouseId)}`);
  const states = filter.state === undefined ? [] : [filter.state].flat();
  if (states.length > 0) {
    const codes = states.filter((word): word is DocumentState => word !== 'Void').map((s) => code.state[s]);
    const either: Sql[] = [];
    if (codes.length > 0) {
      const list = join(codes.map((value) => integer(value)));
      either.push(sql`(d."Void" = ${FALSE} AND d."State" IN (${list}))`);
    }
    if (states.includes('Void')) either.push(sql`d."Void" = ${TRUE}`);
    found.push(join(either, ' OR '));
  }
  if (filter.from) found.push(sql`d."Document_Date" >= CAST(${filter.from} AS date)`);
  if (filter.to) found.push(sql`d."Document_Date" <= CAST(${filter.to} AS date)`);
  if (filter.q?.trim()) {
    const part = `%${filter.q
      .trim()
      .toLowerCase()
      .replaceAll(/[!%_[]/g, '!$&')}%`;
    found.push(
      sql`LOWER(d."Document_No") LIKE ${part} ESCAPE '!' OR LOWER(d."Notes") LIKE ${part} ESCAPE '!'`,
    );
  }
  return found;
}
