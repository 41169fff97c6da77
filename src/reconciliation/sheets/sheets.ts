import { Injectable } from '@nestjs/common';
import { type Actor, must } from '../../access/actor.js';
import { Database } from '../../database/database.js';
import { sql } from '../../database/sql.js';
import { FALSE, integer, uuid } from '../../database/words.js';
import { code } from '../../erp/codes.js';
import { type Product, readProducts } from '../../erp/products.js';
import { erp } from '../../erp/tables.js';
import { refuse, unknown } from '../../errors.js';
import { type OrderHead, readOrders } from '../orders/order.js';
import type { OrderLine } from '../orders/order-lines.js';
import { type CountOrder, Orders } from '../orders/orders.js';
import { findReconciliation } from '../reconciliation.js';
import { baseUnitOf, defaultUnitOf } from '../units.js';

/** Lines that are printed at once; beyond that nobody carries the paper. */
export const MOST_LINES = 5_000;
/** Products read at once. */
const PRODUCTS = 500;

/** A line of a count sheet. What is expected is not on it. */
export interface SheetLine extends OrderLine {
  /** Unit that the quantity is written in; null where a whole location is counted. */
  unit: { id: string; code: string } | null;
  /** Where both quantities are measured: the unit of the other. */
  baseUnit: { id: string; code: string } | null;
}

export interface Sheet extends Omit<CountOrder, 'lines'> {
  lines: SheetLine[];
}

/** Count sheets: the orders of a reconciliation on paper, for when there are no scanners. */
@Injectable()
export class Sheets {
  constructor(
    private readonly database: Database,
    private readonly orders: Orders,
  ) {}

  /**
   * The orders to print: the one that is named, or all that are open. Throws `reconciliation.unknown`,
   * `order.unknown` (404), `sheets.nothing-open`, `sheets.too-many-lines` (422).
   */
  async open(
    actor: Actor,
    reconciliationId: string,
    orderId?: string,
  ): Promise<{ documentNo: string; orders: OrderHead[] }> {
    const found = await findReconciliation(this.database, actor, reconciliationId);
    const which =
      orderId === undefined
        ? sql`d."Void" = ${FALSE} AND d."State" < ${code.state.Completed}`
        : sql`(o."Warehouse_Order_Id" = ${uuid(orderId)} OR o."Document_Id" = ${uuid(orderId)})`;
    const orders = await readOrders(
      this.database,
      sql`r."Warehouse_Reconciliation_Id" = ${uuid(found.id)} AND ${which}`,
    );
    if (orders.length === 0) {
      throw orderId === undefined
        ? refuse('rule', 'sheets.nothing-open', `${found.documentNo} has no open count order.`)
        : unknown('order', orderId);
    }
    let left = MOST_LINES;
    for (const { id } of orders) {
      const [row] = await this.database.query<{ lines: number | string }>(sql`
        SELECT COUNT(*) AS "lines" FROM (SELECT 1 AS one FROM ${erp.orderLines} WHERE "Warehouse_Order_Id" = ${uuid(id)}
          ORDER BY "Warehouse_Order_Line_Id" OFFSET 0 ROWS FETCH NEXT ${integer(left + 1)} ROWS ONLY) l`);
      left -= Number(row?.lines ?? 0);
      if (left < 0) {
        throw refuse(
          'rule',
          'sheets.too-many-lines',
          `Up to ${MOST_LINES} lines are printed at once. ${orders.length > 1 ? 'Print single orders.' : 'Split the count into smaller orders.'}`,
          { field: 'orderId', allowed: MOST_LINES },
        );
      }
    }
    return { documentNo: found.documentNo, orders };
  }

  /** An order as it stands on its sheet. Throws `order.unknown`. */
  async read(actor: Actor, orderId: string): Promise<Sheet> {
    must(actor, 'manager');
    const order = await this.orders.find(actor, orderId);
    const products = await this.products(actor, order.lines);
    const lines = order.lines.map((line) => {
      const product = line.productId === null ? undefined : products.get(line.productId);
      return {
        ...line,
        unit: product ? defaultOf(product) : null,
        baseUnit: product ? baseOf(product) : null,
      };
    });
    return { ...order, lines };
  }

  private async products(actor: Actor, lines: readonly OrderLine[]): Promise<Map<string, Product>> {
    const ids = [...new Set(lines.flatMap(({ productId }) => productId ?? []))];
    const found = new Map<string, Product>();
    for (let i = 0; i < ids.length; i += PRODUCTS) {
      const some = await readProducts(this.database, ids.slice(i, i + PRODUCTS), actor.language);
      for (const [id, product] of some) found.set(id, product);
    }
    return found;
  }
}

function defaultOf(product: Product): SheetLine['unit'] {
  const unit = defaultUnitOf(product) ?? baseUnitOf(product);
  return unit ? { id: unit.id, code: unit.code } : null;
}

function baseOf(product: Product): SheetLine['baseUnit'] {
  const [unit, base] = [defaultUnitOf(product), baseUnitOf(product)];
  return product.variable && base && unit?.id !== base.id ? { id: base.id, code: base.code } : null;
}
