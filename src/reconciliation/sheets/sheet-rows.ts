import type { Actor } from '../../access/actor.js';
import type { Product } from '../../erp/products.js';
import { type Fault, Refusal } from '../../errors.js';
import type { CountInput } from '../counting/count-check.js';
import { trackedOf } from '../counting/count-check.js';
import type { Found, Lookups, Typed } from '../lookups.js';
import { baseUnitOf, defaultUnitOf } from '../units.js';
import type { Sheet, SheetLine } from './sheets.js';

/** A row of a sheet that came back: what somebody wrote, as text. */
export interface SheetRow extends Typed {
  /** Its number in the file or form, for what is said about it. */
  row: number;
  /** Key of the line it is of; none: found goods, told by their location. */
  line?: string | undefined;
  quantity?: string | undefined;
  unit?: string | undefined;
  quantityBase?: string | undefined;
}

/** What a row says. */
export type RowMeans =
  | { kind: 'count'; row: number; input: CountInput; line: SheetLine | undefined }
  /** The location of a line is empty, or nothing of its position was found. */
  | { kind: 'empty'; row: number; line: SheetLine };

const written = ['location', 'product', 'variant', 'lot', 'serial', 'logisticUnit'] as const;
const said = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
const same = (a: string, b: string | null): boolean => a.trim().toLowerCase() === (b ?? '').toLowerCase();

/** What rows mean, or everything that is wrong with them. Rows without a quantity were not counted. */
export async function meaningOf(
  actor: Actor,
  sheet: Sheet,
  rows: readonly SheetRow[],
  { lookups, product }: { lookups: Lookups; product: (id: string) => Promise<Product | undefined> },
): Promise<{ means: RowMeans[]; faults: Fault[]; blank: number }> {
  const lines = new Map(sheet.lines.map((line) => [line.id, line]));
  const found = new Map<string, Promise<Found>>();
  const find = (typed: Typed, of: string | undefined): Promise<Found> => {
    const key = JSON.stringify([typed, of]);
    const known = found.get(key) ?? lookups.find(actor, sheet.warehouseId, typed, of);
    found.set(key, known);
    return known;
  };
  const means: RowMeans[] = [];
  const faults: Fault[] = [];
  let blank = 0;
  for (const row of rows) {
    try {
      const one = await meaning(row);
      if (one) means.push(one);
      else blank += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, row: row.row })));
    }
  }
  return { means, faults, blank };

  async function meaning(row: SheetRow): Promise<RowMeans | null> {
    const line = said(row.line) ? lines.get(row.line.trim().toLowerCase()) : undefined;
    if (said(row.line) && !line) {
      throw fault('sheet.line-unknown', `This line is not of ${sheet.documentNo}.`, 'line', row.line);
    }
    if (!said(row.quantity)) {
      const found = !line && written.some((field) => said(row[field]));
      if (found) throw fault('sheet.quantity-missing', 'Write how much was found.', 'quantity', '');
      return null;
    }
    const of = line?.productId ? line : undefined;
    if (of) mustBeTheLine(row, of);
    if (!of && !said(row.product)) return nothingThere(row, line);
    const where = line ? { locationId: line.locationId } : {};
    const { location, product: code, variant, lot, serial, logisticUnit } = row;
    const there = await find({ ...(line ? {} : { location }), ...(of ? {} : { product: code }) }, undefined);
    const productId = of?.productId ?? there.productId;
    const locationId = line?.locationId ?? there.locationId;
    if (!locationId) throw fault('sheet.location-missing', 'Write where it was found.', 'location', '');
    if (line && said(location) && !same(location, line.location)) {
      throw fault('sheet.line-differs', `Line ${line.lineNo} is at ${line.location}.`, 'location', location);
    }
    const tracked = of ?? (await find({ variant, lot, serial, logisticUnit }, productId));
    const known = await product(productId as string);
    return {
      kind: 'count',
      row: row.row,
      line,
      input: {
        ...where,
        locationId,
        ...trackedOf({ ...tracked, productId: productId as string }),
        quantity: row.quantity.trim(),
        unitId: unitOf(known, row.unit),
        quantityBase: said(row.quantityBase) ? row.quantityBase.trim() : null,
      },
    };
  }
}

/** A line's own columns are for people; who changed them means something else than the line. */
function mustBeTheLine(row: SheetRow, line: SheetLine): void {
  const own = { ...line, serial: line.serialNumber };
  for (const field of written) {
    const text = row[field];
    if (!said(text) || same(text, own[field])) continue;
    throw fault(
      'sheet.line-differs',
      `Line ${line.lineNo} is of ${[line.location, line.product, line.lot, line.serialNumber, line.logisticUnit].filter(Boolean).join(', ')}. Write other goods in a row without a line key.`,
      field,
      text,
    );
  }
}

/** 0 and no product: the location is empty. */
function nothingThere(row: SheetRow, line: SheetLine | undefined): RowMeans {
  const zero = /^0+([.,]0*)?$/.test(row.quantity?.trim() ?? '');
  if (line && zero) return { kind: 'empty', row: row.row, line };
  throw fault('sheet.product-missing', 'Write which product it is.', 'product', row.product ?? '');
}

function unitOf(product: Product | undefined, typed: string | undefined): string {
  if (!product) return '';
  if (!said(typed)) return (defaultUnitOf(product) ?? baseUnitOf(product))?.id ?? '';
  const unit = product.units.find(({ code, name }) => same(typed, code) || same(typed, name));
  if (unit) return unit.id;
  throw fault(
    'sheet.unit-unknown',
    `${product.partNumber} is not counted in ${typed.trim()}.`,
    'unit',
    typed,
    product.units.map(({ code }) => code),
  );
}

const fault = (code: string, message: string, field: string, value: string, allowed?: unknown): Refusal =>
  new Refusal('rule', [
    { code, message, field, value: value.slice(0, 200), ...(allowed === undefined ? {} : { allowed }) },
  ]);
