import { z } from 'zod';
import { reviewStatuses } from '../erp/codes.js';
import { flag, id, language, page } from './schemas.js';

export const status = z.enum(reviewStatuses);
const moved = z
  .enum(['true', 'false', 'before', 'during', 'after'])
  .transform((value) => (value === 'true' ? true : value === 'false' ? false : value));
const statuses = z.union([status, z.array(status).min(1).max(6)]);
/** A size without sign, of a difference, a value or a percentage. */
const size = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/, 'is digits with up to four decimals, such as "12.5"');
/** What is printed on a thing; of what may be written in several ways each of them. */
const printed = (length: number) => {
  const one = z.string().max(length);
  return z.union([one, z.array(one).min(1).max(20)]).optional();
};
/** What details can be narrowed to, as it stands in an address; a status may be said several times. */
const narrowed = z.strictObject({
  session: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  reviewStatus: statuses.optional(),
  zoneId: id.optional(),
  /** As they are printed. */
  zone: z.string().max(100).optional(),
  locationId: id.optional(),
  productId: id.optional(),
  lotId: id.optional(),
  productCode: printed(100),
  lot: printed(100),
  serial: printed(40),
  logisticUnitId: id.optional(),
  logisticUnit: printed(100),
  orderId: id.optional(),
  counted: flag.optional(),
  hasDifference: flag.optional(),
  differenceAtLeast: size.optional(),
  valueAtLeast: size.optional(),
  moved: moved.optional(),
  stale: flag.optional(),
  q: z.string().max(100).optional(),
});
const sort = z.string().max(40).optional();
export const listedDetails = narrowed.extend({ ...page.shape, sort });
/** All of them, as a file. */
export const exportedDetails = narrowed.extend({ sort, language });

/** The same in a body, with real types. */
const filter = z.strictObject({
  ...narrowed.shape,
  session: z.int().min(0).optional(),
  counted: z.boolean().optional(),
  hasDifference: z.boolean().optional(),
  stale: z.boolean().optional(),
  moved: z.union([z.boolean(), z.enum(['before', 'during', 'after'])]).optional(),
  within: z
    .strictObject({ quantity: size.optional(), percent: size.optional(), value: size.optional() })
    .optional(),
});
export const selectSchema = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  z.strictObject({ filter }),
]);
