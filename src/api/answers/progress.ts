import { z } from 'zod';
import type {
  CountProgress,
  Part,
  WorkerProgress,
  ZoneProgress,
} from '../../reconciliation/progress/progress.js';
import { answer, decimal, moment, uuid } from './answer.js';

export const part = answer<Part>()(
  'Part',
  z.object({
    done: z.int(),
    total: z.int(),
  }),
);

export const zoneProgress = answer<ZoneProgress>()(
  'ZoneProgress',
  z.object({
    id: uuid,
    code: z.string(),
    name: z.string(),
    parentId: uuid.nullable(),
    less: decimal.describe(
      'Value of what is less (0 or negative) and more than expected, as of the last populate.',
    ),
    more: decimal,
    workers: z
      .array(
        z.object({
          id: uuid,
          name: z.string(),
          silent: z.boolean(),
        }),
      )
      .describe('Who is there now.'),
    done: z.int(),
    total: z.int(),
  }),
);

export const workerProgress = answer<WorkerProgress>()(
  'WorkerProgress',
  z.object({
    id: uuid,
    name: z.string(),
    location: z.string().nullable().describe('Where he scanned last, if he has not left.'),
    zoneId: uuid.nullable(),
    counts: z.int(),
    lastHour: z.int(),
    lastScanAt: moment.nullable(),
    silent: z.boolean().describe('He holds a location, but has not scanned for a while.'),
  }),
);

export const countProgress = answer<CountProgress>()(
  'CountProgress',
  z.object({
    at: moment,
    session: z.int(),
    orders: part,
    lines: part,
    counts: z.int(),
    lastHour: z.int(),
    doneAt: moment
      .nullable()
      .describe(
        'When the last line is done at the pace of the last hour; null without a pace or with nothing left.',
      ),
    exceptions: z.int(),
    zones: z.array(zoneProgress),
    workers: z.array(workerProgress),
  }),
);
