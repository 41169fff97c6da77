import type { Actor } from '../../src/access/actor.js';
import { sql } from '../../src/database/sql.js';
import { own } from '../../src/database/tables.js';
import { iso, text, uuid } from '../../src/database/words.js';
import { code, type DocumentState, documentStateOf, reviewStatusOf } from '../../src/erp/codes.js';
import { Documents } from '../../src/erp/documents.js';
import { ErpOptions } from '../../src/erp/erp-options.js';
import { Policies } from '../../src/erp/policies.js';
import { erp } from '../../src/erp/tables.js';
import { Counts } from '../../src/reconciliation/counting/counts.js';
import { Finish } from '../../src/reconciliation/counting/finish.js';
import { Lines } from '../../src/reconciliation/counting/lines.js';
import { WorkerOrders } from '../../src/reconciliation/counting/worker-orders.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { actorOf } from './orders.js';

/** The counting room on a database of its own, and a look at what it wrote. */
export async function openCounting() {
  const at = await openTestDatabase();
  const options = new ErpOptions();
  const documents = new Documents(options);
  const people = ['ivo', 'lena', 'jon', 'mira', 'sam'] as const;
  return {
    at,
    counts: new Counts(at.database, documents, options),
    lines: new Lines(at.database, options),
    finish: new Finish(at.database, documents),
    orders: new WorkerOrders(at.database, documents, new Policies(options)),
    actors: Object.fromEntries(people.map((login) => [login, actorOf(at, login)])) as Record<
      (typeof people)[number],
      Actor
    >,
    ...seenIn(at),
    close: () => at.close(),
  };
}

export type CountingRoom = Awaited<ReturnType<typeof openCounting>>;

const seenIn = ({ database }: TestDatabase) => ({
  /** Every count record of an order, in the order they were made. */
  stored: (orderId: string) =>
    database.query<Record<string, unknown>>(sql`
      SELECT ${text(sql`"Quantity"`)} AS quantity, ${text(sql`"Quantity_Base"`)} AS base,
        ${text(sql`"Standard_Quantity_Base"`)} AS standard, "Session" AS session, "Warehouse_Order_Line_Id" AS line,
        "Source_Document_Id" AS source, "Creation_User_Id" AS "userId", "Void" AS void
      FROM ${erp.counts} WHERE "Warehouse_Order_Id" = ${uuid(orderId)} ORDER BY "Creation_Time_UTC"`),
  /** A line's side row. */
  line: async (lineId: string | undefined) => {
    const [row] = await database.query<{
      state: string;
      claimedBy: string | null;
      joined: string | null;
      leftOut: boolean;
    }>(sql`
      SELECT state, claimed_by AS "claimedBy", joined, left_out AS "leftOut" FROM ${own.lines} WHERE line_id = ${uuid(lineId)}`);
    return row;
  },
  /** A detail's review status and session, and whether its counts changed since it was populated. */
  detail: async (detailId: string | undefined) => {
    const [row] = await database.query<{ status: string; session: number; changed: string | null }>(sql`
      SELECT d."Review_Status" AS status, d."Session" AS session, ${iso(sql`f.counts_changed_at`)} AS changed
      FROM ${erp.details} d LEFT JOIN ${own.facts} f ON f.detail_id = d."Warehouse_Reconciliation_Detail_Id"
      WHERE d."Warehouse_Reconciliation_Detail_Id" = ${uuid(detailId)}`);
    return row && { ...row, status: reviewStatusOf(row.status), stale: row.changed !== null };
  },
  /** A document's state and whom it is assigned to. */
  document: async (documentId: string) => {
    const [row] = await database.query<{ state: number; userId: string | null }>(sql`
      SELECT "State" AS state, "Assigned_To_User_Id" AS "userId" FROM ${erp.documents} WHERE "Id" = ${uuid(documentId)}`);
    return row && { ...row, state: documentStateOf(row.state) };
  },
  /** Puts a document into a state behind everybody's back. */
  force: (documentId: string, state: DocumentState) =>
    database.query(
      sql`UPDATE ${erp.documents} SET "State" = ${code.state[state]} WHERE "Id" = ${uuid(documentId)}`,
    ),
  /** What the last event about something says it became. */
  told: async (subjectId: string) => {
    const [row] = await database.query<{ after: string }>(sql`
      SELECT "after" FROM ${own.history} WHERE subject_id = ${uuid(subjectId)} ORDER BY at DESC`);
    return row && JSON.parse(row.after);
  },
  /** What the history says of something, oldest first. */
  events: async (subjectId: string) =>
    (
      await database.query<{ event: string }>(
        sql`SELECT event FROM ${own.history} WHERE subject_id = ${uuid(subjectId)} ORDER BY at, event`,
      )
    ).map(({ event }) => event),
});
