import { z } from 'zod';
import type { Location, Warehouse, Zone } from '../../reconciliation/warehouses.js';
import { answer, uuid } from './answer.js';

export const warehouse = answer<Warehouse>()(
  'Warehouse',
  z.object({
    id: uuid,
    name: z.string(),
  }),
);

export const zone = answer<Zone>()(
  'Zone',
  z.object({
    id: uuid,
    code: z.string(),
    name: z.string(),
    parentId: uuid.nullable(),
  }),
);

export const location = answer<Location>()(
  'Location',
  z.object({
    id: uuid,
    address: z.string(),
    zoneId: uuid,
    zone: z.string(),
  }),
);
