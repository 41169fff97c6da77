import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Exceptions, type Resolved } from '../terminal/exceptions.js';
import { listOf } from './answers/answer.js';
import { keptScan, resolved } from './answers/exceptions.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, page, quantity } from './schemas.js';

const listed = page.extend({
  state: z.enum(['open', 'dismissed', 'bound']).optional(),
  kind: z.enum(['unknown', 'location-uncertain', 'unfinished', 'late']).optional(),
  locationId: id.optional(),
  orderId: id.optional(),
});
const reason = z.string().trim().max(254).optional();
const resolving = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('dismiss'), reason }),
  z.strictObject({
    action: z.literal('bind'),
    reason,
    locationId: id.optional(),
    productId: id.optional(),
    variantId: id.nullable().optional(),
    lotId: id.nullable().optional(),
    serialNumberId: id.nullable().optional(),
    logisticUnitId: id.nullable().optional(),
    quantity: quantity.optional(),
    unitId: id.optional(),
    quantityBase: quantity.optional(),
    /** Codes of what was asked and is meant so: `serial.counted-elsewhere`. */
    confirmed: z.array(z.string().max(60)).max(10).optional(),
  }),
]);
const ids = ['id'] as const;

/** Scans that could not be counted, for the manager. */
@ApiTags('exceptions')
@Controller('api')
export class ExceptionsController {
  constructor(private readonly exceptions: Exceptions) {}

  @Get('reconciliations/:id/exceptions')
  @Operation({
    summary: 'Scans that could not be counted, oldest first, each with the good scans around it',
    for: ['manager'],
    ids,
    query: listed,
    answer: listOf(keptScan),
  })
  list(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(listed)) { limit, cursor, ...filter }: z.output<typeof listed>,
  ): Promise<unknown> {
    return this.exceptions.list(actor, id, { limit, cursor }, filter);
  }

  @Post('exceptions/:id')
  @Operation({
    summary: 'Dismiss a scan with a reason, or bind it to what it was',
    for: ['manager'],
    ids,
    body: resolving,
    answer: resolved,
  })
  resolve(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(resolving)) body: z.output<typeof resolving>,
  ): Promise<Resolved> {
    return this.exceptions.resolve(actor, id, body);
  }
}
