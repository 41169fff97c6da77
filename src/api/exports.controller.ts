import type { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import type { Table } from '../files/cell.js';
import { countSheetsOf } from '../files/count-sheets.js';
import { csvOf } from '../files/csv.js';
import { detailsTable } from '../files/details-table.js';
import { historyTable } from '../files/history-table.js';
import { wordsOf } from '../files/words.js';
import { xlsxOf } from '../files/xlsx.js';
import { Details } from '../reconciliation/details/details.js';
import { History } from '../reconciliation/history-list.js';
import { Reconciliations } from '../reconciliation/reconciliations.js';
import { Sheets } from '../reconciliation/sheets/sheets.js';
import { sendFile } from './files.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { id, language } from './schemas.js';
import { exportedDetails } from './select.js';

const ids = ['id'] as const;
const printed = z.strictObject({ orderId: id.optional(), language });
const inLanguage = z.strictObject({ language });
type Asked = z.output<typeof exportedDetails>;

/** What leaves as a spreadsheet or on paper. */
@ApiTags('exports')
@Controller('api/reconciliations/:id')
export class ExportsController {
  constructor(
    private readonly details: Details,
    private readonly reconciliations: Reconciliations,
    private readonly sheets: Sheets,
    private readonly past: History,
  ) {}

  @Get('details.csv')
  @Operation({
    summary: 'Details as CSV, filtered and sorted like the list',
    for: ['manager'],
    ids,
    query: exportedDetails,
    file: 'csv',
  })
  detailsCsv(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(exportedDetails)) query: Asked,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendDetails(actor, id, query, response, 'csv', csvOf);
  }

  @Get('details.xlsx')
  @Operation({
    summary: 'Details as XLSX, filtered and sorted like the list',
    for: ['manager'],
    ids,
    query: exportedDetails,
    file: 'xlsx',
  })
  detailsXlsx(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(exportedDetails)) query: Asked,
    @Res() response: Response,
  ): Promise<void> {
    return this.sendDetails(actor, id, query, response, 'xlsx', xlsxOf);
  }

  @Get('count-sheets.pdf')
  @Operation({
    summary: 'Count sheets of the open orders, or of one',
    for: ['manager'],
    ids,
    query: printed,
    file: 'pdf',
  })
  async countSheets(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(printed)) { orderId, language = actor.language }: z.output<typeof printed>,
    @Res() response: Response,
  ): Promise<void> {
    const reader = { ...actor, language };
    const { documentNo, orders } = await this.sheets.open(reader, id, orderId);
    const { warehouse } = await this.reconciliations.find(reader, id);
    const sheets = this.sheets;
    const read = async function* () {
      for (const order of orders) yield await sheets.read(reader, order.id);
    };
    const name = orderId ? (orders[0]?.documentNo ?? documentNo) : documentNo;
    const title = `${wordsOf(language).sheet.title} ${name}`;
    await sendFile(
      response,
      `${name}-count-sheets`,
      'pdf',
      countSheetsOf(title, read(), warehouse, language),
    );
  }

  @Get('history.csv')
  @Operation({
    summary: 'Who changed what, all of it',
    for: ['manager'],
    ids,
    query: inLanguage,
    file: 'csv',
  })
  async historyCsv(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(inLanguage)) { language = actor.language }: z.output<typeof inLanguage>,
    @Res() response: Response,
  ): Promise<void> {
    const { documentNo } = await this.reconciliations.find(actor, id);
    const events = await this.past.each(actor, id);
    await sendFile(response, `${documentNo}-history`, 'csv', csvOf(historyTable(events, language)));
  }

  private async sendDetails(
    actor: Actor,
    id: string,
    { sort, language = actor.language, ...filter }: Asked,
    response: Response,
    type: 'csv' | 'xlsx',
    write: (table: Table) => Readable,
  ): Promise<void> {
    const reader = { ...actor, language };
    const { documentNo, orders } = await this.reconciliations.find(reader, id);
    const rows = await this.details.each(reader, id, filter, sort);
    const numbers = new Map(orders.map((order) => [order.id, order.documentNo]));
    await sendFile(response, `${documentNo}-details`, type, write(detailsTable(rows, numbers, language)));
  }
}
