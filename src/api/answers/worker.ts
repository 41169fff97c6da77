import { z } from 'zod';
import type { ClaimedBy } from '../../reconciliation/counting/claims.js';
import type { Finished } from '../../reconciliation/counting/finish.js';
import type { ClosedLine } from '../../reconciliation/counting/lines.js';
import type { WorkerLine } from '../../reconciliation/counting/worker-lines.js';
import type { OpenOrder, WorkerOrder } from '../../reconciliation/counting/worker-orders.js';
import { answer, decimal, moment, tracked, uuid } from './answer.js';
import { fault } from './faults.js';

export const claimedBy = answer<ClaimedBy>()(
  'ClaimedBy',
  z.object({
    workerId: uuid,
    name: z.string(),
    since: moment.describe('ISO 8601, UTC.'),
  }),
);

export const workerLine = answer<WorkerLine>()(
  'WorkerLine',
  z.object({
    id: uuid,
    lineNo: z.int(),
    locationId: uuid,
    location: z.string(),
    zoneId: uuid.nullable(),
    zone: z.string().nullable(),
    product: z.string().nullable(),
    productName: z.string().nullable(),
    ...tracked,
    state: z.enum(['open', 'done', 'empty']),
    claimedBy: claimedBy.nullable(),
    counts: z.int().describe('How many count records of it stand.'),
    forOthers: z.boolean().describe('He counted the row before and leaves it to somebody else.'),
    expected: z
      .object({
        quantity: decimal,
        unit: z.string(),
      })
      .optional()
      .describe('What the snapshot says, only in a recount that is not blind.'),
    productId: uuid.nullable(),
  }),
);

export const workerOrder = answer<WorkerOrder>()(
  'WorkerOrder',
  z.object({
    id: uuid,
    documentNo: z.string(),
    state: z.string(),
    warehouseId: uuid,
    session: z.int(),
    recount: z.boolean(),
    workerId: uuid.nullable().describe('Who it is assigned to.'),
    worker: z.string().nullable(),
    zone: z
      .string()
      .nullable()
      .describe('Code of the zone that all its lines lie in; null when there are several.'),
    progress: z.object({
      closed: z.int(),
      total: z.int(),
    }),
    action: z.enum(['continue', 'start', 'takeAndStart', 'join']).describe('What the one button does.'),
  }),
);

export const openOrder = answer<OpenOrder>()(
  'OpenOrder',
  workerOrder.extend({
    blind: z.boolean().describe('Nothing that is expected is shown.'),
    lines: z.array(workerLine),
  }),
);

export const closedLine = answer<ClosedLine>()(
  'ClosedLine',
  z.object({
    id: uuid,
    lineNo: z.int(),
    state: z.enum(['open', 'done', 'empty']),
    warnings: z.array(fault).describe('Who else is at the location.'),
  }),
);

export const finished = answer<Finished>()(
  'Finished',
  z.object({
    finished: z.literal(true).describe('How many rows that was is not told: it would say what is expected.'),
    leftOut: z.array(workerLine),
  }),
);

export const sections = z.object({
  startedByMe: z.array(workerOrder).optional(),
  assignedToMe: z.array(workerOrder).optional(),
  unassigned: z.array(workerOrder).optional(),
  startedByOthers: z.array(workerOrder).optional(),
  assignedToOthers: z.array(workerOrder).optional(),
});
