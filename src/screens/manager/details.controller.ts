import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Id, Operation, Valid } from '../../api/operation.js';
import type { Asked } from '../../api/request.js';
import { Jobs } from '../../jobs/jobs.js';
import { Details } from '../../reconciliation/details/details.js';
import type { DetailFilter, Select } from '../../reconciliation/details/filter.js';
import { Selections } from '../../reconciliation/details/selections.js';
import { Review, type ReviewRequest } from '../../reconciliation/review/review.js';
import { Pages, partOf } from '../page.js';
import { blank, Understand, type Understood } from './address.js';
import { behindOf } from './behind.js';
import { DetailsGrid } from './details-grid.js';
import { type AskedDetails, addressOf, asked, filterOf, readKept, wrongOf } from './details-query.js';
import { reviewed } from './job-panel.js';
import { Papers } from './paper.js';
import { offersOf } from './selection.js';

const rows = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(z.guid()).max(1_000),
);
const amount = blank(
  z
    .string()
    .max(40)
    .transform((value) => value.replaceAll(/[\s {2}]/g, '').replace(',', '.')),
);
/** The grid's form: what is selected and what is to be done with it. */
const selected = z.object({
  row: rows,
  /** All rows of the filter instead of single ones. */
  all: blank(z.literal('1')),
  kept: z.string().max(4_000).default(''),
  /** Rows of the filter, as the grid said; only to be said again. */
  total: blank(z.coerce.number().int().min(0)),
  do: z.enum(['select', 'all', 'Approved', 'Recount', 'Cancelled', 'correct']).default('select'),
  /** The count and value of the selection have been seen. */
  sure: blank(z.literal('1')),
  countedQuantity: amount,
  countedQuantityBase: amount,
  notes: blank(z.string().trim().max(4_000)),
  /** Limits of "accept within", part of the filter. */
  quantity: amount,
  percent: amount,
  value: amount,
  accept: blank(z.enum(['equal', 'within'])),
});
type Selected = z.output<typeof selected>;
const accepted = selected.pick({ kept: true, quantity: true, percent: true, value: true, accept: true });

/** The details of a reconciliation: the grid, what is behind a row, and what is done with many. */
@ApiExcludeController()
@Controller('manager/reconciliations/:id')
export class DetailsPages {
  constructor(
    private readonly pages: Pages,
    private readonly papers: Papers,
    private readonly grid: DetailsGrid,
    private readonly details: Details,
    private readonly selections: Selections,
    private readonly reviews: Review,
    private readonly jobs: Jobs,
  ) {}

