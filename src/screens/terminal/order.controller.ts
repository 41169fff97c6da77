import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { Id, Operation, Valid } from '../../api/operation.js';
import { type Asked, Me } from '../../api/request.js';
import { cursor } from '../../api/schemas.js';
import { Refusal } from '../../errors.js';
import { Finish } from '../../reconciliation/counting/finish.js';
import { WorkerOrders } from '../../reconciliation/counting/worker-orders.js';
import { OrderScreen } from './order-screen.js';
import { showScreen } from './show.js';

const look = z.object({
  tab: z.enum(['lines', 'counts']).optional(),
  from: z.coerce.number().int().min(0).optional(),
  cursor,
});
const finishing = z.object({ leaveOut: z.string().optional() });
const ids = ['id'];

/** An order: its lines, its counts, its end (terminal.md, screens 3 and 5). */
@ApiExcludeController()
@Controller('worker/orders/:id')
export class TerminalOrderController {
  constructor(
    private readonly orders: WorkerOrders,
    private readonly finishing: Finish,
    private readonly screens: OrderScreen,
  ) {}

  @Get()
  @Operation({ summary: 'An order: lines or counts', for: ['worker'], ids })
  async order(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(look)) asked: z.output<typeof look>,
  ): Promise<void> {
    showScreen(request, response, await this.screens.order(actor, id, asked));
  }

  @Post('start')
  @Operation({ summary: 'Start, take and start, or join', for: ['worker'], ids })
  async start(@Me() actor: Actor, @Param('id', Id) id: string, @Res() response: Response): Promise<void> {
    await this.orders.start(actor, id);
    response.redirect(303, `/worker/orders/${id}`);
  }

  @Get('finish')
  @Operation({ summary: 'What is open, before the end', for: ['worker'], ids })
  async ending(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
  ): Promise<void> {
    showScreen(request, response, await this.screens.ending(actor, id));
  }

  @Post('finish')
  @Operation({ summary: 'Finish the order', for: ['worker'], ids })
  async finish(
    @Me() actor: Actor,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(finishing)) { leaveOut }: z.output<typeof finishing>,
  ): Promise<void> {
    const { documentNo, progress } = await this.orders.find(actor, id);
    try {
      const { leftOut } = await this.finishing.finish(actor, id, { leaveOut: leaveOut !== undefined });
      const left = leftOut.length;
      const told = { finished: documentNo, closed: String(progress.total - left), left: String(left) };
      response.redirect(303, `/worker?${new URLSearchParams(told)}`);
    } catch (error) {
      // Somebody opened a line meanwhile: the list is shown again.
      if (!(error instanceof Refusal) || error.code !== 'order.lines-open') throw error;
      response.redirect(303, `/worker/orders/${id}/finish`);
    }
  }
}
