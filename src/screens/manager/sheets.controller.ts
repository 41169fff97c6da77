import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { fileOf } from '../../api/uploads.js';
import { type Fault, Refusal } from '../../errors.js';
import { readTable } from '../../files/read-table.js';
import { readSheetRows } from '../../files/sheet-table.js';
import { UNIT_ELSEWHERE } from '../../reconciliation/counting/logistic-units.js';
import { SERIAL_ELSEWHERE } from '../../reconciliation/counting/serials.js';
import { type EnteredSheet, SheetEntry, type SheetRequest } from '../../reconciliation/sheets/sheet-entry.js';
import type { SheetRow } from '../../reconciliation/sheets/sheet-rows.js';
import { type SheetLine, Sheets } from '../../reconciliation/sheets/sheets.js';
import { Workers } from '../../reconciliation/workers.js';
import { inWords } from '../faults.js';
import { type Cue, Pages } from '../page.js';
import { blank } from './address.js';
import { Papers } from './paper.js';

const ids = ['id', 'orderId'] as const;
/** Lines of one page of the form, and rows for what was found beside them. */
const LINES = 50;
const FOUND = 5;

const texts = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.string().max(200)).max(LINES + FOUND),
);
const common = {
  worker: z.guid(),
  finish: blank(z.literal('1')),
  /** What would be asked of a worker is meant so. */
  sure: blank(z.literal('1')),
};
const fields = [
  'line',
  'location',
  'product',
  'lot',
  'serial',
  'logisticUnit',
  'quantity',
  'unit',
  'quantityBase',
] as const;
const typed = z.object({
  ...common,
  form: z.guid(),
  from: z.coerce.number().int().min(0).default(0),
  ...(Object.fromEntries(fields.map((field) => [field, texts])) as Record<
    (typeof fields)[number],
    typeof texts
  >),
});
const sent = z.object(common);
const shown = z.object({ from: z.coerce.number().int().min(0).default(0) });
/** Questions that a sheet can raise; somebody who has counted has answered them. */
const questions = [SERIAL_ELSEWHERE, UNIT_ELSEWHERE];

