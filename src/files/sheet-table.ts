import { type Fault, refuseAll } from '../errors.js';
import type { SheetRow } from '../reconciliation/sheets/sheet-rows.js';
import type { Sheet, SheetLine } from '../reconciliation/sheets/sheets.js';
import type { Cell, Table } from './cell.js';
import { languages, type Words, wordsOf } from './words.js';

type Column = keyof Words['column'];
type Field = Exclude<keyof SheetRow, 'row'>;

/** Columns of a sheet to be filled in; those with a field are read when it comes back. */
const columns: { name: Column; field?: Field; of(line: SheetLine): Cell }[] = [
  { name: 'line', field: 'line', of: ({ id }) => id },
  { name: 'lineNo', of: ({ lineNo }) => lineNo },
  { name: 'location', field: 'location', of: ({ location }) => location },
  { name: 'product', field: 'product', of: ({ product }) => product },
  { name: 'productName', of: ({ productName }) => productName },
  { name: 'variant', field: 'variant', of: ({ variant }) => variant },
  { name: 'lot', field: 'lot', of: ({ lot }) => lot },
  { name: 'serialNumber', field: 'serial', of: ({ serialNumber }) => serialNumber },
  { name: 'logisticUnit', field: 'logisticUnit', of: ({ logisticUnit }) => logisticUnit },
  { name: 'quantity', field: 'quantity', of: () => null },
  { name: 'quantityUnit', field: 'unit', of: ({ unit }) => unit?.code ?? null },
  { name: 'quantityBase', field: 'quantityBase', of: () => null },
];

/** An order's sheet as a table to fill in. What is expected is not in it. */
export function sheetTable(sheet: Sheet, language: string): Table {
  const words = wordsOf(language);
  return {
    name: sheet.documentNo,
    columns: columns.map(({ name }) => words.column[name]),
    rows: (async function* () {
      yield sheet.lines.map((line) => columns.map(({ of }) => of(line)));
    })(),
  };
}

/**
 * The rows of a filled-in sheet; its columns are found by their names, in any language and order.
 * Throws `sheet.column-missing` (422) with every column that must be there and is not.
 */
export function readSheetRows([names = [], ...rows]: readonly string[][]): SheetRow[] {
  const places = new Map<Field, number>();
  for (const [i, name] of names.entries()) {
    const column = columns.find((one) => one.field && isNamed(one.name, one.field, name));
    if (column?.field && !places.has(column.field)) places.set(column.field, i);
  }
  refuseAll('rule', missing(places));
  return rows
    .map((row, i) => ({
      row: i + 2,
      ...Object.fromEntries([...places].map(([field, at]) => [field, row[at] ?? ''])),
    }))
    .filter(({ row: _, ...texts }) => Object.values(texts).some((text) => text !== ''));
}

function isNamed(name: Column, field: Field, typed: string): boolean {
  const own = languages.map(({ column }) => column[name]);
  return [...own, field].some((known) => known.toLowerCase() === typed.trim().toLowerCase());
}

/** A quantity, and what it is of: the line, or place and product. */
function missing(places: ReadonlyMap<Field, number>): Fault[] {
  const needed: Field[] = places.has('line') ? ['quantity'] : ['quantity', 'location', 'product'];
  return needed
    .filter((field) => !places.has(field))
    .map((field) => ({
      code: 'sheet.column-missing',
      message: `The first row must name the column ${field}. Begin with the file that is offered for download.`,
      row: 1,
      field,
    }));
}
