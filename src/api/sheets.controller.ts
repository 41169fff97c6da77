import type { Readable } from 'node:stream';
import { Body, Controller, Get, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import type { Table } from '../files/cell.js';
import { csvOf } from '../files/csv.js';
import { readTable } from '../files/read-table.js';
import { readSheetRows, sheetTable } from '../files/sheet-table.js';
import { xlsxOf } from '../files/xlsx.js';
import { SheetEntry } from '../reconciliation/sheets/sheet-entry.js';
import { Sheets } from '../reconciliation/sheets/sheets.js';
import { enteredSheet } from './answers/sheets.js';
import { type FileType, sendFile } from './files.js';
import { Id, Operation, Valid } from './operation.js';
import { type Asked, Me } from './request.js';
import { flag, id, language } from './schemas.js';
import { fileOf } from './uploads.js';

const ids = ['id'] as const;
const asked = z.strictObject({ language });
/** Beside the file: who counted, whether the order is done with it, and what was asked and is meant so. */
export const sheetFields = z.strictObject({
  workerId: id,
  finish: flag.optional(),
  confirmed: z.preprocess(
    (codes) => (typeof codes === 'string' ? codes.split(',').filter(Boolean) : codes),
    z.array(z.string().max(60)).max(10).optional(),
  ),
});

/** Count sheets as files to fill in, and how they come back. */
@ApiTags('counting')
@Controller('api/orders/:id')
export class SheetsController {
  constructor(
    private readonly sheets: Sheets,
    private readonly entry: SheetEntry,
  ) {}

  @Get('sheet.csv')
  @Operation({
    summary: 'The count sheet of an order to fill in, CSV',
    for: ['manager'],
    ids,
    query: asked,
    file: 'csv',
  })
  csv(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(asked)) query: z.output<typeof asked>,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(actor, id, query, response, 'csv', csvOf);
  }

  @Get('sheet.xlsx')
  @Operation({
    summary: 'The count sheet of an order to fill in, XLSX',
    for: ['manager'],
    ids,
    query: asked,
    file: 'xlsx',
  })
  xlsx(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(asked)) query: z.output<typeof asked>,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(actor, id, query, response, 'xlsx', xlsxOf);
  }

  @Post('sheet')
  @Operation({
    summary: 'Enter a filled-in count sheet for a worker; the same file again changes nothing',
    for: ['manager'],
    ids,
    upload: sheetFields,
    status: HttpStatus.OK,
    answer: enteredSheet,
  })
  async enter(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(sheetFields)) fields: z.output<typeof sheetFields>,
    @Req() request: Asked,
  ): Promise<unknown> {
    const rows = readSheetRows(await readTable(fileOf(request)));
    return this.entry.enter(actor, id, { ...fields, rows });
  }

  private async send(
    actor: Actor,
    id: string,
    { language = actor.language }: z.output<typeof asked>,
    response: Response,
    type: FileType,
    write: (table: Table) => Readable,
  ): Promise<void> {
    const sheet = await this.sheets.read({ ...actor, language }, id);
    await sendFile(response, `${sheet.documentNo}-sheet`, type, write(sheetTable(sheet, language)));
  }
}
