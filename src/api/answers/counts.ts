import { z } from 'zod';
import type { Count } from '../../reconciliation/counting/count-rows.js';
import { answer, decimal, moment, tracked, uuid } from './answer.js';
import { fault } from './faults.js';

export const count = answer<Count>()(
  'Count',
  z.object({
    id: uuid,
    scanId: uuid.nullable().describe('Null for a record that no scan made: bound from an exception.'),
    orderId: uuid,
    lineId: uuid.nullable().describe("The order's line it belongs to; null for one that belongs to none."),
    locationId: uuid,
    location: z.string(),
    productId: uuid,
    product: z.string(),
    productName: z.string(),
    ...tracked,
    quantity: decimal,
    unitId: uuid,
    unit: z.string(),
    quantityBase: decimal,
    session: z.int(),
    workerId: uuid.nullable(),
    worker: z.string(),
    enteredBy: z.string().nullable().describe('Who typed it in for the worker; null when he did it himself.'),
    at: moment,
    void: z.boolean(),
    voidReason: z.string().nullable(),
    voidedBy: z.string().nullable().describe('Login.'),
  }),
);

/** With what the worker should know, for example who else is at the location. */
export const countWithWarnings = count.extend({ warnings: z.array(fault) }).meta({ id: 'CountWithWarnings' });
