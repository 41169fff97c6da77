import type { Product, Tracking } from '../../erp/products.js';
import type { Fault } from '../../errors.js';
import type { Measured } from '../units.js';
import { ratioToBase } from '../units.js';
import type { Tracked } from './lines-at.js';

const fault = (code: string, field: string, value: unknown, message: string, allowed?: unknown): Fault => ({
  code,
  message,
  field,
  value,
  ...(allowed === undefined ? {} : { allowed }),
});

/**
 * Every fault in what was counted, apart from its quantities: variant, lot, serial number and logistic
 * unit exist, belong to the product and are there as the product asks for them (rules.md, Quantities).
 */
export function positionFaults(product: Product, tracking: Tracking, counted: Tracked): Fault[] {
  const { partNumber } = product;
  const faults: Fault[] = [];
  const belongs = (
    what: 'variant' | 'lot' | 'serial',
    field: string,
    id: string | null,
    found: { productId: string } | null,
  ) => {
    const named = what === 'serial' ? 'serial number' : what;
    if (id && !found) faults.push(fault(`${what}.unknown`, field, id, `There is no ${named} ${id}.`));
    if (id && found && found.productId !== product.id)
      faults.push(
        fault(
          `${what}.of-other-product`,
          field,
          id,
          `This ${named} is of another product, not ${partNumber}.`,
        ),
      );
  };
  belongs('variant', 'variantId', counted.variantId, tracking.variant);
  belongs('lot', 'lotId', counted.lotId, tracking.lot);
  belongs('serial', 'serialNumberId', counted.serialNumberId, tracking.serial);
  if (product.lots === 'required' && !counted.lotId)
    faults.push(fault('lot.missing', 'lotId', null, `${partNumber} is counted by lot. Add the lot.`));
  if (product.lots === 'never' && counted.lotId)
    faults.push(
      fault('lot.not-allowed', 'lotId', counted.lotId, `${partNumber} has no lots. Leave it out.`, null),
    );
  if (product.serialized && !counted.serialNumberId)
    faults.push(
      fault('serial.missing', 'serialNumberId', null, `${partNumber} is counted by serial number. Add it.`),
    );
  if (!product.serialized && counted.serialNumberId)
    faults.push(
      fault(
        'serial.not-allowed',
        'serialNumberId',
        counted.serialNumberId,
        `${partNumber} has no serial numbers. Leave it out.`,
        null,
      ),
    );
  if (counted.logisticUnitId && !tracking.logisticUnit)
    faults.push(
      fault(
        'logistic-unit.unknown',
        'logisticUnitId',
        counted.logisticUnitId,
        `There is no logistic unit ${counted.logisticUnitId}.`,
      ),
    );
  return faults;
}

/** A serial number is one piece or none, in a unit of pieces (rules.md; R34313 of the ERP). */
export function pieceFaults(product: Product, unitId: string, measured: Measured): Fault[] {
  if (!product.serialized) return [];
  const faults: Fault[] = [];
  const pieces = product.units.filter(({ id }) => isPiece(product, id));
  if (!pieces.some(({ id }) => id === unitId))
    faults.push(
      fault(
        'unit.not-pieces',
        'unitId',
        unitId,
        `${product.partNumber} has serial numbers: count it in pieces.`,
        pieces.map(({ id }) => id),
      ),
    );
  if (!measured.quantity.isZero() && !measured.quantity.eq(1))
    faults.push(
      fault(
        'quantity.not-one-piece',
        'quantity',
        measured.quantity.toFixed(),
        `${product.partNumber} has serial numbers: each is 0 or 1.`,
        ['0', '1'],
      ),
    );
  return faults;
}

/** A unit the ERP marks as pieces, or one it does not mark that is the base unit or equal to it. */
function isPiece(product: Product, unitId: string): boolean {
  const mark = product.units.find(({ id }) => id === unitId)?.systemUnit;
  if (mark) return mark === 'P';
  const ratio = ratioToBase(product, unitId);
  return ratio?.times.eq(ratio.by) ?? false;
}
