import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Jobs } from '../jobs/jobs.js';
import { Details } from '../reconciliation/details/details.js';
import { Review } from '../reconciliation/review/review.js';
import { listOf } from './answers/answer.js';
import { detail, detailBehind, reviewed } from './answers/details.js';
import { accept, versionOf } from './answers.js';
import { acceptedSchema, Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { quantity } from './schemas.js';
import { listedDetails, selectSchema, status } from './select.js';

const review = z.strictObject({
  select: selectSchema,
  reviewStatus: status.optional(),
  countedQuantity: quantity.optional(),
  countedQuantityBase: quantity.optional(),
  notes: z.string().max(4_000).optional(),
  partial: z.boolean().optional(),
});
const populated = z.strictObject({ overwriteEdited: z.boolean().optional() });
const ids = ['id'] as const;

/** The rows that are counted and reviewed. */
@ApiTags('details')
@Controller('api/reconciliations/:id')
export class DetailsController {
  constructor(
    private readonly details: Details,
    private readonly reviews: Review,
    private readonly jobs: Jobs,
  ) {}

  @Get('details')
  @Operation({
    summary: 'Details, filtered and sorted',
    for: ['manager'],
    ids,
    query: listedDetails,
    answer: listOf(detail),
  })
  list(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(listedDetails)) query: z.output<typeof listedDetails>,
  ): Promise<unknown> {
    const { limit, cursor, sort, ...filter } = query;
    return this.details.list(actor, id, filter, { limit, cursor }, sort);
  }

  @Get('details/:detailId')
  @Operation({
    summary: 'What is behind one detail',
    for: ['manager'],
    ids: ['id', 'detailId'],
    answer: detailBehind,
  })
  find(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Param('detailId', Id) detailId: string,
  ): Promise<unknown> {
    return this.details.find(actor, id, detailId);
  }

  @Post('populate')
  @Operation({
    summary: 'Populate counted quantities',
    for: ['manager'],
    ids,
    body: populated,
    status: 202,
    answer: acceptedSchema,
  })
  async populate(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(populated)) body: z.output<typeof populated>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    return accept(response, await this.jobs.ask(actor, 'populate', id, body));
  }

  @Post('review')
  @Operation({
    summary: 'Set the status or correct the quantity of selected details; all or nothing unless partial',
    for: ['manager'],
    ids,
    body: review,
    ifMatch: true,
    answer: reviewed,
    mayBeJob: true,
  })
  async review(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(review)) body: z.output<typeof review>,
    @Res({ passthrough: true }) response: Response,
    @Headers('if-match') ifMatch?: string,
  ): Promise<unknown> {
    const version = versionOf(ifMatch);
    if (version === undefined && (await this.reviews.isLarge(actor, id, body.select))) {
      return accept(response, await this.jobs.ask(actor, 'review', id, body));
    }
    return this.reviews.review(actor, id, body, version);
  }
}