/** A count sheet that comes back: typed in, or as a file. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id/orders/:orderId/sheet')
export class SheetPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly sheets: Sheets,
    private readonly entry: SheetEntry,
    private readonly workers: Workers,
  ) {}

  @Get()
  @Operation({ summary: 'Type a count sheet in', for: ['manager'], ids })
  async show(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
    @Query(new Valid(shown)) { from }: z.output<typeof shown>,
  ): Promise<void> {
    await this.page(request, response, { id, orderId, from });
  }

  @Post()
  @Operation({ summary: 'Enter what was typed', for: ['manager'], ids, status: 200 })
  async type(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
    @Body(new Valid(typed)) form: z.output<typeof typed>,
  ): Promise<void> {
    const rows = form.quantity.map(
      (_, i): SheetRow => ({
        row: i + 1,
        ...Object.fromEntries(fields.map((field) => [field, form[field][i]])),
      }),
    );
    const comma = rows.map((row) => ({ ...row, quantity: row.quantity?.trim().replace(',', '.') }));
    await this.enter(request, response, { id, orderId, from: form.from }, { ...form, rows: comma });
  }

  @Post('file')
  @Operation({ summary: 'Enter a filled-in file', for: ['manager'], ids, status: 200 })
  async file(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('orderId', Id) orderId: string,
    @Body(new Valid(sent)) form: z.output<typeof sent>,
  ): Promise<void> {
    await this.enter(request, response, { id, orderId, from: 0 }, async () => ({
      ...form,
      rows: readSheetRows(await readTable(fileOf(request))),
    }));
  }

  /** Enters rows and goes on to the order; what is refused stays on the page with all that was typed. */
  private async enter(
    request: Asked,
    response: Response,
    at: { id: string; orderId: string; from: number },
    given: Given | (() => Promise<Given>),
  ): Promise<void> {
    let of: Given | undefined;
    try {
      of = typeof given === 'function' ? await given() : given;
      const wanted: SheetRequest = {
        workerId: of.worker,
        rows: of.rows,
        form: of.form,
        finish: of.finish === '1',
        confirmed: of.sure === '1' ? questions : [],
      };
      const entered = await this.entry.enter(this.pages.reader(request), at.orderId, wanted);
      this.pages.tell(request, this.told(request, entered));
      response.redirect(303, `/manager/reconciliations/${at.id}/orders/${at.orderId}`);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unknown' || error.kind === 'forbidden') throw error;
      const rows = of && 'form' in of ? of.rows : undefined;
      await this.page(request, response, { ...at, faults: error.faults, rows, worker: of?.worker }, 422);
    }
  }

  private told(request: Asked, { recorded, repeated, empty, finished, warnings }: EnteredSheet): Cue {
    const say = (key: string, n: number) => this.pages.say(request, { key: `manager.sheet.${key}`, n });
    const parts = [
      say('recorded', recorded),
      ...(repeated > 0 ? [say('repeated', repeated)] : []),
      ...(empty > 0 ? [say('empty', empty)] : []),
      ...(finished ? [this.pages.say(request, { key: 'manager.sheet.finished' })] : []),
    ];
    const list = warnings.map((warning) => inWords(this.pages.language(request), warning));
    return {
      kind: list.length > 0 ? 'warn' : 'ok',
      text: parts.join(' '),
      ...(list.length > 0 ? { list } : {}),
    };
  }

  private async page(
    request: Asked,
    response: Response,
    of: {
      id: string;
      orderId: string;
      from: number;
      faults?: readonly Fault[];
      rows?: readonly SheetRow[] | undefined;
      worker?: string | undefined;
    },
    status = 200,
  ): Promise<void> {
    const reader = this.pages.reader(request);
    const paper = await this.papers.read(request, of.id);
    const sheet = await this.sheets.read(reader, of.orderId);
    const lines = sheet.lines.slice(of.from, of.from + LINES);
    const workers = await this.workers.list(reader, paper.view.warehouseId);
    const worker = of.worker ?? sheet.workerId;
    const language = this.pages.language(request);
    const wrong = (row: number) => (of.faults ?? []).some((fault) => fault.row === row);
    const cells = [...lines, ...Array.from({ length: FOUND }, () => null)].map((line, i) =>
      rowOf(line, of.rows?.[i], wrong(i + 1)),
    );
    const head = this.papers.head(paper, 'orders');
    const base = `${head.base}/orders/${sheet.id}/sheet`;
    this.pages.show(
      request,
      response,
      'manager/sheet',
      {
        ...head,
        order: sheet,
        sheet: base,
        language,
        form: randomUUID(),
        from: of.from,
        cells,
        workers: workers.map((one) => ({ ...one, chosen: one.id === worker })),
        faults: (of.faults ?? []).slice(0, MOST_FAULTS).map((fault) => ({
          row: typeof fault.row === 'number' ? fault.row : null,
          text: inWords(language, fault),
          value: typeof fault.value === 'string' ? fault.value : '',
        })),
        more: Math.max(0, (of.faults?.length ?? 0) - MOST_FAULTS),
        before: of.from > 0 ? `${base}?from=${Math.max(0, of.from - LINES)}` : null,
        after: of.from + LINES < sheet.lines.length ? `${base}?from=${of.from + LINES}` : null,
      },
      status,
    );
  }
}

type Given = z.output<typeof sent> & { rows: SheetRow[]; form?: string };
/** Faults that a page shows. */
const MOST_FAULTS = 200;

/** A row of the form: of a line, or for something found. */
const rowOf = (line: SheetLine | null, row: SheetRow | undefined, wrong: boolean) => ({
  line,
  wrong,
  whole: !line?.productId,
  tracking: [line?.variant, line?.lot, line?.serialNumber, line?.logisticUnit].filter(Boolean).join(' · '),
  typed: row ?? { unit: '' },
});
