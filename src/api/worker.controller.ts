import { Body, Controller, Get, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Counts } from '../reconciliation/counting/counts.js';
import { Finish } from '../reconciliation/counting/finish.js';
import { Lines } from '../reconciliation/counting/lines.js';
import { WorkerOrders } from '../reconciliation/counting/worker-orders.js';
import { count, countWithWarnings } from './answers/counts.js';
import { closedLine, finished, openOrder, sections } from './answers/worker.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, quantity } from './schemas.js';

const counted = z.strictObject({
  scanId: id,
  locationId: id,
  productId: id,
  variantId: id.nullish(),
  lotId: id.nullish(),
  serialNumberId: id.nullish(),
  logisticUnitId: id.nullish(),
  quantity,
  unitId: id,
  quantityBase: quantity.nullish(),
  /** Codes of what was asked and is meant so: `serial.counted-elsewhere`. */
  confirmed: z.array(z.string().max(60)).max(10).optional(),
});
const reason = z.strictObject({ reason: z.string().trim().max(254).optional() });
const finish = z.strictObject({ leaveOut: z.boolean().optional() });
const ids = ['id'] as const;
const lineIds = ['id', 'lineId'] as const;

/** What a handheld calls. Nothing here says what is expected. */
@ApiTags('terminal')
@Controller('api/worker')
export class WorkerController {
  constructor(
    private readonly orders: WorkerOrders,
    private readonly counts: Counts,
    private readonly lines: Lines,
    private readonly finished: Finish,
  ) {}

  @Get('orders')
  @Operation({
    summary: 'Count orders by section; hidden sections are absent',
    for: ['worker'],
    answer: sections,
  })
  sections(@Me() actor: Actor): Promise<unknown> {
    return this.orders.sections(actor);
  }

  @Post('orders/:id/start')
  @Operation({ summary: 'Start, take and start, or join', for: ['worker'], ids, answer: openOrder })
  start(@Me() actor: Actor, @Param('id', Id) id: string): Promise<unknown> {
    return this.orders.start(actor, id);
  }

  @Post('orders/:id/counts')
  @Operation({
    summary: 'A count without a barcode; a replay answers 200',
    for: ['worker'],
    ids,
    body: counted,
    status: 201,
    answer: countWithWarnings,
    mayBeReplay: true,
  })
  async count(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(counted)) body: z.output<typeof counted>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { count, warnings, replayed } = await this.counts.record(actor, id, body);
    if (replayed) response.status(HttpStatus.OK);
    return { ...count, warnings };
  }

  @Post('counts/:id/void')
  @Operation({
    summary: 'Void an own count, before the order is finished',
    for: ['worker'],
    ids,
    body: reason,
    answer: count,
  })
  async voidCount(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(reason)) body: z.output<typeof reason>,
  ): Promise<unknown> {
    return this.counts.void(actor, id, body.reason);
  }

  @Post('orders/:id/lines/:lineId/empty')
  @Operation({ summary: 'Location is empty', for: ['worker'], ids: lineIds, answer: closedLine })
  async empty(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Param('lineId', Id) lineId: string,
  ): Promise<unknown> {
    return this.lines.empty(actor, id, lineId);
  }

  @Post('orders/:id/lines/:lineId/done')
  @Operation({ summary: 'Done here', for: ['worker'], ids: lineIds, answer: closedLine })
  async done(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Param('lineId', Id) lineId: string,
  ): Promise<unknown> {
    return this.lines.done(actor, id, lineId);
  }

  @Post('orders/:id/finish')
  @Operation({
    summary: 'Finish the order; open lines are refused unless they are left out',
    for: ['worker'],
    ids,
    body: finish,
    answer: finished,
  })
  finish(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(finish)) body: z.output<typeof finish>,
  ): Promise<unknown> {
    return this.finished.finish(actor, id, body);
  }
}
