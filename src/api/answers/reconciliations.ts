import { z } from 'zod';
import type { Remembered } from '../../reconciliation/history-list.js';
import { movementPolicies } from '../../reconciliation/reconciliation.js';
import type { Figures } from '../../reconciliation/reconciliation-figures.js';
import type { ReconciliationItem } from '../../reconciliation/reconciliation-list.js';
import type { OrderSummary, ReconciliationView } from '../../reconciliation/reconciliation-view.js';
import type { Overlap, ScopeLine } from '../../reconciliation/scope/scope-lines.js';
import { answer, anything, day, decimal, moment, uuid } from './answer.js';

export const scopeLine = answer<ScopeLine>()(
  'ScopeLine',
  z.object({
    id: uuid,
    lineNo: z.int(),
    zoneId: uuid.nullable(),
    zone: z.string().nullable(),
    locationId: uuid.nullable(),
    location: z.string().nullable(),
    workerId: uuid.nullable(),
    worker: z.string().nullable(),
  }),
);

export const overlap = answer<Overlap>()(
  'Overlap',
  z.object({
    lineNo: z.int(),
    otherLineNo: z.int(),
    locations: z.int(),
  }),
);

export const orderSummary = answer<OrderSummary>()(
  'OrderSummary',
  z.object({
    state: z.enum(['New', 'Adjustment', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed']),
    worker: z.string().nullable(),
    lineCount: z.int(),
    closedLines: z.int().describe('Lines that are done, empty or left out.'),
    id: uuid,
    documentNo: z.string(),
    workerId: uuid.nullable(),
    session: z.int().describe('The counting session it was made for.'),
    void: z.boolean(),
  }),
);

export const reconciliationView = answer<ReconciliationView>()(
  'ReconciliationView',
  z.object({
    state: z.enum(['New', 'Adjustment', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed', 'Void']),
    nextStates: z
      .array(
        z.enum(['New', 'Adjustment', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed', 'Void']),
      )
      .describe('States it may be put into now.'),
    documentDate: day.describe('`2026-11-23`.'),
    notes: z.string().nullable(),
    voidReason: z.string().nullable(),
    warehouse: z.string(),
    lines: z.array(scopeLine),
    overlaps: z
      .array(overlap)
      .describe('Lines that stand for some of the same locations, which are counted once.'),
    session: z.int().describe('The highest counting session so far; 0 before the first count.'),
    counts: z
      .object({
        Created: z.int(),
        Started: z.int(),
        Finished: z.int(),
        Recount: z.int(),
        Approved: z.int(),
        Cancelled: z.int(),
      })
      .describe('Details by review status.'),
    orders: z.array(orderSummary),
    id: uuid,
    documentNo: z.string(),
    void: z.boolean(),
    documentId: uuid,
    warehouseId: uuid,
    started: z.boolean().describe('Has a count order that is not void.'),
    movementPolicy: z.enum(movementPolicies),
    blindRecount: z.boolean(),
    snapshotAt: moment.nullable(),
    snapshotOutdated: z.boolean().describe('The scope changed after the snapshot.'),
    populatedAt: moment.nullable(),
    releasedAt: moment.nullable(),
    version: z.string().describe('Row version, as the ETag shows it.'),
  }),
);

export const figures = answer<Figures>()(
  'Figures',
  z.object({
    lines: z
      .int()
      .describe(
        'How many lines the scope has, and what the first three of them name; none: the whole warehouse.',
      ),
    scope: z.array(z.string()),
    session: z.int().describe('The highest counting session so far.'),
    details: z
      .int()
      .describe('Rows to count (all but Cancelled), and those of them that have a counted quantity.'),
    counted: z.int(),
    counts: z
      .object({
        Created: z.int(),
        Started: z.int(),
        Finished: z.int(),
        Recount: z.int(),
        Approved: z.int(),
        Cancelled: z.int(),
      })
      .describe('Rows by review status, and Finished ones without a counted quantity.'),
    toPopulate: z.int(),
    differences: z
      .int()
      .describe(
        'Rows with a difference (all but Cancelled), and those of them that nobody has approved yet.',
      ),
    openDifferences: z.int(),
    less: decimal.describe(
      'Value of what is less (0 or negative) and of what is more than expected, at standard cost.',
    ),
    more: decimal,
    openOrders: z.int().describe('Count orders that are not completed.'),
  }),
);

export const reconciliationItem = answer<ReconciliationItem>()(
  'ReconciliationItem',
  figures.extend({
    id: uuid,
    documentId: uuid,
    documentNo: z.string(),
    documentDate: day,
    warehouseId: uuid,
    warehouse: z.string(),
    state: z.enum(['New', 'Adjustment', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed', 'Void']),
    notes: z.string().nullable(),
    snapshotAt: moment.nullable(),
    snapshotOutdated: z.boolean(),
    populatedAt: moment.nullable(),
    releasedAt: moment.nullable(),
  }),
);

export const remembered = answer<Remembered>()(
  'Remembered',
  z.object({
    id: uuid,
    at: moment,
    event: z.string(),
    subject: z.string(),
    subjectId: uuid,
    login: z.string(),
    name: z.string().nullable(),
    source: z.string().nullable(),
    before: anything.optional(),
    after: anything.optional(),
  }),
);
