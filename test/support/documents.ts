import type { Tx } from '../../src/database/database.js';
import { insertRows } from '../../src/database/insert.js';
import { type Fragment, sql } from '../../src/database/sql.js';
import { uuid } from '../../src/database/words.js';
import { code, type DocumentState } from '../../src/erp/codes.js';
import { erp } from '../../src/erp/tables.js';
import type { TestDatabase } from './database.js';

let number = 0;

/** A document with what the ERP wants of one; returns its number. */
export async function insertDocument(
  { demo }: TestDatabase,
  tx: Tx,
  of: {
    id: string;
    entity: string;
    state: DocumentState;
    userId?: string | undefined;
    primeCause?: string | undefined;
    parent?: string | undefined;
  },
): Promise<string> {
  const [company] = await tx.query<{ company: string; party: string; location: string; type: string }>(sql`
    SELECT c."Enterprise_Company_Id" AS "company", c."Company_Id" AS "party",
      s."Enterprise_Company_Location_Id" AS "location", t."Id" AS "type"
    FROM ${erp.companies} c
    JOIN ${erp.stores} s ON s."Enterprise_Company_Id" = c."Enterprise_Company_Id" AND s."Warehouse_Id" = ${uuid(demo.warehouseId)}
    JOIN ${erp.documentTypes} t ON t."Entity_Name" = ${of.entity}
    ORDER BY s."Store_Code", t."Code" OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`);
  const documentNo = `T-${String(++number).padStart(5, '0')}`;
  await put(tx, erp.documents, [
    {
      Id: of.id,
      Document_No: documentNo,
      Document_Type_Id: company?.type,
      Entity_Name: of.entity,
      State: code.state[of.state],
      Enterprise_Company_Id: company?.company,
      Enterprise_Company_Location_Id: company?.location,
      From_Party_Id: company?.party,
      Creation_User: 'mira',
      Master_Document_Id: of.id,
      Assigned_To_User_Id: of.userId ?? null,
      Prime_Cause_Document_Id: of.primeCause ?? null,
      Parent_Document_Id: of.parent ?? null,
    },
  ]);
  return documentNo;
}

/** Inserts rows that have the same columns. */
export async function put(tx: Tx, table: Fragment, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] as object);
  await insertRows(
    tx,
    table,
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}
