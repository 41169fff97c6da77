import { z } from 'zod';
import type { Preview, Side } from '../../reconciliation/release/preview.js';
import type { ReleasedTransaction } from '../../reconciliation/release/transactions.js';
import { answer, decimal, moment, tracked, uuid } from './answer.js';
import { fault } from './faults.js';

export const side = answer<Side>()(
  'Side',
  z.object({
    transactions: z.int(),
    quantityBase: decimal,
    value: z.string().describe("With the products' standard cost."),
  }),
);

export const preview = answer<Preview>()(
  'Preview',
  z.object({
    at: moment,
    in: side,
    out: side,
    value: z.string().describe('Value in less value out.'),
    unchanged: z.int().describe('Approved rows without a difference: they write nothing.'),
    openOrders: z.int().describe('Count orders that are open and would be made void.'),
    zones: z
      .array(
        z.object({
          zoneId: uuid,
          zone: z.string(),
          in: side,
          out: side,
          value: z.string(),
        }),
      )
      .describe('The same by primary zone, in the order of their codes.'),
    stops: z.array(fault).describe('What refuses the release now: the first faults of each kind.'),
    stopsTotal: z.int(),
  }),
);

export const releasedTransaction = answer<ReleasedTransaction>()(
  'ReleasedTransaction',
  z.object({
    id: uuid,
    detailId: uuid,
    lineNo: z.int(),
    direction: z.enum(['In', 'Out']),
    locationId: uuid,
    location: z.string(),
    productId: uuid,
    product: z.string(),
    ...tracked,
    quantity: decimal,
    quantityUnit: z.string(),
    quantityBase: decimal.describe('Signed relative to the direction (variable ratios).'),
    standardQuantity: decimal,
    at: moment,
    user: z.string(),
  }),
);
