import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { Operation, Valid } from '../../api/operation.js';
import { type Asked, Me } from '../../api/request.js';
import { WorkerOrders } from '../../reconciliation/counting/worker-orders.js';
import { say } from '../texts.js';
import { ordersView } from './orders.view.js';
import { showScreen } from './show.js';

const query = z.object({
  /** Part of an order's number, typed or scanned. */
  q: z.string().max(200).default(''),
  text: z.string().max(200).optional(),
  /** What was finished just now: number, lines closed, lines left out. */
  finished: z.string().max(40).optional(),
  closed: z.coerce.number().int().optional(),
  left: z.coerce.number().int().optional(),
});

/** The worker's list of orders (terminal.md, screen 2). */
@ApiExcludeController()
@Controller('worker')
export class TerminalOrdersController {
  constructor(private readonly orders: WorkerOrders) {}

  @Get()
  @Operation({ summary: 'Orders', for: ['worker'] })
  async list(
    @Me() actor: Actor,
    @Req() request: Asked,
    @Res() response: Response,
    @Query(new Valid(query)) { q, text, finished, closed = 0, left = 0 }: z.output<typeof query>,
  ): Promise<void> {
    const { language } = actor;
    const like = (text ?? q).trim();
    showScreen(request, response, {
      view: 'terminal/orders',
      title: say(language, 'terminal.orders'),
      path: like ? `/worker?q=${encodeURIComponent(like)}` : '/worker',
      field: { kind: 'search', action: '/worker', placeholder: say(language, 'terminal.scanOrder') },
      q: like,
      finished: finished && { documentNo: finished, closed, total: closed + left, left },
      ...ordersView(actor, await this.orders.sections(actor), like),
    });
  }
}
