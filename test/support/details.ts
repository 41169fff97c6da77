import type { Database } from '../../src/database/database.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { TRUE, text, uuid } from '../../src/database/words.js';
import { code, type ReviewStatus, reviewStatusOf } from '../../src/erp/codes.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { erp } from '../../src/erp/tables.js';
import { Populate } from '../../src/reconciliation/populate/populate.js';
import { type At, type DetailRow, Rows } from './rows.js';

/** What stands in a detail and its facts, in words and without trailing zeros. */
export interface Seen {
  id: string;
  lineNo: number;
  status: ReviewStatus;
  session: number;
  order: string | null;
  counted: string | null;
  countedBase: string | null;
  difference: string | null;
  differenceBase: string | null;
  value: string | null;
  moved: boolean;
  movedBefore: string | null;
  movedDuring: string | null;
  movedAfter: string | null;
  editedBy: string | null;
  notes: string | null;
}

const plain = (value: string | null) =>
  value?.includes('.') ? value.replace(/\.?0+$/, '') : (value ?? null);

/** A reconciliation of a test's own with one completed count order, and the rooms that work on it. */
export class Counted {
  private constructor(
    readonly database: Database,
    readonly rows: Rows,
    readonly id: string,
    readonly documentId: string,
    /** A completed order of session 1. */
    readonly order: string,
  ) {}

  static async in(database: Database): Promise<Counted> {
    const rows = await Rows.in(database);
    const id = await rows.reconciliation();
    const [head] = await database.query<{ document: string }>(sql`
      SELECT "Document_Id" AS "document" FROM ${erp.reconciliations} WHERE "Warehouse_Reconciliation_Id" = ${uuid(id)}`);
    const order = await rows.order(id, { state: 'Completed' });
    return new Counted(database, rows, id, head?.document as string, order);
  }

  readonly mira = () => this.rows.actor('manager');

  get populate(): Populate {
    return new Populate(this.database, new ErpOptions());
  }

  run(options: { overwriteEdited?: boolean } = {}) {
    return this.populate.run(this.mira(), this.id, options);
  }

  /** A row of session 1 that was finished with the order, unless it says otherwise. */
  detail(row: DetailRow): Promise<string> {
    return this.rows.detail(this.id, { status: 'Finished', session: 1, order: this.order, ...row });
  }

  /** A count of the order in session 1, unless it says otherwise. */
  async count(at: At, quantity: string, of: CountOf = {}): Promise<string> {
    const id = await this.rows.count(of.order ?? this.order, at, quantity, {
      source: this.documentId,
      session: of.session,
      void: of.void,
      line: of.line,
    });
    const { base, standard, unit, time } = of;
    if (base || standard || unit || time) {
      await this.database.query(sql`
        UPDATE ${erp.counts} SET "Quantity_Base" = COALESCE(${base ?? null}, "Quantity_Base"),
          "Standard_Quantity_Base" = COALESCE(${standard ?? base ?? null}, "Standard_Quantity_Base"),
          "Quantity_Unit_Id" = COALESCE(${uuid(unit ?? null)}, "Quantity_Unit_Id"),
          "Creation_Time_UTC" = COALESCE(${time ?? null}, "Creation_Time_UTC")
        WHERE "Warehouse_Count_Id" = ${uuid(id)}`);
    }
    return id;
  }

  /** Voids a count behind everybody's back. */
  voidCount(id: string): Promise<unknown> {
    return this.database.query(
      sql`UPDATE ${erp.counts} SET "Void" = ${TRUE} WHERE "Warehouse_Count_Id" = ${uuid(id)}`,
    );
  }

  /** Every row in the order of its line. */
  async seen(): Promise<Seen[]> {
    const rows = await this.database.query<Record<string, string | null> & { status: string }>(sql`
      SELECT d."Warehouse_Reconciliation_Detail_Id" AS "id", d."Line_No" AS "lineNo", d."Review_Status" AS "status",
        d."Session" AS "session", d."Warehouse_Order_Id" AS "order", ${text(sql`d."Counted_Quantity"`)} AS "counted",
        ${text(sql`d."Counted_Quantity_Base"`)} AS "countedBase", ${text(sql`f.difference`)} AS "difference",
        ${text(sql`f.difference_base`)} AS "differenceBase", ${text(sql`f.difference_value`)} AS "value",
        f.moved AS "moved", ${text(sql`f.moved_before`)} AS "movedBefore", ${text(sql`f.moved_during`)} AS "movedDuring",
        ${text(sql`f.moved_after`)} AS "movedAfter", f.edited_by AS "editedBy", d."Notes" AS "notes"
      FROM ${erp.details} d LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      WHERE d."Warehouse_Reconciliation_Id" = ${uuid(this.id)} ORDER BY d."Line_No"`);
    const quantities = ['counted', 'countedBase', 'difference', 'differenceBase', 'value'];
    const moves = ['movedBefore', 'movedDuring', 'movedAfter'];
    return rows.map((row) => ({
      ...(row as unknown as Seen),
      ...Object.fromEntries([...quantities, ...moves].map((name) => [name, plain(row[name] ?? null)])),
      moved: Boolean(row.moved),
      status: reviewStatusOf(row.status),
    }));
  }

  /** One row. */
  async row(id: string): Promise<Seen> {
    return (await this.seen()).find((row) => row.id === id) as Seen;
  }

  /** Sets the status of a row behind everybody's back. */
  force(id: string, status: ReviewStatus): Promise<unknown> {
    return this.database.query(sql`
      UPDATE ${erp.details} SET "Review_Status" = ${code.status[status]}
      WHERE "Warehouse_Reconciliation_Detail_Id" = ${uuid(id)}`);
  }
}

interface CountOf {
  order?: string;
  session?: number;
  void?: boolean;
  line?: string;
  base?: string;
  standard?: string;
  unit?: string;
  time?: Date;
}
