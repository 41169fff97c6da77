import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import type { Asked } from '../../api/request.js';

/** A field of an address or form that may be left empty. */
export const blank = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional());

/** An address as far as it is understood, and the fields that are not, with what they say. */
export interface Understood<T> {
  query: T;
  wrong: Record<string, string>;
}

/** Reads the address of a page: a person who typed nonsense keeps the page, without that field. */
export class Understand<T> implements PipeTransform<unknown, Understood<T>> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): Understood<T> {
    const given = { ...(value as Record<string, unknown>) };
    const wrong: Record<string, string> = {};
    for (const { path } of this.schema.safeParse(given).error?.issues ?? []) {
      const field = String(path[0]);
      wrong[field] ??= [given[field]].flat().map(String).join(', ').slice(0, 200);
    }
    for (const field of Object.keys(wrong)) delete given[field];
    return { query: this.schema.parse(given), wrong };
  }
}

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
