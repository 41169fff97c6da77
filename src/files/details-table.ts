import type { Detail } from '../reconciliation/details/detail-rows.js';
import type { Cell, Table } from './cell.js';
import { type Words, wordsOf } from './words.js';

type Column = keyof Words['column'];

const decimal = (value: string | null): Cell => ({ decimal: value });

/** Everything a detail says, in the order of the grid. */
const cells: Partial<Record<Column, (detail: Detail, words: Words, orders: Orders) => Cell>> = {
  lineNo: (d) => d.lineNo,
  zone: (d) => d.zone,
  location: (d) => d.location,
  product: (d) => d.product,
  productName: (d) => d.productName,
  variant: (d) => d.variant,
  lot: (d) => d.lot,
  serialNumber: (d) => d.serialNumber,
  logisticUnit: (d) => d.logisticUnit,
  snapshotQuantity: (d) => decimal(d.snapshotQuantity),
  countedQuantity: (d) => decimal(d.countedQuantity),
  difference: (d) => decimal(d.difference),
  quantityUnit: (d) => d.quantityUnit,
  snapshotQuantityBase: (d) => decimal(d.snapshotQuantityBase),
  countedQuantityBase: (d) => decimal(d.countedQuantityBase),
  differenceBase: (d) => decimal(d.differenceBase),
  baseUnit: (d) => d.baseUnit,
  differenceValue: (d) => decimal(d.differenceValue),
  movedBefore: (d) => decimal(d.movement?.before ?? null),
  movedDuring: (d) => decimal(d.movement?.during ?? null),
  movedAfter: (d) => decimal(d.movement?.after ?? null),
  reviewStatus: (d, words) => words.status[d.reviewStatus],
  session: (d) => d.session,
  order: (d, _, orders) => (d.orderId && orders.get(d.orderId)) ?? null,
  stale: (d, words) => (d.stale ? words.yes : null),
  editedBy: (d) => d.editedBy,
  editedAt: (d) => d.editedAt,
  notes: (d) => d.notes,
};

/** Numbers of count orders by their ids. */
type Orders = ReadonlyMap<string, string>;

/** Details as a table, in a language. */
export function detailsTable(details: AsyncIterable<Detail[]>, orders: Orders, language: string): Table {
  const words = wordsOf(language);
  const columns = Object.entries(cells);
  const rows = async function* () {
    for await (const some of details) {
      yield some.map((detail) => columns.map(([, cell]) => cell(detail, words, orders)));
    }
  };
  return {
    name: words.details,
    columns: columns.map(([name]) => words.column[name as Column]),
    rows: rows(),
  };
}
