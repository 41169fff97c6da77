import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { id } from '../../api/schemas.js';
import { type AssignedOrders, AssignOrders } from '../../reconciliation/orders/assign.js';
import { Orders } from '../../reconciliation/orders/orders.js';
import type { OrderSummary } from '../../reconciliation/reconciliation-view.js';
import { Workers } from '../../reconciliation/workers.js';
import { inWords } from '../faults.js';
import { type Cue, Pages } from '../page.js';
import { blank } from './address.js';
import { Papers } from './paper.js';

const assigned = z.object({ worker: blank(id) });
const several = (most: number) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(id).max(most));
const given = z.object({
  row: several(10_000),
  worker: several(100),
  which: z.enum(['ticked', 'unassigned']).default('ticked'),
});
const voided = z.object({ reason: z.string().max(1_000).default('') });
const ids = ['id', 'orderId'] as const;

/** Count orders: what each worker has, given to another, taken back. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/orders')
export class OrderPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly orders: Orders,
    private readonly assigning: AssignOrders,
    private readonly workers: Workers,
  ) {}

  @Get()
  @Operation({ summary: 'Orders', for: ['manager'], ids: ['id'] })
  async list(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    const paper = await this.papers.read(request, id);
    const workers = await this.workers.list(this.pages.reader(request), paper.view.warehouseId);
    const head = this.papers.head(paper, 'orders');
    const shown = (order: OrderSummary) => ({
      ...order,
      alive: !order.void,
      canAssign: head.open && isOpen(order),
      canGive: head.open && isWaiting(order),
      isFree: isWaiting(order) && order.workerId === null,
      canVoid: head.open && !order.void,
      workers: workers.map((worker) => ({ ...worker, chosen: worker.id === order.workerId })),
    });
    const orders = paper.view.orders.map(shown);
    this.pages.show(request, response, 'manager/orders', {
      ...head,
      orders,
      workers,
      canGive: orders.some((order) => order.canGive),
      free: orders.filter((order) => order.isFree).length,
    });
  }

  @Post('assign')
  @Operation({ summary: 'Give many orders to workers', for: ['manager'], ids: ['id'] })
  async assignMany(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(given)) { row, worker, which }: z.output<typeof given>,
  ): Promise<void> {
    await this.pages.act(request, response, `/manager/reconciliations/${id}/orders`, async () => {
      const missing =
        which === 'ticked' && row.length === 0 ? 'noneSelected' : worker.length === 0 && 'noWorker';
      if (missing) {
        await this.papers.read(request, id);
        return { kind: 'err', text: this.pages.say(request, { key: `manager.orders.${missing}` }) };
      }
      const select = which === 'ticked' ? { ids: row } : { unassigned: true as const };
      return this.told(
        request,
        await this.assigning.assignMany(this.pages.reader(request), id, select, worker),
      );
    });
  }

  /** How many orders went to whom, and which did not and why. */
  private told(request: Asked, { given, unchanged, refused }: AssignedOrders): Cue {
    const say = (key: string, n?: number, values = {}) =>
      this.pages.say(request, { key: `manager.orders.${key}`, values, ...(n === undefined ? {} : { n }) });
    const n = given.reduce((sum, { orders }) => sum + orders, 0);
    const to = given.map(({ worker, orders }) => `${worker} ${orders}`).join(', ');
    const text = [
      n > 0 ? say('given', n, { to }) : say('givenNone'),
      ...(unchanged > 0 ? [say('unchanged', unchanged)] : []),
      ...(refused.length > 0 ? [say('notGiven')] : []),
    ].join(' ');
    const list = refused.map((fault) => inWords(this.pages.language(request), fault));
    return { kind: refused.length === 0 ? 'ok' : n > 0 ? 'warn' : 'err', text, list };
  }

  @Get(':orderId')
  @Operation({ summary: 'The lines of an order', for: ['manager'], ids })
  async lines(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
  ): Promise<void> {
    const order = await this.orders.find(this.pages.reader(request), orderId);
    const paper = await this.papers.read(request, id);
    const lines = order.lines.slice(0, MOST_LINES);
    this.pages.show(request, response, 'manager/order', {
      ...this.papers.head(paper, 'orders'),
      order: { ...order, lines, more: order.lines.length - lines.length },
    });
  }

  @Post(':orderId/assign')
  @Operation({ summary: 'Give an order to a worker', for: ['manager'], ids })
  async assign(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
    @Body(new Valid(assigned)) form: z.output<typeof assigned>,
  ): Promise<void> {
    await this.pages.act(
      request,
      response,
      `/manager/reconciliations/${id}/orders#row-${orderId}`,
      async () => {
        const reader = this.pages.reader(request);
        await this.assigning.assign(reader, orderId, form.worker ?? null);
        const { documentNo, worker } = await this.orders.find(reader, orderId);
        const key = worker ? 'manager.orders.assigned' : 'manager.orders.unassigned';
        return { key, values: { order: documentNo, worker } };
      },
    );
  }

  @Post(':orderId/void')
  @Operation({ summary: 'Take an order back', for: ['manager'], ids })
  async void(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
    @Body(new Valid(voided)) form: z.output<typeof voided>,
  ): Promise<void> {
    await this.pages.act(request, response, `/manager/reconciliations/${id}/orders`, async () => {
      const reader = this.pages.reader(request);
      const { documentNo } = await this.orders.find(reader, orderId);
      const { counts, emptied, recount } = await this.orders.void(reader, orderId, form.reason);
      const did = Object.entries({ voidedCounts: counts, emptied, recount }).filter(([, n]) => n > 0);
      return {
        kind: 'ok',
        text: this.pages.say(request, { key: 'manager.orders.voided', values: { order: documentNo } }),
        list: did.map(([what, n]) => this.pages.say(request, { key: `manager.orders.${what}`, n })),
      };
    });
  }
}

/** Lines that a page shows; nobody reads more. */
const MOST_LINES = 2_000;

const isWaiting = (order: OrderSummary): boolean => isOpen(order) && order.state !== 'Released';

const isOpen = ({ state, void: isVoid }: OrderSummary): boolean =>
  !isVoid && state !== 'Completed' && state !== 'Closed';
