import { z } from 'zod';
import type { Detail, Movement } from '../../reconciliation/details/detail-rows.js';
import type { DetailBehind } from '../../reconciliation/details/details.js';
import type { Reviewed } from '../../reconciliation/review/review.js';
import { answer, decimal, moment, tracked, uuid } from './answer.js';
import { count } from './counts.js';
import { fault } from './faults.js';

export const movement = answer<Movement>()(
  'Movement',
  z.object({
    before: decimal,
    during: decimal,
    after: decimal,
  }),
);

export const detail = answer<Detail>()(
  'Detail',
  z.object({
    id: uuid,
    lineNo: z.int().nullable(),
    locationId: uuid,
    location: z.string(),
    zoneId: uuid,
    zone: z.string(),
    productId: uuid.nullable(),
    product: z.string().nullable().describe('Part number.'),
    productName: z.string().nullable(),
    ...tracked,
    snapshotQuantity: decimal,
    snapshotQuantityBase: decimal,
    countedQuantity: decimal.nullable(),
    countedQuantityBase: decimal.nullable(),
    quantityUnitId: uuid.nullable(),
    quantityUnit: z.string().nullable(),
    baseUnitId: uuid.nullable(),
    baseUnit: z.string().nullable(),
    difference: decimal.nullable(),
    differenceBase: decimal.nullable(),
    differenceValue: decimal.nullable(),
    differs: z
      .boolean()
      .nullable()
      .describe('Whether a release would write it; null while nothing is counted.'),
    movement: movement.nullable(),
    reviewStatus: z.enum(['Created', 'Started', 'Finished', 'Recount', 'Approved', 'Cancelled']),
    session: z.int(),
    orderId: uuid.nullable(),
    stale: z.boolean().describe('The counts behind the quantity changed since it was populated.'),
    editedBy: z.string().nullable(),
    editedAt: moment.nullable(),
    notes: z.string().nullable(),
    version: z.string(),
  }),
);

export const detailBehind = answer<DetailBehind>()(
  'DetailBehind',
  detail.extend({
    counts: z
      .array(count)
      .describe('Every count of its position, void ones and those of other sessions too, oldest first.'),
    sessions: z
      .array(
        z.object({
          session: z.int(),
          quantityBase: decimal,
        }),
      )
      .describe('What each session counted, beside the snapshot; void counts left out.'),
  }),
);

export const reviewed = answer<Reviewed>()(
  'Reviewed',
  z.object({
    changed: z.int(),
    refused: z.array(fault),
    refusedTotal: z.int(),
  }),
);
