import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Jobs } from '../../jobs/jobs.js';
import { InitialCount, type StartedCount } from '../../reconciliation/orders/initial-count.js';
import { Recount } from '../../reconciliation/orders/recount.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import type { StateWord } from '../../reconciliation/states.js';
import { type Cue, Pages } from '../page.js';
import { blank } from './address.js';
import { Papers } from './paper.js';

const voided = z.object({ reason: z.string().max(1_000).default('') });
const recounted = z.object({
  mode: z.enum(['single', 'split']).default('split'),
  avoidSameWorker: blank(z.literal('1')),
});
const populated = z.object({ overwriteEdited: blank(z.literal('1')) });
const released = z.object({ recordZero: blank(z.literal('1')) });

/** What is done with a reconciliation as a whole: each a form, and the document again with what came of it. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id')
export class StepsPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly reconciliations: Reconciliations,
    private readonly initialCount: InitialCount,
    private readonly recounts: Recount,
    private readonly jobs: Jobs,
  ) {}

  @Post('snapshot')
  @Operation({ summary: 'Generate the snapshot', for: ['manager'], ids: ['id'] })
  snapshot(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.ask(request, response, id, 'snapshot');
  }

  @Post('populate')
  @Operation({ summary: 'Populate counted quantities', for: ['manager'], ids: ['id'] })
  populate(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(populated)) form: z.output<typeof populated>,
  ): Promise<void> {
    return this.ask(request, response, id, 'populate', { overwriteEdited: form.overwriteEdited === '1' });
  }

  @Post('release')
  @Operation({ summary: 'Release', for: ['manager'], ids: ['id'] })
  release(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(released)) form: z.output<typeof released>,
  ): Promise<void> {
    return this.ask(request, response, id, 'release', { recordZero: form.recordZero === '1' }, '/release');
  }

  @Post('plan')
  @Operation({ summary: 'Plan', for: ['manager'], ids: ['id'] })
  plan(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.change(request, response, id, 'Planned');
  }

  @Post('firm')
  @Operation({ summary: 'Plan firmly', for: ['manager'], ids: ['id'] })
  firm(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.change(request, response, id, 'FirmPlanned');
  }

  @Post('unplan')
  @Operation({ summary: 'Back to New', for: ['manager'], ids: ['id'] })
  unplan(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.change(request, response, id, 'New');
  }

  @Post('complete')
  @Operation({ summary: 'Complete', for: ['manager'], ids: ['id'] })
  complete(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.change(request, response, id, 'Completed');
  }

  @Post('close')
  @Operation({ summary: 'Close', for: ['manager'], ids: ['id'] })
  close(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    return this.change(request, response, id, 'Closed');
  }

  @Get('void')
  @Operation({ summary: 'Why it is void', for: ['manager'], ids: ['id'] })
  async askVoid(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/void', this.papers.head(paper, 'void'));
  }

  @Post('void')
  @Operation({ summary: 'Void', for: ['manager'], ids: ['id'] })
  async void(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(voided)) form: z.output<typeof voided>,
  ): Promise<void> {
    let to = `/manager/reconciliations/${id}/void`;
    await this.pages.act(
      request,
      response,
      () => to,
      async () => {
        const wish = { state: 'Void' as const, voidReason: form.reason };
        await this.reconciliations.changeState(this.pages.reader(request), id, wish);
        to = `/manager/reconciliations/${id}`;
        return { key: 'manager.done.Void' };
      },
    );
  }

  @Post('start')
  @Operation({ summary: 'Start the count', for: ['manager'], ids: ['id'] })
  async start(@Req() request: Asked, @Res() response: Response, @Param('id', Id) id: string): Promise<void> {
    await this.pages.act(request, response, `/manager/reconciliations/${id}/orders`, async () =>
      this.given(request, await this.initialCount.start(this.pages.reader(request), id)),
    );
  }

  @Get('recount')
  @Operation({ summary: 'How rows are counted again', for: ['manager'], ids: ['id'] })
  async askRecount(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/recount', this.papers.head(paper, 'recount'));
  }

  @Post('recount')
  @Operation({ summary: 'Generate recount orders', for: ['manager'], ids: ['id'] })
  async recount(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(recounted)) form: z.output<typeof recounted>,
  ): Promise<void> {
    // The button in the head has no fields: it leads to the page that asks how.
    if (!request.body?.mode) return response.redirect(303, `/manager/reconciliations/${id}/recount`);
    let to = `/manager/reconciliations/${id}/recount`;
    await this.pages.act(
      request,
      response,
      () => to,
      async () => {
        const input = { mode: form.mode, avoidSameWorker: form.avoidSameWorker === '1' };
        const started = await this.recounts.generate(this.pages.reader(request), id, input);
        to = `/manager/reconciliations/${id}/orders`;
        return this.given(request, started);
      },
    );
  }

  private async ask(
    request: Asked,
    response: Response,
    id: string,
    name: string,
    payload: Record<string, unknown> = {},
    tab = '',
  ): Promise<void> {
    await this.pages.act(request, response, `/manager/reconciliations/${id}${tab}`, async () => {
      await this.jobs.ask(this.pages.reader(request), name, id, payload);
      return undefined;
    });
  }

  private async change(request: Asked, response: Response, id: string, state: StateWord): Promise<void> {
    await this.pages.act(request, response, `/manager/reconciliations/${id}`, async () => {
      await this.reconciliations.changeState(this.pages.reader(request), id, { state });
      return { key: `manager.done.${state}` };
    });
  }

  /** Which orders were given out, and what another reconciliation holds. */
  private given(request: Asked, { session, orders, held }: StartedCount): Cue {
    const text = this.pages.say(request, {
      key: 'manager.done.orders',
      n: orders.length,
      values: { session },
    });
    if (held.count === 0) return { kind: 'ok', text };
    const list = held.rows.map((row) =>
      this.pages.say(request, {
        key: 'manager.done.heldRow',
        values: { line: row.lineNo, location: row.location, by: row.by.documentNo },
      }),
    );
    const heldText = this.pages.say(request, { key: 'manager.done.held', n: held.count });
    return { kind: 'warn', text: `${text} ${heldText}`, list, more: held.count - held.rows.length };
  }
}
