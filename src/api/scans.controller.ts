import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Meters } from '../meters.js';
import { Barcodes, type ParsedBarcode } from '../terminal/barcodes.js';
import { MOST_SCANS, type ScanAnswer, Scans, type TerminalPage } from '../terminal/scans.js';
import { parsedBarcode, scanAnswer, terminalPage } from './answers/scans.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, quantity } from './schemas.js';

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
const barcode = z.strictObject({ text });

/** What handhelds scan. Nothing here says what is expected. */
@ApiTags('terminal')
@Controller('api')
export class ScansController {
  constructor(
    private readonly scans: Scans,
    private readonly barcodes: Barcodes,
    private readonly meters: Meters,
  ) {}

  @Post('worker/orders/:id/scans')
  @Operation({
    summary: 'Scans in their order, each with its own answer; sent again, the same answer',
    for: ['worker'],
    ids: ['id'],
    body: scansBody,
    answer: scanAnswer,
  })
  async post(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(scansBody)) body: z.output<typeof scansBody>,
  ): Promise<ScanAnswer> {
    return this.meters.scanned(await this.scans.post(actor, id, body));
  }

  @Get('worker/orders/:id/scans')
  @Operation({
    summary: 'What the worker has in hand, and what is counted where he is',
    for: ['worker'],
    ids: ['id'],
    answer: terminalPage,
  })
  state(@Me() actor: Actor, @Param('id', Id) id: string): Promise<TerminalPage> {
    return this.scans.state(actor, id);
  }

  @Post('barcodes/parse')
  @Operation({
    summary: 'What a label says, to try it',
    for: ['manager', 'worker', 'clerk'],
    body: barcode,
    answer: parsedBarcode,
  })
  parse(@Body(new Valid(barcode)) { text: scanned }: z.output<typeof barcode>): Promise<ParsedBarcode> {
    return this.barcodes.parse(scanned);
  }
}
