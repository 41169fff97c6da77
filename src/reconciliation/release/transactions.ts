import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { own } from '../../database/tables.js';
import { iso, text, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { erp } from '../../erp/tables.js';
import { textIn } from '../../erp/text.js';
import { type Listing, type Page, readList } from '../paging.js';
import { shown } from '../quantity.js';
import { findReconciliation } from '../reconciliation.js';
import { type TrackedGoods, trackedColumns, trackedJoins } from '../tracked.sql.js';

/** A warehouse transaction that a release wrote. */
export interface ReleasedTransaction extends TrackedGoods {
  id: string;
  detailId: string;
  lineNo: number;
  direction: 'In' | 'Out';
  locationId: string;
  location: string;
  productId: string;
  product: string;
  quantity: string;
  quantityUnit: string;
  /** Signed relative to the direction (variable ratios). */
  quantityBase: string;
  standardQuantity: string;
  at: string;
  user: string;
}

type Row = Omit<ReleasedTransaction, 'direction' | 'product'> & {
  direction: string;
  partNumber: string;
  productName: string;
};

/** What releases wrote into the ledger. */
@Injectable()
export class Transactions {
  constructor(private readonly database: Database) {}

  /** The transactions of a reconciliation's release, in the order of its lines. */
  async list(actor: Actor, id: string, page: Page): Promise<Listing<ReleasedTransaction>> {
    const of = await findReconciliation(this.database, actor, id);
    const listing = await readList<Row>(this.database, page, {
      name: 'transactions',
      columns: sql`t."Warehouse_Transaction_Id" AS "id", r.detail_id AS "detailId", r.line_no AS "lineNo",
        t."Direction" AS "direction", t."Warehouse_Location_Id" AS "locationId", l."Location_Address" AS "location",
        t."Product_Id" AS "productId", p."Part_Number" AS "partNumber", p."Product_Name" AS "productName",
        ${trackedColumns(sql`t`, 'Product_Variant_Id')},
        ${text(sql`t."Quantity"`)} AS "quantity",
        COALESCE(u."Measurement_Unit_Code", u."Measurement_Unit_Name") AS "quantityUnit",
        ${text(sql`t."Quantity_Base"`)} AS "quantityBase", ${text(sql`t."Standard_Quantity"`)} AS "standardQuantity",
        ${iso(sql`t."Creation_Time_Utc"`)} AS "at", w."User_Name" AS "user"`,
      from: sql`${own.releases} r
        JOIN ${erp.transactions} t ON t."Warehouse_Transaction_Id" = r.transaction_id
        JOIN ${erp.locations} l ON l."Warehouse_Location_Id" = t."Warehouse_Location_Id"
        JOIN ${erp.products} p ON p."Id" = t."Product_Id"
        LEFT JOIN ${erp.units} u ON u."Id" = t."Quantity_Unit_Id"
        ${trackedJoins(sql`t`, 'Product_Variant_Id')}
        LEFT JOIN ${erp.users} w ON w."User_Id" = t."Creation_User_Id"`,
      countFrom: sql`${own.releases} r`,
      where: [sql`r.reconciliation_id = ${uuid(of.id)}`],
      keys: [
        { by: sql`r.line_no`, type: 'integer' },
        { by: sql`r.detail_id`, type: 'id' },
      ],
      estimate: async () => {
        const [row] = await this.database.query<{ rows: number }>(sql`
          SELECT COUNT(*) AS "rows" FROM ${own.releases} WHERE reconciliation_id = ${uuid(of.id)}`);
        return Number(row?.rows ?? 0);
      },
    });
    return {
      ...listing,
      items: listing.items.map(({ partNumber, productName, direction, ...row }) => ({
        ...row,
        direction: direction.trim() === code.direction.In ? 'In' : 'Out',
        product: `${partNumber} ${textIn(productName, actor.language)}`.trim(),
        quantity: shown(row.quantity) as string,
        quantityBase: shown(row.quantityBase) as string,
        standardQuantity: shown(row.standardQuantity) as string,
        user: textIn(row.user ?? '', actor.language),
      })),
    };
  }
}
