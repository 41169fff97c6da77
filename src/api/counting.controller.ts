import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Counts } from '../reconciliation/counting/counts.js';
import { AssignOrders } from '../reconciliation/orders/assign.js';
import { InitialCount } from '../reconciliation/orders/initial-count.js';
import { Orders } from '../reconciliation/orders/orders.js';
import { Recount } from '../reconciliation/orders/recount.js';
import { listOf } from './answers/answer.js';
import { count, countWithWarnings } from './answers/counts.js';
import { assignedOrders, countOrder, startedCount } from './answers/orders.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, page, quantity } from './schemas.js';
import { selectSchema } from './select.js';

const reason = z.strictObject({ reason: z.string().trim().min(1).max(254) });
const recount = z.strictObject({
  mode: z.enum(['single', 'split']),
  select: selectSchema.optional(),
  avoidSameWorker: z.boolean().optional(),
});
const assign = z.strictObject({ workerId: id });
const assignMany = z.strictObject({
  select: z.union([
    z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
    z.strictObject({ unassigned: z.literal(true) }),
  ]),
  workerIds: z.array(id).min(1).max(100),
});
const listed = page.extend({ detailId: id.optional(), orderId: id.optional() });
const entered = z.strictObject({
  workerId: id,
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
const ids = ['id'] as const;

/** Count orders and what was counted, for the manager. */
@ApiTags('counting')
@Controller('api')
export class CountingController {
  constructor(
    private readonly initialCount: InitialCount,
    private readonly recounts: Recount,
    private readonly orders: Orders,
    private readonly assigning: AssignOrders,
    private readonly counts: Counts,
  ) {}

  @Post('reconciliations/:id/initial-count')
  @Operation({
    summary: 'Start the initial count',
    for: ['manager'],
    ids,
    status: 201,
    answer: startedCount,
  })
  start(@Me() actor: Actor, @Param('id', Id) id: string): Promise<unknown> {
    return this.initialCount.start(actor, id);
  }

  @Post('reconciliations/:id/recount-orders')
  @Operation({
    summary: 'Generate recount orders from the rows that are Recount',
    for: ['manager'],
    ids,
    body: recount,
    status: 201,
    answer: startedCount,
  })
  recount(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(recount)) body: z.output<typeof recount>,
  ): Promise<unknown> {
    return this.recounts.generate(actor, id, body);
  }

  @Post('reconciliations/:id/orders/assign')
  @Operation({
    summary:
      'Give waiting orders to a worker, or spread them evenly over several; what cannot be given is listed',
    for: ['manager'],
    ids,
    body: assignMany,
    answer: assignedOrders,
  })
  async assignMany(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(assignMany)) { select, workerIds }: z.output<typeof assignMany>,
  ): Promise<unknown> {
    return this.assigning.assignMany(actor, id, select, workerIds);
  }

  @Get('reconciliations/:id/counts')
  @Operation({
    summary: 'Every count, void ones too',
    for: ['manager'],
    ids,
    query: listed,
    answer: listOf(count),
  })
  list(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(listed)) query: z.output<typeof listed>,
  ): Promise<unknown> {
    const { limit, cursor, ...filter } = query;
    return this.counts.list(actor, id, filter, { limit, cursor });
  }

  @Post('counts/:id/void')
  @Operation({ summary: 'Void a count', for: ['manager'], ids, body: reason, answer: count })
  async voidCount(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(reason)) body: z.output<typeof reason>,
  ): Promise<unknown> {
    return this.counts.void(actor, id, body.reason);
  }

  @Get('orders/:id')
  @Operation({ summary: 'A count order with its lines', for: ['manager', 'worker'], ids, answer: countOrder })
  find(@Me() actor: Actor, @Param('id', Id) id: string): Promise<unknown> {
    return this.orders.find(actor, id);
  }

  @Post('orders/:id/void')
  @Operation({
    summary: 'Void an order with its counts',
    for: ['manager'],
    ids,
    body: reason,
    answer: countOrder,
  })
  async voidOrder(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(reason)) body: z.output<typeof reason>,
  ): Promise<unknown> {
    await this.orders.void(actor, id, body.reason);
    return this.orders.find(actor, id);
  }

  @Post('orders/:id/assign')
  @Operation({
    summary: 'Give an order to a worker',
    for: ['manager'],
    ids,
    body: assign,
    answer: countOrder,
  })
  async assign(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(assign)) body: z.output<typeof assign>,
  ): Promise<unknown> {
    await this.assigning.assign(actor, id, body.workerId);
    return this.orders.find(actor, id);
  }

  @Post('orders/:id/counts')
  @Operation({
    summary: 'Enter a count for a worker, from a count sheet',
    for: ['manager'],
    ids,
    body: entered,
    status: 201,
    answer: countWithWarnings,
    mayBeReplay: true,
  })
  async enter(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(entered)) body: z.output<typeof entered>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const { workerId, ...input } = body;
    const { count, warnings, replayed } = await this.counts.enterFor(actor, id, workerId, input);
    if (replayed) response.status(HttpStatus.OK);
    return { ...count, warnings };
  }
}
