import { z } from 'zod';
import type { AssignedOrders } from '../../reconciliation/orders/assign.js';
import type { MadeOrder } from '../../reconciliation/orders/generate.js';
import type { StartedCount } from '../../reconciliation/orders/initial-count.js';
import type { OrderLine } from '../../reconciliation/orders/order-lines.js';
import type { CountOrder } from '../../reconciliation/orders/orders.js';
import type { HeldRow } from '../../reconciliation/overlap.js';
import { answer, tracked, uuid } from './answer.js';
import { fault } from './faults.js';

export const madeOrder = answer<MadeOrder>()(
  'MadeOrder',
  z.object({
    id: uuid,
    documentNo: z.string(),
    lineCount: z.int(),
    workerId: uuid.nullable(),
    zoneId: uuid.nullable(),
  }),
);

export const heldRow = answer<HeldRow>()(
  'HeldRow',
  z.object({
    detailId: uuid,
    lineNo: z.int(),
    locationId: uuid,
    location: z.string(),
    by: z
      .object({
        id: uuid,
        documentNo: z.string(),
      })
      .describe('The reconciliation that holds it.'),
  }),
);

export const startedCount = answer<StartedCount>()(
  'StartedCount',
  z.object({
    session: z.int(),
    orders: z.array(madeOrder),
    held: z
      .object({
        count: z.int(),
        rows: z.array(heldRow),
      })
      .describe(
        'Rows that stay as they are, because another reconciliation counts there; the first thousand.',
      ),
  }),
);

export const orderLine = answer<OrderLine>()(
  'OrderLine',
  z.object({
    id: uuid,
    lineNo: z.int(),
    locationId: uuid,
    location: z.string(),
    zoneId: uuid.nullable(),
    zone: z.string().nullable(),
    productId: uuid.nullable().describe('Empty: the whole location is counted.'),
    product: z.string().nullable().describe('Part number.'),
    productName: z.string().nullable(),
    ...tracked,
    workerId: uuid.nullable(),
    worker: z.string().nullable(),
    state: z.enum(['open', 'done', 'empty']),
    claimedBy: uuid.nullable().describe('The worker who is counting there now.'),
    claimedByName: z.string().nullable(),
  }),
);

export const countOrder = answer<CountOrder>()(
  'CountOrder',
  z.object({
    id: uuid,
    documentNo: z.string(),
    state: z.enum(['New', 'Adjustment', 'Planned', 'FirmPlanned', 'Released', 'Completed', 'Closed']),
    void: z.boolean(),
    reconciliationId: uuid,
    warehouseId: uuid,
    workerId: uuid.nullable(),
    worker: z.string().nullable(),
    session: z.int(),
    version: z.string(),
    lines: z.array(orderLine),
  }),
);

export const assignedOrders = answer<AssignedOrders>()(
  'AssignedOrders',
  z.object({
    given: z
      .array(z.object({ workerId: uuid, worker: z.string(), orders: z.int() }))
      .describe('How many orders changed hands, by who has them now.'),
    unchanged: z.int().describe('Orders that were theirs already.'),
    refused: z
      .array(fault)
      .describe('Orders that were not given, and workers who cannot be given any, with the reason.'),
  }),
);
