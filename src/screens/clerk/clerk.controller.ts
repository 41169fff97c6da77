import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Refusal } from '../../errors.js';
import { MAX_DAYS } from '../../reconciliation/transfer/inventory-document.js';
import { Transfer, type Transferred } from '../../reconciliation/transfer/transfer.js';
import { blank } from '../manager/address.js';
import { type Cue, Pages } from '../page.js';

const USUAL_DAYS = 3;
/** Lines that are shown before somebody wants all. */
const SHOWN = 50;

const asked = z.object({
  days: blank(z.string().trim().max(10)),
  all: blank(z.literal('1')),
});
type AskedDays = z.output<typeof asked>;

/** The ERP's Inventory Reconciliation: what counting found becomes its lines. */
@ApiExcludeController()
@Controller('clerk/inventory-reconciliations/:id')
export class ClerkPages {
  constructor(
    private readonly pages: Pages,
    private readonly transfer: Transfer,
  ) {}

  @Get()
  @Operation({ summary: 'Add lines from WMS', for: ['clerk'], ids: ['id'] })
  async preview(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(asked)) query: AskedDays,
  ): Promise<void> {
    const reader = this.pages.reader(request);
    const document = await this.transfer.find(reader, id);
    const days = daysOf(query);
    try {
      const found = await this.transfer.preview(reader, id, days);
      this.pages.show(request, response, 'clerk/lines', { document, ...shown(found, query), days });
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'forbidden' || error.kind === 'unknown') throw error;
      const refusal = this.pages.refusal(request, error);
      this.pages.show(request, response, 'clerk/lines', {
        document,
        days: query.days ?? days,
        refusal,
        shut: true,
      });
    }
  }

  @Post()
  @Operation({ summary: 'Add the lines', for: ['clerk'], ids: ['id'], status: 200 })
  async add(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(asked)) form: AskedDays,
  ): Promise<void> {
    const days = daysOf(form);
    await this.pages.act(request, response, `/clerk/inventory-reconciliations/${id}?days=${days}`, async () =>
      this.told(request, await this.transfer.add(this.pages.reader(request), id, days)),
    );
  }

  private told(request: Asked, { documentNo, added, negative, skipped, lines }: Transferred): Cue {
    const say = (key: string, n: number, values: Record<string, string | number> = {}) =>
      this.pages.say(request, { key, n, values: { document: documentNo, ...values } });
    const [first, last] = [lines[0]?.lineNo ?? 0, (lines[0]?.lineNo ?? 0) + (added - 1) * 10];
    return {
      kind: negative > 0 ? 'warn' : 'ok',
      text: added === 0 ? say('clerk.nothingAdded', 0) : say('clerk.added', added, { first, last }),
      list: [
        ...(negative > 0 ? [say('clerk.negative', negative)] : []),
        ...skipped.map(({ reason, document = '', count }) =>
          this.pages.say(request, { key: `clerk.skipped.${reason}`, n: count, values: { in: document } }),
        ),
      ],
    };
  }
}

const daysOf = ({ days }: AskedDays): number => (days === undefined ? USUAL_DAYS : Number(days));

/** The preview as the page shows it: the first lines, and which of them touch the same item. */
function shown(found: Transferred, { all }: AskedDays) {
  const lines = all ? found.lines : found.lines.slice(0, SHOWN);
  const item = (line: Transferred['lines'][number]) =>
    [line.productId, line.variant, line.lot, line.serialNumber].join('|');
  const twice = new Set<string>();
  const seen = new Set<string>();
  for (const line of found.lines) (seen.has(item(line)) ? twice : seen).add(item(line));
  return {
    ...found,
    // Where the ratio varies the line has a quantity of its own beside the base one.
    lines: lines.map((line) => ({ ...line, apart: line.quantity !== line.quantityBase })),
    hidden: found.added - lines.length,
    canShowAll: !all && found.lines.length > lines.length,
    touched: found.lines.some((line) => twice.has(item(line))),
    skippedTotal: found.skipped.reduce((sum, { count }) => sum + count, 0),
    skipped: found.skipped.map(({ reason, document, count }) => ({
      key: `clerk.reason.${reason}`,
      document,
      count,
    })),
    maxDays: MAX_DAYS,
  };
}
