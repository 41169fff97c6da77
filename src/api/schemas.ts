import { z } from 'zod';

/** Words that many routes share. */
export const id = z.guid().transform((value) => value.toLowerCase());
/** Up to three decimals, as text. Rules of quantities are the reconciliation's (`quantity.ts`). */
export const quantity = z.string().max(60);
export const cursor = z.string().max(2_000).optional();
export const limit = z.coerce.number().int().min(1).max(1_000).default(50);
export const page = z.strictObject({ limit, cursor });
/** Of what is printed and exported; absent: the person's own. */
export const language = z
  .string()
  .regex(/^[a-z]{2}$/)
  .optional();
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
