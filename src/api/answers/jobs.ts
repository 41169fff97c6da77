import { z } from 'zod';
import type { CountBeside, EditedRow, PopulateResult } from '../../reconciliation/populate/populated.js';
import type { Released } from '../../reconciliation/release/release.js';
import type { SnapshotResult } from '../../reconciliation/snapshot/snapshot.js';
import { answer, decimal, moment, uuid } from './answer.js';
import { reviewed } from './details.js';
import { fault } from './faults.js';

export const snapshotResult = answer<SnapshotResult>()(
  'SnapshotResult',
  z.object({
    snapshotAt: moment.describe('ISO 8601, UTC.'),
    details: z.int(),
    locations: z.int(),
    emptyLocations: z.int(),
    negative: z.int().describe('Kept as they are; somebody booked more out than there was.'),
    negativeDetails: z.array(
      z.object({
        location: z.string(),
        product: z.string().nullable(),
        variant: z.string().nullable(),
        lot: z.string().nullable(),
        serialNumber: z.string().nullable(),
        logisticUnit: z.string().nullable(),
        lineNo: z.int(),
        quantityBase: decimal,
        quantity: decimal,
      }),
    ),
    missingRatios: z
      .array(
        z.object({
          productId: uuid,
          product: z.string(),
        }),
      )
      .describe('Products without a ratio to their default unit: shown in their base unit.'),
  }),
);

export const editedRow = answer<EditedRow>()(
  'EditedRow',
  z.object({
    lineNo: z.int().nullable(),
    location: z.string(),
    product: z.string().nullable().describe('Part number and name.'),
    variant: z.string().nullable(),
    lot: z.string().nullable(),
    serialNumber: z.string().nullable(),
    logisticUnit: z.string().nullable(),
    id: uuid,
    countedQuantityBase: decimal,
    sumBase: decimal,
    by: z.string(),
    at: moment,
  }),
);

export const countBeside = answer<CountBeside>()(
  'CountBeside',
  z.object({
    lineNo: z.int().nullable(),
    location: z.string(),
    product: z.string().nullable().describe('Part number and name.'),
    variant: z.string().nullable(),
    lot: z.string().nullable(),
    serialNumber: z.string().nullable(),
    logisticUnit: z.string().nullable(),
    countId: uuid,
    detailId: uuid,
    quantityBase: decimal,
    session: z.int(),
    rowSession: z.int(),
  }),
);

export const populateResult = answer<PopulateResult>()(
  'PopulateResult',
  z.object({
    populatedAt: moment.describe('ISO 8601, UTC.'),
    filled: z.int().describe('Finished rows that were filled in, found goods among them.'),
    uncounted: z.int().describe('Of these, rows without a count: zero.'),
    found: z.int().describe('New rows: positions nobody expected.'),
    edited: z
      .object({
        total: z.int(),
        rows: z.array(editedRow),
      })
      .describe('Rows that keep a value corrected by hand; with `overwriteEdited` those that lost it.'),
    otherSessions: z
      .object({
        total: z.int(),
        counts: z.array(countBeside),
      })
      .describe('A recount met rows that were not part of it.'),
    different: z
      .int()
      .describe(
        'Rows with a difference, and rows whose position moved since the snapshot, whatever their status.',
      ),
    moved: z.int(),
  }),
);

export const released = answer<Released>()(
  'Released',
  z.object({
    alreadyReleased: z
      .boolean()
      .describe(
        'Somebody had released it before: nothing was done now, the figures are those of that release.',
      ),
    transactions: z.int(),
    in: z.int().describe('With those of quantity 0, where they were asked for.'),
    out: z.int(),
    hash: z.string().describe('SHA-256 of what was approved (`seal.ts`).'),
    voidedOrders: z.int().describe('Open count orders that the release made void.'),
  }),
);

export const job = z
  .object({
    id: uuid,
    name: z.enum(['snapshot', 'populate', 'review', 'release']),
    state: z.enum(['waiting', 'active', 'completed', 'failed']),
    progress: z.int().min(0).max(100),
    result: z.union([snapshotResult, populateResult, reviewed, released]).optional(),
    error: z.object({ code: z.string(), detail: z.string(), errors: z.array(fault) }).optional(),
  })
  .meta({ id: 'Job' });
