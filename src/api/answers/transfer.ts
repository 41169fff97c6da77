import { z } from 'zod';
import type { TransferLine } from '../../reconciliation/transfer/lines.js';
import type { Skipped } from '../../reconciliation/transfer/skipped.js';
import type { Transferred } from '../../reconciliation/transfer/transfer.js';
import { answer, decimal, moment, uuid } from './answer.js';

export const skipped = answer<Skipped>()(
  'Skipped',
  z.object({
    reason: z
      .enum(['zero-quantity', 'already-imported'])
      .describe('Nothing to change, or a valid line refers to it already (`document` says whose).'),
    document: z.string().optional(),
    count: z.int(),
  }),
);

export const transferLine = answer<TransferLine>()(
  'TransferLine',
  z.object({
    lineNo: z.int(),
    transactionId: uuid,
    at: moment,
    productId: uuid,
    product: z.string(),
    variant: z.string().nullable(),
    lot: z.string().nullable(),
    serialNumber: z.string().nullable(),
    availableBase: decimal.describe(
      'What the store has, what the count changes and what it then will have, in the base unit.',
    ),
    differenceBase: decimal,
    quantityBase: decimal,
    negative: z.boolean().describe('The line leaves less than nothing.'),
    quantity: decimal.describe("What it will have, in the line's unit."),
    quantityUnit: z.string(),
    standardQuantityBase: decimal,
    from: z
      .string()
      .nullable()
      .describe('The reconciliation whose release wrote the transaction; null when it came from elsewhere.'),
  }),
);

export const transferred = answer<Transferred>()(
  'Transferred',
  z.object({
    documentNo: z.string(),
    from: z.string().describe('The period that was looked at, ISO 8601.'),
    to: z.string(),
    added: z.int(),
    negative: z.int().describe('How many of them leave less than nothing in the store.'),
    skipped: z.array(skipped),
    lines: z.array(transferLine).describe('The first thousand of the added lines.'),
  }),
);
