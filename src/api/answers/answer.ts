import { z } from 'zod';

export const uuid = z.guid();
export const moment = z.iso.datetime();
export const day = z.iso.date();
/** A quantity, difference or value. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
/** What goods of one product are told apart by; for a spread. */
export const tracked = {
  variantId: uuid.nullable(),
  variant: z.string().nullable(),
  lotId: uuid.nullable(),
  lot: z.string().nullable(),
  serialNumberId: uuid.nullable(),
  serialNumber: z.string().nullable(),
  logisticUnitId: uuid.nullable(),
  logisticUnit: z.string().nullable(),
};
/** JSON of any shape. */
export const anything = z.unknown();

type Same<A, B> = [A, keyof A, B, keyof B] extends [B, keyof B, A, keyof A] ? true : false;

/**
 * Describes an answer under a name that clients generate a type from. The compiler refuses a description
 * that says more or less than what the service gives.
 */
export const answer =
  <T>() =>
  <S extends z.ZodType>(
    name: string,
    schema: S & (Same<z.output<S>, T> extends true ? unknown : { differsIn: T }),
  ): S =>
    schema.meta({ id: name });

/** A page of a list. */
export const listOf = (item: z.ZodType) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.int(),
    totalExact: z.boolean().describe('Exact up to 10,000; beyond that an estimate.'),
  });
