import { Body, Controller, Get, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Pins, type WorkerAccess } from '../access/pins.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';

const pin = z.strictObject({ pin: z.string().max(64), badge: z.string().trim().min(4).max(254).optional() });
const worker = z.object({
  id: z.guid(),
  name: z.string(),
  warehouse: z.string(),
  login: z.string(),
  hasPin: z.boolean(),
  hasBadge: z.boolean(),
  lockedUntil: z.string().nullable(),
});

/** How workers sign in at a terminal. */
@ApiTags('access')
@Controller('api/workers')
export class WorkersController {
  constructor(private readonly pins: Pins) {}

  @Get()
  @Operation({
    summary: 'Active workers: who has a PIN, a badge, and who is locked out',
    for: ['manager'],
    answer: z.object({ items: z.array(worker) }),
  })
  async list(@Me() actor: Actor): Promise<{ items: WorkerAccess[] }> {
    return { items: await this.pins.list(actor) };
  }

  @Put(':id/pin')
  @Operation({
    summary: 'A new PIN, and a badge if given; lifts a lock and signs the worker out everywhere',
    for: ['manager'],
    ids: ['id'],
    body: pin,
  })
  set(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(pin)) body: z.output<typeof pin>,
  ): Promise<void> {
    return this.pins.set(actor, id, body.pin, body.badge);
  }

  @Post(':id/unlock')
  @Operation({ summary: 'Let a worker in again after too many wrong PINs', for: ['manager'], ids: ['id'] })
  unlock(@Me() actor: Actor, @Param('id', Id) id: string): Promise<void> {
    return this.pins.unlock(actor, id);
  }
}
