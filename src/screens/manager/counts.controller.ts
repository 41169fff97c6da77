import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Counts } from '../../reconciliation/counting/counts.js';
import { History } from '../../reconciliation/history-list.js';
import { Pages } from '../page.js';
import { blank, without } from './address.js';
import { eventOf } from './events.js';
import { Papers } from './paper.js';

const listed = z.object({
  order: blank(z.guid()),
  detail: blank(z.guid()),
  cursor: blank(z.string().max(2_000)),
});
const voided = z.object({
  reason: z.string().max(1_000).default(''),
  back: z.string().max(4_000).default(''),
});
const remembered = z.object({ all: blank(z.literal('1')), cursor: blank(z.string().max(2_000)) });

/** What happens so often while people count that it hides the rest. */
const perCount = ['count.recorded', 'line.done', 'line.empty', 'line.reopened'];

/** Every count there is, and everything that was done. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id')
export class RecordPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly counts: Counts,
    private readonly past: History,
  ) {}

  @Get('counts')
  @Operation({ summary: 'Counts', for: ['manager'], ids: ['id'] })
  async list(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(listed)) query: z.output<typeof listed>,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    const filter = {
      ...(query.order ? { orderId: query.order } : {}),
      ...(query.detail ? { detailId: query.detail } : {}),
    };
    const page = { limit: 100, ...(query.cursor ? { cursor: query.cursor } : {}) };
    const { nextCursor, ...listing } = await this.counts.list(this.pages.reader(request), id, filter, page);
    const head = this.papers.head(paper, 'counts');
    const orders = new Map(paper.view.orders.map((order) => [order.id, order.documentNo]));
    this.pages.show(request, response, 'manager/counts', {
      ...head,
      ...listing,
      items: listing.items.map((item) => ({
        ...item,
        order: orders.get(item.orderId),
        alive: !item.void,
        canVoid: head.open && !item.void,
      })),
      orders: paper.view.orders.map((order) => ({ ...order, chosen: order.id === query.order })),
      onFirst: !query.cursor,
      nextPage: nextCursor && `${head.base}/counts?${without(request, [], { cursor: nextCursor })}`,
      firstPage: `${head.base}/counts?${without(request, ['cursor'])}`,
    });
  }

  @Post('counts/:countId/void')
  @Operation({ summary: 'Void a count', for: ['manager'], ids: ['id', 'countId'] })
  async void(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('countId', Id) countId: string,
    @Body(new Valid(voided)) form: z.output<typeof voided>,
  ): Promise<void> {
    await this.pages.act(
      request,
      response,
      `/manager/reconciliations/${id}/counts?${form.back}`,
      async () => {
        const count = await this.counts.void(this.pages.reader(request), countId, form.reason);
        return {
          key: 'manager.counts.voidedNow',
          values: { location: count.location, product: count.product },
        };
      },
    );
  }

  @Get('history')
  @Operation({ summary: 'Who did what', for: ['manager'], ids: ['id'] })
  async history(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(remembered)) query: z.output<typeof remembered>,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    const page = { limit: 100, ...(query.cursor ? { cursor: query.cursor } : {}) };
    const reader = this.pages.reader(request);
    const { nextCursor, ...listing } = await this.past.list(reader, id, page, query.all ? [] : perCount);
    const head = this.papers.head(paper, 'history');
    const orders = new Map(paper.view.orders.map((order) => [order.id, order.documentNo]));
    this.pages.show(request, response, 'manager/history', {
      ...head,
      ...listing,
      items: listing.items.map((event) => ({ ...event, ...eventOf(event, orders) })),
      withCounts: query.all === '1',
      onFirst: !query.cursor,
      nextPage: nextCursor && `${head.base}/history?${without(request, [], { cursor: nextCursor })}`,
      firstPage: `${head.base}/history?${without(request, ['cursor'])}`,
    });
  }
}
