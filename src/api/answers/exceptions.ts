import { z } from 'zod';
import type { GoodScan, KeptItem, KeptScan } from '../../terminal/exception-rows.js';
import type { Resolved } from '../../terminal/exceptions.js';
import { answer, decimal, moment, uuid } from './answer.js';

export const goodScan = answer<GoodScan>()(
  'GoodScan',
  z.object({
    text: z.string(),
    outcome: z.string(),
    message: z.string(),
    at: moment.describe('ISO 8601, UTC.'),
  }),
);

export const keptItem = answer<KeptItem>()(
  'KeptItem',
  z.object({
    lot: z.string().nullable(),
    serial: z.string().nullable(),
    variant: z.string().nullable(),
    productId: uuid,
    partNumber: z.string(),
    name: z.string(),
    variantId: uuid.nullable(),
    lotId: uuid.nullable(),
    serialNumberId: uuid.nullable(),
    logisticUnitId: uuid.nullable(),
    logisticUnit: z.string().nullable(),
  }),
);

export const keptScan = answer<KeptScan>()(
  'KeptScan',
  z.object({
    id: uuid,
    kind: z.enum(['unknown', 'location-uncertain', 'unfinished', 'late']),
    code: z.string().describe('Why, as a stable code.'),
    text: z.string().describe('As it was read, and with control characters to be seen.'),
    visibleText: z.string(),
    locationId: uuid
      .nullable()
      .describe('Where it was scanned; with `location-uncertain` where it may have been.'),
    location: z.string().nullable(),
    orderId: uuid,
    documentNo: z.string(),
    workerId: uuid,
    worker: z.string(),
    at: moment,
    quantity: decimal.nullable(),
    note: z.string().nullable(),
    item: keptItem.nullable().describe('What is known of the count it would have been.'),
    before: z
      .array(goodScan)
      .describe('Up to five good scans on either side, by the same worker in the same order.'),
    after: z.array(goodScan),
    state: z.enum(['open', 'dismissed', 'bound']),
    reason: z.string().nullable(),
    countId: uuid.nullable(),
    resolvedBy: z.string().nullable().describe('Login.'),
    resolvedAt: moment.nullable(),
  }),
);

export const resolved = answer<Resolved>()(
  'Resolved',
  z.object({
    id: uuid,
    state: z.enum(['open', 'dismissed', 'bound']),
    countIds: z.array(uuid),
    putRight: z.array(uuid).describe('Scans after it that were put right with it.'),
    left: z
      .array(
        z.object({
          id: uuid,
          code: z.string(),
          message: z.string(),
        }),
      )
      .describe('Scans after it that are still open, and what they lack.'),
    location: z
      .object({
        id: uuid,
        address: z.string(),
        open: z.int(),
      })
      .nullable()
      .describe(
        'Its location, with the exceptions that are still open there: until none is, nothing there is written off.',
      ),
  }),
);
