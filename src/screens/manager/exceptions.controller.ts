import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Lookups } from '../../reconciliation/lookups.js';
import { Reconciliations } from '../../reconciliation/reconciliations.js';
import type { GoodScan } from '../../terminal/exception-rows.js';
import { Exceptions, type Resolved, type Resolving } from '../../terminal/exceptions.js';
import { printedAs } from '../../terminal/printed.js';
import { type Cue, Pages } from '../page.js';
import { blank, without } from './address.js';
import { Papers } from './paper.js';

const listed = z.object({ all: blank(z.literal('1')), cursor: blank(z.string().max(2_000)) });
const code = blank(z.string().trim().max(200));
const resolved = z.object({
  do: z.enum(['dismiss', 'bind']),
  reason: blank(z.string().max(254)),
  location: code,
  product: code,
  variant: code,
  lot: code,
  serial: code,
  logisticUnit: code,
  /** The product it is known to be of, for its lots and serial numbers. */
  of: blank(z.guid()),
  quantity: blank(
    z
      .string()
      .max(40)
      .transform((value) => value.replaceAll(/[\s {2}]/g, '').replace(',', '.')),
  ),
});

declare module 'express-session' {
  interface SessionData {
    /** What was typed about an exception and refused. */
    typed?: z.output<typeof resolved> & { exception: string };
  }
}

/** Scans that could not be counted: dismissed with a reason, or bound to what they were. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/exceptions')
export class ExceptionPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly reconciliations: Reconciliations,
    private readonly exceptions: Exceptions,
    private readonly lookups: Lookups,
  ) {}

  @Get()
  @Operation({ summary: 'Exceptions', for: ['manager'], ids: ['id'] })
  async list(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(listed)) query: z.output<typeof listed>,
  ): Promise<void> {
    const paper = await this.papers.read(request, id);
    const head = this.papers.head(paper, 'exceptions');
    const page = { limit: 50, ...(query.cursor ? { cursor: query.cursor } : {}) };
    const filter = query.all ? {} : { state: 'open' as const };
    const listing = await this.exceptions.list(this.pages.reader(request), id, page, filter);
    const { typed } = request.session;
    delete request.session.typed;
    const at = listing.items.some((item) => item.id === typed?.exception)
      ? typed?.exception
      : listing.items[0]?.id;
    this.pages.show(request, response, 'manager/exceptions', {
      ...head,
      ...listing,
      items: listing.items.map((item) => ({
        ...item,
        before: item.before.map(readable).filter(({ text }) => text),
        after: item.after.map(readable).filter(({ text }) => text),
        canResolve: head.open && item.state === 'open',
        typed: item.id === typed?.exception ? typed : undefined,
        focus: item.id === at,
      })),
      withResolved: query.all === '1',
      query: without(request, []),
      onFirst: !query.cursor,
      nextPage:
        listing.nextCursor &&
        `${head.base}/exceptions?${without(request, [], { cursor: listing.nextCursor })}`,
      firstPage: `${head.base}/exceptions?${without(request, ['cursor'])}`,
    });
  }

  @Post(':exceptionId')
  @Operation({ summary: 'Dismiss or bind', for: ['manager'], ids: ['id', 'exceptionId'] })
  async resolve(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('exceptionId', Id) exceptionId: string,
    @Body(new Valid(resolved)) form: z.output<typeof resolved>,
  ): Promise<void> {
    const list = `/manager/reconciliations/${id}/exceptions?${without(request, [])}`;
    request.session.typed = { ...form, exception: exceptionId };
    await this.pages.act(request, response, list, async () => {
      const resolved = await this.settle(request, id, exceptionId, form);
      delete request.session.typed;
      return this.told(request, resolved);
    });
  }

  private async settle(
    request: Asked,
    id: string,
    exceptionId: string,
    form: z.output<typeof resolved>,
  ): Promise<Resolved> {
    const reader = this.pages.reader(request);
    const reason = form.reason === undefined ? {} : { reason: form.reason };
    if (form.do === 'dismiss') {
      return this.exceptions.resolve(reader, exceptionId, { action: 'dismiss', ...reason });
    }
    const { warehouseId } = await this.reconciliations.find(reader, id);
    const { do: _, reason: __, of, quantity, ...typed } = form;
    const wish: Resolving = {
      action: 'bind',
      ...reason,
      ...(await this.lookups.find(reader, warehouseId, printedOn(typed), of)),
      ...(quantity === undefined ? {} : { quantity }),
    };
    return this.exceptions.resolve(reader, exceptionId, wish);
  }

  /** What was done, and what that unblocks. */
  private told(request: Asked, { state, countIds, putRight, left, location }: Resolved): Cue {
    const say = (key: string, n?: number, values?: Record<string, string>) =>
      this.pages.say(request, { key, ...(n === undefined ? {} : { n }), ...(values ? { values } : {}) });
    const list = [
      ...(countIds.length > 0 ? [say('manager.exceptions.counted', countIds.length)] : []),
      ...(putRight.length > 0 ? [say('manager.exceptions.putRight', putRight.length)] : []),
      ...left.map(({ message }) => message),
    ];
    if (location) {
      list.push(
        location.open > 0
          ? say('manager.exceptions.stillOpen', location.open, { location: location.address })
          : say('manager.exceptions.free', undefined, { location: location.address }),
      );
    }
    return { kind: 'ok', text: say(`manager.exceptions.${state}`), list };
  }
}

/** What was typed or scanned into the fields, as the ERP may write it. */
const printedOn = (
  typed: Pick<z.output<typeof resolved>, 'product' | 'lot' | 'serial' | 'logisticUnit'>,
) => ({
  ...typed,
  product: printedAs('product', typed.product ?? ''),
  lot: printedAs('lot', typed.lot ?? ''),
  serial: printedAs('serial', typed.serial ?? ''),
  logisticUnit: printedAs('unit', typed.logisticUnit ?? ''),
});

/** A scan as a person reads it; a count that was typed in has no text of its own. */
const readable = ({ at, text, message }: GoodScan) => ({
  at,
  text: text === '' || text.startsWith('{') ? message : text,
});
