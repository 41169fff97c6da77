import { z } from 'zod';
import type { Asked } from '../../api/request.js';

/** A field of an address or form that may be left empty. */
export const blank = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional());

/** The query of a request's address without some of its fields, and with others in their place. */
export function without(
  request: Pick<Asked, 'originalUrl'>,
  fields: readonly string[],
  instead: Record<string, string> = {},
): string {
  const query = new URL(request.originalUrl, 'http://here.invalid').searchParams;
  for (const name of fields) query.delete(name);
  for (const [name, value] of [...query]) if (value === '') query.delete(name);
  for (const [name, value] of Object.entries(instead)) query.set(name, value);
  return query.toString();
}