  @Get()
  @Operation({ summary: 'Details', for: ['manager'], ids: ['id'] })
  async show(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Understand(asked)) { query, wrong }: Understood<AskedDetails>,
  ): Promise<void> {
    const base = `/manager/reconciliations/${id}`;
    if (partOf(request) === 'grid') {
      const grid = await this.grid.rows(request, id, base, query);
      response.set('HX-Push-Url', `${base}?${addressOf(query)}`);
      return this.pages.show(request, response, 'manager/details-grid', {
        ...grid,
        part: true,
        wrong: wrongOf(wrong),
      });
    }
    const paper = await this.papers.read(request, id);
    const { warehouseId, counts } = paper.view;
    const grid = await this.grid.rows(request, paper.view.id, base, query);
    this.pages.show(request, response, 'manager/details', {
      ...this.papers.head(paper, 'details'),
      ...grid,
      wrong: wrongOf(wrong),
      form: {
        ...(await this.grid.form(request, warehouseId, query, counts, grid.items[0])),
        wrong,
      },
    });
  }

  @Get('details/:detailId')
  @Operation({ summary: 'What is behind a row', for: ['manager'], ids: ['id', 'detailId'] })
  async behind(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Param('detailId', Id) detailId: string,
  ): Promise<void> {
    const detail = await this.details.find(this.pages.reader(request), id, detailId);
    const behind = {
      base: `/manager/reconciliations/${id}`,
      behind: behindOf(detail, this.pages.locale(request)),
    };
    if (partOf(request) !== 'page') return this.pages.show(request, response, 'manager/behind', behind);
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/detail', {
      ...this.papers.head(paper, 'details'),
      ...behind,
    });
  }

  /** How many rows and what value: the bar below the grid, or a page that asks before anything is done. */
  @Post('selection')
  @Operation({ summary: 'What is selected', for: ['manager'], ids: ['id'], status: 200 })
  async select(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(selected)) form: Selected,
  ): Promise<void> {
    const bar = await this.bar(request, id, form);
    if (partOf(request) === 'bar') return this.pages.show(request, response, 'manager/bar', bar);
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/selection', {
      ...this.papers.head(paper, 'details'),
      ...bar,
    });
  }

  /** Rows that can be accepted together: without a difference, or within a tolerance. */
  @Get('accept')
  @Operation({ summary: 'Rows to accept together', for: ['manager'], ids: ['id'] })
  async accept(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Query(new Valid(accepted)) query: z.output<typeof accepted>,
  ): Promise<void> {
    const form: Selected = { ...query, row: [], all: '1', do: 'Approved', accept: query.accept ?? 'equal' };
    const paper = await this.papers.read(request, id);
    this.pages.show(request, response, 'manager/selection', {
      ...this.papers.head(paper, 'details'),
      ...(await this.bar(request, id, form)),
    });
  }

  @Post('review')
  @Operation({
    summary: 'Approve, recount, cancel or correct what is selected',
    for: ['manager'],
    ids: ['id'],
  })
  async review(
    @Req() request: Asked,
    @Res() response: Response,
    @Param('id', Id) id: string,
    @Body(new Valid(selected)) form: Selected,
  ): Promise<void> {
    if (form.do === 'select' || form.do === 'all' || form.sure !== '1') {
      return this.select(request, response, id, { ...form, ...(form.do === 'all' ? { all: '1' } : {}) });
    }
    await this.pages.act(request, response, `/manager/reconciliations/${id}?${form.kept}`, async () => {
      const { notes, countedQuantity, countedQuantityBase } = form;
      const reader = this.pages.reader(request);
      const wanted: ReviewRequest = {
        select: selectOf(form),
        partial: true,
        ...(form.do === 'correct'
          ? {
              ...(countedQuantity === undefined ? {} : { countedQuantity }),
              ...(countedQuantityBase === undefined ? {} : { countedQuantityBase }),
            }
          : { reviewStatus: form.do as 'Approved' | 'Recount' | 'Cancelled' }),
        ...(notes === undefined ? {} : { notes }),
      };
      if (await this.reviews.isLarge(reader, id, wanted.select)) {
        await this.jobs.ask(reader, 'review', id, { ...wanted });
        return undefined;
      }
      return reviewed(this.pages.locale(request), await this.reviews.review(reader, id, wanted));
    });
  }

  private async bar(request: Asked, id: string, form: Selected) {
    const select = selectOf(form);
    const none = 'ids' in select && select.ids.length === 0;
    const weight = none ? null : await this.selections.weigh(this.pages.reader(request), id, select);
    return {
      base: `/manager/reconciliations/${id}`,
      kept: form.kept,
      back: `/manager/reconciliations/${id}?${form.kept}`,
      weight,
      offers: weight && offersOf(weight),
      asked: form.do,
      all: form.all === '1' || form.do === 'all',
      ids: 'ids' in select ? select.ids : [],
      form,
    };
  }
}

/** The selected rows; "all of this filter" narrows to what can be accepted where that was asked. */
function selectOf(form: Selected): Select {
  if (form.all !== '1' && form.do !== 'all') return { ids: form.row };
  const filter: DetailFilter = filterOf(readKept(form.kept));
  if (form.accept === undefined) return { filter };
  const acceptable: DetailFilter = { ...filter, reviewStatus: 'Finished', counted: true };
  if (form.accept === 'equal') return { filter: { ...acceptable, hasDifference: false } };
  const { quantity, percent, value } = form;
  const within = Object.fromEntries(
    Object.entries({ quantity, percent, value }).filter(([, limit]) => limit !== undefined),
  );
  return { filter: { ...acceptable, within } };
}
