import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Barcodes, type ParsedBarcode } from '../terminal/barcodes.js';
import { MOST_SCANS, type ScanAnswer, Scans, type TerminalPage } from '../terminal/scans.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, quantity, record } from './schemas.js';

const moment = z.iso.datetime({ offset: true });
const text = z.string().max(2_000);

export const formSchema = z.strictObject({
  locationId: id.optional(),
  productId: id.optional(),
  variantId: id.nullable().optional(),
  lotId: id.nullable().optional(),
  serialNumberId: id.optional(),
  logisticUnitId: id.nullable().optional(),
  unitId: id.optional(),
  quantity: quantity.optional(),
  quantityBase: quantity.optional(),
  measureUnitId: id.optional(),
  exceptionId: id.optional(),
  note: z.string().max(254).optional(),
});
/** A choice as it was given says its answer. */
const chosen = z.looseObject({ answer: z.string().max(60) }).transform(({ answer }) => answer);
export const scansBody = z.strictObject({
  sentAt: moment,
  scans: z
    .array(
      z.strictObject({
        scanId: id,
        after: id.nullish().transform((before) => before ?? null),
        text,
        scannedAt: moment,
        /** A button (`answer` of a choice, `neither`), a key (`undo`, `drop:quantity`, …) or a form. */
        answer: z.union([z.string().max(60), chosen, formSchema]).optional(),
      }),
    )
    .min(1)
    .max(MOST_SCANS),
});
const result = z.object({
  scanId: z.guid(),
  outcome: z.enum(['location', 'unit', 'product', 'quantity', 'counted', 'ask', 'exception', 'refused']),
  code: z.string(),
  title: z.string(),
  message: z.string(),
  values: record,
  status: z.int().optional(),
  detail: z.string().optional(),
  countId: z.guid().optional(),
  exceptionId: z.guid().optional(),
  choices: z
    .array(
      z.object({ answer: z.string(), kind: z.string(), label: z.string(), detail: z.string().nullable() }),
    )
    .optional(),
  doubleRead: z.literal(true).optional(),
  warnings: z.array(record).optional(),
});
const barcode = z.strictObject({ text });

/** What handhelds scan. Nothing here says what is expected. */
@ApiTags('terminal')
@Controller('api')
export class ScansController {
  constructor(
    private readonly scans: Scans,
    private readonly barcodes: Barcodes,
  ) {}

  @Post('worker/orders/:id/scans')
  @Operation({
    summary: 'Scans in their order, each with its own answer; sent again, the same answer',
    for: ['worker'],
    ids: ['id'],
    body: scansBody,
    answer: z.object({ results: z.array(result), state: record }),
  })
  post(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(scansBody)) body: z.output<typeof scansBody>,
  ): Promise<ScanAnswer> {
    return this.scans.post(actor, id, body);
  }

  @Get('worker/orders/:id/scans')
  @Operation({
    summary: 'What the worker has in hand, and what is counted where he is',
    for: ['worker'],
    ids: ['id'],
    answer: z.object({
      state: record,
      last: result.nullable(),
      counted: z.array(record),
      lines: z.array(record),
    }),
  })
  state(@Me() actor: Actor, @Param('id', Id) id: string): Promise<TerminalPage> {
    return this.scans.state(actor, id);
  }

  @Post('barcodes/parse')
  @Operation({
    summary: 'What a label says, to try it',
    for: ['manager', 'worker', 'clerk'],
    body: barcode,
    answer: z.object({
      kind: z.enum(['gs1', 'digital-link', 'code', 'quantity']),
      elements: z.array(z.object({ ai: z.string(), title: z.string(), value: z.string(), data: z.string() })),
      warnings: z.array(z.object({ code: z.string(), message: z.string() })),
    }),
  })
  parse(@Body(new Valid(barcode)) { text: scanned }: z.output<typeof barcode>): Promise<ParsedBarcode> {
    return this.barcodes.parse(scanned);
  }
}
