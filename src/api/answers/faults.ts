import { z } from 'zod';
import type { Fault } from '../../errors.js';
import { answer, anything } from './answer.js';

export const fault = answer<Fault>()(
  'Fault',
  z.object({
    code: z.string().describe('Stable, for programs: `detail.status-not-allowed`.'),
    message: z.string().describe('For people: what happened, where, what to do.'),
    row: z.union([z.string(), z.int()]).optional().describe('Row or line it is about.'),
    field: z.string().optional(),
    value: anything.optional(),
    allowed: anything.optional(),
  }),
);

/** RFC 9457, with every fault of the request. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for programs: that of the first fault.'),
    detail: z.string().describe('For people.'),
    errors: z.array(
      z.object({
        code: z.string(),
        detail: z.string(),
        row: z.union([z.string(), z.int()]).optional(),
        field: z.string().optional(),
        value: anything.optional(),
        allowed: anything.optional(),
      }),
    ),
  })
  .meta({ id: 'Problem' });
